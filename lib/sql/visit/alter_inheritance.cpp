/// ALTER TABLE … INHERIT, NO INHERIT, OF, NOT OF, ATTACH and DETACH PARTITION. Rules:
/// ATExecAddInherit, MergeAttributesIntoExisting, MergeConstraintsIntoExisting, RemoveInheritance,
/// ATExecAddOf, ATExecAttachPartition, ATExecDetachPartition.
#include <algorithm>

#include "core/schema/qualified_name.hpp"
#include "sql/visit/address.hpp"
#include "sql/visit/alter.hpp"
#include "sql/visit/alter_table.hpp"
#include "sql/visit/constraints.hpp"
#include "sql/visit/indexes.hpp"
#include "sql/visit/partitions.hpp"

namespace plumbline::sql {

namespace {

bool is_table(const Catalog& catalog, Id id) {
  return catalog[id].kind == ObjectKind::table || catalog[id].kind == ObjectKind::foreign_table;
}

void require_table(const AlterTable& alter, Id id, std::string_view action) {
  if (is_table(alter.catalog, id)) return;
  fail("42809", "ALTER action " + std::string(action) + " cannot be performed on relation \"" +
                    alter.own(id) + "\"");
}

/// Columns of the parent are in the child, of the same type.
void check_columns(const AlterTable& alter, Id child, Id parent) {
  const Catalog& catalog = alter.catalog;
  for (const Id above : catalog.parts(parent, ObjectKind::column)) {
    const std::string name = alter.own(above);
    const Id column = catalog.part(child, ObjectKind::column, name);
    if (column == Catalog::none) fail("42804", "child table is missing column \"" + name + "\"");
    if (catalog.value(column, "type") != catalog.value(above, "type")) {
      fail("42804", "child table \"" + alter.own(child) + "\" has different type for column \"" +
                        name + "\"");
    }
    if (catalog.value(column, "collation") != catalog.value(above, "collation")) {
      fail("42P21", "child table \"" + alter.own(child) +
                        "\" has different collation for column \"" + name + "\"");
    }
    if (catalog.has(above, "not_null") && !catalog.has(column, "not_null"))
      fail("42804", "column \"" + name + "\" in child table must be marked NOT NULL");
    const bool is_generated = catalog.has(column, "generated");
    if (catalog.has(above, "generated") != is_generated) {
      if (is_generated) unknown("whether this version lets only the child's column be generated");
      fail("42804", "column \"" + name + "\" in child table must " +
                        (is_generated ? "not be a generated column" : "be a generated column"));
    }
    if (is_generated && alter.session.version() < 160000 &&
        catalog.value(column, "expression") != catalog.value(above, "expression")) {
      fail("42804",
           "column \"" + name + "\" in child table has a conflicting generation expression");
    }
  }
}

void check_constraints(const AlterTable& alter, Id child, Id parent) {
  const Catalog& catalog = alter.catalog;
  for (const Id above : catalog.parts(parent, ObjectKind::constraint)) {
    if (catalog.value(above, "type") != "check" || catalog.has(above, "no_inherit")) continue;
    const std::string name = alter.own(above);
    const Id one = catalog.part(child, ObjectKind::constraint, name);
    if (one == Catalog::none || catalog.value(one, "type") != "check")
      fail("42804", "child table is missing constraint \"" + name + "\"");
    if (catalog.value(one, "expression") != catalog.value(above, "expression")) {
      fail("42804", "child table \"" + alter.own(child) +
                        "\" has different definition for check constraint \"" + name + "\"");
    }
    if (catalog.has(one, "no_inherit")) {
      fail("55000", "constraint \"" + name + "\" conflicts with non-inherited constraint on " +
                        "child table \"" + alter.own(child) + "\"");
    }
    if (catalog.has(one, "not_valid")) {
      fail("55000", "constraint \"" + name + "\" conflicts with NOT VALID constraint on child " +
                        "table \"" + alter.own(child) + "\"");
    }
  }
}

void check_circle(const AlterTable& alter, Id child, Id parent) {
  const std::vector<Id> below = table_and_descendants(alter.session, child);
  if (std::ranges::find(below, parent) != below.end())
    fail("42P07", "circular inheritance not allowed");
}

void check_persistence(const AlterTable& alter, Id child, Id parent) {
  const Catalog& catalog = alter.catalog;
  if (catalog[parent].is_system != catalog[child].is_system)
    unknown("temporary tables and inheritance");
}

/// RemoveInheritance: what the child had of that parent alone is its own now.
void keep_parts(AlterTable& alter, Id child, Id parent) {
  Catalog& catalog = alter.catalog;
  for (const Id column : catalog.parts(child, ObjectKind::column)) {
    if (!catalog.has(column, "inherited")) continue;
    if (catalog.part(parent, ObjectKind::column, catalog[column].own) == Catalog::none) continue;
    if (inherited_count(alter.session, column) <= 1) catalog.set_flag(column, "inherited", false);
  }
  for (const Id one : catalog.parts(child, ObjectKind::constraint)) {
    if (!catalog.has(one, "inherited") || catalog.value(one, "type") != "check") continue;
    if (catalog.part(parent, ObjectKind::constraint, catalog[one].own) == Catalog::none) continue;
    if (inherited_check_count(alter.session, one) <= 1) catalog.set_flag(one, "inherited", false);
  }
}

// -- Partitions

void check_extra_columns(const AlterTable& alter, Id table) {
  const Catalog& catalog = alter.catalog;
  for (const Id column : catalog.parts(table, ObjectKind::column)) {
    const std::string name = alter.own(column);
    if (catalog.part(alter.relation, ObjectKind::column, name) == Catalog::none) {
      fail("42804", "table \"" + alter.own(table) + "\" contains column \"" + name +
                        "\" not found in parent \"" + alter.own(alter.relation) + "\"");
    }
    if (alter.session.version() >= 170000 && catalog.has(column, "identity")) {
      fail("42804", "table \"" + alter.own(table) +
                        "\" being attached contains an identity column \"" + name + "\"");
    }
  }
}

void check_attached(const AlterTable& alter, Id table) {
  const Catalog& catalog = alter.catalog;
  if (catalog.has(table, "partition_of"))
    fail("42809", '"' + alter.own(table) + "\" is already a partition");
  if (catalog.has(table, "of_type")) fail("42809", "cannot attach a typed table as partition");
  if (catalog.has(table, "inherits")) fail("42809", "cannot attach inheritance child as partition");
  if (!is_partitioned(catalog, table) && !child_tables(alter.session, table).empty())
    fail("42809", "cannot attach inheritance parent as partition");
  check_circle(alter, table, alter.relation);
  check_persistence(alter, table, alter.relation);
}

void attach_index(AlterTable& alter, const Command& command) {
  Catalog& catalog = alter.catalog;
  const Node def = command.def;
  if (def["bound"])
    fail("42P17", '"' + alter.own(alter.relation) + "\" is not a partitioned table");
  const Id index = alter.session.relation(def["name"]);
  if (!is_index_like(catalog, index)) {
    fail("42P17", '"' + alter.own(index) + "\" is not an index");
  }
  if (catalog.value(index, "partition_of") ==
      (catalog[alter.relation].kind == ObjectKind::constraint ? catalog.name(alter.relation)
                                                              : catalog.sql_name(alter.relation)))
    return;
  attach_partition_index(alter.session, alter.relation, index);
}

}  // namespace

void prepare_inherit(AlterTable& alter, const Command& command) {
  const Catalog& catalog = alter.catalog;
  const Id table = command.table;
  const bool is_add = command.subtype == "AT_AddInherit";
  if (is_add && catalog.has(table, "of_type"))
    fail("42809", "cannot change inheritance of typed table");
  if (is_add && catalog.has(table, "partition_of"))
    fail("42809", "cannot change inheritance of a partition");
  if (is_add && is_partitioned(catalog, table))
    fail("42809", "cannot change inheritance of partitioned table");
}

void add_inherit(AlterTable& alter, const Command& command) {
  Catalog& catalog = alter.catalog;
  const Id table = command.table;
  const Id parent = alter.session.relation(command.def);
  require_table(alter, parent, "INHERIT");
  alter.session.require_owner(parent);
  check_persistence(alter, table, parent);
  const std::vector<Id> parents = parent_tables(alter.session, table);
  if (is_partitioned(catalog, parent))
    fail("42809", "cannot inherit from partitioned table \"" + alter.own(parent) + "\"");
  if (catalog.has(parent, "partition_of")) fail("42809", "cannot inherit from a partition");
  if (std::ranges::find(parents, parent) != parents.end()) {
    fail("42P07", "relation \"" + alter.own(parent) + "\" would be inherited from more than once");
  }
  check_circle(alter, table, parent);
  check_columns(alter, table, parent);
  check_constraints(alter, table, parent);
  const std::string before(catalog.value(table, "inherits"));
  const std::string name = catalog.sql_name(parent);
  catalog.set(table, "inherits", before.empty() ? name : before + ", " + name);
  catalog.need(table, parent);
}

void drop_inherit(AlterTable& alter, const Command& command) {
  Catalog& catalog = alter.catalog;
  const Id table = command.table;
  if (catalog.has(table, "partition_of")) fail("42809", "cannot change inheritance of a partition");
  const Id parent = alter.session.relation(command.def);
  const std::vector<Id> parents = parent_tables(alter.session, table);
  if (std::ranges::find(parents, parent) == parents.end()) {
    fail("42P01", "relation \"" + alter.own(parent) + "\" is not a parent of relation \"" +
                      alter.own(table) + "\"");
  }
  keep_parts(alter, table, parent);
  std::string rest;
  const std::string name = catalog.sql_name(parent);
  for (const std::string_view item : core::list_items(catalog.value(table, "inherits"))) {
    if (item == name) continue;
    if (!rest.empty()) rest += ", ";
    rest += item;
  }
  catalog.set(table, "inherits", rest);
  catalog.forget_need(table, parent);
}

namespace {

/// One that is as one of the parent becomes a part of that one.
void doubt_foreign_keys(Catalog& catalog, Id parent, Id partition) {
  const auto is_foreign_key = [&](Id one) { return catalog.value(one, "type") == "foreign key"; };
  if (std::ranges::none_of(catalog.parts(parent, ObjectKind::constraint), is_foreign_key) &&
      !catalog.has(parent, "partition_of")) {
    return;
  }
  for (const Id one : catalog.parts(partition, ObjectKind::constraint)) {
    if (is_foreign_key(one)) catalog.doubt(catalog.name(one), "foreign keys of partitions");
  }
}

}  // namespace

void attach_partition(AlterTable& alter, const Command& command) {
  Catalog& catalog = alter.catalog;
  const Node def = command.def;
  if (is_index_like(catalog, alter.relation)) return attach_index(alter, command);
  if (!is_partitioned(catalog, alter.relation))
    fail("42P17", "table \"" + alter.own(alter.relation) + "\" is not partitioned");
  const std::string bound = read_partition_bound(alter.session, alter.relation, def["bound"]);
  const Id table = alter.session.relation(def["name"]);
  require_table(alter, table, "ATTACH PARTITION");
  alter.session.require_owner(table);
  check_attached(alter, table);
  check_extra_columns(alter, table);
  check_columns(alter, table, alter.relation);
  check_constraints(alter, table, alter.relation);
  check_partition_bound(alter.session, alter.relation, bound, catalog[table].own);
  for (const Id above : catalog.parts(alter.relation, ObjectKind::column))
    catalog.set_flag(catalog.part(table, ObjectKind::column, catalog[above].own), "inherited",
                     true);
  for (const Id above : catalog.parts(alter.relation, ObjectKind::constraint)) {
    if (catalog.value(above, "type") != "check" || catalog.has(above, "no_inherit")) continue;
    catalog.set_flag(catalog.part(table, ObjectKind::constraint, catalog[above].own), "inherited",
                     true);
  }
  doubt_foreign_keys(catalog, alter.relation, table);
  tie_partition(alter.session, table, alter.relation, bound);
  clone_to_partition(alter.session, table, alter.relation);
  rows_decide(alter, table, "the partition's bound");
}

void detach_partition(AlterTable& alter, const Command& command) {
  Catalog& catalog = alter.catalog;
  if (!is_partitioned(catalog, alter.relation))
    fail("42P17", "table \"" + alter.own(alter.relation) + "\" is not partitioned");
  const Node def = command.def;
  const Id table = alter.session.relation(def["name"]);
  const std::vector<Id> children = child_tables(alter.session, alter.relation);
  if (std::ranges::find(children, table) == children.end()) {
    fail("42P01", "relation \"" + alter.own(table) + "\" is not a partition of relation \"" +
                      alter.own(alter.relation) + "\"");
  }
  if (def.flag("concurrent")) unknown("partitions that are detached concurrently");
  for (const Id one : catalog.parts(alter.relation, ObjectKind::constraint)) {
    if (catalog.value(one, "type") == "foreign key")
      unknown("foreign keys of a detached partition");
  }
  for (const ObjectKind kind : {ObjectKind::constraint, ObjectKind::index, ObjectKind::trigger}) {
    for (const Id one : catalog.parts(table, kind)) {
      if (!catalog.has(one, "partition_of")) continue;
      if (kind == ObjectKind::trigger) unknown("triggers of a detached partition");
      catalog.set(one, "partition_of", "");
      for (const Catalog::Need& need : std::vector<Catalog::Need>(catalog[one].needs)) {
        if (need.tie == Tie::internal) catalog.forget_need(one, need.on);
      }
    }
  }
  if (!catalog.parts(alter.relation, ObjectKind::trigger).empty())
    unknown("triggers of a detached partition");
  keep_parts(alter, table, alter.relation);
  for (const Id one : catalog.parts(table, ObjectKind::constraint))
    catalog.set_flag(one, "inherited", false);
  catalog.set(table, "partition_of", "");
  catalog.set(table, "bound", "");
  catalog.forget_need(table, alter.relation);
}

void set_of_type(AlterTable& alter, const Command& command) {
  Catalog& catalog = alter.catalog;
  const Id table = command.table;
  const Id type = require_type_named(alter.session, named(command.def["names"]));
  if (catalog[type].kind != ObjectKind::type || catalog.value(type, "sort") != "composite")
    fail("42809", "type " + alter.own(type) + " is not a composite type");
  if (catalog.has(table, "inherits")) fail("42809", "typed tables cannot inherit");
  if (is_partitioned(catalog, table) || catalog.has(table, "partition_of"))
    unknown("typed tables and partitions");
  const std::vector<Attribute> attributes = composite_attributes(alter.session, type);
  const std::vector<Id> columns = catalog.parts(table, ObjectKind::column);
  for (std::size_t at = 0; at < attributes.size(); ++at) {
    const std::string& name = attributes[at].name;
    if (at >= columns.size()) fail("42804", "table is missing column \"" + name + "\"");
    const std::string own = alter.own(columns[at]);
    if (own != name) {
      fail("42804", "table has column \"" + own + "\" where type requires \"" + name + "\"");
    }
    std::string type_text(catalog.value(columns[at], "type"));
    if (catalog.has(columns[at], "collation"))
      type_text.append(" COLLATE ").append(catalog.value(columns[at], "collation"));
    if (type_text != attributes[at].rest) {
      fail("42804",
           "table \"" + alter.own(table) + "\" has different type for column \"" + name + "\"");
    }
  }
  if (columns.size() > attributes.size()) {
    fail("42804", "table has extra column \"" + alter.own(columns[attributes.size()]) + "\"");
  }
  const std::string name = catalog.sql_name(type);
  for (const Catalog::Need& need : std::vector<Catalog::Need>(catalog[table].needs)) {
    if (catalog.sql_name(need.on) == catalog.value(table, "of_type"))
      catalog.forget_need(table, need.on);
  }
  catalog.set(table, "of_type", name);
  catalog.need(table, type);
}

void drop_of_type(AlterTable& alter, const Command& command) {
  Catalog& catalog = alter.catalog;
  const std::string type(catalog.value(command.table, "of_type"));
  if (type.empty()) fail("42809", '"' + alter.own(command.table) + "\" is not a typed table");
  for (const Catalog::Need& need : std::vector<Catalog::Need>(catalog[command.table].needs)) {
    if (catalog.sql_name(need.on) == type) catalog.forget_need(command.table, need.on);
  }
  catalog.set(command.table, "of_type", "");
}

}  // namespace plumbline::sql
