/// Constants, truth, equality, operators.

#include "adapters/alembic/render/value.hpp"

#include <algorithm>
#include <charconv>

namespace plumbline::adapters::alembic::render {

namespace {

constexpr int max_nesting = 50;

Value type_mismatch() { return make_unknown("an operation that is not followed"); }

bool is_number(const Value& value) { return value.is(Kind::integer) || value.is(Kind::boolean); }

Value repeat(const Value& value, std::int64_t count) {
  count = std::max<std::int64_t>(count, 0);
  if (value.is(Kind::text)) {
    if (value.text.size() * static_cast<std::size_t>(count) > max_text) return type_mismatch();
    std::string text;
    for (std::int64_t i = 0; i < count; ++i) text += value.text;
    return make_text(std::move(text));
  }
  std::size_t bytes = 0;
  for (const Value& item : *value.items) bytes += item.text.size();
  if (value.items->size() * static_cast<std::size_t>(count) > 10'000) return type_mismatch();
  if (bytes * static_cast<std::size_t>(count) > max_text) return type_mismatch();
  std::vector<Value> items;
  for (std::int64_t i = 0; i < count; ++i)
    items.insert(items.end(), value.items->begin(), value.items->end());
  return make_items(value.kind, std::move(items));
}

Value integer_operation(char operation, std::int64_t left, std::int64_t right) {
  std::int64_t result = 0;
  switch (operation) {
    case '+':
      if (__builtin_add_overflow(left, right, &result)) return type_mismatch();
      return make_integer(result);
    case '-':
      if (__builtin_sub_overflow(left, right, &result)) return type_mismatch();
      return make_integer(result);
    case '*':
      if (__builtin_mul_overflow(left, right, &result)) return type_mismatch();
      return make_integer(result);
    case 'f':
    case '%': {
      if (right <= 0 || left == INT64_MIN) return type_mismatch();
      const std::int64_t rest = ((left % right) + right) % right;
      return make_integer(operation == '%' ? rest : (left - rest) / right);
    }
    case '|':
      return make_integer(left | right);
    case '&':
      return make_integer(left & right);
    default:
      return type_mismatch();
  }
}

Value join_sets(char operation, const Value& left, const Value& right) {
  const auto is_in = [](const Value& item, const Value& set) {
    return std::ranges::any_of(
        *set.items, [&](const Value& other) { return equal(item, other) == Truth::yes; });
  };
  std::vector<Value> items;
  for (const Value& item : *left.items) {
    const bool is_shared = is_in(item, right);
    if (operation == '|' || (operation == '&') == is_shared) items.push_back(item);
  }
  if (operation == '|')
    for (const Value& item : *right.items)
      if (!is_in(item, left)) items.push_back(item);
  return make_items(Kind::set, std::move(items));
}

}  // namespace

const Value* Object::keyword(std::string_view key) const noexcept {
  for (const auto& [name_of, value] : keywords)
    if (name_of == key) return &value;
  return nullptr;
}

const Value* Object::argument(std::size_t place, std::string_view key) const noexcept {
  return place < arguments.size() ? &arguments[place] : keyword(key);
}

void Object::set(std::string_view key, Value value) {
  for (auto& [name_of, old] : keywords) {
    if (name_of != key) continue;
    old = std::move(value);
    return;
  }
  keywords.emplace_back(key, std::move(value));
}

namespace {

thread_local Arena* current_arena = nullptr;

constexpr std::size_t max_sources = 64;
constexpr std::size_t max_beginning = 256;

std::size_t cost_of(const std::vector<Value>& values) {
  std::size_t bytes = sizeof(values);
  for (const Value& value : values) bytes += sizeof(value) + value.text.size();
  return bytes;
}

}  // namespace

Arena::Arena() : outer_(current_arena) { current_arena = this; }

Arena::~Arena() {
  // Each is held here, so that clearing one never ends another.
  for (const auto& scope : scopes_) {
    scope->names.clear();
    scope->outer.reset();
  }
  for (const auto& object : objects_) {
    object->arguments.clear();
    object->keywords.clear();
  }
  for (const auto& items : items_) items->clear();
  current_arena = outer_;
}

Arena& Arena::current() noexcept { return *current_arena; }

std::shared_ptr<std::vector<Value>> Arena::items(std::vector<Value> values) {
  return items_.emplace_back(std::make_shared<std::vector<Value>>(std::move(values)));
}

std::shared_ptr<Object> Arena::object() {
  return objects_.emplace_back(std::make_shared<Object>());
}

std::shared_ptr<Scope> Arena::scope() { return scopes_.emplace_back(std::make_shared<Scope>()); }

bool Arena::spend(std::size_t bytes) noexcept {
  spent_ += bytes;
  return spent_ <= max_bytes;
}

Value make_unknown(std::string why) {
  Value value;
  value.kind = Kind::unknown;
  value.text = std::move(why);
  return value;
}

Value make_unknown(std::string why, const std::vector<Value>& values) {
  Value result = make_unknown(std::move(why));
  for (const Value& value : values) {
    add_sources(result, value);
    if (value.is_unknown()) {
      result.text = value.text;
      break;
    }
  }
  return result;
}

Value operand(const Value& value) {
  if (!value.is(Kind::imported)) return value;
  return make_unknown("imported \"" + value.text + "\"");
}

Value make_begun(const Value& part, std::string beginning) {
  Value value = make_unknown("", {part});
  value.beginning = std::move(beginning);
  value.beginning += part.beginning;
  value.beginning.resize(std::min(value.beginning.size(), max_beginning));
  return value;
}

void add_sources(Value& value, const Value& other) {
  for (const std::size_t source : other.sources)
    if (value.sources.size() < max_sources &&
        std::ranges::find(value.sources, source) == value.sources.end())
      value.sources.push_back(source);
}

Value make_text(std::string text) {
  Arena::current().spend(text.size());
  Value value;
  value.kind = Kind::text;
  value.text = std::move(text);
  return value;
}

Value make_boolean(bool truth) {
  Value value;
  value.kind = Kind::boolean;
  value.number = truth ? 1 : 0;
  return value;
}

Value make_integer(std::int64_t number) {
  Value value;
  value.kind = Kind::integer;
  value.number = number;
  return value;
}

Value make_items(Kind kind, std::vector<Value> items) {
  Arena::current().spend(cost_of(items));
  Value value;
  value.kind = kind;
  value.items = Arena::current().items(std::move(items));
  return value;
}

Value make_imported(std::string path) {
  Value value;
  value.kind = Kind::imported;
  value.text = std::move(path);
  return value;
}

Value make_method(Value self, std::string_view name) {
  Value value;
  value.kind = Kind::method;
  value.text = name;
  value.items = Arena::current().items({std::move(self)});
  return value;
}

bool is_constant(const Value& value, int depth) {
  if (value.is_unknown() || depth > max_nesting) return false;
  if (!value.is_sequence() && !value.is(Kind::dictionary)) return true;
  return std::ranges::all_of(*value.items,
                             [depth](const Value& item) { return is_constant(item, depth + 1); });
}

Value make_open_item() {
  Value item = make_unknown("a change that depends on something unknown");
  item.number = 1;
  return item;
}

bool is_open(const Value& value) noexcept {
  return value.items != nullptr && std::ranges::any_of(*value.items, [](const Value& item) {
           return item.is_unknown() && item.number == 1;
         });
}

Truth truth_of(const Value& value) {
  const auto known = [](bool truth) { return truth ? Truth::yes : Truth::no; };
  switch (value.kind) {
    case Kind::unknown:
    case Kind::bytes:
      return Truth::unknown;
    case Kind::none:
      return Truth::no;
    case Kind::boolean:
    case Kind::integer:
      return known(value.number != 0);
    case Kind::real:
      return known(value.text.find_first_of("123456789") != std::string::npos);
    case Kind::text:
      return known(!value.text.empty());
    case Kind::list:
    case Kind::tuple:
    case Kind::set:
    case Kind::dictionary:
      return is_open(value) ? Truth::unknown : known(!value.items->empty());
    case Kind::object:
      return value.object->space == "operator" ? Truth::unknown : Truth::yes;
    case Kind::function:
      return Truth::yes;
    case Kind::imported:
    case Kind::method:
      return Truth::unknown;
  }
  return Truth::unknown;
}

bool is_seen_by_name(const Value& value) noexcept {
  return value.is(Kind::imported) || value.is(Kind::method);
}

Truth equal(const Value& left, const Value& right, int depth) {
  const auto known = [](bool truth) { return truth ? Truth::yes : Truth::no; };
  if (left.is_unknown() || right.is_unknown() || depth > max_nesting) return Truth::unknown;
  if (is_number(left) && is_number(right)) return known(left.number == right.number);
  if (left.is(Kind::real) || right.is(Kind::real) || left.is(Kind::bytes)) return Truth::unknown;
  if (left.is(Kind::object) && right.is(Kind::object))
    return left.object == right.object ? Truth::yes : Truth::unknown;
  if (is_seen_by_name(left) || is_seen_by_name(right)) {
    const bool is_one =
        left.is(Kind::imported) && right.is(Kind::imported) && left.text == right.text;
    return is_one ? Truth::yes : Truth::unknown;
  }
  if (left.is(Kind::object) || right.is(Kind::object))
    return left.is(Kind::none) || right.is(Kind::none) ? Truth::no : Truth::unknown;
  if (left.kind != right.kind) return Truth::no;
  if (left.is(Kind::none)) return Truth::yes;
  if (left.is(Kind::text)) return known(left.text == right.text);
  if (left.is(Kind::list) || left.is(Kind::tuple)) {
    if (is_open(left) || is_open(right)) return Truth::unknown;
    if (left.items->size() != right.items->size()) return Truth::no;
    for (std::size_t i = 0; i < left.items->size(); ++i) {
      const Truth item = equal((*left.items)[i], (*right.items)[i], depth + 1);
      if (item != Truth::yes) return item;
    }
    return Truth::yes;
  }
  return Truth::unknown;
}

Value binary_operation(char operation, const Value& given_left, const Value& given_right) {
  const Value left = operand(given_left);
  const Value right = operand(given_right);
  if (left.is_unknown() || right.is_unknown()) {
    const bool is_joined = operation == '+' && left.is(Kind::text);
    if (left.is(Kind::text) && operation == '%') return percent_format(left, right);
    Value result = make_unknown("", {left, right});
    if (is_joined) return make_begun(right, left.text);
    result.beginning = left.beginning;
    return result;
  }
  if (is_number(left) && is_number(right))
    return integer_operation(operation, left.number, right.number);
  if (left.is(Kind::text) && operation == '%') return percent_format(left, right);
  if (operation == '+' && left.kind == right.kind) {
    if (left.is(Kind::text)) {
      if (left.text.size() + right.text.size() > max_text) return type_mismatch();
      return make_text(left.text + right.text);
    }
    if (left.is(Kind::list) || left.is(Kind::tuple)) {
      std::vector<Value> items = *left.items;
      items.insert(items.end(), right.items->begin(), right.items->end());
      return make_items(left.kind, std::move(items));
    }
  }
  const auto repeats = [](const Value& value) {
    return value.is(Kind::text) || value.is(Kind::list) || value.is(Kind::tuple);
  };
  if (operation == '*' && repeats(left) && is_number(right)) return repeat(left, right.number);
  if (operation == '*' && repeats(right) && is_number(left)) return repeat(right, left.number);
  if (left.is(Kind::set) && right.is(Kind::set) &&
      (operation == '|' || operation == '&' || operation == '-'))
    return join_sets(operation, left, right);
  if (operation == '|' && left.is(Kind::dictionary) && right.is(Kind::dictionary)) {
    Value merged = make_items(Kind::dictionary, *left.items);
    call_method(merged, "update", {right}, {}, true);
    return merged;
  }
  return type_mismatch();
}

Value subscript(const Value& given, const Value& index) {
  const Value value = operand(given);
  if (value.is_unknown() || index.is_unknown()) return make_unknown("", {value, index});
  if (value.is(Kind::dictionary)) {
    for (std::size_t i = 0; i + 1 < value.items->size(); i += 2)
      if (equal((*value.items)[i], index) == Truth::yes) return (*value.items)[i + 1];
    return make_unknown("a key that the file does not show");
  }
  const bool is_listed = value.is(Kind::list) || value.is(Kind::tuple);
  if ((!is_listed && !value.is(Kind::text)) || !index.is(Kind::integer)) return type_mismatch();
  const auto size = static_cast<std::int64_t>(is_listed ? value.items->size() : value.text.size());
  const std::int64_t place = index.number < 0 ? index.number + size : index.number;
  if (place < 0 || place >= size) return make_unknown("an index out of range");
  if (is_listed) return (*value.items)[static_cast<std::size_t>(place)];
  const char c = value.text[static_cast<std::size_t>(place)];
  if (std::ranges::any_of(value.text, [](char each) { return (each & '\x80') != 0; }))
    return type_mismatch();
  return make_text(std::string(1, c));
}

}  // namespace plumbline::adapters::alembic::render
