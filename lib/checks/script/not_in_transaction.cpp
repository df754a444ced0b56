/// What PostgreSQL refuses inside of a transaction block (25001).
#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

namespace {

/// "" for what may stand anywhere.
std::string_view refused_words(const Node& node) {
  if (node.is_a("IndexStmt") && node.flag("concurrent")) return "CREATE INDEX CONCURRENTLY";
  if (node.is_a("DropStmt") && node.flag("concurrent")) return "DROP INDEX CONCURRENTLY";
  if (node.is_a("ReindexStmt")) {
    for (const Node option : node["params"]) {
      if (option.text("defname") == "concurrently") return "REINDEX CONCURRENTLY";
    }
  }
  if (node.is_a("AlterTableStmt")) {
    for (const Node command : node["cmds"]) {
      if (command.text("subtype") == "AT_DetachPartition" && command["def"].flag("concurrent"))
        return "ALTER TABLE ... DETACH CONCURRENTLY";
    }
  }
  if (node.is_a("VacuumStmt") && node.flag("is_vacuumcmd")) return "VACUUM";
  if (node.is_a("CreatedbStmt")) return "CREATE DATABASE";
  if (node.is_a("DropdbStmt")) return "DROP DATABASE";
  if (node.is_a("AlterSystemStmt")) return "ALTER SYSTEM";
  if (node.is_a("CreateTableSpaceStmt")) return "CREATE TABLESPACE";
  if (node.is_a("DropTableSpaceStmt")) return "DROP TABLESPACE";
  return {};
}

}  // namespace

void not_in_transaction(const Step& step, Scene& scene) {
  std::string_view words = refused_words(step.node);
  const bool adds_value = step.node.is_a("AlterEnumStmt") && step.node.text("oldVal").empty();
  if (adds_value && scene.version() < 120000) words = "ALTER TYPE ... ADD VALUE";
  const StatementList& list = *scene.script().list;
  const bool shares_message = list.one_message && list.statements.size() > 1;
  if (words.empty() || !(step.in_transaction || shares_message || step.in_block)) return;
  scene.report("script/not-in-transaction",
               core::format("{} cannot run inside a transaction block, and {}", words,
                            step.in_block                   ? "a DO block is one"
                            : scene.is_in_own_transaction() ? "the script has begun one"
                            : list.in_transaction           ? "the tool has begun one"
                                                            : "statements of one message are one"));
}

}  // namespace plumbline::checks::script
