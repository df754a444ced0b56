/// ALTER TABLE … ADD, ALTER, VALIDATE and DROP CONSTRAINT. Rules: ATExecAddConstraint,
/// ATExecDropConstraint, ATExecValidateConstraint, ATExecAlterConstraint.
#include "sql/visit/constraints.hpp"

#include <algorithm>

#include "sql/drop.hpp"
#include "sql/visit/address.hpp"
#include "sql/visit/alter.hpp"
#include "sql/visit/alter_table.hpp"

namespace plumbline::sql {

namespace {

/// Constraints of partitions, on either side, are not in the catalog.
bool has_partitioned_key(const Catalog& catalog, Id table) {
  if (catalog.has(table, "partition_of") || catalog.has(table, "partition_key")) return true;
  for (const Id one : catalog.parts(table, ObjectKind::constraint)) {
    for (const Catalog::Need& need : catalog[one].needs) {
      if (catalog.has(catalog.whole(need.on), "partition_key")) return true;
    }
  }
  return false;
}

/// 42704 `constraint "x" of relation "t" does not exist`.
Id constraint_of(const AlterTable& alter, Id table, const std::string& name) {
  const Id id = alter.catalog.part(table, ObjectKind::constraint, name);
  if (id != Catalog::none) return id;
  if (name.find("fkey") != std::string::npos && has_partitioned_key(alter.catalog, table))
    unknown("what a foreign key to or of partitions is called there");
  if (alter.session.version() >= 180000) unknown("whether it is one of 18's not-null constraints");
  fail("42704",
       "constraint \"" + name + "\" of relation \"" + alter.own(table) + "\" does not exist");
}

bool goes_down(const Catalog& catalog, Id constraint) {
  return catalog.value(constraint, "type") == "check" && !catalog.has(constraint, "no_inherit");
}

/// A check that a child has of its parent: dropped with it, or its own from now on.
void leave_in_child(AlterTable& alter, const Command& command, Id child, std::vector<Id>& dropped) {
  Catalog& catalog = alter.catalog;
  const Id one = catalog.part(child, ObjectKind::constraint, command.name);
  if (one == Catalog::none) return;
  const int count = inherited_check_count(alter.session, one);
  if (command.recurse && count == 1 && catalog.has(one, "inherited")) {
    dropped.push_back(one);
    for (const Id below : child_tables(alter.session, child))
      leave_in_child(alter, command, below, dropped);
    return;
  }
  if (!command.recurse || count <= 1) catalog.set_flag(one, "inherited", false);
}

}  // namespace

void prepare_add_constraint(AlterTable& alter, const Command& command) {
  Command queued = command;
  const std::string_view type = command.def.text("contype");
  const bool is_index =
      type == "CONSTR_PRIMARY" || type == "CONSTR_UNIQUE" || type == "CONSTR_EXCLUSION";
  const bool has_index = !command.def.text("indexname").empty();
  alter.queue(has_index  ? Pass::add_index_constraint
              : is_index ? Pass::add_index
                         : Pass::add_other_constraint,
              queued);
}

void alter_add_constraint(AlterTable& alter, const Command& command) {
  (void)add_constraint(alter.session, command.table, command.def,
                       {.column = command.column,
                        .deferrable = command.deferrable,
                        .is_new_table = false,
                        .is_only = !command.recurse,
                        .is_owner_checked = true});
}

void drop_constraint(AlterTable& alter, const Command& command) {
  Catalog& catalog = alter.catalog;
  if (command.node.flag("missing_ok") &&
      catalog.part(command.table, ObjectKind::constraint, command.name) == Catalog::none &&
      alter.session.version() < 180000) {
    return;
  }
  const Id constraint = constraint_of(alter, command.table, command.name);
  const bool is_check = catalog.value(constraint, "type") == "check";
  const bool is_of_parent = is_check ? inherited_check_count(alter.session, constraint) > 0 &&
                                           !catalog.has(constraint, "no_inherit")
                                     : catalog.has(constraint, "partition_of");
  if (is_of_parent) {
    fail("42P16", "cannot drop inherited constraint \"" + command.name + "\" of relation \"" +
                      alter.own(command.table) + "\"");
  }
  std::vector<Id> dropped = {constraint};
  const std::vector<Id> children = child_tables(alter.session, command.table);
  if (is_partitioned(catalog, command.table) && !command.recurse && !children.empty() &&
      goes_down(catalog, constraint)) {
    fail("42P16", "cannot remove constraint from only the partitioned table when partitions exist");
  }
  if (goes_down(catalog, constraint)) {
    for (const Id child : children) leave_in_child(alter, command, child, dropped);
  }
  drop_objects(alter.session, dropped, command.node.text("behavior") == "DROP_CASCADE");
}

void validate_constraint(AlterTable& alter, const Command& command) {
  Catalog& catalog = alter.catalog;
  const Id constraint = constraint_of(alter, command.table, command.name);
  const std::string type(catalog.value(constraint, "type"));
  if (type != "check" && type != "foreign key" && type != "not null") {
    fail("42809", "constraint \"" + command.name + "\" of relation \"" + alter.own(command.table) +
                      "\" is not a foreign key" +
                      (alter.session.version() >= 180000 ? ", check, or not-null constraint"
                                                         : " or check constraint"));
  }
  if (catalog.has(constraint, "not_enforced"))
    fail("42809", "cannot validate NOT ENFORCED constraint");
  if (!catalog.has(constraint, "not_valid")) return;
  std::vector<Id> tables = {command.table};
  if (goes_down(catalog, constraint)) {
    if (command.recurse) {
      tables = table_and_descendants(alter.session, command.table);
    } else if (!child_tables(alter.session, command.table).empty()) {
      fail("42P16", "constraint must be validated on child tables too");
    }
  }
  for (const Id table : tables) {
    const Id one = constraint_of(alter, table, command.name);
    if (!catalog.has(one, "not_valid")) continue;
    rows_decide(alter, table,
                type == "check" ? "a check is validated" : "a foreign key is validated");
    catalog.set_flag(one, "not_valid", false);
  }
}

void alter_constraint(AlterTable& alter, const Command& command) {
  Catalog& catalog = alter.catalog;
  const Node def = command.def;
  const std::string name = Session::identifier(def.text("conname"));
  const Id constraint = constraint_of(alter, command.table, name);
  if (catalog.value(constraint, "type") != "foreign key") {
    fail("42809", "constraint \"" + name + "\" of relation \"" + alter.own(command.table) +
                      "\" is not a foreign key constraint");
  }
  catalog.set(constraint, "deferrable",
              !def.flag("deferrable")    ? ""
              : def.flag("initdeferred") ? "initially deferred"
                                         : "initially immediate");
}

}  // namespace plumbline::sql
