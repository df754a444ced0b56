#include "sql/mentions.hpp"

#include <algorithm>
#include <array>

#include "sql/lexer.hpp"

namespace plumbline::sql {

namespace {

/// What a node says of itself and not of an object: enumerators, and one-letter codes.
bool is_code(std::string_view key, std::string_view text) {
  if (key == "relpersistence" || key == "contype" || key == "defname") return true;
  return std::ranges::all_of(text, [](char c) { return (c >= 'A' && c <= 'Z') || c == '_'; });
}

/// Names that nearly every statement has.
bool is_common(std::string_view name) {
  static constexpr std::array names = {
      "bool",    "bpchar",    "bytea",       "date",   "float4", "float8", "int2",
      "int4",    "int8",      "json",        "jsonb",  "name",   "now",    "numeric",
      "plpgsql", "public",    "pg_catalog",  "serial", "sql",    "text",   "time",
      "timetz",  "timestamp", "timestamptz", "uuid",   "value",  "varchar"};
  return std::ranges::find(names, name) != names.end();
}

template <typename Visit>
void for_each_word(std::string_view text, const Visit& visit) {
  Lexer lexer(text);
  for (Token token = lexer.next(); token.kind != TokenKind::end; token = lexer.next()) {
    if (token.kind != TokenKind::word && token.kind != TokenKind::quoted_word) continue;
    std::string name = name_of(token, lexer.text_of(token));
    if (!is_common(name)) visit(std::move(name));
  }
}

template <typename Visit>
void for_each_name(const Node& statement, const Visit& visit) {
  std::vector<Node> open = {statement};
  while (!open.empty()) {
    const Node node = open.back();
    open.pop_back();
    for (std::size_t at = 0; at < node.size(); ++at) open.push_back(node.at(at));
    if (node.size() > 0 || node.as_text().empty() || is_code(node.key(), node.as_text())) continue;
    if (!is_common(node.as_text())) visit(std::string(node.as_text()));
    for_each_word(node.as_text(), visit);
  }
}

}  // namespace

void Mentions::add(const Node& statement) {
  for_each_name(statement, [&](std::string name) { names_.insert(std::move(name)); });
}

bool Mentions::touches(std::string_view message) const {
  if (names_.empty()) return false;
  // Words of those messages that name something without quotes.
  static constexpr std::array own = {
      "a",       "aggregate", "because", "cannot",   "cast",     "column", "constraint", "depend",
      "does",    "drop",      "exist",   "from",     "function", "index",  "it",         "not",
      "objects", "of",        "on",      "operator", "other",    "policy", "procedure",  "role",
      "schema",  "sequence",  "table",   "to",       "trigger",  "type",   "view"};
  const bool is_bare = message.starts_with("cannot drop") || message.starts_with("column ") ||
                       message.starts_with("function ") || message.starts_with("procedure ") ||
                       message.starts_with("aggregate ") || message.starts_with("cast ") ||
                       message.starts_with("operator ");
  Lexer lexer(message);
  for (Token token = lexer.next(); token.kind != TokenKind::end; token = lexer.next()) {
    if (token.kind != TokenKind::quoted_word && (token.kind != TokenKind::word || !is_bare))
      continue;
    const std::string_view text = lexer.text_of(token);
    const std::string name = name_of(token, text);
    // Messages have names as they are, and qualified ones in one pair of quotes.
    const std::size_t dot = name.rfind('.');
    if (names_.contains(std::string(text)) ||
        (dot != std::string::npos && names_.contains(name.substr(dot + 1))))
      return true;
    const bool is_own = token.kind == TokenKind::word && std::ranges::find(own, name) != own.end();
    if (!is_own && names_.contains(name)) return true;
  }
  return false;
}

bool Mentions::touches(const Node& statement) const {
  if (names_.empty()) return false;
  bool is_found = false;
  for_each_name(statement,
                [&](const std::string& name) { is_found = is_found || names_.contains(name); });
  return is_found;
}

}  // namespace plumbline::sql
