/// Values as Python prints them: str, repr, f-strings, `%` and str.format.

#include <algorithm>

#include "adapters/alembic/python_text.hpp"
#include "adapters/alembic/render/value.hpp"

namespace plumbline::adapters::alembic::render {

namespace {

constexpr int max_nesting = 50;

Value not_followed() { return make_unknown("a format that is not followed"); }

Value join_representations(const Value& value, std::string_view open, std::string_view close,
                           int depth) {
  std::string text(open);
  for (std::size_t i = 0; i < value.items->size(); ++i) {
    const Value item = representation_of((*value.items)[i], depth + 1);
    if (item.is_unknown()) return item;
    if (value.is(Kind::dictionary) && i % 2 == 1)
      text += ": ";
    else if (i > 0)
      text += ", ";
    text += item.text;
  }
  if (value.is(Kind::tuple) && value.items->size() == 1) text += ",";
  return make_text(text + std::string(close));
}

/// [[fill]align][0][width][.precision][type] of text and integers.
Value align(const Value& value, std::string_view specification) {
  Value text = text_of(value);
  if (text.is_unknown() || specification.empty()) return text;
  char fill = ' ';
  char side = value.is(Kind::integer) ? '>' : '<';
  if (specification.size() > 1 &&
      std::string_view("<>^").find(specification[1]) != std::string_view::npos) {
    fill = specification[0];
    side = specification[1];
    specification.remove_prefix(2);
  } else if (std::string_view("<>^").find(specification[0]) != std::string_view::npos) {
    side = specification[0];
    specification.remove_prefix(1);
  }
  if (specification.starts_with('0') && value.is(Kind::integer) && value.number >= 0) {
    fill = '0';
    specification.remove_prefix(1);
  }
  if (specification.ends_with(value.is(Kind::integer) ? 'd' : 's')) specification.remove_suffix(1);
  std::size_t width = 0;
  for (const char c : specification) {
    if (c < '0' || c > '9' || width > 1000) return not_followed();
    width = width * 10 + static_cast<std::size_t>(c - '0');
  }
  if (text.text.size() >= width) return text;
  const std::size_t missing = width - text.text.size();
  const std::size_t before = side == '>' ? missing : side == '^' ? missing / 2 : 0;
  text.text.insert(0, before, fill);
  text.text.append(missing - before, fill);
  return text;
}

}  // namespace

Value text_of(const Value& value) {
  if (value.is(Kind::text)) return make_text(value.text);
  if (value.is(Kind::object) && value.object->space == "enum") return not_followed();
  return representation_of(value);
}

Value representation_of(const Value& value, int depth) {
  if (depth > max_nesting) return not_followed();
  switch (value.kind) {
    case Kind::unknown:
      return value;
    case Kind::none:
      return make_text("None");
    case Kind::boolean:
      return make_text(value.number != 0 ? "True" : "False");
    case Kind::integer:
      return make_text(std::to_string(value.number));
    case Kind::real:
      return make_text(value.text);
    case Kind::text:
      return make_text(python_repr(value.text));
    case Kind::list:
      return join_representations(value, "[", "]", depth);
    case Kind::tuple:
      return join_representations(value, "(", ")", depth);
    case Kind::dictionary:
      return join_representations(value, "{", "}", depth);
    default:
      return not_followed();
  }
}

Value format_field(const Value& given, std::string_view specification, std::string_view before) {
  const Value value = operand(given);
  if (value.is_unknown()) return value;
  if (value.is(Kind::object) && before.ends_with('\'') &&
      specification.find_first_not_of(':') == std::string_view::npos) {
    const Object& object = *value.object;
    if (object.is("chance", "uuid")) return object.arguments[0];
    if (object.is("func", "now") && object.arguments.empty()) return make_text("now");
  }
  if (specification.starts_with('!')) {
    if (specification.size() < 2) return not_followed();
    const char conversion = specification[1];
    if (conversion != 'r' && conversion != 's') return not_followed();
    const Value converted = conversion == 'r' ? representation_of(value) : text_of(value);
    specification.remove_prefix(2);
    return format_field(converted, specification);
  }
  if (specification.starts_with(':')) specification.remove_prefix(1);
  return align(value, specification);
}

Value percent_format(const Value& left, const Value& right) {
  const std::string_view format = left.text;
  std::string out;
  std::size_t used = 0;
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') {
      out.push_back(format[i]);
      continue;
    }
    if (++i == format.size()) return not_followed();
    if (format[i] == '%') {
      out.push_back('%');
      continue;
    }
    Value argument;
    if (format[i] == '(') {
      const std::size_t close = format.find(')', i);
      if (close == std::string_view::npos || !right.is(Kind::dictionary)) return not_followed();
      argument = subscript(right, make_text(std::string(format.substr(i + 1, close - i - 1))));
      i = close + 1;
    } else if (right.is(Kind::tuple)) {
      if (used >= right.items->size()) return not_followed();
      argument = (*right.items)[used++];
    } else {
      if (used++ > 0) return not_followed();
      argument = right;
    }
    argument = operand(argument);
    if (argument.is_unknown()) return make_begun(argument, std::move(out));
    const char kind = i < format.size() ? format[i] : '\0';
    if (kind == 'd' && !argument.is(Kind::integer)) return not_followed();
    if (kind != 's' && kind != 'd' && kind != 'r') return not_followed();
    const Value text = kind == 'r' ? representation_of(argument) : format_field(argument, "", out);
    if (text.is_unknown()) return text;
    out += text.text;
    if (out.size() > max_text) return not_followed();
  }
  if (right.is(Kind::tuple) && used != right.items->size()) return not_followed();
  return make_text(std::move(out));
}

Value brace_format(const std::string& format, const std::vector<Value>& arguments,
                   const Keywords& keywords) {
  std::string out;
  std::size_t next = 0;
  for (std::size_t i = 0; i < format.size(); ++i) {
    const char c = format[i];
    if (c != '{' && c != '}') {
      out.push_back(c);
      continue;
    }
    if (i + 1 < format.size() && format[i + 1] == c) {
      out.push_back(c);
      ++i;
      continue;
    }
    const std::size_t close = format.find('}', i);
    if (c == '}' || close == std::string::npos) return not_followed();
    const std::string_view field = std::string_view(format).substr(i + 1, close - i - 1);
    const std::size_t stop = std::min(field.find_first_of("!:"), field.size());
    const std::string_view name = field.substr(0, stop);
    Value argument = not_followed();
    const bool is_number = std::ranges::all_of(name, [](char d) { return d >= '0' && d <= '9'; });
    if (is_number && name.size() < 4) {
      const std::size_t place = name.empty() ? next++ : std::stoul(std::string(name));
      if (place < arguments.size()) argument = arguments[place];
    } else {
      for (const auto& [key, value] : keywords)
        if (key == name) argument = value;
    }
    const Value text = format_field(argument, field.substr(stop), out);
    if (text.is_unknown()) return make_begun(text, std::move(out));
    out += text.text;
    if (out.size() > max_text) return not_followed();
    i = close;
  }
  return make_text(std::move(out));
}

}  // namespace plumbline::adapters::alembic::render
