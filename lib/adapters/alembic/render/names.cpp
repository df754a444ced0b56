/// Identifiers, constants and bind parameters.

#include <algorithm>
#include <array>

#include "adapters/alembic/render/sql_text.hpp"
#include "system/digest.hpp"

namespace plumbline::adapters::alembic::render {

namespace {

constexpr std::size_t max_identifier = 63;

// clang-format off
constexpr std::array reserved = std::to_array<std::string_view>({
    "all", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric",
    "authorization", "between", "binary", "both", "case", "cast", "check", "collate",
    "column", "constraint", "create", "cross", "current_catalog", "current_date",
    "current_role", "current_schema", "current_time", "current_timestamp", "current_user",
    "default", "deferrable", "desc", "distinct", "do", "else", "end", "except", "false",
    "fetch", "for", "foreign", "freeze", "from", "full", "grant", "group", "having", "ilike",
    "in", "initially", "inner", "intersect", "into", "is", "isnull", "join", "leading",
    "left", "like", "limit", "localtime", "localtimestamp", "natural", "new", "not",
    "notnull", "null", "of", "off", "offset", "old", "on", "only", "or", "order", "outer",
    "over", "overlaps", "placing", "primary", "references", "returning", "right", "select",
    "session_user", "similar", "some", "symmetric", "table", "then", "to", "trailing", "true",
    "union", "unique", "user", "using", "variadic", "verbose", "when", "where", "window",
    "with"});
// clang-format on

bool is_word(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         (c & '\x80') != 0;
}

bool needs_quotes(std::string_view name) {
  if (name.empty() || std::ranges::binary_search(reserved, name)) return true;
  const bool starts_well = (name[0] < '0' || name[0] > '9') && name[0] != '$';
  return !starts_well || !std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '$';
  });
}

std::string in_quotes(std::string_view text, char mark) {
  std::string out(1, mark);
  for (const char c : text) {
    if (c == mark) out.push_back(c);
    out.push_back(c);
  }
  out.push_back(mark);
  return out;
}

}  // namespace

std::string quote(std::string_view name) {
  return needs_quotes(name) ? in_quotes(name, '"') : std::string(name);
}

std::string quote_long(const Value& value) {
  std::string name = name_text(value);
  if (name.size() <= max_identifier) return quote(name);
  const bool is_ascii = std::ranges::none_of(name, [](char c) { return (c & '\x80') != 0; });
  if (value.number != 1 || !is_ascii) throw Unrenderable{"a name longer than 63 characters"};
  const std::string digest = system::md5_hex(name);
  return quote(name.substr(0, max_identifier - 8) + "_" + digest.substr(digest.size() - 4));
}

std::string qualified(std::string_view schema, std::string_view name) {
  return schema.empty() ? quote(name) : quote(schema) + "." + quote(name);
}

std::string why_not(const Value& value, std::string_view what) {
  const Value unknown = operand(value);
  return unknown.is_unknown() ? unknown.text : std::string(what) + " that is not followed";
}

std::string quote_text(std::string_view text) { return in_quotes(text, '\''); }

const Value& known(const Value& value) {
  if (value.is_unknown()) throw Unrenderable{value.text};
  return value;
}

std::string name_text(const Value& value) {
  if (value.is(Kind::object) && value.object->name == "quoted_name" &&
      !value.object->arguments.empty()) {
    const std::string name = name_text(value.object->arguments[0]);
    const Value* quoted = value.object->argument(1, "quote");
    if (quoted != nullptr && quoted->is(Kind::boolean) && quoted->number == 0 && needs_quotes(name))
      throw Unrenderable{"a name that is to stay without quotes"};
    return name;
  }
  if (value.is(Kind::object) && value.object->space == "enum")
    return name_text(*value.object->keyword("value"));
  if (!known(value).is(Kind::text)) throw Unrenderable{why_not(value, "a name")};
  return value.text;
}

std::string quote_value(const Value& value) {
  const std::string name = name_text(value);
  if (value.is(Kind::object) && value.object->name == "quoted_name") {
    const Value* quoted = value.object->argument(1, "quote");
    if (quoted != nullptr && truth_of(*quoted) == Truth::yes) return in_quotes(name, '"');
    if (quoted != nullptr && quoted->is(Kind::boolean)) return name;
  }
  return quote(name);
}

const Value& argument_at(const Object& object, std::size_t place) {
  if (place >= object.arguments.size()) throw Unrenderable{"an argument is missing"};
  return object.arguments[place];
}

std::string text_value(const Value& value) {
  if (value.is(Kind::object)) return name_text(value);
  if (!known(value).is(Kind::text)) throw Unrenderable{why_not(value, "an argument")};
  return value.text;
}

bool flag_value(const Value& value) {
  const Truth truth = truth_of(known(value));
  if (truth == Truth::unknown) throw Unrenderable{"an argument that is not followed"};
  return truth == Truth::yes;
}

std::vector<std::string> text_values(const Value& value) {
  if (value.is(Kind::text)) return {value.text};
  if (!known(value).is_sequence()) throw Unrenderable{"a list that is not followed"};
  std::vector<std::string> texts;
  for (const Value& item : *value.items) texts.push_back(text_value(item));
  return texts;
}

std::string literal(const Value& value) {
  switch (value.kind) {
    case Kind::unknown:
      throw Unrenderable{value.text};
    case Kind::none:
      return "NULL";
    case Kind::boolean:
      return value.number != 0 ? "true" : "false";
    case Kind::integer:
      return std::to_string(value.number);
    case Kind::real:
      return value.text;
    case Kind::text:
      return quote_text(value.text);
    case Kind::object:
      if (value.object->space == "enum") return literal(*value.object->keyword("value"));
      if (value.object->is("chance", "uuid")) return literal(value.object->arguments[0]);
      if (value.object->is("func", "now") && value.object->arguments.empty()) return "now()";
      [[fallthrough]];
    default:
      throw Unrenderable{why_not(value, "a value")};
  }
}

std::string bind_text(std::string_view sql, const Value* parameters) {
  std::string out;
  for (std::size_t i = 0; i < sql.size(); ++i) {
    const char c = sql[i];
    if (c == '\\' && i + 1 < sql.size() && sql[i + 1] == ':') {
      std::size_t end = i + 2;
      while (end < sql.size() && is_word(sql[end])) ++end;
      if (end < sql.size() && sql[end] == ':') out.push_back(c);
      continue;
    }
    const char before = i > 0 ? sql[i - 1] : ' ';
    std::size_t end = i + 1;
    if (c == ':')
      while (end < sql.size() && is_word(sql[end])) ++end;
    const bool is_parameter = c == ':' && end > i + 1 && before != ':' && before != '\\' &&
                              !is_word(before) && (end == sql.size() || sql[end] != ':');
    if (!is_parameter) {
      out.push_back(c);
      continue;
    }
    const std::string name(sql.substr(i + 1, end - i - 1));
    const Value value = parameters != nullptr && parameters->is(Kind::dictionary)
                            ? subscript(*parameters, make_text(name))
                            : make_unknown("the parameter \":" + name + "\" has no value");
    if (parameters != nullptr && parameters->is_unknown()) throw Unrenderable{parameters->text};
    out += literal(value);
    i = end - 1;
  }
  return out;
}

}  // namespace plumbline::adapters::alembic::render
