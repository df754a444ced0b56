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

/// How a statement speaks of a name.
enum class Role { changed, used, part };

/// Statements whose clauses are told apart; of others every name may be changed.
bool is_told_apart(const Node& statement) {
  static constexpr std::array types = {"CreateStmt",       "AlterTableStmt",    "IndexStmt",
                                       "ViewStmt",         "CreateTableAsStmt", "RuleStmt",
                                       "CreatePolicyStmt", "AlterPolicyStmt",   "CreateTrigStmt",
                                       "CreateStatsStmt",  "CreateDomainStmt",  "RenameStmt"};
  return std::ranges::find(types, statement.type()) != types.end();
}

bool is_about_column(const Node& command) {
  static constexpr std::array kinds = {
      "AT_ColumnDefault", "AT_DropNotNull", "AT_SetNotNull",   "AT_DropColumn",
      "AT_SetStatistics", "AT_SetOptions",  "AT_SetStorage",   "AT_AlterColumnType",
      "AT_AddIdentity",   "AT_SetIdentity", "AT_DropIdentity", "AT_DropExpression"};
  return std::ranges::find(kinds, command.text("subtype")) != kinds.end();
}

/// A field that only reads what it names: expressions, queries, types, referenced tables.
bool is_read(std::string_view field) {
  static constexpr std::array fields = {"raw_expr",   "query",    "whereClause", "actions",
                                        "pktable",    "qual",     "with_check",  "whenClause",
                                        "typeName",   "expr",     "constraints", "defaultExpr",
                                        "collClause", "partbound"};
  return std::ranges::find(fields, field) != fields.end();
}

/// A field that names columns, or what no statement changes.
bool is_of_columns(std::string_view field) {
  static constexpr std::array fields = {"colname",   "keys",    "fk_attrs", "pk_attrs",
                                        "including", "aliases", "colNames", "accessMethod"};
  return std::ranges::find(fields, field) != fields.end();
}

Role role_of(const Node& child, const Node& parent, Role role) {
  const std::string_view field = child.key();
  const std::string_view type = parent.type();
  if (child.is_a("ColumnRef")) return Role::part;
  if (type == "A_Const" && role == Role::used) return Role::part;
  if (role != Role::changed) return role;
  // A column's constraints have names of their own.
  if (field == "constraints") return type == "CreateDomainStmt" ? Role::used : role;
  if (is_read(field)) return Role::used;
  if (is_of_columns(field)) return Role::part;
  const bool is_column =
      (field == "name" &&
       (type == "IndexElem" || type == "StatsElem" || type == "PartitionElem")) ||
      (field == "name" && is_about_column(parent)) ||
      ((field == "subname" || field == "newname") && parent.text("renameType") == "OBJECT_COLUMN");
  return is_column ? Role::part : role;
}

template <typename Visit>
void for_each_name(const Node& statement, const Visit& visit) {
  struct Open {
    Node node;
    Role role;
  };
  const bool is_apart = is_told_apart(statement);
  std::vector<Open> open = {{statement, Role::changed}};
  while (!open.empty()) {
    const auto [node, role] = open.back();
    open.pop_back();
    for (std::size_t at = 0; at < node.size(); ++at) {
      const Node child = node.at(at);
      open.push_back({child, is_apart ? role_of(child, node, role) : role});
    }
    if (node.size() > 0 || node.as_text().empty() || is_code(node.key(), node.as_text())) continue;
    if (!is_common(node.as_text())) visit(std::string(node.as_text()), role);
    for_each_word(node.as_text(), [&, of = role](std::string name) { visit(std::move(name), of); });
  }
}

/// Words of those messages that name something without quotes.
bool is_own_word(std::string_view word) {
  static constexpr std::array words = {
      "a",      "aggregate", "be",         "because", "cannot",    "cast", "column", "constraint",
      "denied", "depend",    "does",       "drop",    "exist",     "for",  "from",   "function",
      "index",  "it",        "must",       "not",     "objects",   "of",   "on",     "operator",
      "other",  "owner",     "permission", "policy",  "procedure", "role", "schema", "sequence",
      "table",  "to",        "trigger",    "type",    "view"};
  return std::ranges::find(words, word) != words.end();
}

bool is_bare(std::string_view message) {
  static constexpr std::array starts = {
      "cannot drop", "column ",   "function ",          "procedure ",       "aggregate ",
      "cast ",       "operator ", "permission denied ", "must be owner of "};
  return std::ranges::any_of(starts,
                             [&](std::string_view start) { return message.starts_with(start); });
}

/// Whether the message names one of them.
bool speaks_of(std::string_view message, const std::unordered_set<std::string>& names) {
  if (names.empty()) return false;
  const bool has_bare = is_bare(message);
  Lexer lexer(message);
  for (Token token = lexer.next(); token.kind != TokenKind::end; token = lexer.next()) {
    if (token.kind != TokenKind::quoted_word && (token.kind != TokenKind::word || !has_bare))
      continue;
    const std::string_view text = lexer.text_of(token);
    const std::string name = name_of(token, text);
    // Messages have names as they are, and qualified ones in one pair of quotes.
    const std::size_t dot = name.rfind('.');
    if (names.contains(std::string(text)) ||
        (dot != std::string::npos && names.contains(name.substr(dot + 1))))
      return true;
    const bool is_own = token.kind == TokenKind::word && is_own_word(name);
    if (!is_own && names.contains(name)) return true;
  }
  return false;
}

}  // namespace

void Mentions::add(const Node& statement) {
  for_each_name(statement, [&](std::string name, Role role) {
    auto& names = role == Role::changed ? changed_ : role == Role::used ? used_ : parts_;
    names.insert(std::move(name));
  });
}

bool Mentions::touches(std::string_view message) const { return speaks_of(message, changed_); }

bool Mentions::touches(std::string_view message, const Node& statement) const {
  return touches(message) || (speaks_of(message, parts_) && touches(statement));
}

bool Mentions::has(std::string_view name) const {
  const std::string own(name);
  return changed_.contains(own) || used_.contains(own) || parts_.contains(own);
}

bool Mentions::touches(const Node& statement) const {
  if (empty()) return false;
  bool is_found = false;
  for_each_name(statement, [&](const std::string& name, Role role) {
    is_found =
        is_found || (role != Role::part && (changed_.contains(name) || used_.contains(name)));
  });
  return is_found;
}

}  // namespace plumbline::sql
