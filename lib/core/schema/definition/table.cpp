/// Tables and foreign tables with their columns; ALTER TABLE for what CREATE TABLE cannot say.
#include <algorithm>
#include <utility>

#include "core/schema/definition/columns.hpp"
#include "core/schema/definition/kinds.hpp"

namespace plumbline::core {

namespace {

std::vector<const CatalogObject*> columns_of(const Subject& table) {
  std::vector<const CatalogObject*> columns;
  for (const ObjectIndex child : table.object().children) {
    const CatalogObject& part = table.schema().objects()[child];
    if (part.kind == ObjectKind::column) columns.push_back(&part);
  }
  std::ranges::sort(columns, {}, &CatalogObject::position);
  return columns;
}

/// The constraint that makes the column NOT NULL, where they are objects (18+) and it is not called
/// as PostgreSQL would call it.
const CatalogObject* named_not_null(const Subject& column, const CatalogObject& table) {
  const Schema& schema = column.schema();
  const std::string usual =
      Subject(schema, table).identifier() + '_' + column.identifier() + "_not_null";
  for (const ObjectIndex child : table.children) {
    const CatalogObject& part = schema.objects()[child];
    if (part.kind != ObjectKind::constraint || part.property("type") != "not null") continue;
    if (part.property("columns") != column.own_name()) continue;
    const bool is_plain = Subject(schema, part).identifier() == usual && !part.has("no_inherit");
    return is_plain ? nullptr : &part;
  }
  return nullptr;
}

void add_not_null(Sql& text, const Subject& column) {
  if (!column.has("not_null")) return;
  const CatalogObject* const table = column.parent();
  const CatalogObject* const named = table == nullptr ? nullptr : named_not_null(column, *table);
  if (named == nullptr) {
    text.add(" NOT NULL");
    return;
  }
  if (named->has("not_valid")) return;  // an ADD CONSTRAINT of its own says so
  text.add(" CONSTRAINT ")
      .add(Subject(column.schema(), *named).own_name())
      .add(" NOT NULL")
      .add_if(named->has("no_inherit"), " NO INHERIT");
}

/// What CREATE TABLE and ADD COLUMN say of it. What is generated and inherited so must not be said
/// again before 16.
std::string column_clause(const Subject& column, const InheritedColumn& inherited = {}) {
  const bool with_storage = column.server_version() >= storage_in_column;
  const bool is_generated_anyway =
      column.has("expression") && inherited.expression == column.value("expression");
  const std::string identity = column.words("identity");
  const std::string options = identity.empty() ? "" : identity_options(column);
  Sql text(column.own_name());
  text.clause(" ", column.value("type"))
      .clause(" STORAGE ", with_storage ? column.words("storage") : "")
      .clause(" COMPRESSION ", column.value("compression"))
      .add(options_clause(column))
      .clause(" COLLATE ", column.value("collation"))
      .clause(" GENERATED ALWAYS AS (", is_generated_anyway ? "" : column.value("expression"), ")")
      .clause(" ", is_generated_anyway ? "" : column.words("generated"))
      .clause(" GENERATED ", identity, " AS IDENTITY")
      .clause(" (", options, ")")
      .clause(" DEFAULT ", column.value("default"));
  add_not_null(text, column);
  return std::move(text).take();
}

/// The columns of a typed table that are more than the type's.
std::string typed_columns(const Subject& table) {
  SqlList list;
  for (const CatalogObject* const one : columns_of(table)) {
    const Subject column(table.schema(), *one);
    Sql text("");
    text.clause(" GENERATED ALWAYS AS (", column.value("expression"), ")")
        .clause(" ", column.words("generated"))
        .clause(" DEFAULT ", column.value("default"));
    add_not_null(text, column);
    const std::string options = std::move(text).take();
    if (!options.empty()) list.item(column.own_name() + " WITH OPTIONS" + options);
  }
  return list.text().empty() ? "" : " (" + list.text() + ')';
}

std::string own_columns(const Subject& table) {
  std::string text = " (";
  bool is_first = true;
  for (const CatalogObject* const one : columns_of(table)) {
    if (one->has("inherited")) continue;
    text += is_first ? "\n    " : ",\n    ";
    const Subject column(table.schema(), *one);
    text += column_clause(column, inherited_column(table, column));
    is_first = false;
  }
  return text + (is_first ? ")" : "\n)");
}

void add_table_alterations(Sql& text, const Subject& table) {
  const std::string alter = ";\nALTER TABLE ONLY " + table.name();
  const std::string_view identity = table.value("replica_identity");
  text.add_if(table.has("row_security"), alter + " ENABLE ROW LEVEL SECURITY")
      .add_if(table.has("force_row_security"), alter + " FORCE ROW LEVEL SECURITY")
      .add_if(identity == "full", alter + " REPLICA IDENTITY FULL")
      .add_if(identity == "nothing", alter + " REPLICA IDENTITY NOTHING");
}

/// A partition would take its parent's access method.
std::string_view usual_method(const Subject& table) {
  if (!table.has("partition_of") || table.has("access_method")) return {};
  const CatalogObject* const parent = find_table(table.schema(), table.value("partition_of"));
  const bool is_needed = parent != nullptr && parent->has("access_method") &&
                         table.object().kind == ObjectKind::table && !table.has("partition_key");
  return is_needed ? " USING heap" : "";
}

}  // namespace

/// Its columns are in it; its constraints are objects with statements of their own, and so is what
/// needs an index (CLUSTER ON, REPLICA IDENTITY USING INDEX).
std::string table_definition(const Subject& table) {
  const bool is_foreign = table.object().kind == ObjectKind::foreign_table;
  Sql text(is_foreign                                 ? "CREATE FOREIGN TABLE "
           : table.value("persistence") == "unlogged" ? "CREATE UNLOGGED TABLE "
                                                      : "CREATE TABLE ");
  text.add(table.name());
  if (table.has("partition_of")) {
    text.clause(" PARTITION OF ", table.value("partition_of")).clause(" ", table.value("bound"));
  } else if (table.has("of_type")) {
    text.clause(" OF ", table.value("of_type")).add(typed_columns(table));
  } else {
    text.add(own_columns(table)).clause(" INHERITS (", table.value("inherits"), ")");
  }
  text.clause(" PARTITION BY ", table.value("partition_key"))
      .clause(" SERVER ", table.value("server"))
      .add(options_clause(table))
      .add(usual_method(table))
      .add(storage_clauses(table));
  for (const CatalogObject* const one : columns_of(table)) {
    const Subject column(table.schema(), *one);
    text.add(one->has("inherited") ? column_overrides(table, column) : "");
    text.add(column_alterations(table, column));
  }
  add_table_alterations(text, table);
  return std::move(text).take();
}

/// "" for a column of a view.
std::string column_definition(const Subject& column) {
  const CatalogObject* const parent = column.parent();
  if (parent == nullptr) return {};
  if (parent->kind != ObjectKind::table && parent->kind != ObjectKind::foreign_table) return {};
  const Subject table(column.schema(), *parent);
  const bool is_foreign = parent->kind == ObjectKind::foreign_table;
  Sql text(is_foreign ? "ALTER FOREIGN TABLE " : "ALTER TABLE ");
  text.add(table.name()).add(" ADD COLUMN ").add(column_clause(column));
  text.add(column_alterations(table, column));
  return std::move(text).take();
}

}  // namespace plumbline::core
