#include "core/schema/quote.hpp"

#include <algorithm>
#include <iterator>

namespace plumbline::core {

namespace {

/// Keywords of every version that are not "unreserved", sorted.
// clang-format off
constexpr std::string_view keywords[] = {
    "all", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric", "authorization",
    "between", "bigint", "binary", "bit", "boolean", "both", "case", "cast", "char", "character",
    "check", "coalesce", "collate", "collation", "column", "concurrently", "constraint", "create",
    "cross", "current_catalog", "current_date", "current_role", "current_schema", "current_time",
    "current_timestamp", "current_user", "dec", "decimal", "default", "deferrable", "desc",
    "distinct", "do", "else", "end", "except", "exists", "extract", "false", "fetch", "float",
    "for", "foreign", "freeze", "from", "full", "grant", "greatest", "group", "grouping", "having",
    "ilike", "in", "initially", "inner", "inout", "int", "integer", "intersect", "interval", "into",
    "is", "isnull", "join", "lateral", "leading", "least", "left", "like", "limit", "localtime",
    "localtimestamp", "national", "natural", "nchar", "none", "not", "notnull", "null", "nullif",
    "numeric", "offset", "on", "only", "or", "order", "out", "outer", "overlaps", "overlay",
    "placing", "position", "precision", "primary", "real", "references", "returning", "right",
    "row", "select", "session_user", "setof", "similar", "smallint", "some", "substring",
    "symmetric", "table", "tablesample", "then", "time", "timestamp", "to", "trailing", "treat",
    "trim", "true", "union", "unique", "user", "using", "values", "varchar", "variadic", "verbose",
    "when", "where", "window", "with", "xmlattributes", "xmlconcat", "xmlelement", "xmlexists",
    "xmlforest", "xmlnamespaces", "xmlparse", "xmlpi", "xmlroot", "xmlserialize", "xmltable",
};
// clang-format on
static_assert(std::ranges::is_sorted(keywords));

struct NewKeyword {
  std::string_view word;
  int since;  // major version
};

/// Those that came later. None has gone.
constexpr NewKeyword new_keywords[] = {
    {"json", 17},           {"json_array", 16},     {"json_arrayagg", 16}, {"json_exists", 17},
    {"json_object", 16},    {"json_objectagg", 16}, {"json_query", 17},    {"json_scalar", 17},
    {"json_serialize", 17}, {"json_table", 17},     {"json_value", 17},    {"merge_action", 17},
    {"normalize", 13},      {"system_user", 16},
};
static_assert(std::ranges::is_sorted(new_keywords, {}, &NewKeyword::word));

bool is_keyword(std::string_view name, int server_version) noexcept {
  if (std::ranges::binary_search(keywords, name)) return true;
  const auto* const found = std::ranges::lower_bound(new_keywords, name, {}, &NewKeyword::word);
  return found != std::end(new_keywords) && found->word == name &&
         (server_version == 0 || server_version / 10'000 >= found->since);
}

bool begins_word(char c) noexcept { return (c >= 'a' && c <= 'z') || c == '_'; }

bool goes_on(char c) noexcept { return begins_word(c) || (c >= '0' && c <= '9'); }

std::string doubled(std::string_view text, std::string_view prefix, std::string_view special) {
  std::string result;
  result.reserve(prefix.size() + text.size() + 2);
  result += prefix;
  for (const char c : text) {
    if (special.find(c) != std::string_view::npos) result += c;
    result += c;
  }
  result += prefix.back();
  return result;
}

}  // namespace

bool is_plain_identifier(std::string_view name, int server_version) noexcept {
  return !name.empty() && begins_word(name.front()) && std::ranges::all_of(name, goes_on) &&
         !is_keyword(name, server_version);
}

std::string quote_identifier(std::string_view name, int server_version) {
  if (is_plain_identifier(name, server_version)) return std::string(name);
  return doubled(name, "\"", "\"");
}

std::string quote_qualified(std::string_view schema, std::string_view name, int server_version) {
  if (schema.empty()) return quote_identifier(name, server_version);
  return quote_identifier(schema, server_version) + '.' + quote_identifier(name, server_version);
}

std::string quote_literal(std::string_view text) {
  return text.find('\\') == std::string_view::npos ? doubled(text, "'", "'")
                                                   : doubled(text, "E'", "'\\");
}

std::string quote_standard_literal(std::string_view text) { return doubled(text, "'", "'"); }

}  // namespace plumbline::core
