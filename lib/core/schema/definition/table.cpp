#include <algorithm>
#include <utility>

#include "core/schema/definition/kinds.hpp"

namespace plumbline::core {

namespace {

/// CREATE TABLE knows STORAGE from 16 on.
constexpr int storage_in_column = 160'000;

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

/// What CREATE TABLE and ADD COLUMN say of it.
std::string column_clause(const Subject& column) {
  const bool with_storage = column.server_version() >= storage_in_column;
  const std::string identity = column.words("identity");
  const std::string options = identity.empty() ? "" : identity_options(column);
  Sql text(column.own_name());
  text.clause(" ", column.value("type"))
      .clause(" STORAGE ", with_storage ? column.words("storage") : "")
      .clause(" COMPRESSION ", column.value("compression"))
      .add(options_clause(column))
      .clause(" COLLATE ", column.value("collation"))
      .clause(" GENERATED ALWAYS AS (", column.value("expression"), ")")
      .clause(" ", column.words("generated"))
      .clause(" GENERATED ", identity, " AS IDENTITY")
      .clause(" (", options, ")")
      .clause(" DEFAULT ", column.value("default"));
  add_not_null(text, column);
  return std::move(text).take();
}

/// What only ALTER TABLE says of it: each with the words before and behind.
void add_alterations(Sql& text, const Subject& table, const Subject& column) {
  const std::string alter =
      ";\nALTER " +
      std::string(table.object().kind == ObjectKind::foreign_table ? "FOREIGN TABLE ONLY "
                                                                   : "TABLE ONLY ") +
      table.name() + " ALTER COLUMN " + column.own_name();
  const bool with_storage = column.server_version() < storage_in_column;
  text.clause(alter + " SET STORAGE ", with_storage ? column.words("storage") : "")
      .clause(alter + " SET STATISTICS ", column.value("statistics"))
      .clause(alter + " SET (", column.value("options"), ")");
}

const CatalogObject* find_column(const Schema& schema, const CatalogObject& table,
                                 const std::string& identifier) {
  for (const ObjectIndex child : table.children) {
    const CatalogObject& part = schema.objects()[child];
    if (part.kind == ObjectKind::column && Subject(schema, part).identifier() == identifier)
      return &part;
  }
  return nullptr;
}

/// Where an inherited column has another default than its parents, or is NOT NULL and they are not.
void add_overrides(Sql& text, const Subject& table, const Subject& column) {
  const std::string_view parents =
      table.has("partition_of") ? table.value("partition_of") : table.value("inherits");
  std::string_view inherited_default;
  bool is_not_null = false;
  for (const std::string_view name : split_list(parents)) {
    const CatalogObject* const parent = find_table(table.schema(), name);
    const CatalogObject* const same =
        parent == nullptr ? nullptr : find_column(table.schema(), *parent, column.identifier());
    if (same == nullptr) continue;
    inherited_default = same->property("default");
    is_not_null = is_not_null || same->has("not_null");
  }
  const std::string alter =
      ";\nALTER TABLE ONLY " + table.name() + " ALTER COLUMN " + column.own_name();
  if (column.value("default") != inherited_default) {
    text.clause(alter + " SET DEFAULT ", column.value("default"))
        .add_if(!column.has("default"), alter + " DROP DEFAULT");
  }
  text.add_if(column.has("not_null") && !is_not_null, alter + " SET NOT NULL");
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
    text += column_clause(Subject(table.schema(), *one));
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
      .add(storage_clauses(table));
  for (const CatalogObject* const one : columns_of(table)) {
    const Subject column(table.schema(), *one);
    if (one->has("inherited")) add_overrides(text, table, column);
    add_alterations(text, table, column);
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
  add_alterations(text, table, column);
  return std::move(text).take();
}

}  // namespace plumbline::core
