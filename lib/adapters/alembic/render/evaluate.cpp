/// Follows expressions.

#include <algorithm>
#include <charconv>

#include "adapters/alembic/render/interpreter.hpp"

namespace plumbline::adapters::alembic::render {

namespace {

constexpr std::size_t max_comprehended = 20'000;

Value opposite(Truth truth) {
  if (truth == Truth::unknown) return make_unknown("a comparison that is not followed");
  return make_boolean(truth == Truth::no);
}

Value as_value(Truth truth) {
  if (truth == Truth::unknown) return make_unknown("a comparison that is not followed");
  return make_boolean(truth == Truth::yes);
}

Value read_integer(const std::string& text) {
  std::string digits;
  for (const char c : text)
    if (c != '_') digits.push_back(c);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size())
    return make_unknown("a number that is not followed");
  return make_integer(number);
}

Truth contains(const Value& container, const Value& item) {
  if (container.is_unknown() || item.is_unknown()) return Truth::unknown;
  if (container.is(Kind::text) && item.is(Kind::text))
    return container.text.find(item.text) != std::string::npos ? Truth::yes : Truth::no;
  const bool is_dictionary = container.is(Kind::dictionary);
  if (!is_dictionary && !container.is_sequence()) return Truth::unknown;
  bool is_unsure = false;
  for (std::size_t i = 0; i < container.items->size(); i += is_dictionary ? 2 : 1) {
    const Truth truth = equal((*container.items)[i], item);
    if (truth == Truth::yes) return truth;
    is_unsure |= truth == Truth::unknown;
  }
  return is_unsure ? Truth::unknown : Truth::no;
}

Truth is_same(const Value& left, const Value& right) {
  if (left.is_unknown() || right.is_unknown()) return Truth::unknown;
  if (is_seen_by_name(left) || is_seen_by_name(right)) return equal(left, right);
  if (left.is(Kind::none) || right.is(Kind::none))
    return left.kind == right.kind ? Truth::yes : Truth::no;
  return equal(left, right);
}

/// The dialect's object and what hangs on it; null for other attributes.
Value dialect() {
  Value value;
  value.kind = Kind::object;
  value.object = Arena::current().object();
  value.object->space = "alembic";
  value.object->name = "dialect";
  return value;
}

Value alembic_object(std::string_view name) {
  Value value = dialect();
  value.object->name = name;
  return value;
}

}  // namespace

bool is_symbolic(const Value& given) {
  const Value* at = &given;
  while (at->is(Kind::method)) at = &(*at->items)[0];
  const Value& value = *at;
  if (!value.is(Kind::object)) return false;
  const std::string& space = value.object->space;
  return space != "alembic" && space != "enum" && space != "enumeration" && space != "class";
}

Value Interpreter::evaluate(const Expression& expression) {
  if (++steps_ > max_steps || depth_ >= max_nesting || !Arena::current().spend(0))
    return make_unknown("an expression nested too deeply");
  ++depth_;
  Value value = evaluate_form(expression);
  --depth_;
  return value;
}

Value Interpreter::evaluate_form(const Expression& expression) {
  switch (expression.form) {
    case Form::opaque:
    case Form::slice:
      return make_unknown("an expression that is not followed");
    case Form::none:
      return {};
    case Form::ellipsis:
      return make_unknown("an ellipsis");
    case Form::boolean:
      return make_boolean(expression.detail != 0);
    case Form::integer:
      return read_integer(expression.text);
    case Form::real: {
      Value value = make_text(expression.text);
      value.kind = Kind::real;
      return value;
    }
    case Form::text:
      return make_text(expression.text);
    case Form::bytes: {
      Value value;
      value.kind = Kind::bytes;
      return value;
    }
    case Form::formatted:
      return formatted(expression);
    case Form::name:
      return look_up(expression.text);
    case Form::attribute:
      return attribute(evaluate(*expression.parts[0].value), expression.text);
    case Form::call:
      return call(expression);
    case Form::subscript:
      return subscripted(expression);
    case Form::tuple:
      return make_items(Kind::tuple, evaluate_items(expression));
    case Form::list:
      return make_items(Kind::list, evaluate_items(expression));
    case Form::set:
      return call_builtin("set", {make_items(Kind::list, evaluate_items(expression))}, {});
    case Form::dictionary:
      return dictionary(expression);
    case Form::negate:
    case Form::complement: {
      const Value value = evaluate(*expression.parts[0].value);
      const bool is_negation = expression.form == Form::negate;
      if (is_symbolic(value)) {
        Call call;
        call.arguments = {value};
        return make_object("operator", is_negation ? "neg" : "not", std::move(call));
      }
      if (is_negation && value.is(Kind::real)) {
        Value negative = value;
        negative.text.insert(0, "-");
        return negative;
      }
      if (!is_negation) return make_unknown("a complement", {value});
      return binary_operation('-', make_integer(0), value);
    }
    case Form::invert: {
      const Value value = evaluate(*expression.parts[0].value);
      if (truth_of(value) == Truth::unknown) return make_unknown("a condition", {value});
      return opposite(truth_of(value));
    }
    case Form::binary: {
      const Value left = evaluate(*expression.parts[0].value);
      const Value right = evaluate(*expression.parts[1].value);
      if (is_symbolic(left) || is_symbolic(right)) {
        Call call;
        call.arguments = {left, right};
        return make_object("operator", std::string(1, expression.detail), std::move(call));
      }
      return binary_operation(expression.detail, left, right);
    }
    case Form::compare:
      return compared(expression);
    case Form::both:
    case Form::either:
      return logical(expression);
    case Form::choose: {
      const Value condition = evaluate(*expression.parts[1].value);
      const Truth truth = truth_of(condition);
      if (truth == Truth::unknown) return make_unknown("a condition", {condition});
      return evaluate(*expression.parts[truth == Truth::yes ? 0 : 2].value);
    }
    case Form::comprehension:
      return comprehension(expression);
    case Form::walrus: {
      Value value = evaluate(*expression.parts[0].value);
      bind(expression.text, value);
      return value;
    }
  }
  return make_unknown("an expression that is not followed");
}

std::vector<Value> Interpreter::evaluate_items(const Expression& expression) {
  std::vector<Value> items;
  for (const Part& part : expression.parts) {
    Value value = evaluate(*part.value);
    if (part.name.empty()) {
      items.push_back(std::move(value));
      continue;
    }
    const Value list = call_builtin("list", {value}, {});
    if (list.is_unknown())
      items.push_back(make_unknown("unpacked items", {list}));
    else
      items.insert(items.end(), list.items->begin(), list.items->end());
  }
  return items;
}

Value Interpreter::look_up(std::string_view name) const {
  for (const Scope* scope = scope_.get(); scope != nullptr; scope = scope->outer.get()) {
    const auto found = scope->names.find(name);
    if (found != scope->names.end()) return found->second;
  }
  if (name == "__name__" || name == "__file__") return make_unknown("the file's own name");
  if (is_builtin(name)) return make_imported("builtins." + std::string(name));
  const auto star = globals_->names.lower_bound("*");
  if (star != globals_->names.end() && star->first.starts_with('*'))
    return make_imported(star->second.text + "." + std::string(name));
  return make_unknown("the name \"" + std::string(name) + "\" is not bound in the file");
}

Value Interpreter::formatted(const Expression& expression) {
  std::string text;
  for (const Part& part : expression.parts) {
    Value piece = evaluate(*part.value);
    if (!part.name.empty()) piece = format_field(piece, part.name, text);
    if (piece.is_unknown()) return make_begun(piece, std::move(text));
    text += piece.text;
    if (text.size() > max_text) return make_unknown("a text longer than is followed");
  }
  return make_text(std::move(text));
}

Value Interpreter::dictionary(const Expression& expression) {
  Value result = make_items(Kind::dictionary, {});
  for (std::size_t i = 0; i < expression.parts.size(); ++i) {
    if (!expression.parts[i].name.empty()) {
      const Value more = evaluate(*expression.parts[i].value);
      if (!more.is(Kind::dictionary)) return make_unknown("an unpacked dictionary", {more});
      call_method(result, "update", {more}, {}, true);
      continue;
    }
    Value key = evaluate(*expression.parts[i].value);
    Value value = evaluate(*expression.parts[++i].value);
    result.items->push_back(std::move(key));
    result.items->push_back(std::move(value));
  }
  return result;
}

Value Interpreter::compare(std::string_view operation, const Value& left, const Value& right) {
  if (operation == "is") return as_value(is_same(left, right));
  if (operation == "is not") return opposite(is_same(left, right));
  if (is_symbolic(left) || is_symbolic(right)) {
    Call call;
    call.arguments = {left, right};
    return make_object("operator", operation, std::move(call));
  }
  if (operation == "==") return as_value(equal(left, right));
  if (operation == "!=") return opposite(equal(left, right));
  if (operation == "in") return as_value(contains(right, left));
  if (operation == "not in") return opposite(contains(right, left));
  if (!left.is(Kind::integer) || !right.is(Kind::integer))
    return make_unknown("a comparison that is not followed");
  if (operation == "<") return make_boolean(left.number < right.number);
  if (operation == "<=") return make_boolean(left.number <= right.number);
  if (operation == ">") return make_boolean(left.number > right.number);
  return make_boolean(left.number >= right.number);
}

Value Interpreter::compared(const Expression& expression) {
  Value left = evaluate(*expression.parts[0].value);
  Value result = make_boolean(true);
  for (std::size_t i = 1; i < expression.parts.size(); ++i) {
    const Value right = evaluate(*expression.parts[i].value);
    Value one = compare(expression.parts[i].name, left, right);
    if (one.is_unknown()) one = make_unknown(one.text, {operand(left), operand(right)});
    if (truth_of(one) != Truth::yes) return one;
    result = one;
    left = right;
  }
  return result;
}

Value Interpreter::logical(const Expression& expression) {
  const bool is_both = expression.form == Form::both;
  Value left = evaluate(*expression.parts[0].value);
  const Truth truth = truth_of(left);
  if (truth == (is_both ? Truth::no : Truth::yes)) return left;
  if (truth != Truth::unknown) return evaluate(*expression.parts[1].value);
  // The right side may not be reached, but it may decide alone.
  const std::string before = recorder_.doubt();
  if (before.empty())
    recorder_.set_doubt(left.is_unknown() ? left.text : "a condition that is not followed");
  const Value right = evaluate(*expression.parts[1].value);
  recorder_.set_doubt(before);
  if (truth_of(right) == (is_both ? Truth::no : Truth::yes)) return right;
  return make_unknown("a condition", {left, right});
}

namespace {

/// `….fetchone()`, of which a part is taken at once: an error when there is no row.
bool is_fetched_row(const Expression& expression) {
  if (expression.form != Form::call) return false;
  const Expression& called = *expression.parts[0].value;
  return called.form == Form::attribute && (called.text == "fetchone" || called.text == "first");
}

}  // namespace

Value Interpreter::subscripted(const Expression& expression) {
  const Value value = evaluate(*expression.parts[0].value);
  if (value.is_unknown() && is_fetched_row(*expression.parts[0].value)) {
    for (const std::size_t source : value.sources) {
      if (recorder_.selects_columns(source)) recorder_.need_rows(source);
    }
  }
  const Expression& index = *expression.parts[1].value;
  if (is_symbolic(value)) {
    const Value key = evaluate(index);
    if (value.is(Kind::method) && key.is(Kind::text)) return make_method(value, key.text);
    Call call;
    call.arguments = {value, key};
    return make_object("operator", "[]", std::move(call));
  }
  if (value.is(Kind::object) && value.object->space == "enumeration") {
    const Value key = evaluate(index);
    const Value* member = key.is(Kind::text) ? value.object->keyword(key.text) : nullptr;
    return member != nullptr ? *member : make_unknown("a member that is not followed");
  }
  if (index.form != Form::slice) return subscript(value, evaluate(index));
  if (value.is_unknown()) return value;
  std::int64_t bounds[] = {0, INT64_MAX};
  for (const Part& part : index.parts) {
    const Value bound = evaluate(*part.value);
    if (!bound.is(Kind::integer) || part.name == "step")
      return make_unknown("a slice that is not followed", {bound});
    bounds[part.name == "to" ? 1 : 0] = bound.number;
  }
  const bool is_listed = value.is(Kind::list) || value.is(Kind::tuple);
  const bool is_ascii = value.is(Kind::text) &&
                        std::ranges::none_of(value.text, [](char c) { return (c & '\x80') != 0; });
  if ((!is_listed && !is_ascii) || is_open(value))
    return make_unknown("a slice that is not followed");
  const auto size = static_cast<std::int64_t>(is_listed ? value.items->size() : value.text.size());
  for (std::int64_t& bound : bounds)
    bound = std::clamp(bound < 0 ? bound + size : bound, std::int64_t{0}, size);
  const std::int64_t count = std::max<std::int64_t>(bounds[1] - bounds[0], 0);
  if (!is_listed)
    return make_text(
        value.text.substr(static_cast<std::size_t>(bounds[0]), static_cast<std::size_t>(count)));
  const auto first = value.items->begin() + bounds[0];
  return make_items(value.kind, std::vector<Value>(first, first + count));
}

Value Interpreter::comprehension(const Expression& expression) {
  std::vector<Value> out;
  std::string why;
  const auto outer = scope_;
  scope_ = Arena::current().scope();
  scope_->outer = outer;
  const std::size_t elements = expression.detail == 'd' ? 2 : 1;
  comprehend(expression, elements, out, why);
  scope_ = outer;
  if (!why.empty()) {
    Value unknown = make_unknown(why);
    for (const Value& value : out) add_sources(unknown, value);
    return unknown;
  }
  if (expression.detail == 'd') return make_items(Kind::dictionary, std::move(out));
  if (expression.detail == 's') return call_builtin("set", {make_items(Kind::list, out)}, {});
  return make_items(Kind::list, std::move(out));
}

void Interpreter::comprehend(const Expression& expression, std::size_t clause,
                             std::vector<Value>& out, std::string& why) {
  if (!why.empty() || out.size() > max_comprehended || steps_ > max_steps) {
    if (why.empty()) why = "a comprehension longer than is followed";
    return;
  }
  const std::vector<Part>& parts = expression.parts;
  if (clause == parts.size()) {
    out.push_back(evaluate(*parts[0].value));
    if (expression.detail == 'd') out.push_back(evaluate(*parts[1].value));
    return;
  }
  if (parts[clause].name == "if") {
    const Value condition = evaluate(*parts[clause].value);
    const Truth truth = truth_of(condition);
    if (truth == Truth::unknown) {
      why = condition.is_unknown() ? condition.text : "a condition that is not followed";
      out.push_back(condition);
    }
    if (truth == Truth::yes) comprehend(expression, clause + 1, out, why);
    return;
  }
  const Value over = evaluate(*parts[clause + 1].value);
  const Value items = call_builtin("list", {over}, {});
  if (items.is_unknown()) {
    why = items.text;
    out.push_back(over);
    return;
  }
  for (const Value& item : *items.items) {
    assign(*parts[clause].value, item);
    comprehend(expression, clause + 2, out, why);
  }
}

Value Interpreter::attribute(const Value& value, std::string_view name) {
  switch (value.kind) {
    case Kind::unknown:
      return value;
    case Kind::imported:
      return make_imported(value.text + "." + std::string(name));
    case Kind::object:
      break;
    default:
      return make_method(value, name);
  }
  const Object& object = *value.object;
  if (object.space == "alembic") {
    if (name == "dialect" || name == "impl") return dialect();
    if (object.name == "dialect" && name == "name") return make_text("postgresql");
    if (object.name == "dialect" && name == "driver") return make_unknown("the driver's name");
    if (object.name == "context" && name == "as_sql") return make_boolean(false);
    if (object.name == "context" && (name == "bind" || name == "connection"))
      return alembic_object("connection");
    if (object.name == "connection" && (name == "engine" || name == "connection")) return value;
    if (object.name == "connection" && name == "name") return make_text("postgresql");
    if (object.name == "session" && name == "bind") return alembic_object("connection");
    if (object.name == "batch" && name == "batch") return make_unknown("a batch's list");
  }
  if (object.space == "enum") {
    if (name == "name") return make_text(object.name);
    if (name == "value") return *object.keyword("value");
  }
  if (object.space == "enumeration" || object.space == "class") {
    const Value* member = object.keyword(name);
    if (member != nullptr) return *member;
    if (name == "__name__") return make_text(object.name);
    return make_unknown("an attribute of a class");
  }
  return make_method(value, name);
}

}  // namespace plumbline::adapters::alembic::render
