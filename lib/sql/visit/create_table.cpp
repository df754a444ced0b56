/// CREATE TABLE and CREATE FOREIGN TABLE, the second half: DefineRelation of commands/tablecmds.c
/// and what ProcessUtility runs behind it.
#include "sql/visit/create_table.hpp"

#include <algorithm>
#include <map>

#include "core/schema/qualified_name.hpp"
#include "sql/quoted.hpp"
#include "sql/types/system_catalog.hpp"
#include "sql/visit/create.hpp"
#include "sql/visit/indexes.hpp"
#include "sql/visit/names.hpp"
#include "sql/visit/options.hpp"
#include "sql/visit/partitions.hpp"
#include "sql/visit/tablespaces.hpp"

namespace plumbline::sql {

namespace {

/// By the name of the column.
using Sequences = std::map<std::string, Id, std::less<>>;

// -- The parts of DefineRelation, in its order

void read_parents(Session& session, TablePlan& plan) {
  const Catalog& catalog = session.catalog;
  for (const Node parent : plan.statement["inhRelations"]) {
    const Id relation = session.relation(parent);
    if (std::ranges::find(plan.parents, relation) != plan.parents.end()) {
      fail("42P07",
           "relation " + quoted(catalog[relation].own) + " would be inherited from more than once");
    }
    plan.parents.push_back(relation);
  }
}

std::string access_method(const Session& session, const TablePlan& plan) {
  const std::string method(plan.statement.text("accessMethod"));
  if (method.empty()) {
    if (session.settings.contains("default_table_access_method"))
      unknown("default_table_access_method is set");
    return {};
  }
  if (plan.statement["partspec"]) {
    if (session.version() >= 170000) unknown("an access method of a partitioned table");
    fail("0A000", "specifying a table access method is not supported on a partitioned table");
  }
  if (method == "heap") return {};
  const std::optional<AccessMethod> facts = find_access_method(method, session.version() / 10000);
  if (facts && facts->extension.empty())
    fail(session.version() < 160000 ? "55000" : "42809",
         "access method " + quoted(method) + " is not of type TABLE");
  const Id id = session.catalog.find(ObjectKind::access_method, Catalog::none, method);
  if (id == Catalog::none) fail("42704", "access method " + quoted(method) + " does not exist");
  if (session.catalog.value(id, "type") != "table")
    fail("42809", "access method " + quoted(method) + " is not of type TABLE");
  return method;
}

void check_columns(const Session& session, const TablePlan& plan) {
  for (const ColumnPlan& column : plan.columns) {
    if (column.type.is_set)
      fail("42P16", "column " + quoted(column.name) + " cannot be declared SETOF");
  }
  for (const ColumnPlan& column : plan.columns) {
    if (is_system_column(column.name)) {
      fail("42701", "column name " + quoted(column.name) + " conflicts with a system column name");
    }
  }
  for (const ColumnPlan& column : plan.columns)
    check_column_type(session, column.name, column.type);
}

void check_name(const Session& session, const TablePlan& plan) {
  const Catalog& catalog = session.catalog;
  const std::string& name = plan.place.table_name;
  if (catalog.relation(plan.place.schema, name) != Catalog::none)
    fail("42P07", "relation " + quoted(name) + " already exists");
  if (catalog.type(plan.place.schema, name) != Catalog::none)
    fail("42710", "type " + quoted(name) + " already exists");
}

void make_relation(Session& session, TablePlan& plan) {
  Catalog& catalog = session.catalog;
  const std::string& name = plan.place.table_name;
  if (plan.is_temporary) {
    plan.table = catalog.create_temporary(plan.kind, name);
    session.temporary[name] = plan.table;
  } else {
    plan.table = catalog.create(plan.kind, plan.place.schema, name);
  }
  catalog.set_rows(plan.table, plan.kind == ObjectKind::table ? Rows::none : Rows::unknown);
  session.own(plan.table);
  if (plan.place.is_unlogged) catalog.set(plan.table, "persistence", "unlogged");
  if (!plan.type.text.empty()) {
    catalog.set(plan.table, "of_type", plan.type.text);
    for (const Id needed : plan.type.needs) catalog.need(plan.table, needed);
  }
}

void tie_parents(Session& session, const TablePlan& plan) {
  Catalog& catalog = session.catalog;
  if (plan.place.is_partition) return;
  std::string names;
  for (const Id parent : plan.parents) {
    names += (names.empty() ? "" : ", ") + catalog.sql_name(parent);
    catalog.need(plan.table, parent);
  }
  catalog.set(plan.table, "inherits", names);
}

/// heap_needs_toast_table, as far as types tell: options of a TOAST table that is not there are
/// forgotten.
bool has_toast(const Session& session, const TablePlan& plan) {
  return std::ranges::any_of(plan.columns, [&](const ColumnPlan& column) {
    const std::string_view storage = default_storage(session, column.type.text);
    const std::string& type = column.type.text;
    const bool is_short = type.starts_with("character varying(") ||
                          type.starts_with("character(") || type.starts_with("numeric(") ||
                          type.starts_with("bit(") || type.starts_with("bit varying(");
    return storage != "plain" && !is_short;
  });
}

std::vector<Id> make_columns(Session& session, const TablePlan& plan) {
  std::vector<Id> columns;
  columns.reserve(plan.columns.size());
  for (const ColumnPlan& column : plan.columns)
    columns.push_back(make_column(session, plan.table, column));
  return columns;
}

/// Rows of the default partition and the bounds of the others; then the tie.
void become_partition(Session& session, const TablePlan& plan) {
  Catalog& catalog = session.catalog;
  const Id parent = plan.parents.at(0);
  if (!catalog.has(parent, "partition_key"))
    fail("42P17", quoted(catalog[parent].own) + " is not partitioned");
  const std::string bound = read_partition_bound(session, parent, plan.statement["partbound"]);
  check_partition_bound(session, parent, bound, plan.place.table_name, plan.table);
  tie_partition(session, plan.table, parent, bound);
}

void define(Session& session, TablePlan& plan, const Sequences& sequences) {
  Catalog& catalog = session.catalog;
  const Node& statement = plan.statement;
  const std::string_view on_commit = statement.text("oncommit");
  if (!on_commit.empty() && on_commit != "ONCOMMIT_NOOP" && !plan.is_temporary)
    fail("42P16", "ON COMMIT can only be used on temporary tables");
  read_parents(session, plan);
  const bool is_partitioned = static_cast<bool>(statement["partspec"]);
  const std::string space(statement.text("tablespacename"));
  check_tablespace(session, space, is_partitioned);
  const OptionsOf of = is_partitioned ? OptionsOf::partitioned_table : OptionsOf::table;
  const std::string toast_options =
      change_options(session, "", statement["options"], OptionsOf::toast);
  const std::string options = change_options(session, "", statement["options"], of);
  merge_columns(session, plan);
  check_columns(session, plan);
  const std::string method = access_method(session, plan);
  check_name(session, plan);
  make_relation(session, plan);
  catalog.set(plan.table, "access_method", method.empty() ? "" : catalog.quote(method));
  catalog.set(plan.table, "options", options);
  if (!toast_options.empty() && has_toast(session, plan))
    catalog.set(plan.table, "toast_options", toast_options);
  if (!space.empty() && !is_default_space(space))
    catalog.set(plan.table, "tablespace", catalog.quote(space));
  const std::vector<Id> columns = make_columns(session, plan);
  tie_parents(session, plan);
  for (std::size_t at = 0; at < plan.columns.size(); ++at) {
    const auto sequence = sequences.find(plan.columns[at].name);
    finish_column(session, columns[at], plan.columns[at],
                  sequence == sequences.end() ? Catalog::none : sequence->second);
  }
  if (statement["partbound"]) become_partition(session, plan);
  if (is_partitioned) set_partition_key(session, plan.table, statement["partspec"]);
  for (const Id check : plan.inherited_checks) (void)copy_check(session, plan.table, check, true);
  if (statement["partbound"]) clone_to_partition(session, plan.table, plan.parents.at(0));
  for (const WrittenAt& check : plan.checks) {
    ConstraintContext context;
    context.is_new_table = true;
    (void)add_constraint(session, plan.table, check.node, context);
  }
}

/// CREATE SEQUENCE for serial and identity columns, before the table.
Sequences make_sequences(Session& session, const TablePlan& plan) {
  Sequences sequences;
  for (const ColumnPlan& column : plan.columns) {
    const Id sequence = make_column_sequence(session, column, plan.place);
    if (sequence != Catalog::none) sequences.emplace(column.name, sequence);
  }
  return sequences;
}

void add_keys(Session& session, const TablePlan& plan) {
  ConstraintContext context;
  context.is_new_table = true;
  for (const WrittenAt& key : plan.keys) {
    context.column = key.column;
    context.deferrable = key.deferrable;
    context.name = key.name;
    (void)add_constraint(session, plan.table, key.node, context);
  }
  context.name.clear();
  for (const WrittenAt& key : plan.foreign_keys) {
    context.column = key.column;
    context.deferrable = key.deferrable;
    (void)add_constraint(session, plan.table, key.node, context);
  }
}

void make_table(Session& session, TablePlan& plan) {
  Catalog& catalog = session.catalog;
  if (!read_table(session, plan)) return;
  const Sequences sequences = make_sequences(session, plan);
  define(session, plan, sequences);
  for (const LikeClause& clause : plan.likes) expand_like(session, plan, clause);
  add_keys(session, plan);
  for (const auto& [name, sequence] : sequences) {
    const Id column = catalog.part(plan.table, ObjectKind::column, name);
    tie_sequence(session, sequence, column, catalog.has(column, "identity"));
  }
}

/// TEMP, or a name in pg_temp.
bool is_temporary(const Node& range_var) {
  return range_var.text("relpersistence") == "t" || range_var.text("schemaname") == "pg_temp";
}

TablePlan begin(Session& session, const Node& statement, ObjectKind kind) {
  TablePlan plan;
  plan.statement = statement;
  plan.kind = kind;
  const Node relation = statement["relation"];
  plan.is_temporary = is_temporary(relation);
  if (plan.is_temporary) {
    const std::string_view schema = relation.text("schemaname");
    if (!schema.empty() && schema != "pg_temp") (void)session.schema(schema);
    if (!schema.empty() && schema != "pg_temp")
      fail("42P16", "cannot create temporary relation in non-temporary schema");
    if (relation.text("relpersistence") == "u")
      fail("42P16", "only temporary relations may be created in temporary schemas");
    if (statement.text("oncommit") == "ONCOMMIT_DROP")
      unknown("temporary tables that go with their transaction");
  } else {
    plan.place.schema = session.creation_schema(relation);
    if (session.catalog[plan.place.schema].is_system) unknown("a table in the system's schema");
  }
  plan.place.table_name = Session::identifier(relation.text("relname"));
  plan.place.is_foreign = kind == ObjectKind::foreign_table;
  plan.place.is_partition = static_cast<bool>(statement["partbound"]);
  plan.place.is_typed = static_cast<bool>(statement["ofTypename"]);
  plan.place.is_unlogged = relation.text("relpersistence") == "u";
  if (plan.place.is_unlogged && statement["partspec"] && session.version() >= 180000)
    fail("0A000", "partitioned tables cannot be unlogged");
  return plan;
}

}  // namespace

void apply_create_table(const Node& statement, Session& session) {
  TablePlan plan = begin(session, statement, ObjectKind::table);
  make_table(session, plan);
}

void apply_create_foreign_table(const Node& statement, Session& session) {
  Catalog& catalog = session.catalog;
  TablePlan plan = begin(session, statement["base"], ObjectKind::foreign_table);
  make_table(session, plan);
  if (plan.table == Catalog::none) return;
  const std::string name(statement.text("servername"));
  const Id server = catalog.find(ObjectKind::server, Catalog::none, name);
  if (server == Catalog::none) fail("42704", "server " + quoted(name) + " does not exist");
  session.require_right(server, "USAGE");
  const std::string wrapper(catalog.value(server, "wrapper"));
  const Id wrapper_id =
      catalog.find(ObjectKind::foreign_data_wrapper, Catalog::none, core::own_identifier(wrapper));
  const bool has_validator = wrapper_id == Catalog::none || catalog.has(wrapper_id, "validator");
  if (has_validator) unknown("what the validator of the foreign-data wrapper says");
  catalog.set(plan.table, "server", catalog.quote(name));
  catalog.need(plan.table, server);
  for (const Node option : statement["options"]) {
    const std::string key(option.text("defname"));
    if (catalog.has(plan.table, "option:" + key))
      fail("42710", "option " + quoted(key) + " provided more than once");
    catalog.set_keyed(plan.table, "option:", key, option["arg"].as_text());
  }
}

}  // namespace plumbline::sql
