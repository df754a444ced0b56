/// Why a statement that no visitor refuses may fail all the same, and one that is refused may not:
/// what waits, what is not known, what else runs along. Part of the simulator.
#include "sql/doubts.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "sql/any_within.hpp"
#include "sql/simulator.hpp"
#include "sql/visit/replica_identity.hpp"
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
  return any_within(statement, [&](const Node& node) {
    return node.size() == 0 && std::ranges::any_of(labels, [&](const std::string& label) {
             return node.as_text().find(label) != std::string_view::npos;
           });
  });
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
  const Catalog::Calm calm(catalog);
  const Id table = session.find_relation(statement["relation"]);
  const std::string_view event = statement.is_a("UpdateStmt") ? "update" : "delete";
  if (table != Catalog::none && publishes(catalog, table, event) == Publishing::unknown)
    return true;
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

namespace {

/// Parts of partitions may be called otherwise than here.
bool is_partition(const Session& session, const Node& statement) {
  const Catalog::Calm calm(session.catalog);
  const Id table = session.find_relation(statement["relation"]);
  return table != Catalog::none && (session.catalog.has(table, "partition_of") ||
                                    session.catalog.has(table, "partition_key"));
}

/// Parts of temporary tables are found by no name here.
bool is_temporary_part(const Session& session, std::string_view message) {
  for (const auto& [name, table] : session.temporary) {
    if (!session.catalog.is_alive(table)) continue;
    if (message.starts_with("type \"" + name + '"')) return true;
    for (const ObjectKind kind : {ObjectKind::constraint, ObjectKind::index}) {
      for (const Id part : session.catalog.parts(table, kind)) {
        const std::string own(session.catalog[part].own);
        if (message.find(own) != std::string_view::npos) return true;
      }
    }
  }
  return false;
}

}  // namespace

namespace {

/// Something that hangs on what the message names may be gone, or hang on it no more.
bool has_doubtful_dependents(const Catalog& catalog, std::string_view message) {
  const auto is_doubtful = [&](Id id) {
    return catalog.is_doubtful(catalog.name(id)) ||
           catalog.is_doubtful(catalog.name(catalog.whole(id)));
  };
  for (Id id = 0; id < catalog.count(); ++id) {
    if (!catalog.is_alive(id) || catalog[id].is_system) continue;
    if (message.find(catalog[id].own) == std::string_view::npos) continue;
    for (const Id dependent : catalog.dependents(id)) {
      const std::string whole = catalog.name(catalog.whole(dependent));
      if (is_doubtful(dependent) || catalog.has_doubtful_parts(whole)) return true;
    }
  }
  return false;
}

}  // namespace

/// Whether what is not known may keep the server from failing so.
bool Simulator::may_be_otherwise(const Node& root, const Failure& failure) const {
  const std::string_view code = failure.sqlstate;
  if (session_.mentions.touches(failure.message, root)) return true;
  // The server names parts after what they are of: orders_pkey.
  const std::size_t quote = failure.message.find('"');
  if ((code == "42P01" || code == "42704") && quote != std::string::npos &&
      !session_.mentions.empty()) {
    const std::string_view name = std::string_view(failure.message).substr(quote + 1);
    for (std::size_t at = name.find('_'); at != std::string_view::npos && at < name.find('"');
         at = name.find('_', at + 1)) {
      if (session_.mentions.touches('"' + std::string(name.substr(0, at)) + '"')) return true;
    }
  }
  const bool has_doubts = catalog_.has_doubts() || !session_.mentions.empty();
  const bool is_of_rights = session_.has_doubtful_rights || session_.mentions.touches(root);
  if (code == "42501" && (is_of_rights || root.is_a("ExplainStmt"))) return true;
  // A deferred constraint says so only at the end.
  if (code == "23503" && session_.in_transaction()) return true;
  if (code == "42704" && root.is_a("AlterTableStmt") && is_partition(session_, root)) return true;
  const bool is_missing = code == "42P01" || code == "42704";
  if (is_missing && is_temporary_part(session_, failure.message)) return true;
  const bool is_wide =
      root.is_a("DropRoleStmt") || failure.message.find("drop schema") != std::string::npos;
  if (code != "2BP01" || !has_doubts) return false;
  return is_wide || has_doubtful_dependents(catalog_, failure.message);
}

}  // namespace plumbline::sql
