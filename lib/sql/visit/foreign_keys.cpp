#include "sql/visit/foreign_keys.hpp"

#include <algorithm>
#include <array>

#include "core/schema/qualified_name.hpp"
#include "sql/analysis/catalog_types.hpp"
#include "sql/quoted.hpp"
#include "sql/types/system_catalog.hpp"
#include "sql/types/system_tables.hpp"
#include "sql/visit/alter.hpp"
#include "sql/visit/columns.hpp"
#include "sql/visit/indexes.hpp"
#include "sql/visit/names.hpp"
#include "sql/visit/operator_classes.hpp"

namespace plumbline::sql {

namespace {

constexpr std::size_t most_keys = 32;

std::string_view action(std::string_view letter) {
  if (letter == "r") return "restrict";
  if (letter == "c") return "cascade";
  if (letter == "n") return "set null";
  if (letter == "d") return "set default";
  return {};
}

/// transformColumnNameList.
std::vector<std::string> read_columns(const Session& session, Id table, const Node& names) {
  std::vector<std::string> columns;
  for (const Node name : names) {
    std::string column(name.as_text());
    if (session.catalog.part(table, ObjectKind::column, column) == Catalog::none) {
      if (is_system_column(column)) {
        if (session.version() >= 150000)
          fail("0A000", "system columns cannot be used in foreign keys");
        unknown("a system column in a foreign key");
      }
      fail("42703",
           "column " + quoted(column) + " referenced in foreign key constraint does not exist");
    }
    if (columns.size() >= most_keys)
      fail("54011", "cannot have more than 32 keys in a foreign key");
    columns.push_back(std::move(column));
  }
  return columns;
}

struct Referenced {
  Id table = Catalog::none;
  Id index = Catalog::none;
  std::vector<std::string> columns;
};

std::vector<std::string> plain_columns(const Catalog& catalog, Id key) {
  std::vector<std::string> columns = index_columns(catalog.value(key, "columns"));
  return columns;
}

void use_primary_key(const Session& session, Referenced& referenced) {
  const Catalog& catalog = session.catalog;
  const std::string name(catalog[referenced.table].own);
  for (const Id one : catalog.parts(referenced.table, ObjectKind::constraint)) {
    if (catalog.value(one, "type") != "primary key" || catalog.has(one, "index_invalid")) continue;
    if (catalog.has(one, "deferrable"))
      fail("55000", "cannot use a deferrable primary key for referenced table " + quoted(name));
    referenced.index = one;
    referenced.columns = plain_columns(catalog, one);
    return;
  }
  fail("42704", "there is no primary key for referenced table " + quoted(name));
}

bool is_unique_key(const Catalog& catalog, Id one) {
  if (catalog[one].kind == ObjectKind::index) {
    return catalog.has(one, "unique") && !catalog.has(one, "predicate") &&
           !catalog.has(one, "invalid");
  }
  const std::string_view type = catalog.value(one, "type");
  return (type == "primary key" || type == "unique") && !catalog.has(one, "index_invalid");
}

void find_unique_key(const Session& session, Referenced& referenced) {
  const Catalog& catalog = session.catalog;
  const std::string name(catalog[referenced.table].own);
  std::vector<std::string> wanted = referenced.columns;
  std::ranges::sort(wanted);
  if (std::ranges::adjacent_find(wanted) != wanted.end())
    fail("42830", "foreign key referenced-columns list must not contain duplicates");
  bool has_deferrable = false;
  std::vector<Id> keys = catalog.parts(referenced.table, ObjectKind::constraint);
  for (const Id one : catalog.parts(referenced.table, ObjectKind::index)) keys.push_back(one);
  std::ranges::sort(keys);
  for (const Id one : keys) {
    if (!is_unique_key(catalog, one)) continue;
    std::vector<std::string> columns = plain_columns(catalog, one);
    std::ranges::sort(columns);
    if (columns != wanted) continue;
    if (catalog.has(one, "deferrable")) {
      has_deferrable = true;
      continue;
    }
    referenced.index = one;
    return;
  }
  if (has_deferrable) {
    fail("55000", "cannot use a deferrable unique constraint for referenced table " + quoted(name));
  }
  fail("42830",
       "there is no unique constraint matching given keys for referenced table " + quoted(name));
}

void check_persistence(const Session& session, Id table, Id referenced) {
  const Catalog& catalog = session.catalog;
  const auto is_temporary = [&](Id id) { return catalog[id].is_system; };
  const auto is_unlogged = [&](Id id) { return catalog.value(id, "persistence") == "unlogged"; };
  if (is_temporary(table)) {
    if (!is_temporary(referenced)) {
      fail("42P16", "constraints on temporary tables may reference only temporary tables");
    }
    return;
  }
  if (is_unlogged(table)) {
    if (is_temporary(referenced))
      fail("42P16",
           "constraints on unlogged tables may reference only permanent or unlogged tables");
    return;
  }
  if (is_temporary(referenced) || is_unlogged(referenced))
    fail("42P16", "constraints on permanent tables may reference only permanent tables");
}

void check_generated(const Session& session, Id table, const std::vector<std::string>& columns,
                     std::string_view on_update, std::string_view on_delete) {
  const Catalog& catalog = session.catalog;
  for (const std::string& name : columns) {
    const Id column = catalog.part(table, ObjectKind::column, name);
    if (!catalog.has(column, "generated")) continue;
    if (catalog.value(column, "generated") == "virtual")
      fail("0A000", "foreign key constraints on virtual generated columns are not supported");
    constexpr std::string_view end =
        " action for foreign key constraint containing generated column";
    if (on_update == "set null" || on_update == "set default" || on_update == "cascade")
      fail("42601", "invalid ON UPDATE" + std::string(end));
    if (on_delete == "set null" || on_delete == "set default")
      fail("42601", "invalid ON DELETE" + std::string(end));
  }
}

/// Whether values of the foreign key's column can be compared with the key's.
bool are_comparable(const Session& session, const CatalogTypes& types, TypeId key, TypeId foreign) {
  const TypeScope& scope = types.scope();
  const TypeId key_base = base_type(scope, key);
  const TypeId foreign_base = base_type(scope, foreign);
  if (key_base == foreign_base) return true;
  const std::optional<OperatorClass> found = default_operator_class(session, types, key, "btree");
  if (!found) unknown("how the referenced key is compared");
  if (is_polymorphic(found->type)) return false;
  if (has_equality(session, *found, found->type, foreign_base).value_or(false) &&
      has_equality(session, *found, foreign_base, foreign_base).value_or(false))
    return true;
  if (is_binary_coercible(types, foreign_base, found->type)) return true;
  const int major = scope.version;
  for (const auto& row : system_tables::casts_between(foreign_base, found->type)) {
    if (row.context == 'i' && row.extension == 0 && row.versions.has(major)) return true;
  }
  const std::optional<CastInfo> cast = types.find_cast(foreign_base, found->type);
  return cast && cast->context == 'i';
}

void check_types(const Session& session, Id table, const std::vector<std::string>& columns,
                 const Referenced& referenced, std::string_view name) {
  const Catalog& catalog = session.catalog;
  const CatalogTypes types(session);
  const auto type_of = [&](Id of, const std::string& column) {
    return types.parse(catalog.value(catalog.part(of, ObjectKind::column, column), "type")).id;
  };
  for (std::size_t at = 0; at < columns.size(); ++at) {
    if (!are_comparable(session, types, type_of(referenced.table, referenced.columns[at]),
                        type_of(table, columns[at]))) {
      fail("42804", "foreign key constraint " + quoted(name) + " cannot be implemented");
    }
  }
}

Id referenced_table(Session& session, Id table, const Node& node,
                    const ConstraintContext& context) {
  const Catalog& catalog = session.catalog;
  const std::string system = session.system_relation(node["pktable"]);
  if (system.starts_with("pg_catalog.") &&
      session.find_relation(node["pktable"]) == Catalog::none) {
    const std::string own = system.substr(std::string_view("pg_catalog.").size());
    const auto found = find_system_relation("pg_catalog", own, session.version() / 10000);
    if (found && found->kind == 'r') {
      fail("42501", "permission denied: " + quoted(own) + " is a system catalog");
    }
  }
  const Id referenced = session.relation(node["pktable"]);
  if (catalog.has(table, "partition_key")) {
    const std::string ends =
        quoted(catalog[table].own) + " referencing relation " + quoted(catalog[referenced].own);
    if (context.is_only)
      fail("42809", "cannot use ONLY for foreign key on partitioned table " + ends);
    if (!node.flag("initially_valid") && !context.is_new_table) {
      if (session.version() >= 180000) unknown("NOT VALID foreign keys of partitioned tables");
      fail("42809", "cannot add NOT VALID foreign key on partitioned table " + ends);
    }
  }
  if (catalog[referenced].kind != ObjectKind::table) {
    fail("42809", "referenced relation " + quoted(catalog[referenced].own) + " is not a table");
  }
  if (catalog.has(referenced, "partition_key") && session.version() < 120000)
    unknown("a foreign key to a partitioned table");
  return referenced;
}

std::string choose_name(const Session& session, Id table, const std::vector<std::string>& columns) {
  const Catalog& catalog = session.catalog;
  const Id schema = catalog.schema_of(table);
  const std::string addition = join_for_name(columns);
  std::string name = choose_constraint_name(session, schema, catalog[table].own, addition, "fkey");
  // Those of partitions take names, too, and are not in the catalog.
  const std::string first = make_object_name(catalog[table].own, addition, "fkey");
  if (name != first && catalog.has(table, "partition_of")) unknown("the name of the foreign key");
  return name;
}

/// ON DELETE SET NULL (columns).
std::vector<std::string> deleted_columns(const Session& session, Id table, const Node& node,
                                         const std::vector<std::string>& columns) {
  const std::vector<std::string> deleted = read_columns(session, table, node["fk_del_set_cols"]);
  for (const std::string& one : deleted) {
    if (std::ranges::find(columns, one) == columns.end()) {
      fail("42P10", "column " + quoted(one) +
                        " referenced in ON DELETE SET action must be part of foreign key");
    }
  }
  std::vector<std::string> each_once;
  for (const std::string& one : deleted) {
    if (std::ranges::find(each_once, one) == each_once.end()) each_once.push_back(one);
  }
  return each_once;
}

}  // namespace

Id add_foreign_key(Session& session, Id table, const Node& constraint,
                   const ConstraintContext& context, std::string_view deferrable) {
  Catalog& catalog = session.catalog;
  if (catalog[table].kind == ObjectKind::foreign_table)
    fail("0A000", "foreign key constraints are not supported on foreign tables");
  if (constraint["old_conpfeqop"] || constraint.number("old_pktable_oid") != 0)
    unknown("a foreign key made again");
  std::string name(constraint.text("conname"));
  if (!name.empty() && catalog.part(table, ObjectKind::constraint, name) != Catalog::none) {
    fail("42710", "constraint " + quoted(name) + " for relation " + quoted(catalog[table].own) +
                      " already exists");
  }
  std::vector<std::string> written;
  for (const Node column : constraint["fk_attrs"]) written.emplace_back(column.as_text());
  if (!context.column.empty()) written = {context.column};
  if (name.empty()) name = choose_name(session, table, written);
  Referenced referenced;
  referenced.table = referenced_table(session, table, constraint, context);
  check_persistence(session, table, referenced.table);
  const std::vector<std::string> columns =
      context.column.empty() ? read_columns(session, table, constraint["fk_attrs"]) : written;
  const std::vector<std::string> deleted = deleted_columns(session, table, constraint, columns);
  if (constraint["pk_attrs"].empty()) {
    use_primary_key(session, referenced);
  } else {
    referenced.columns = read_columns(session, referenced.table, constraint["pk_attrs"]);
    find_unique_key(session, referenced);
  }
  session.require_right(referenced.table, "REFERENCES");
  const std::string_view on_update = action(constraint.text("fk_upd_action"));
  std::string on_delete(action(constraint.text("fk_del_action")));
  check_generated(session, table, columns, on_update, on_delete);
  if (columns.size() != referenced.columns.size())
    fail("42830", "number of referencing and referenced columns for foreign key disagree");
  check_types(session, table, columns, referenced, name);
  if (!deleted.empty()) on_delete += " (" + column_list(session, deleted) + ')';
  const Id key = catalog.create_part(ObjectKind::constraint, table, name);
  catalog.set(key, "type", "foreign key");
  catalog.set(key, "columns", column_list(session, columns));
  catalog.set(
      key, "references",
      catalog.sql_name(referenced.table) + " (" + column_list(session, referenced.columns) + ')');
  catalog.set(key, "match", constraint.text("fk_matchtype") == "f" ? "full" : "");
  catalog.set(key, "on_update", on_update);
  catalog.set(key, "on_delete", on_delete);
  catalog.set(key, "deferrable", deferrable);
  const bool is_valid = constraint.flag("initially_valid") || context.is_new_table;
  catalog.set_flag(key, "not_valid", !is_valid);
  for (const std::string& column : columns)
    catalog.need(key, catalog.part(table, ObjectKind::column, column), Tie::automatic);
  for (const std::string& column : referenced.columns)
    catalog.need(key, catalog.part(referenced.table, ObjectKind::column, column));
  catalog.need(key, referenced.index);
  // Those of partitions that are the same become parts of this one.
  for (const Id below : table_and_descendants(session, table)) {
    if (below == table || !catalog.has(table, "partition_key")) continue;
    for (const Id one : catalog.parts(below, ObjectKind::constraint)) {
      if (catalog.value(one, "type") == "foreign key")
        catalog.doubt(catalog.name(one), "foreign keys of partitions");
    }
  }
  const bool is_null =
      !context.column.empty() &&
      is_null_everywhere(session, catalog.part(table, ObjectKind::column, context.column));
  if (is_valid && !context.is_new_table && !is_null)
    require_no_rows(session, table, "the foreign key " + quoted(name));
  return key;
}

}  // namespace plumbline::sql
