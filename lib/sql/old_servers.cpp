#include "sql/old_servers.hpp"

#include <algorithm>
#include <vector>

#include "sql/any_within.hpp"
#include "sql/lexer.hpp"

namespace plumbline::sql {

namespace {

/// FETCH FIRST … WITH TIES, parameters of operator classes.
bool has_newer_part(const Node& statement) {
  return any_within(statement, [](const Node& node) {
    return node.text("limitOption") == "LIMIT_OPTION_WITH_TIES" || !node["opclassopts"].empty();
  });
}

}  // namespace

bool has_newer_syntax(const Session& session, const Node& statement) {
  if (session.version() >= 130000) return false;
  const bool renames_view_column = statement.text("renameType") == "OBJECT_COLUMN" &&
                                   statement.text("relationType") == "OBJECT_VIEW";
  return statement.is_a("AlterTypeStmt") || statement.is_a("AlterStatsStmt") ||
         renames_view_column || has_newer_part(statement);
}

namespace {

bool changes_identity(const Node& alter_table) {
  const Node commands = alter_table["cmds"];
  bool is_there = false;
  for (const Node command : commands) {
    const std::string_view type = command.text("subtype");
    is_there = is_there || type == "AT_AddIdentity" || type == "AT_SetIdentity";
  }
  return is_there && commands.size() > 1;
}

bool attaches_to_index(const Session& session, const Node& alter_table) {
  if (alter_table["cmds"].at(0).text("subtype") != "AT_AttachPartition") return false;
  const Catalog::Calm calm(session.catalog);
  const Id relation = session.find_relation(alter_table["relation"]);
  return relation != Catalog::none && session.catalog[relation].kind == ObjectKind::index;
}

/// The server asks for rights on the children too, and publishes no partitioned table.
bool minds_children(const Session& session, const Node& relations) {
  const Catalog::Calm calm(session.catalog);
  for (const Node relation : relations) {
    const Node range =
        relation["pubtable"]["relation"] ? relation["pubtable"]["relation"] : relation;
    if (!range["relname"]) continue;
    const Id table = session.find_relation(range);
    if (table == Catalog::none) continue;
    if (session.catalog.has(table, "partition_key")) return true;
    const std::vector<Id> below = session.catalog.dependents(table);
    if (std::ranges::any_of(
            below, [&](Id one) { return session.catalog[one].kind == ObjectKind::table; })) {
      return !session.is_superuser;
    }
  }
  return false;
}

}  // namespace

bool may_be_old_syntax(std::string_view sql, int server_version) {
  if (server_version >= 140000) return false;
  Lexer lexer(sql);
  bool is_operator = false;
  for (;;) {
    const Token token = lexer.next();
    const std::string_view text = lexer.text_of(token);
    if (token.kind == TokenKind::word && (is_word(text, "of") || is_word(text, "statistics")))
      return true;
    if (token.kind == TokenKind::string && !text.starts_with('\'')) return true;
    const bool is_operand = token.kind != TokenKind::end && token.kind != TokenKind::word &&
                            !(token.kind == TokenKind::mark && text != "(");
    if (is_operator && !is_operand) return true;
    if (token.kind == TokenKind::end) return false;
    is_operator = token.kind == TokenKind::sign && text != "::";
  }
}

void refuse_on_old_server(const Session& session, const Node& statement) {
  if (session.version() >= 140000) return;
  if (statement.is_a("VariableSetStmt") && statement.text("name") == "password_encryption")
    unknown("values that password_encryption had before PostgreSQL 14");
  const bool makes_table = statement.is_a("CreateTableAsStmt") || statement["intoClause"];
  if (makes_table && !session.is_superuser) unknown("who may fill a table that is made");
  if (session.version() >= 130000) return;
  const bool makes_type =
      statement.text("kind") == "OBJECT_TYPE" && !statement["definition"].empty();
  const bool is_alter = statement.is_a("AlterTableStmt");
  const bool is_other =
      makes_type || statement.text("override") == "OVERRIDING_USER_VALUE" ||
      (is_alter && (changes_identity(statement) || attaches_to_index(session, statement))) ||
      minds_children(session, statement["relations"]) ||
      minds_children(session, statement["pubobjects"]);
  if (is_other) unknown("what PostgreSQL 12 does in another way");
}

}  // namespace plumbline::sql
