/// Columns by ALTER TABLE. Source of what is inherited: MergeAttributes in tablecmds.c.
#include "core/schema/definition/columns.hpp"

namespace plumbline::core {

namespace {

std::string alter_column(const Subject& relation, const Subject& column) {
  const ObjectKind kind = relation.object().kind;
  return std::string(";\nALTER ") +
         (kind == ObjectKind::foreign_table       ? "FOREIGN TABLE ONLY "
          : kind == ObjectKind::materialized_view ? "MATERIALIZED VIEW "
                                                  : "TABLE ONLY ") +
         relation.name() + " ALTER COLUMN " + column.own_name();
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

}  // namespace

InheritedColumn inherited_column(const Subject& table, const Subject& column) {
  InheritedColumn inherited;
  const std::string_view parents =
      table.has("partition_of") ? table.value("partition_of") : table.value("inherits");
  for (const std::string_view name : split_list(parents)) {
    const CatalogObject* const parent = find_table(table.schema(), name);
    const CatalogObject* const same =
        parent == nullptr ? nullptr : find_column(table.schema(), *parent, column.identifier());
    if (same == nullptr) continue;
    inherited.is_found = true;
    inherited.is_not_null = inherited.is_not_null || same->has("not_null");
    inherited.default_value = same->property("default");
    inherited.expression = same->property("expression");
    inherited.storage = same->property("storage");
    inherited.compression = same->property("compression");
  }
  return inherited;
}

std::string column_overrides(const Subject& table, const Subject& column) {
  const InheritedColumn inherited = inherited_column(table, column);
  if (!inherited.is_found) return {};
  const std::string alter = alter_column(table, column);
  Sql text("");
  if (column.value("default") != inherited.default_value)
    text.clause(alter + " SET DEFAULT ", column.value("default"))
        .add_if(!column.has("default"), alter + " DROP DEFAULT");
  if (column.value("storage") != inherited.storage)
    text.clause(alter + " SET STORAGE ", column.words("storage"))
        .add_if(!column.has("storage") && column.server_version() >= storage_in_column,
                alter + " SET STORAGE DEFAULT");
  if (column.value("compression") != inherited.compression)
    text.add(alter + " SET COMPRESSION ")
        .add(column.has("compression") ? column.value("compression") : "default");
  text.add_if(column.has("not_null") && !inherited.is_not_null, alter + " SET NOT NULL");
  return std::move(text).take();
}

std::string column_alterations(const Subject& relation, const Subject& column) {
  const std::string alter = alter_column(relation, column);
  const bool is_of_query = relation.object().kind == ObjectKind::materialized_view;
  const bool is_said_before =
      column.has("inherited") || column.server_version() >= storage_in_column;
  Sql text("");
  if (is_of_query || !is_said_before) text.clause(alter + " SET STORAGE ", column.words("storage"));
  if (is_of_query) text.clause(alter + " SET COMPRESSION ", column.value("compression"));
  text.clause(alter + " SET STATISTICS ", column.value("statistics"))
      .clause(alter + " SET (", column.value("options"), ")");
  return std::move(text).take();
}

}  // namespace plumbline::core
