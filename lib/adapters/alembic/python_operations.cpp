/// Python's operations on known values, as far as revision files fold them. What is not here gives
/// an opaque value. Python 3.11 Library Reference, "Built-in Types".

#include <algorithm>
#include <charconv>
#include <optional>

#include "adapters/alembic/python_value.hpp"
#include "system/files.hpp"
#include "system/format.hpp"
#include "system/utf8.hpp"

namespace plumbline::adapters::alembic {

namespace {

using Kind = Value::Kind;

Value text_value(std::string text) {
  Value value;
  value.kind = Kind::text;
  value.text = std::move(text);
  return value;
}

Value integer_value(std::int64_t number) {
  Value value;
  value.kind = Kind::integer;
  value.number = number;
  return value;
}

Value boolean_value(bool truth) {
  Value value;
  value.kind = Kind::boolean;
  value.number = truth ? 1 : 0;
  return value;
}

bool is_number(const Value& value) noexcept {
  return value.is(Kind::integer) || value.is(Kind::boolean);
}

Value unknown(std::string why) { return opaque_value(std::move(why), 0); }

Value bounded_text(std::string text) {
  return text.size() > max_folded_bytes ? unknown("a text longer than is folded")
                                        : text_value(std::move(text));
}

/// `%` on a text: %s, %d, %i and %r of known scalars, with a width for numbers.
Value interpolate(std::string_view format, const Value& right) {
  const std::vector<Value> single = {right};
  const std::vector<Value>& arguments = right.is(Kind::sequence) ? right.items : single;
  std::string out;
  std::size_t next = 0;
  for (std::size_t at = 0; at < format.size(); ++at) {
    if (format[at] != '%') {
      out.push_back(format[at]);
      continue;
    }
    const std::size_t begin = ++at;
    while (at < format.size() && format[at] >= '0' && format[at] <= '9') ++at;
    if (at == format.size()) return unknown("a formatted text");
    const std::string_view width = format.substr(begin, at - begin);
    if (format[at] == '%' && width.empty()) {
      out.push_back('%');
      continue;
    }
    if (next == arguments.size())
      return raising_value("TypeError: not enough arguments for format string", 0);
    const Value& argument = arguments[next++];
    Value piece = unknown("a formatted text");
    if (format[at] == 's') {
      piece = width.empty() ? text_of(argument) : std::move(piece);
    } else if ((format[at] == 'd' || format[at] == 'i') && is_number(argument)) {
      piece = format_value(integer_value(argument.number), width);
    }
    if (!piece.is(Kind::text)) return piece;
    out += piece.text;
  }
  if (next != arguments.size() && right.is(Kind::sequence))
    return raising_value("TypeError: not all arguments converted during string formatting", 0);
  return bounded_text(std::move(out));
}

/// str.format with positional fields and simple specifications.
Value format_fields(std::string_view format, const std::vector<Value>& arguments) {
  std::string out;
  std::size_t automatic = 0;
  for (std::size_t at = 0; at < format.size(); ++at) {
    const char c = format[at];
    if (c != '{' && c != '}') {
      out.push_back(c);
      continue;
    }
    if (at + 1 < format.size() && format[at + 1] == c) {
      out.push_back(c);
      ++at;
      continue;
    }
    const std::size_t close = format.find('}', at);
    if (c == '}' || close == std::string_view::npos) return unknown("a formatted text");
    const std::string_view field = format.substr(at + 1, close - at - 1);
    const std::size_t colon = std::min(field.find(':'), field.size());
    const std::string_view name = field.substr(0, colon);
    std::size_t index = automatic;
    if (name.empty()) {
      ++automatic;
    } else if (std::from_chars(name.data(), name.data() + name.size(), index).ptr !=
               name.data() + name.size()) {
      return unknown("a formatted text");
    }
    if (index >= arguments.size())
      return raising_value("IndexError: Replacement index out of range for positional args tuple",
                           0);
    const std::string_view specification =
        colon < field.size() ? field.substr(colon + 1) : std::string_view();
    Value piece = format_value(arguments[index], specification);
    if (!piece.is(Kind::text)) return piece;
    out += piece.text;
    at = close;
  }
  return bounded_text(std::move(out));
}

Value join(const std::string& separator, const Value& items) {
  if (!items.is(Kind::sequence)) return unknown("a joined text");
  std::string out;
  for (std::size_t i = 0; i < items.items.size(); ++i) {
    if (!items.items[i].is(Kind::text)) {
      return raising_value(
          system::format("TypeError: sequence item {}: expected str instance, {} found", i,
                         type_name(items.items[i])),
          0);
    }
    if (i > 0) out += separator;
    out += items.items[i].text;
    if (out.size() > max_folded_bytes) break;
  }
  return bounded_text(std::move(out));
}

bool is_ascii(std::string_view text) noexcept {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string change_case(std::string text, bool to_upper) {
  for (char& c : text) {
    if (to_upper && c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (!to_upper && c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

std::string strip(std::string_view text, std::string_view characters, bool left, bool right) {
  const std::size_t begin = left ? text.find_first_not_of(characters) : 0;
  if (begin == std::string_view::npos) return {};
  const std::size_t end = right ? text.find_last_not_of(characters) : text.size() - 1;
  if (end == std::string_view::npos || text.empty()) return {};
  return std::string(text.substr(begin, end - begin + 1));
}

Value split(std::string_view text, std::string_view separator) {
  Value value;
  value.kind = Kind::sequence;
  std::size_t at = 0;
  while (true) {
    const std::size_t found = text.find(separator, at);
    value.items.push_back(text_value(std::string(text.substr(at, found - at))));
    if (found == std::string_view::npos) return value;
    at = found + separator.size();
  }
}

std::string replace_all(std::string_view text, std::string_view from, std::string_view to) {
  std::string out;
  std::size_t at = 0;
  while (out.size() <= max_folded_bytes) {
    const std::size_t found = text.find(from, at);
    out += text.substr(at, found - at);
    if (found == std::string_view::npos) break;
    out += to;
    at = found + from.size();
  }
  return out;
}

Value call_text_method(const Value& receiver, std::string_view name,
                       const std::vector<Value>& arguments) {
  const std::string& text = receiver.text;
  if (name == "format") return format_fields(text, arguments);
  if (name == "join" && arguments.size() == 1) return join(text, arguments[0]);
  const bool all_text =
      std::ranges::all_of(arguments, [](const Value& value) { return value.is(Kind::text); });
  if (all_text && is_ascii(text)) {
    if (arguments.empty() && (name == "lower" || name == "upper"))
      return text_value(change_case(text, name == "upper"));
    if (arguments.size() <= 1 && (name == "strip" || name == "lstrip" || name == "rstrip")) {
      return text_value(strip(text, arguments.empty() ? " \t\n\r\v\f" : arguments[0].text.c_str(),
                              name != "rstrip", name != "lstrip"));
    }
  }
  if (!all_text || arguments.empty() || arguments[0].text.empty())
    return unknown(system::format("the result of .{}()", name));
  const std::string& first = arguments[0].text;
  if (name == "split" && arguments.size() == 1) return split(text, first);
  if (name == "replace" && arguments.size() == 2)
    return bounded_text(replace_all(text, first, arguments[1].text));
  if (name == "removeprefix" && arguments.size() == 1)
    return text_value(text.starts_with(first) ? text.substr(first.size()) : text);
  if (name == "removesuffix" && arguments.size() == 1)
    return text_value(text.ends_with(first) ? text.substr(0, text.size() - first.size()) : text);
  if (name == "startswith" && arguments.size() == 1) return boolean_value(text.starts_with(first));
  if (name == "endswith" && arguments.size() == 1) return boolean_value(text.ends_with(first));
  return unknown(system::format("the result of .{}()", name));
}

/// posixpath.splitext: a dot that is not the first character of the last part.
std::size_t extension_begin(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  const std::size_t name = slash == std::string_view::npos ? 0 : slash + 1;
  const std::size_t dot = path.rfind('.');
  if (dot == std::string_view::npos || dot <= name) return path.size();
  const bool only_dots =
      path.substr(name, dot - name).find_first_not_of('.') == std::string_view::npos;
  return only_dots ? path.size() : dot;
}

std::string base_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return std::string(slash == std::string_view::npos ? path : path.substr(slash + 1));
}

std::optional<Value> call_path_function(std::string_view name, const std::string& path) {
  if (name == "os.path.basename" || name == "posixpath.basename") return text_value(base_of(path));
  if (name == "os.path.splitext") {
    const std::size_t dot = extension_begin(path);
    Value value;
    value.kind = Kind::sequence;
    value.items = {text_value(path.substr(0, dot)), text_value(path.substr(dot))};
    return value;
  }
  if (name == "pathlib.Path" || name == "pathlib.PurePath" || name == "pathlib.PosixPath") {
    Value value = text_value(path);
    value.kind = Kind::path;
    return value;
  }
  return std::nullopt;
}

Value call_reference(const std::string& name, const std::vector<Value>& arguments) {
  const Value unknown_result = unknown(system::format("the result of {}()", name));
  if (arguments.size() != 1) return unknown_result;
  const Value& argument = arguments[0];
  if (argument.is(Kind::text)) {
    if (auto value = call_path_function(name, argument.text)) return *std::move(value);
  }
  if (name == "builtins.str") return text_of(argument);
  if (name == "builtins.len") {
    if (argument.is(Kind::sequence) || argument.is(Kind::set))
      return integer_value(static_cast<std::int64_t>(argument.items.size()));
    if (argument.is(Kind::text))
      return integer_value(static_cast<std::int64_t>(system::count_code_points(argument.text)));
  }
  const bool is_list = name == "builtins.tuple" || name == "builtins.list";
  if (is_list && argument.is(Kind::sequence)) return argument;
  const bool is_set = name == "builtins.set" || name == "builtins.frozenset";
  if (is_set && argument.is(Kind::set)) return argument;
  if (is_set && argument.is(Kind::sequence) && argument.items.size() <= 1) {
    Value value = argument;
    value.kind = Kind::set;
    return value;
  }
  return unknown_result;
}

std::optional<int> order_of(const Value& left, const Value& right) {
  if (is_number(left) && is_number(right))
    return left.number < right.number ? -1 : left.number > right.number ? 1 : 0;
  if (left.is(Kind::text) && right.is(Kind::text)) {
    const int order = left.text.compare(right.text);
    return order < 0 ? -1 : order > 0 ? 1 : 0;
  }
  // Every Python that runs Alembic 1.20 is at least 3.10 and none is 4 yet.
  if (left.is(Kind::reference) && left.text == "sys.version_info" && right.is(Kind::sequence)) {
    const auto& parts = right.items;
    const bool all_numbers = std::ranges::all_of(parts, is_number);
    if (!all_numbers || parts.empty()) return std::nullopt;
    const std::int64_t minor = parts.size() > 1 ? parts[1].number : -1;
    if (parts[0].number < 3 || (parts[0].number == 3 && minor < 10)) return 1;
    if (parts[0].number == 3 && minor == 10 && parts.size() == 2) return 1;
    if (parts[0].number > 3) return -1;
  }
  return std::nullopt;
}

}  // namespace

Value opaque_value(std::string why, std::size_t offset) {
  Value value;
  value.kind = Kind::opaque;
  value.text = std::move(why);
  value.offset = offset;
  return value;
}

Value raising_value(std::string what, std::size_t offset) {
  Value value = opaque_value(std::move(what), offset);
  value.kind = Kind::raises;
  return value;
}

std::string_view type_name(const Value& value) noexcept {
  switch (value.kind) {
    case Kind::none:
      return "NoneType";
    case Kind::boolean:
      return "bool";
    case Kind::integer:
      return "int";
    case Kind::text:
      return "str";
    case Kind::bytes:
      return "bytes";
    case Kind::sequence:
      return "tuple";
    case Kind::set:
      return "set";
    case Kind::path:
      return "PosixPath";
    default:
      return "object";
  }
}

bool has_known_truth(const Value& value) noexcept {
  switch (value.kind) {
    case Kind::none:
    case Kind::boolean:
    case Kind::integer:
    case Kind::text:
    case Kind::sequence:
    case Kind::set:
    case Kind::path:
      return true;
    case Kind::reference:
      return value.text == "typing.TYPE_CHECKING";
    default:
      return false;
  }
}

bool is_true(const Value& value) noexcept {
  switch (value.kind) {
    case Kind::boolean:
    case Kind::integer:
      return value.number != 0;
    case Kind::text:
      return !value.text.empty();
    case Kind::sequence:
    case Kind::set:
      return !value.items.empty();
    case Kind::path:
      return true;
    default:
      return false;
  }
}

bool same_value(const Value& left, const Value& right) noexcept {
  if (is_number(left) && is_number(right)) return left.number == right.number;
  if (left.kind != right.kind) return false;
  if (left.is(Kind::text)) return left.text == right.text;
  return left.is(Kind::none);
}

Value text_of(const Value& value) {
  switch (value.kind) {
    case Kind::text:
    case Kind::path:
      return text_value(value.text);
    case Kind::integer:
      return text_value(std::to_string(value.number));
    case Kind::none:
      return text_value("None");
    case Kind::boolean:
      return text_value(value.number != 0 ? "True" : "False");
    default:
      return unknown("the text of a value");
  }
}

Value format_value(const Value& value, std::string_view specification) {
  if (specification.empty()) return text_of(value);
  if (!value.is(Kind::integer) || value.number < 0) return unknown("a formatted value");
  if (specification.back() == 'd') specification.remove_suffix(1);
  const char fill = !specification.empty() && specification.front() == '0' ? '0' : ' ';
  std::size_t width = 0;
  const char* end = specification.data() + specification.size();
  const auto result = std::from_chars(specification.data(), end, width);
  if (!specification.empty() && (result.ptr != end || width > 1000))
    return unknown("a formatted value");
  std::string digits = std::to_string(value.number);
  if (digits.size() < width) digits.insert(0, width - digits.size(), fill);
  return text_value(std::move(digits));
}

Value binary_operation(char operation, const Value& left, const Value& right) {
  if (left.is(Kind::text) && operation == '%') return interpolate(left.text, right);
  if (left.is(Kind::text) && right.is(Kind::text) && operation == '+')
    return bounded_text(left.text + right.text);
  if (left.is(Kind::text) && right.is(Kind::integer) && operation == '*') {
    const auto times = static_cast<std::size_t>(std::max<std::int64_t>(right.number, 0));
    if (times > max_folded_bytes || times * left.text.size() > max_folded_bytes)
      return unknown("a text longer than is folded");
    std::string out;
    for (std::size_t i = 0; i < times; ++i) out += left.text;
    return text_value(std::move(out));
  }
  if (left.is(Kind::sequence) && right.is(Kind::sequence) && operation == '+') {
    if (left.items.size() + right.items.size() > max_folded_bytes)
      return unknown("a list longer than is folded");
    Value value = left;
    value.items.insert(value.items.end(), right.items.begin(), right.items.end());
    return value;
  }
  if (is_number(left) && is_number(right)) {
    std::int64_t result = 0;
    const std::int64_t b = right.number;
    if (operation == '+' && !__builtin_add_overflow(left.number, b, &result))
      return integer_value(result);
    if (operation == '-' && !__builtin_sub_overflow(left.number, b, &result))
      return integer_value(result);
    if (operation == '*' && !__builtin_mul_overflow(left.number, b, &result))
      return integer_value(result);
    if (operation == 'f' && left.number >= 0 && b > 0) return integer_value(left.number / b);
    if (operation == '%' && left.number >= 0 && b > 0) return integer_value(left.number % b);
  }
  if (operation == '+' && left.is(Kind::text) && (is_number(right) || right.is(Kind::none))) {
    return raising_value(
        system::format("TypeError: can only concatenate str (not \"{}\") to str", type_name(right)),
        0);
  }
  return unknown("the result of an operator");
}

Value compare(char operation, const Value& left, const Value& right) {
  if (operation == 'i' || operation == 'n') {
    if (!right.is(Kind::sequence) && !right.is(Kind::set)) return unknown("a comparison");
    const bool found =
        std::ranges::any_of(right.items, [&](const Value& item) { return same_value(left, item); });
    return boolean_value(found == (operation == 'i'));
  }
  if (const auto order = order_of(left, right)) {
    switch (operation) {
      case '=':
        return boolean_value(*order == 0);
      case '!':
        return boolean_value(*order != 0);
      case '<':
        return boolean_value(*order < 0);
      case '>':
        return boolean_value(*order > 0);
      case 'l':
        return boolean_value(*order <= 0);
      default:
        return boolean_value(*order >= 0);
    }
  }
  const bool is_simple = (left.is(Kind::none) || left.is(Kind::text) || is_number(left)) &&
                         (right.is(Kind::none) || right.is(Kind::text) || is_number(right));
  if (is_simple && operation == '=') return boolean_value(same_value(left, right));
  if (is_simple && operation == '!') return boolean_value(!same_value(left, right));
  return unknown("a comparison");
}

Value attribute_of(const Value& value, std::string_view name) {
  if (value.is(Kind::reference)) {
    if (value.text == "sys.version_info" && name == "major") return integer_value(3);
    Value result = value;
    result.text.append(".").append(name);
    return result;
  }
  if (value.is(Kind::path)) {
    const std::string base = base_of(value.text);
    if (name == "name") return text_value(base);
    if (name == "stem") return text_value(base.substr(0, extension_begin(base)));
    return unknown(system::format("the attribute .{}", name));
  }
  Value method;
  method.kind = Kind::method;
  method.text = name;
  method.items = {value};
  return method;
}

Value subscript_of(const Value& value, const Value& index) {
  if (value.is(Kind::reference) && value.text == "sys.version_info" && index.is(Kind::integer) &&
      index.number == 0)
    return integer_value(3);
  if (value.is(Kind::sequence) && index.is(Kind::integer)) {
    const auto size = static_cast<std::int64_t>(value.items.size());
    const std::int64_t at = index.number < 0 ? index.number + size : index.number;
    if (at < 0 || at >= size) return raising_value("IndexError: list index out of range", 0);
    return value.items[static_cast<std::size_t>(at)];
  }
  return unknown("an item of a value");
}

Value call_value(const Value& callee, const std::vector<Value>& arguments) {
  if (callee.is(Kind::reference)) return call_reference(callee.text, arguments);
  if (callee.is(Kind::method) && callee.items[0].is(Kind::text))
    return call_text_method(callee.items[0], callee.text, arguments);
  if (callee.is(Kind::none) || callee.is(Kind::text) || is_number(callee)) {
    return raising_value(
        system::format("TypeError: '{}' object is not callable", type_name(callee)), 0);
  }
  return unknown("the result of a call");
}

}  // namespace plumbline::adapters::alembic
