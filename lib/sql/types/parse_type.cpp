/// The text of a type back to the type: what the catalog keeps as a property.
#include <charconv>

#include "sql/types/type_modifier.hpp"
#include "sql/types/type_name.hpp"

namespace plumbline::sql {

namespace {

struct Words {
  std::string_view words;
  TypeId type;
};
constexpr Words special_words[] = {
    {"integer", types::int4},
    {"text", types::text},
    {"boolean", types::boolean},
    {"bigint", types::int8},
    {"character varying", types::varchar},
    {"timestamp with time zone", types::timestamptz},
    {"timestamp without time zone", types::timestamp},
    {"double precision", types::float8},
    {"smallint", types::int2},
    {"real", types::float4},
    {"character", types::bpchar},
    {"time without time zone", types::time},
    {"time with time zone", types::timetz},
    {"bit varying", types::varbit},
    {"bit", types::bit},
};

/// One name, unquoted; takes it from the front of `text`. `kept` is where it is when it was quoted.
std::optional<std::string_view> take_name(std::string_view& text, std::string& kept) {
  if (!text.starts_with('"')) {
    const std::string_view name = text.substr(0, text.find('.'));
    text.remove_prefix(name.size());
    return name.empty() ? std::nullopt : std::optional(name);
  }
  text.remove_prefix(1);
  for (;;) {
    const std::size_t quote = text.find('"');
    if (quote == std::string_view::npos) return std::nullopt;
    kept += text.substr(0, quote);
    text.remove_prefix(quote + 1);
    if (!text.starts_with('"')) return kept;
    kept += '"';
    text.remove_prefix(1);
  }
}

struct Split {
  std::string_view head;  // without the brackets and what is in them
  std::string kept;       // where it is when something stands behind them
  std::vector<int> modifiers;
};

/// REQUIRES: `parts` is empty.
bool split(std::string_view text, Split& parts) {
  bool quoted = false;
  std::size_t open = 0;
  for (; open < text.size() && (quoted || text[open] != '('); ++open) {
    if (text[open] == '"') quoted = !quoted;
  }
  parts.head = text.substr(0, open);
  if (open == text.size()) return true;
  const std::size_t close = text.find(')', open);
  if (close == std::string_view::npos) return false;
  if (close + 1 < text.size()) {
    parts.kept = std::string(parts.head).append(text.substr(close + 1));
    parts.head = parts.kept;
  }
  const char* at = text.data() + open + 1;
  const char* const end = text.data() + close;
  while (at < end) {
    int value = 0;
    const auto read = std::from_chars(at, end, value);
    if (read.ec != std::errc()) return false;
    parts.modifiers.push_back(value);
    at = read.ptr + 1;
  }
  return true;
}

std::int32_t modifier(TypeId type, const std::vector<int>& values) {
  if (values.empty()) return -1;
  switch (type) {
    case types::varchar:
    case types::bpchar:
      return values[0] + 4;
    case types::numeric:
      return ((values[0] << 16) | ((values.size() > 1 ? values[1] : 0) & 0x7FF)) + 4;
    default:
      return values[0];
  }
}

}  // namespace

std::optional<TypeRef> parse_type(const TypeScope& scope, std::string_view text) {
  const bool is_array = text.ends_with("[]");
  if (is_array) text.remove_suffix(2);
  const auto made = [&](TypeId id, std::int32_t typmod) -> std::optional<TypeRef> {
    if (is_array && id != 0) id = array_type(scope, id);
    return id == 0 ? std::nullopt : std::optional(TypeRef{id, typmod});
  };
  // Most have neither brackets nor a schema.
  for (const Words& special : special_words) {
    if (special.words == text) return made(special.type, -1);
  }
  Split parts;
  if (!split(text, parts)) return std::nullopt;
  const std::string_view head = parts.head;
  for (const Words& special : special_words) {
    if (special.words == head) return made(special.type, modifier(special.type, parts.modifiers));
  }
  if (head == "numeric") return made(types::numeric, modifier(types::numeric, parts.modifiers));
  if (head == "interval" || head.starts_with("interval ")) {
    const std::optional<std::int32_t> typmod = interval_modifier(head.substr(8), parts.modifiers);
    return typmod ? made(types::interval, *typmod) : std::nullopt;
  }
  std::string_view rest = head;
  std::string kept_schema, kept_name;
  std::optional<std::string_view> name = take_name(rest, kept_name);
  std::string_view schema = "pg_catalog";
  if (name && rest.starts_with('.')) {
    rest.remove_prefix(1);
    kept_schema = std::move(kept_name);
    schema = kept_schema.empty() ? *name : std::string_view(kept_schema);
    kept_name.clear();
    name = take_name(rest, kept_name);
  }
  if (!name || !rest.empty()) return std::nullopt;
  const TypeId id = find_type_in(scope, schema, *name);
  return made(id, modifier(id, parts.modifiers));
}

}  // namespace plumbline::sql
