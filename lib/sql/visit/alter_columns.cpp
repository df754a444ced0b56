/// ALTER TABLE: columns that come and go, their defaults and NOT NULL. Rules: ATExecAddColumn,
/// ATExecDropColumn, ATExecColumnDefault, ATExecDropNotNull, ATExecSetNotNull,
/// ATExecDropExpression.
#include <algorithm>

#include "core/schema/qualified_name.hpp"
#include "sql/drop.hpp"
#include "sql/visit/address.hpp"
#include "sql/visit/alter.hpp"
#include "sql/visit/alter_table.hpp"
#include "sql/visit/columns.hpp"
#include "sql/visit/constraints.hpp"
#include "sql/visit/partitions.hpp"

namespace plumbline::sql {

namespace {

ColumnPlace place_of(const AlterTable& alter, Id table) {
  const Catalog& catalog = alter.catalog;
  return {.table = table,
          .schema = catalog[table].schema,
          .table_name = alter.own(table),
          .is_foreign = catalog[table].kind == ObjectKind::foreign_table,
          .is_partition = catalog.has(table, "partition_of"),
          .is_typed = catalog.has(table, "of_type"),
          .is_unlogged = catalog.value(table, "persistence") == "unlogged"};
}

/// What the new column of a parent is in one that inherits: the same, but nothing of its own.
void add_column_to_child(AlterTable& alter, Id child, Id column, const ColumnPlan& plan) {
  Catalog& catalog = alter.catalog;
  const std::string& name = plan.name;
  if (const Id there = catalog.part(child, ObjectKind::column, name); there != Catalog::none) {
    if (catalog.value(there, "type") != catalog.value(column, "type")) {
      fail("42804", "child table \"" + alter.own(child) + "\" has different type for column \"" +
                        name + "\"");
    }
    if (catalog.value(there, "collation") != catalog.value(column, "collation")) {
      fail("42P21", "child table \"" + alter.own(child) +
                        "\" has different collation for column \"" + name + "\"");
    }
    return;
  }
  ColumnPlan bare = plan;
  bare.identity.clear();
  bare.has_sequence = false;
  const Id made = make_column(alter.session, child, bare);
  if (plan.generated) {
    set_generated(alter.session, made, plan.generated, plan.generated_kind);
  } else if (catalog.has(column, "default")) {
    // The same expression: what it needs, the parent's needs as well.
    const std::string text(catalog.value(column, "default"));
    bool is_exact = true;
    for (const Catalog::Value& value : catalog[column].values)
      if (value.name == "default") is_exact = value.exact;
    catalog.set(made, "default", text, is_exact);
    for (const Catalog::Need& need : std::vector<Catalog::Need>(catalog[column].needs))
      catalog.need(made, need.on, need.tie);
  }
  if (catalog.has(column, "not_null")) catalog.set_flag(made, "not_null", true);
  catalog.set_flag(made, "inherited", true);
}

void add_to_children(AlterTable& alter, const Command& command, Id column, const ColumnPlan& plan) {
  const std::vector<Id> children = child_tables(alter.session, command.table);
  if (!plan.identity.empty() && command.recurse && !children.empty())
    fail("42P16", "cannot recursively add identity column to table that has child tables");
  if (!children.empty() && !command.recurse)
    fail("42P16", "column must be added to child tables too");
  if (!command.recurse) return;
  for (const Id child : table_and_descendants(alter.session, command.table)) {
    if (child != command.table) add_column_to_child(alter, child, column, plan);
  }
}

void queue_constraints(AlterTable& alter, const Command& command, const ColumnPlan& plan) {
  const auto queue = [&](Pass pass, const WrittenConstraint& constraint) {
    Command added = command;
    added.subtype = "AT_AddConstraint";
    added.def = constraint.node;
    added.column = plan.name;
    added.deferrable = constraint.deferrable;
    alter.queue(pass, added);
  };
  for (const WrittenConstraint& key : plan.keys) queue(Pass::add_index, key);
  for (const WrittenConstraint& check : plan.checks) queue(Pass::add_other_constraint, check);
  for (const WrittenConstraint& key : plan.foreign_keys) queue(Pass::add_other_constraint, key);
}

/// What filling the new column may come across in rows that are there.
void check_filling(AlterTable& alter, const Command& command, Id column, const ColumnPlan& plan) {
  const Catalog& catalog = alter.catalog;
  const bool has_value = catalog.has(column, "default") || plan.generated || plan.has_sequence;
  if (plan.is_not_null && !has_value)
    rows_decide(alter, command.table, "column \"" + plan.name + "\" is NOT NULL");
  if (plan.generated)
    rows_decide(alter, command.table, "the expression of \"" + plan.name + "\" may fail");
  const bool is_domain = std::ranges::any_of(
      plan.type.needs, [&](Id need) { return catalog[need].kind == ObjectKind::domain; });
  if (is_domain) rows_decide(alter, command.table, "the domain of \"" + plan.name + '"');
  if ((has_value || is_domain) && !is_partitioned(catalog, command.table))
    refuse_row_type_users(alter, command.table);
}

/// Where the child's column goes with its parent's.
void leave_in_child(AlterTable& alter, const Command& command, Id child, const std::string& name,
                    std::vector<Id>& dropped) {
  Catalog& catalog = alter.catalog;
  const Id column = catalog.part(child, ObjectKind::column, name);
  if (column == Catalog::none) return;
  const int count = inherited_count(alter.session, column);
  const bool is_own = !catalog.has(column, "inherited");
  if (command.recurse && count == 1 && !is_own) {
    dropped.push_back(column);
    for (const Id below : child_tables(alter.session, child))
      leave_in_child(alter, command, below, name, dropped);
    return;
  }
  if (!command.recurse || count <= 1) catalog.set_flag(column, "inherited", false);
}

}  // namespace

void prepare_add_column(AlterTable& alter, const Command& command) {
  if (alter.catalog.has(command.table, "of_type"))
    fail("42809", "cannot add column to typed table");
}

void add_column(AlterTable& alter, const Command& command) {
  Catalog& catalog = alter.catalog;
  if (catalog.has(command.table, "partition_of")) fail("42809", "cannot add column to a partition");
  const std::string name = Session::identifier(command.def.text("colname"));
  const Id there = catalog.part(command.table, ObjectKind::column, name);
  if (there != Catalog::none && command.node.flag("missing_ok")) {
    alter.session.skipped.push_back({there, catalog.name(there)});
    return;
  }
  require_free_column_name(alter.session, command.table, name);
  const ColumnPlace place = place_of(alter, command.table);
  const ColumnPlan plan = plan_column(alter.session, command.def, place);
  check_column_type(alter.session, name, plan.type);
  const Id sequence = make_column_sequence(alter.session, plan, place);
  const Id column = make_column(alter.session, command.table, plan);
  finish_column(alter.session, column, plan, sequence);
  if (sequence != Catalog::none)
    tie_sequence(alter.session, sequence, column, catalog.has(column, "identity"));
  add_to_children(alter, command, column, plan);
  check_filling(alter, command, column, plan);
  queue_constraints(alter, command, plan);
}

void prepare_drop_column(AlterTable& alter, const Command& command) {
  if (alter.catalog.has(command.table, "of_type"))
    fail("42809", "cannot drop column from typed table");
}

void drop_column(AlterTable& alter, const Command& command) {
  Catalog& catalog = alter.catalog;
  const std::string& name = command.name;
  const Id column = catalog.part(command.table, ObjectKind::column, name);
  if (column == Catalog::none) {
    if (is_system_column(name)) fail("0A000", "cannot drop system column \"" + name + "\"");
    if (command.node.flag("missing_ok")) return;
    fail("42703",
         "column \"" + name + "\" of relation \"" + alter.own(command.table) + "\" does not exist");
  }
  if (inherited_count(alter.session, column) > 0)
    fail("42P16", "cannot drop inherited column \"" + name + "\"");
  if (is_in_partition_key(alter.session, column)) {
    fail("42P16", "cannot drop column \"" + name +
                      "\" because it is part of the partition key of relation \"" +
                      alter.own(command.table) + "\"");
  }
  const std::vector<Id> children = child_tables(alter.session, command.table);
  if (is_partitioned(catalog, command.table) && !command.recurse && !children.empty()) {
    fail("42P16", "cannot drop column from only the partitioned table when partitions exist");
  }
  std::vector<Id> dropped = {column};
  for (const Id child : children) {
    if (const Id below = catalog.part(child, ObjectKind::column, name);
        below != Catalog::none && is_in_partition_key(alter.session, below) && command.recurse) {
      fail("42P16", "cannot drop column \"" + name +
                        "\" because it is part of the partition key of relation \"" +
                        alter.own(child) + "\"");
    }
    leave_in_child(alter, command, child, name, dropped);
  }
  drop_objects(alter.session, dropped, command.node.text("behavior") == "DROP_CASCADE");
}

void alter_default(AlterTable& alter, const Command& command) {
  Catalog& catalog = alter.catalog;
  const Id column = alterable_column(alter, command.table, command.name);
  const std::string of =
      "column \"" + command.name + "\" of relation \"" + alter.own(command.table) + "\" is ";
  if (catalog.has(column, "identity")) fail("42601", of + "an identity column");
  if (catalog.has(column, "generated")) fail("42601", of + "a generated column");
  if (command.def) {
    set_column_default(alter.session, column, command.def);
  } else {
    drop_column_default(alter.session, column);
  }
}

void prepare_drop_not_null(AlterTable& alter, const Command& command) {
  if (is_partitioned(alter.catalog, command.table) && !alter.recurse &&
      !child_tables(alter.session, command.table).empty()) {
    fail("42P16", "cannot remove constraint from only the partitioned table when partitions exist");
  }
}

void drop_not_null(AlterTable& alter, const Command& command) {
  Catalog& catalog = alter.catalog;
  const Id column = alterable_column(alter, command.table, command.name);
  const std::string quoted = "column \"" + command.name + "\" ";
  if (catalog.has(column, "identity")) {
    fail("42601",
         quoted + "of relation \"" + alter.own(command.table) + "\" is an identity column");
  }
  const std::string_view identity = catalog.value(command.table, "replica_identity");
  for (const Id one : catalog.parts(command.table, ObjectKind::constraint)) {
    const bool is_key = is_in_key(catalog, column, catalog.value(one, "columns"));
    if (is_key && catalog.value(one, "type") == "primary key")
      fail("42P16", quoted + "is in a primary key");
    if (is_key && identity == "index " + catalog.quote(catalog[one].own))
      fail("42P16", quoted + "is in index used as replica identity");
  }
  for (const Id one : catalog.parts(command.table, ObjectKind::index)) {
    if (identity == "index " + catalog.quote(catalog[one].own) &&
        is_in_key(catalog, column, catalog.value(one, "columns"))) {
      fail("42P16", quoted + "is in index used as replica identity");
    }
  }
  if (catalog.has(command.table, "partition_of")) {
    for (const Id parent : parent_tables(alter.session, command.table)) {
      const Id above = catalog.part(parent, ObjectKind::column, command.name);
      if (above != Catalog::none && catalog.has(above, "not_null"))
        fail("42P16", quoted + "is marked NOT NULL in parent table");
    }
  }
  if (alter.session.version() >= 180000) unknown("18's not-null constraints");
  catalog.set_flag(column, "not_null", false);
}

void alter_set_not_null(AlterTable& alter, const Command& command) {
  Catalog& catalog = alter.catalog;
  const Id column = alterable_column(alter, command.table, command.name);
  if (!command.recurse && is_partitioned(catalog, command.table)) {
    for (const Id child : child_tables(alter.session, command.table)) {
      const Id below = catalog.part(child, ObjectKind::column, command.name);
      if (below != Catalog::none && !catalog.has(below, "not_null"))
        fail("42P16", "constraint must be added to child tables too");
    }
  }
  std::vector<Id> tables = {command.table};
  if (command.recurse) tables = table_and_descendants(alter.session, command.table);
  for (const Id table : tables) {
    const Id one = alterable_column(alter, table, command.name);
    if (catalog.has(one, "not_null")) continue;
    const std::string test = '(' + catalog.quote(command.name) + " IS NOT NULL)";
    bool is_proven = catalog[table].rows == Rows::none || is_partitioned(catalog, table);
    for (const Id check : catalog.parts(table, ObjectKind::constraint)) {
      is_proven = is_proven ||
                  (catalog.value(check, "expression") == test && !catalog.has(check, "not_valid"));
    }
    if (!is_proven) {
      alter.session.may_fail("the rows of \"" + alter.own(table) + "\" decide whether \"" +
                             command.name + "\" holds nulls");
    }
  }
  set_not_null(alter.session, column, !command.recurse);
}

void prepare_drop_expression(AlterTable& alter, const Command& command) {
  if (!alter.recurse && !child_tables(alter.session, command.table).empty())
    fail("42P16", "ALTER TABLE / DROP EXPRESSION must be applied to child tables too");
  const Id column = alter.catalog.part(command.table, ObjectKind::column, command.name);
  if (column == Catalog::none) {
    (void)alterable_column(alter, command.table, command.name);
  }
  if (inherited_count(alter.session, column) > 0)
    fail("42P16", "cannot drop generation expression from inherited column");
}

void drop_expression(AlterTable& alter, const Command& command) {
  Catalog& catalog = alter.catalog;
  const Id column = alterable_column(alter, command.table, command.name);
  if (!catalog.has(column, "generated")) {
    if (command.node.flag("missing_ok")) return;
    fail("55000", "column \"" + command.name + "\" of relation \"" + alter.own(command.table) +
                      "\" is not a " + (alter.session.version() >= 180000 ? "" : "stored ") +
                      "generated column");
  }
  if (catalog.value(column, "generated") == "virtual") {
    fail("0A000", "ALTER TABLE / DROP EXPRESSION is not supported for virtual generated columns");
  }
  catalog.set(column, "generated", "");
  catalog.set(column, "expression", "");
  for (const Catalog::Need& need : std::vector<Catalog::Need>(catalog[column].needs)) {
    if (catalog[need.on].kind == ObjectKind::column ||
        catalog[need.on].kind == ObjectKind::function)
      catalog.forget_need(column, need.on);
  }
}

}  // namespace plumbline::sql
