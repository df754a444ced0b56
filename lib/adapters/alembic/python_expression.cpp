/// Parses one expression into a postfix program and runs it on a stack: no recursion over data, and
/// parsing is bounded by the grammar's depth.

#include <algorithm>
#include <charconv>

#include "adapters/alembic/python_grammar.hpp"
#include "adapters/alembic/python_value.hpp"
#include "system/format.hpp"

namespace plumbline::adapters::alembic {

namespace {

enum class Operation {
  push_none,
  push_boolean,
  push_integer,
  push_string,
  push_ellipsis,
  push_name,
  join_strings,
  make_items,
  make_tuple_or_one,
  make_list,
  make_set,
  attribute,
  call,
  subscript,
  negate,
  binary,
  compare,
  invert,
  both,
  either,
  choose,
  bind,
};

struct Instruction {
  Operation operation;
  char detail = 0;  // of `binary` and `compare`
  std::uint32_t count = 0;
  std::size_t begin = 0;  // in the expression's text
  std::size_t end = 0;
};

struct Program {
  std::vector<Instruction> code;
  struct Group {
    std::uint32_t count = 0;
    bool has_comma = false;
    bool has_keyword = false;
  };
  std::vector<Group> groups;
  std::vector<std::pair<std::size_t, std::size_t>> walruses;
  const char* base = nullptr;
  int depth = 0;

  void add(Operation operation, char detail = 0) { code.push_back({operation, detail}); }
  template <typename Input>
  void add_span(Operation operation, const Input& in) {
    const auto begin = static_cast<std::size_t>(in.begin() - base);
    code.push_back({operation, 0, 0, begin, begin + in.size()});
  }
  Group close() {
    const Group group = groups.back();
    groups.pop_back();
    return group;
  }
  void add_group(Operation plain) {
    const Group group = close();
    code.push_back({plain, group.has_comma ? ',' : ' ', group.count});
  }
};

namespace g = python;

template <typename Rule>
struct action {};

template <Operation operation, char detail = 0>
struct simple {
  static void apply0(Program& program) { program.add(operation, detail); }
};
template <Operation operation>
struct spanned {
  template <typename Input>
  static void apply(const Input& in, Program& program) {
    program.add_span(operation, in);
  }
};

template <>
struct action<g::none> : simple<Operation::push_none> {};
template <>
struct action<g::true_> : simple<Operation::push_boolean, 1> {};
template <>
struct action<g::false_> : simple<Operation::push_boolean, 0> {};
template <>
struct action<g::ellipsis> : simple<Operation::push_ellipsis> {};
template <>
struct action<g::negated> : simple<Operation::negate> {};
template <>
struct action<g::times> : simple<Operation::binary, '*'> {};
template <>
struct action<g::remainder> : simple<Operation::binary, '%'> {};
template <>
struct action<g::floor_quotient> : simple<Operation::binary, 'f'> {};
template <>
struct action<g::quotient> : simple<Operation::binary, '/'> {};
template <>
struct action<g::added> : simple<Operation::binary, '+'> {};
template <>
struct action<g::subtracted> : simple<Operation::binary, '-'> {};
template <>
struct action<g::equal> : simple<Operation::compare, '='> {};
template <>
struct action<g::unequal> : simple<Operation::compare, '!'> {};
template <>
struct action<g::less_equal> : simple<Operation::compare, 'l'> {};
template <>
struct action<g::greater_equal> : simple<Operation::compare, 'g'> {};
template <>
struct action<g::less> : simple<Operation::compare, '<'> {};
template <>
struct action<g::greater> : simple<Operation::compare, '>'> {};
template <>
struct action<g::contained> : simple<Operation::compare, 'i'> {};
template <>
struct action<g::not_contained> : simple<Operation::compare, 'n'> {};
template <>
struct action<g::is_not> : simple<Operation::compare, '!'> {};
template <>
struct action<g::is_same> : simple<Operation::compare, '='> {};
template <>
struct action<g::inverted> : simple<Operation::invert> {};
template <>
struct action<g::and_right> : simple<Operation::both> {};
template <>
struct action<g::or_right> : simple<Operation::either> {};
template <>
struct action<g::alternative> : simple<Operation::choose> {};
template <>
struct action<g::subscript> : simple<Operation::subscript> {};
template <>
struct action<g::attribute_name> : spanned<Operation::attribute> {};

/// A name's action runs on the name alone; `name` also stands inside look-aheads and keyword names,
/// so the atom's rule carries the action and cuts the blanks behind it off.
template <>
struct action<g::name_atom> {
  template <typename Input>
  static void apply(const Input& in, Program& program) {
    const std::size_t begin = static_cast<std::size_t>(in.begin() - program.base);
    const std::string_view matched(in.begin(), in.size());
    program.code.push_back({Operation::push_name, 0, 0, begin, begin + name_end(matched, 0)});
  }
};
template <>
struct action<g::integer> : spanned<Operation::push_integer> {};
template <>
struct action<g::strings_begin> {
  static void apply0(Program& program) { program.groups.emplace_back(); }
};
template <>
struct action<g::string_literal> {
  template <typename Input>
  static void apply(const Input& in, Program& program) {
    program.add_span(Operation::push_string, in);
    ++program.groups.back().count;
  }
};
template <>
struct action<g::strings> {
  static void apply0(Program& program) { program.add_group(Operation::join_strings); }
};
template <>
struct action<g::items_begin> {
  static void apply0(Program& program) { program.groups.emplace_back(); }
};
template <>
struct action<g::item> {
  static void apply0(Program& program) { ++program.groups.back().count; }
};
template <>
struct action<g::comma> {
  static void apply0(Program& program) { program.groups.back().has_comma = true; }
};
template <>
struct action<g::keyword_name> {
  static void apply0(Program& program) { program.groups.back().has_keyword = true; }
};
template <>
struct action<g::parentheses> {
  static void apply0(Program& program) { program.add_group(Operation::make_tuple_or_one); }
};
template <>
struct action<g::right_side> : action<g::parentheses> {};
template <>
struct action<g::list> {
  static void apply0(Program& program) { program.add_group(Operation::make_list); }
};
template <>
struct action<g::set> {
  static void apply0(Program& program) { program.add_group(Operation::make_set); }
};
template <>
struct action<g::call> {
  static void apply0(Program& program) {
    const Program::Group group = program.close();
    program.code.push_back({Operation::call, group.has_keyword ? 'k' : ' ', group.count});
  }
};
template <>
struct action<g::walrus_name> {
  template <typename Input>
  static void apply(const Input& in, Program& program) {
    const std::size_t begin = static_cast<std::size_t>(in.begin() - program.base);
    const std::string_view matched(in.begin(), in.size());
    program.walruses.emplace_back(begin, begin + name_end(matched, 0));
  }
};
template <>
struct action<g::walrus> {
  static void apply0(Program& program) {
    const auto [begin, end] = program.walruses.back();
    program.walruses.pop_back();
    program.code.push_back({Operation::bind, 0, 0, begin, end});
  }
};

/// Runs one program. Values raise and are opaque like any other value, until an operation that
/// would have evaluated them takes them up.
class Machine {
 public:
  Machine(std::string_view text, std::size_t base, const Names& names, int depth)
      : text_(text), base_(base), names_(names), depth_(depth) {}

  Value run(const Program& program) {
    for (const Instruction& instruction : program.code) step(instruction);
    return pop();
  }

 private:
  Value pop() {
    Value value = std::move(stack_.back());
    stack_.pop_back();
    return value;
  }

  void push(Value value) { stack_.push_back(std::move(value)); }

  std::vector<Value> pop_many(std::uint32_t count) {
    const auto first = stack_.end() - static_cast<std::ptrdiff_t>(count);
    std::vector<Value> values(std::make_move_iterator(first),
                              std::make_move_iterator(stack_.end()));
    stack_.erase(first, stack_.end());
    return values;
  }

  /// The value that an operation on `values` gives when one of them raises or is opaque; else null.
  static const Value* unknown_of(const std::vector<Value>& values) {
    for (const Value& value : values) {
      if (value.is(Value::Kind::raises)) return &value;
    }
    for (const Value& value : values) {
      if (value.is(Value::Kind::opaque)) return &value;
    }
    return nullptr;
  }

  void collect(const Instruction& instruction, Value::Kind kind) {
    std::vector<Value> items = pop_many(instruction.count);
    if (const Value* unknown = unknown_of(items)) {
      push(Value(*unknown));
      return;
    }
    Value value;
    value.kind = kind;
    if (!items.empty()) value.offset = items.front().offset;
    if (kind == Value::Kind::set) {
      for (Value& item : items) {
        const bool seen = std::ranges::any_of(
            value.items, [&](const Value& other) { return same_value(item, other); });
        if (!seen) value.items.push_back(std::move(item));
      }
    } else {
      value.items = std::move(items);
    }
    push(std::move(value));
  }

  void join_strings(std::uint32_t count) {
    std::vector<Value> parts = pop_many(count);
    if (const Value* unknown = unknown_of(parts)) {
      push(Value(*unknown));
      return;
    }
    Value whole = std::move(parts.front());
    for (std::size_t i = 1; i < parts.size(); ++i) {
      if (parts[i].kind != whole.kind) {
        push(raising_value("SyntaxError: cannot mix bytes and nonbytes literals", whole.offset));
        return;
      }
      whole.text += parts[i].text;
    }
    if (whole.text.size() > max_folded_bytes)
      whole = opaque_value("a text longer than is folded", whole.offset);
    push(std::move(whole));
  }

  void two(const Instruction& instruction) {
    std::vector<Value> sides = pop_many(2);
    if (const Value* unknown = unknown_of(sides)) {
      push(Value(*unknown));
      return;
    }
    push(instruction.operation == Operation::binary
             ? binary_operation(instruction.detail, sides[0], sides[1])
             : compare(instruction.detail, sides[0], sides[1]));
    stack_.back().offset = sides[0].offset;
  }

  /// `and` and `or`: the right side counts only when the left one lets it.
  void short_circuit(bool stops_when) {
    Value right = pop();
    Value left = pop();
    if (!left.is_known()) {
      push(std::move(left));
    } else if (!has_known_truth(left)) {
      push(opaque_value("depends on what is not known", left.offset));
    } else {
      push(is_true(left) == stops_when ? std::move(left) : std::move(right));
    }
  }

  void choose() {
    Value otherwise = pop();
    Value condition = pop();
    Value then = pop();
    if (!condition.is_known()) {
      push(std::move(condition));
    } else if (!has_known_truth(condition)) {
      push(opaque_value("depends on what is not known", then.offset));
    } else {
      push(is_true(condition) ? std::move(then) : std::move(otherwise));
    }
  }

  void call(const Instruction& instruction) {
    std::vector<Value> values = pop_many(instruction.count + 1);
    if (const Value* unknown = unknown_of(values)) {
      push(Value(*unknown));
      return;
    }
    const std::size_t offset = values.front().offset;
    Value callee = std::move(values.front());
    values.erase(values.begin());
    push(instruction.detail == 'k' ? opaque_value("the result of a call", offset)
                                   : call_value(callee, values));
    stack_.back().offset = offset;
  }

  void unary(const Instruction& instruction) {
    Value value = pop();
    if (value.is_known()) {
      const std::size_t offset = value.offset;
      if (instruction.operation == Operation::invert) {
        if (has_known_truth(value)) {
          const bool truth = is_true(value);
          value = Value{};
          value.kind = Value::Kind::boolean;
          value.number = truth ? 0 : 1;
        } else {
          value = opaque_value("depends on what is not known", offset);
        }
      } else if (value.is(Value::Kind::integer)) {
        value.number = -value.number;
      } else {
        value = opaque_value("a negated value", offset);
      }
      value.offset = offset;
    }
    push(std::move(value));
  }

  void push_integer(const Instruction& instruction) {
    std::string digits(
        text_.substr(base_ + instruction.begin, instruction.end - instruction.begin));
    std::erase(digits, '_');
    Value value;
    value.kind = Value::Kind::integer;
    value.offset = base_ + instruction.begin;
    const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), value.number);
    if (result.ec != std::errc{}) value = opaque_value("a number too large to fold", value.offset);
    push(std::move(value));
  }

  void step(const Instruction& instruction) {
    const std::size_t begin = base_ + instruction.begin;
    const std::size_t end = base_ + instruction.end;
    Value value;
    switch (instruction.operation) {
      case Operation::push_none:
        push({});
        break;
      case Operation::push_boolean:
        value.kind = Value::Kind::boolean;
        value.number = instruction.detail;
        push(std::move(value));
        break;
      case Operation::push_integer:
        push_integer(instruction);
        break;
      case Operation::push_string:
        push(read_string(text_, begin, end, names_, depth_));
        break;
      case Operation::push_ellipsis:
        push(opaque_value("an ellipsis", begin));
        break;
      case Operation::push_name:
        push(names_.look_up(text_.substr(begin, end - begin), begin));
        // A constant is found where it is written, anything else where it is used.
        if (stack_.back().is(Value::Kind::reference) || stack_.back().is(Value::Kind::opaque))
          stack_.back().offset = begin;
        break;
      case Operation::join_strings:
        if (instruction.count > 1) join_strings(instruction.count);
        break;
      case Operation::make_tuple_or_one:
        if (instruction.count != 1 || instruction.detail == ',')
          collect(instruction, Value::Kind::sequence);
        break;
      case Operation::make_items:
      case Operation::make_list:
        collect(instruction, Value::Kind::sequence);
        break;
      case Operation::make_set:
        collect(instruction, Value::Kind::set);
        break;
      case Operation::attribute:
        if (stack_.back().is_known()) {
          value = pop();
          const std::size_t offset = value.offset;
          push(attribute_of(value, text_.substr(begin, end - begin)));
          stack_.back().offset = offset;
        }
        break;
      case Operation::call:
        call(instruction);
        break;
      case Operation::subscript: {
        std::vector<Value> sides = pop_many(2);
        const Value* unknown = unknown_of(sides);
        push(unknown != nullptr ? Value(*unknown) : subscript_of(sides[0], sides[1]));
        stack_.back().offset = sides[0].offset;
        break;
      }
      case Operation::negate:
      case Operation::invert:
        unary(instruction);
        break;
      case Operation::binary:
      case Operation::compare:
        two(instruction);
        break;
      case Operation::both:
        short_circuit(false);
        break;
      case Operation::either:
        short_circuit(true);
        break;
      case Operation::choose:
        choose();
        break;
      case Operation::bind:
        names_.bind(text_.substr(begin, end - begin), stack_.back());
        break;
    }
  }

  std::string_view text_;
  std::size_t base_;
  const Names& names_;
  int depth_;
  std::vector<Value> stack_;
};

}  // namespace

Value evaluate(std::string_view text, std::size_t begin, std::size_t end, const Names& names,
               int depth) {
  constexpr int max_evaluations = 8;  // f-strings inside f-strings
  if (depth == max_evaluations) return opaque_value("an expression nested too deeply", begin);
  Program program;
  program.base = text.data() + begin;
  tao::pegtl::memory_input<tao::pegtl::tracking_mode::lazy> input(text.data() + begin,
                                                                  text.data() + end, "");
  const bool is_read = tao::pegtl::parse<g::right_side, action>(input, program);
  if (!is_read || program.code.empty())
    return opaque_value("an expression that only Python can evaluate", begin);
  return Machine(text, begin, names, depth).run(program);
}

}  // namespace plumbline::adapters::alembic
