/// What several files of this family ask of tables and composite types.
#include <algorithm>

#include "core/schema/qualified_name.hpp"
#include "sql/visit/alter.hpp"
#include "sql/visit/columns.hpp"
#include "sql/visit/constraints.hpp"

namespace plumbline::sql {

std::vector<Id> table_and_descendants(const Session& session, Id table) {
  std::vector<Id> all = {table};
  for (std::size_t at = 0; at < all.size(); ++at) {
    for (const Id child : child_tables(session, all[at])) {
      if (std::ranges::find(all, child) == all.end()) all.push_back(child);
    }
  }
  return all;
}

int inherited_count(const Session& session, Id column) {
  const Catalog& catalog = session.catalog;
  int count = 0;
  for (const Id parent : parent_tables(session, catalog[column].parent)) {
    if (catalog.part(parent, ObjectKind::column, catalog[column].own) != Catalog::none) ++count;
  }
  return count;
}

int inherited_check_count(const Session& session, Id constraint) {
  const Catalog& catalog = session.catalog;
  int count = 0;
  for (const Id parent : parent_tables(session, catalog[constraint].parent)) {
    const Id above = catalog.part(parent, ObjectKind::constraint, catalog[constraint].own);
    if (above != Catalog::none && catalog.value(above, "type") == "check" &&
        !catalog.has(above, "no_inherit")) {
      ++count;
    }
  }
  return count;
}

void require_free_column_name(const Session& session, Id table, std::string_view name) {
  const Catalog& catalog = session.catalog;
  const bool has_system_columns = catalog[table].kind != ObjectKind::view;
  if (has_system_columns && is_system_column(name)) {
    fail("42701", "column name \"" + std::string(name) + "\" conflicts with a system column name");
  }
  if (catalog.part(table, ObjectKind::column, name) != Catalog::none) {
    fail("42701", "column \"" + std::string(name) + "\" of relation \"" +
                      std::string(catalog[table].own) + "\" already exists");
  }
}

std::vector<Attribute> composite_attributes(const Session& session, Id type) {
  std::vector<Attribute> attributes;
  for (const std::string_view item : core::list_items(session.catalog.value(type, "attributes"))) {
    std::size_t end = 0;
    bool is_quoted = false;
    while (end < item.size() && (is_quoted || item[end] != ' ')) {
      if (item[end] == '"') is_quoted = !is_quoted;
      ++end;
    }
    attributes.push_back({core::own_identifier(item.substr(0, end)),
                          std::string(item.substr(std::min(end + 1, item.size())))});
  }
  return attributes;
}

void store_attributes(Session& session, Id type, const std::vector<Attribute>& attributes) {
  std::string text;
  for (const Attribute& attribute : attributes) {
    if (!text.empty()) text += ", ";
    text += session.catalog.quote(attribute.name) + ' ' + attribute.rest;
  }
  session.catalog.set(type, "attributes", text);
}

std::vector<Id> typed_tables(const Session& session, Id type) {
  std::vector<Id> tables;
  const std::string name = session.catalog.sql_name(type);
  for (const Id one : session.catalog.dependents(type)) {
    if (session.catalog.value(one, "of_type") == name) tables.push_back(one);
  }
  return tables;
}

}  // namespace plumbline::sql
