/// Builds the tree of one logical line from the grammar's events, on a stack of parts.

#include <utility>

#include "adapters/alembic/render/grammar.hpp"
#include "adapters/alembic/render/syntax.hpp"

namespace plumbline::adapters::alembic::render {

namespace {

namespace g = grammar;

struct Builder {
  struct Group {
    std::size_t first = 0;  // of its parts on the stack
    char kind = 0;          // '{' a dictionary, 'c' one comprehension instead of parts
    bool has_comma = false;
  };

  Module& module;
  std::string_view text;
  Step& step;
  int depth = 0;
  const char* base = nullptr;  // where `text` begins in memory
  std::vector<Part> stack;
  std::vector<Group> groups;
  std::size_t assigned = 0;
  bool is_annotated = false;

  template <typename Input>
  [[nodiscard]] std::size_t begin_of(const Input& in) const {
    return static_cast<std::size_t>(in.begin() - base);
  }
  template <typename Input>
  [[nodiscard]] std::string_view view(const Input& in) const {
    return text.substr(begin_of(in), in.size());
  }

  Expression& add(Form form, std::size_t begin, std::size_t end) {
    Expression& expression = module.expressions.emplace_back();
    expression.form = form;
    expression.begin = begin;
    expression.end = end;
    stack.push_back({&expression, {}});
    return expression;
  }
  template <typename Input>
  Expression& leaf(Form form, const Input& in) {
    return add(form, begin_of(in), begin_of(in) + in.size());
  }
  const Expression* pop() {
    const Expression* value = stack.back().value;
    stack.pop_back();
    return value;
  }
  /// The topmost `count` parts become those of a new node.
  Expression& gather(Form form, std::size_t count) {
    std::vector<Part> parts(stack.end() - static_cast<std::ptrdiff_t>(count), stack.end());
    stack.resize(stack.size() - count);
    const std::size_t begin = count == 0 ? 0 : parts.front().value->begin;
    const std::size_t end = count == 0 ? 0 : parts.back().value->end;
    Expression& expression = add(form, begin, end);
    expression.parts = std::move(parts);
    return expression;
  }
  /// A marker below the topmost part gives it its name.
  void take_name() {
    const Expression* value = pop();
    stack.back().value = value;
  }
  Group close() {
    const Group group = groups.back();
    groups.pop_back();
    return group;
  }
  template <typename Input>
  void display(Form form, const Input& in) {
    const Group group = close();
    const std::size_t count = stack.size() - group.first;
    if (group.kind == 'c') return;
    const bool is_parenthesised =
        form == Form::tuple && count == 1 && !group.has_comma && stack.back().name.empty();
    if (is_parenthesised) return;
    Expression& expression = gather(form, count);
    expression.begin = begin_of(in);
    expression.end = begin_of(in) + in.size();
  }
  /// Items without parentheses: a tuple where there is a comma.
  void join_items() {
    const Group group = close();
    const std::size_t count = stack.size() - group.first;
    if (count == 1 && !group.has_comma && stack.back().name.empty()) return;
    gather(Form::tuple, count);
  }
  void comprehend(char kind) {
    std::size_t count = 0;
    while (is_clause(stack[stack.size() - 1 - count].name)) ++count;
    gather(Form::comprehension, count + (kind == 'd' ? 2 : 1)).detail = kind;
  }
  static bool is_clause(std::string_view name) {
    return name == "for" || name == "in" || name == "if";
  }
};

template <typename Rule>
struct action {};

template <Form form, char detail = 0>
struct leaf {
  template <typename Input>
  static void apply(const Input& in, Builder& builder) {
    builder.leaf(form, in).detail = detail;
  }
};
template <Form form>
struct worded {
  template <typename Input>
  static void apply(const Input& in, Builder& builder) {
    Expression& expression = builder.leaf(form, in);
    expression.text = builder.view(in);
  }
};
template <Form form, std::size_t count, char detail = 0>
struct gathered {
  static void apply0(Builder& builder) { builder.gather(form, count).detail = detail; }
};
template <char detail>
using binary = gathered<Form::binary, 2, detail>;
/// Names the topmost part.
template <char... C>
struct named {
  static constexpr char characters[] = {C...};
  static void apply0(Builder& builder) {
    builder.stack.back().name = std::string_view(characters, sizeof...(C));
  }
};
struct taking_name {
  static void apply0(Builder& builder) { builder.take_name(); }
};
struct dropped {
  static void apply0(Builder& builder) { builder.pop(); }
};
/// A marker that a later part takes its name from.
struct marker {
  template <typename Input>
  static void apply(const Input& in, Builder& builder) {
    const std::string_view text = builder.view(in);
    builder.stack.push_back({nullptr, text.substr(0, name_end(text, 0))});
  }
};

// clang-format off
template <> struct action<g::none> : leaf<Form::none> {};
template <> struct action<g::true_> : leaf<Form::boolean, 1> {};
template <> struct action<g::false_> : leaf<Form::boolean, 0> {};
template <> struct action<g::ellipsis> : leaf<Form::ellipsis> {};
template <> struct action<g::integer> : worded<Form::integer> {};
template <> struct action<g::real> : worded<Form::real> {};
template <> struct action<g::name_atom> : worded<Form::name> {};
template <> struct action<g::powered> : binary<'p'> {};
template <> struct action<g::times> : binary<'*'> {};
template <> struct action<g::remainder> : binary<'%'> {};
template <> struct action<g::floor_quotient> : binary<'f'> {};
template <> struct action<g::quotient> : binary<'/'> {};
template <> struct action<g::matrix> : binary<'@'> {};
template <> struct action<g::added> : binary<'+'> {};
template <> struct action<g::subtracted> : binary<'-'> {};
template <> struct action<g::left_shifted> : binary<'<'> {};
template <> struct action<g::right_shifted> : binary<'>'> {};
template <> struct action<g::bits_and> : binary<'&'> {};
template <> struct action<g::bits_xor> : binary<'^'> {};
template <> struct action<g::bits_or> : binary<'|'> {};
template <> struct action<g::negated> : gathered<Form::negate, 1> {};
template <> struct action<g::complemented> : gathered<Form::complement, 1> {};
template <> struct action<g::inverted> : gathered<Form::invert, 1> {};
template <> struct action<g::and_right> : gathered<Form::both, 2> {};
template <> struct action<g::or_right> : gathered<Form::either, 2> {};
template <> struct action<g::alternative> : gathered<Form::choose, 3> {};
template <> struct action<g::starred> : named<'*'> {};
template <> struct action<g::starred_target> : named<'*'> {};
template <> struct action<g::merged> : named<'*', '*'> {};
template <> struct action<g::unpacked> : named<'*', '*'> {};
template <> struct action<g::clause_for> : named<'f', 'o', 'r'> {};
template <> struct action<g::clause_in> : named<'i', 'n'> {};
template <> struct action<g::clause_if> : named<'i', 'f'> {};
template <> struct action<g::keyword_name> : marker {};
template <> struct action<g::keyword> : taking_name {};
template <> struct action<g::compared> : taking_name {};
template <> struct action<g::walrus_name> : marker {};
template <> struct action<g::annotation> : dropped {};
template <> struct action<g::cause> : dropped {};
template <> struct action<g::reason> : dropped {};
// clang-format on

template <>
struct action<g::compare_op> {
  template <typename Input>
  static void apply(const Input& in, Builder& builder) {
    const std::string_view text = builder.view(in);
    std::string_view operation = text.substr(0, text.find_last_not_of(" \t\n\r") + 1);
    if (text.starts_with("not"))
      operation = "not in";
    else if (text.starts_with("is"))
      operation = text.find("not") != std::string_view::npos ? "is not" : "is";
    else if (text.starts_with("in"))
      operation = "in";
    builder.stack.push_back({nullptr, operation});
  }
};
template <>
struct action<g::comparing> {
  static void apply0(Builder& builder) {
    std::size_t count = 1;
    while (!builder.stack[builder.stack.size() - count].name.empty()) ++count;
    builder.gather(Form::compare, count);
  }
};
template <>
struct action<g::walrus> {
  static void apply0(Builder& builder) {
    const Expression* value = builder.pop();
    const std::string_view name = builder.stack.back().name;
    builder.stack.back() = {value, {}};
    builder.gather(Form::walrus, 1).text = name;
  }
};
template <>
struct action<g::string_literal> {
  template <typename Input>
  static void apply(const Input& in, Builder& builder) {
    Expression& expression = builder.leaf(Form::text, in);
    parse_string(builder.module, builder.text, expression.begin, expression.end, builder.depth,
                 expression);
  }
};
template <>
struct action<g::strings> {
  static void apply0(Builder& builder) {
    const Builder::Group group = builder.close();
    const std::size_t count = builder.stack.size() - group.first;
    if (count == 1) return;
    Expression& joined = builder.gather(Form::text, count);
    const std::vector<Part> parts = std::exchange(joined.parts, {});
    for (const Part& part : parts) {
      if (part.value->form == Form::text && joined.form == Form::text) {
        joined.text += part.value->text;
      } else if (part.value->form == Form::text || part.value->form == Form::formatted) {
        if (joined.form == Form::text) {
          joined.form = Form::formatted;
          Expression& before = builder.module.expressions.emplace_back();
          before.form = Form::text;
          before.text = std::exchange(joined.text, {});
          joined.parts.push_back({&before, {}});
        }
        if (part.value->form == Form::text)
          joined.parts.push_back({part.value, {}});
        else
          joined.parts.insert(joined.parts.end(), part.value->parts.begin(),
                              part.value->parts.end());
      } else {
        joined.form = part.value->form;
        return;
      }
    }
  }
};
template <>
struct action<g::group> {
  static void apply0(Builder& builder) { builder.groups.push_back({builder.stack.size()}); }
};
template <>
struct action<g::comma> {
  static void apply0(Builder& builder) {
    if (!builder.groups.empty()) builder.groups.back().has_comma = true;
  }
};
template <>
struct action<g::parentheses> {
  template <typename Input>
  static void apply(const Input& in, Builder& builder) {
    builder.display(Form::tuple, in);
  }
};
template <>
struct action<g::list> {
  template <typename Input>
  static void apply(const Input& in, Builder& builder) {
    builder.display(Form::list, in);
  }
};
template <>
struct action<g::dict_mark> {
  static void apply0(Builder& builder) { builder.groups.back().kind = '{'; }
};
template <>
struct action<g::braces> {
  template <typename Input>
  static void apply(const Input& in, Builder& builder) {
    builder.display(builder.groups.back().kind == '{' ? Form::dictionary : Form::set, in);
  }
};
template <char kind>
struct comprehended {
  static void apply0(Builder& builder) {
    builder.comprehend(kind);
    builder.groups.back().kind = 'c';
  }
};
// clang-format off
template <> struct action<g::list_comp> : comprehended<'l'> {};
template <> struct action<g::generator> : comprehended<'g'> {};
template <> struct action<g::set_comp> : comprehended<'s'> {};
template <> struct action<g::dict_comp> : comprehended<'d'> {};
// clang-format on
template <>
struct action<g::argument_comp> {
  static void apply0(Builder& builder) { builder.comprehend('g'); }
};
template <>
struct action<g::call> {
  template <typename Input>
  static void apply(const Input& in, Builder& builder) {
    const Builder::Group group = builder.close();
    Expression& call = builder.gather(Form::call, builder.stack.size() - group.first + 1);
    call.end = builder.begin_of(in) + in.size();
  }
};
template <>
struct action<g::attribute_name> {
  template <typename Input>
  static void apply(const Input& in, Builder& builder) {
    Expression& attribute = builder.gather(Form::attribute, 1);
    attribute.text = builder.view(in);
    attribute.end = builder.begin_of(in) + in.size();
  }
};
template <>
struct action<g::slice_mark> {
  static void apply0(Builder& builder) {
    builder.groups.back().kind = ':';
    builder.stack.push_back({nullptr, ":"});
  }
};
template <>
struct action<g::subscript> {
  template <typename Input>
  static void apply(const Input& in, Builder& builder) {
    if (builder.groups.back().kind == ':')
      slice(builder);
    else
      builder.join_items();
    builder.gather(Form::subscript, 2).end = builder.begin_of(in) + in.size();
  }
  static void slice(Builder& builder) {
    static constexpr std::string_view names[] = {"from", "to", "step"};
    const Builder::Group group = builder.close();
    const std::vector<Part> parts(builder.stack.begin() + static_cast<std::ptrdiff_t>(group.first),
                                  builder.stack.end());
    builder.stack.resize(group.first);
    Expression& expression = builder.add(Form::slice, 0, 0);
    std::size_t place = 0;
    for (const Part& part : parts) {
      if (part.value == nullptr)
        ++place;
      else
        expression.parts.push_back({part.value, names[place]});
    }
  }
};
template <>
struct action<g::right_side> {
  static void apply0(Builder& builder) { builder.join_items(); }
};
// clang-format off
template <> struct action<g::target> : action<g::right_side> {};
// clang-format on

template <>
struct action<g::assigned> {
  static void apply0(Builder& builder) { ++builder.assigned; }
};
template <>
struct action<g::augment_op> {
  template <typename Input>
  static void apply(const Input& in, Builder& builder) {
    const std::string_view text = builder.view(in);
    builder.step.detail = text == "**" ? 'p' : text == "//" ? 'f' : text[0];
  }
};
template <>
struct action<g::augmented> {
  static void apply0(Builder& builder) {
    builder.step.act = Act::augment;
    builder.step.value = builder.pop();
    builder.step.targets = {builder.pop()};
  }
};
template <>
struct action<g::annotated> {
  static void apply0(Builder& builder) { builder.is_annotated = true; }
};
template <>
struct action<g::plain> {
  static void apply0(Builder& builder) {
    Step& step = builder.step;
    if (step.act == Act::augment) return;
    step.value = builder.pop();
    step.act = builder.assigned > 0   ? Act::assign
               : builder.is_annotated ? Act::nothing
                                      : Act::evaluate;
    for (const Part& part : builder.stack) step.targets.push_back(part.value);
    builder.stack.clear();
  }
};
template <Act act>
struct acting {
  static void apply0(Builder& builder) {
    builder.step.act = act;
    if (!builder.stack.empty()) builder.step.value = builder.pop();
  }
};
// clang-format off
template <> struct action<g::give_back> : acting<Act::give_back> {};
template <> struct action<g::raise> : acting<Act::raise> {};
template <> struct action<g::assertion> : acting<Act::assertion> {};
template <> struct action<g::leave_loop> : acting<Act::leave_loop> {};
template <> struct action<g::next_round> : acting<Act::next_round> {};
template <> struct action<g::nothing> : acting<Act::nothing> {};
template <> struct action<g::import> : acting<Act::import> {};
// clang-format on
template <>
struct action<g::remove> {
  static void apply0(Builder& builder) {
    builder.step.act = Act::remove;
    builder.step.targets = {builder.pop()};
  }
};

template <>
struct action<g::module_name> {
  template <typename Input>
  static void apply(const Input& in, Builder& builder) {
    builder.step.imports.push_back({std::string(builder.view(in)), {}, {}});
  }
};
template <>
struct action<g::import_name> {
  template <typename Input>
  static void apply(const Input& in, Builder& builder) {
    builder.step.imports.back().name = builder.view(in);
  }
};
template <>
struct action<g::from_module> {
  template <typename Input>
  static void apply(const Input& in, Builder& builder) {
    builder.step.name = builder.view(in);
  }
};
template <>
struct action<g::member_name> {
  template <typename Input>
  static void apply(const Input& in, Builder& builder) {
    const std::string_view member = builder.view(in);
    builder.step.imports.push_back({std::string(builder.step.name), member, member});
  }
};

template <>
struct action<g::function_name> {
  template <typename Input>
  static void apply(const Input& in, Builder& builder) {
    builder.step.name = builder.view(in);
  }
};
template <>
struct action<g::parameter_star> {
  template <typename Input>
  static void apply(const Input& in, Builder& builder) {
    builder.step.parameters.push_back({{}, nullptr, in.size() == 2 ? 'd' : '*'});
  }
};
template <>
struct action<g::parameter_name> {
  template <typename Input>
  static void apply(const Input& in, Builder& builder) {
    std::vector<Parameter>& parameters = builder.step.parameters;
    const bool is_starred = !parameters.empty() && parameters.back().star != 0 &&
                            parameters.back().name.empty() && builder.begin_of(in) > 0 &&
                            builder.text[builder.begin_of(in) - 1] == '*';
    if (!is_starred) parameters.emplace_back();
    parameters.back().name = builder.view(in);
  }
};
template <>
struct action<g::default_value> {
  static void apply0(Builder& builder) { builder.step.parameters.back().value = builder.pop(); }
};
template <>
struct action<g::bases> {
  static void apply0(Builder& builder) {
    builder.step.items = std::move(builder.stack);
    builder.stack.clear();
  }
};
template <>
struct action<g::each> {
  static void apply0(Builder& builder) {
    builder.step.value = builder.pop();
    builder.step.targets = {builder.pop()};
  }
};
// clang-format off
template <> struct action<g::as_target> : named<'a', 's'> {};
// clang-format on
template <>
struct action<g::with_items> {
  static void apply0(Builder& builder) {
    for (const Part& part : builder.stack) {
      if (part.name == "as")
        builder.step.targets.back() = part.value;
      else {
        builder.step.items.push_back({part.value, {}});
        builder.step.targets.push_back(nullptr);
      }
    }
    builder.stack.clear();
  }
};

template <typename Rule>
bool parse_as(tao::pegtl::memory_input<tao::pegtl::tracking_mode::lazy>& in, Builder& builder) {
  try {
    return tao::pegtl::parse<g::whole<Rule>, action>(in, builder);
  } catch (const tao::pegtl::parse_error&) {
    return false;
  }
}

}  // namespace

bool parse_line(Module& module, std::string_view text, std::size_t begin, std::size_t end,
                Line line, Step& step, int depth) {
  tao::pegtl::memory_input<tao::pegtl::tracking_mode::lazy> in(text.data() + begin,
                                                               text.data() + end, "");
  Builder builder{module, text, step, depth, text.data(), {}, {}};
  switch (line) {
    case Line::simple:
      return parse_as<g::simple>(in, builder);
    case Line::expression:
      if (!parse_as<g::right_side>(in, builder)) return false;
      step.value = builder.pop();
      return true;
    case Line::each:
      return parse_as<g::each>(in, builder);
    case Line::with:
      return parse_as<g::with_items>(in, builder);
    case Line::signature:
      return parse_as<g::signature>(in, builder);
    case Line::bases:
      return parse_as<g::bases>(in, builder);
  }
  return false;
}

}  // namespace plumbline::adapters::alembic::render
