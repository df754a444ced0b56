/// Why a statement that no visitor refuses may fail all the same: what waits, what is not known,
/// what else runs along. Part of the simulator.
#include "sql/doubts.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "sql/simulator.hpp"
#include "sql/waiting.hpp"

namespace plumbline::sql {

bool writes_rows(const Node& statement) {
  static constexpr std::array types = {"InsertStmt",  "UpdateStmt",  "DeleteStmt",  "MergeStmt",
                                       "CopyStmt",    "SelectStmt",  "CallStmt",    "DoStmt",
                                       "ExecuteStmt", "ExplainStmt", "TruncateStmt"};
  return std::ranges::find(types, statement.type()) != types.end();
}

namespace {

/// What is refused while constraints of its table wait for the end of the transaction.
bool minds_waiting(const Node& statement) {
  static constexpr std::array types = {"AlterTableStmt",    "DropStmt",    "TruncateStmt",
                                       "IndexStmt",         "ReindexStmt", "ClusterStmt",
                                       "ConstraintsSetStmt"};
  return std::ranges::find(types, statement.type()) != types.end();
}

/// What the server does not do where something hangs on it.
bool minds_dependents(const Node& statement) {
  if (statement.is_a("DropStmt") || statement.is_a("DropRoleStmt") ||
      statement.is_a("TruncateStmt")) {
    return true;
  }
  static constexpr std::array drops = {"AT_DropColumn", "AT_DropConstraint", "AT_AlterColumnType"};
  for (const Node command : statement["cmds"]) {
    if (std::ranges::find(drops, command.text("subtype")) != drops.end()) return true;
  }
  return false;
}

/// A constraint, index or trigger of the table of which it is not known whether it is there.
bool has_doubtful_part(const Session& session, const Node& statement) {
  const Node relation = statement["relation"];
  if (!relation || !session.catalog.has_doubts()) return false;
  const Catalog& catalog = session.catalog;
  const Catalog::Calm calm(catalog);
  const Id table =
      session.system_relation(relation).empty() ? session.find_relation(relation) : Catalog::none;
  if (table == Catalog::none) return false;
  for (const Id index : catalog.parts(table, ObjectKind::index)) {
    if (catalog.is_doubtful(catalog.name(index))) return true;
  }
  return catalog.has_doubtful_parts(catalog.name(table));
}

bool detaches(const Node& statement) {
  for (const Node command : statement["cmds"]) {
    if (command.text("subtype") == "AT_DetachPartition") return true;
  }
  return false;
}

/// A value that an enum has only since the open transaction cannot be used in it (55P04).
bool names_label(const Node& statement, const std::vector<std::string>& labels) {
  std::vector<Node> open = {statement};
  while (!open.empty()) {
    const Node node = open.back();
    open.pop_back();
    for (std::size_t at = 0; at < node.size(); ++at) open.push_back(node.at(at));
    if (node.size() > 0) continue;
    for (const std::string& label : labels) {
      if (node.as_text().find(label) != std::string_view::npos) return true;
    }
  }
  return false;
}

/// Words of a function that may raise more than a notice.
bool is_quiet(const Catalog& catalog, Id function) {
  if (catalog.value(function, "language") != "plpgsql") return false;
  static constexpr std::array words = {"exception", "execute", "insert", "update", "delete",
                                       "perform",   "alter",   "create", "drop",   "grant",
                                       "revoke",    "select",  "call"};
  std::string body(catalog.value(function, "body"));
  for (char& c : body) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return std::ranges::none_of(
      words, [&](std::string_view word) { return body.find(word) != std::string::npos; });
}

/// Whether functions of event triggers may refuse it, or do more.
bool fires_event_triggers(const Catalog& catalog, const Node& statement) {
  const std::string_view type = statement.type();
  static constexpr std::array starts = {"Create", "Alter",  "Drop",  "Define",  "Index",
                                        "View",   "Rename", "Grant", "Comment", "Rule"};
  static constexpr std::array shared = {
      "CreateRoleStmt",    "AlterRoleStmt",        "DropRoleStmt",       "CreatedbStmt",
      "AlterDatabaseStmt", "CreateEventTrigStmt",  "AlterEventTrigStmt", "AlterSystemStmt",
      "GrantRoleStmt",     "CreateTableSpaceStmt", "DropTableSpaceStmt", "AlterRoleSetStmt"};
  const bool is_definition =
      std::ranges::any_of(starts, [&](std::string_view start) { return type.starts_with(start); });
  if (!is_definition || std::ranges::find(shared, type) != shared.end()) return false;
  if (statement.text("removeType") == "OBJECT_EVENT_TRIGGER") return false;
  for (const Id trigger : catalog.all(ObjectKind::event_trigger)) {
    if (catalog.value(trigger, "enabled") == "disabled") continue;
    const bool is_for_drops = catalog.value(trigger, "event") == "sql_drop";
    if (is_for_drops && !type.starts_with("Drop") && type != "AlterTableStmt") continue;
    if (catalog.value(trigger, "event") == "table_rewrite" && !type.starts_with("Alter")) continue;
    const bool is_all_quiet = std::ranges::all_of(catalog[trigger].needs, [&](const auto& need) {
      return catalog[need.on].kind != ObjectKind::function || is_quiet(catalog, need.on);
    });
    if (!is_all_quiet || catalog[trigger].needs.empty()) return true;
  }
  return false;
}

bool has_foreign_keys(const Catalog& catalog) {
  return std::ranges::any_of(catalog.all(ObjectKind::constraint),
                             [&](Id id) { return catalog.value(id, "type") == "foreign key"; });
}

/// Rows that are changed need a replica identity, and those of children are looked at too.
bool has_odd_changes(const Session& session, const Node& statement) {
  if (!statement.is_a("UpdateStmt") && !statement.is_a("DeleteStmt")) return false;
  const Catalog& catalog = session.catalog;
  if (!catalog.all(ObjectKind::publication).empty()) return true;
  const Catalog::Calm calm(catalog);
  const Id table = session.find_relation(statement["relation"]);
  return table != Catalog::none && catalog.has(table, "inherits") && has_foreign_keys(catalog);
}

bool has_waiting_constraints(const Catalog& catalog) {
  const Catalog::Calm calm(catalog);
  return std::ranges::any_of(
      std::array{ObjectKind::constraint, ObjectKind::index, ObjectKind::trigger},
      [&](ObjectKind kind) {
        return catalog.part(Catalog::none, kind, waiting_name) != Catalog::none;
      });
}

}  // namespace

/// For reasons that no visitor sees.
void Simulator::doubt_success(const Node& root) {
  const bool commits = root.is_a("TransactionStmt") && root.text("kind") == "TRANS_STMT_COMMIT";
  if (session_.has_written && (commits || minds_waiting(root)) &&
      (has_waiting_constraints(catalog_) || !session_.mentions.empty() ||
       !catalog_.doubt_of_everything().empty())) {
    session_.may_fail("constraints that wait for the end of the transaction");
  }
  if (minds_dependents(root) && session_.mentions.touches(root)) {
    session_.may_fail("what an earlier statement did, of which that is not known");
  }
  if (detaches(root) && has_foreign_keys(catalog_)) {
    session_.may_fail("the rows that refer to the partition decide");
  }
  if (!session_.new_labels.empty() && !root.is_a("AlterEnumStmt") &&
      names_label(root, session_.new_labels)) {
    session_.may_fail("a value that the transaction has added to an enum");
  }
  if (fires_event_triggers(catalog_, root)) session_.may_fail("event triggers decide");
  if (has_odd_changes(session_, root)) session_.may_fail("publications or parent tables decide");
  const bool is_mentioned = root["relation"] && session_.mentions.touches(root["relation"]);
  if (writes_rows(root) && (is_mentioned || has_doubtful_part(session_, root))) {
    session_.may_fail("constraints of which it is not known whether they are there");
  }
}

}  // namespace plumbline::sql
