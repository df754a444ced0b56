#include "gate/inference/keys.hpp"

#include <algorithm>

#include "core/schema/qualified_name.hpp"

namespace plumbline::gate {

using sql::Catalog;
using sql::Id;

namespace {

/// Empty when one of the items is no column.
std::vector<Id> columns_of(const Catalog& catalog, Id table, std::string_view list) {
  std::vector<Id> columns;
  for (const std::string_view item : core::list_items(list)) {
    const std::vector<std::string> parts = core::name_parts(item);
    const Id column =
        parts.size() == 1 ? catalog.part(table, ObjectKind::column, parts.front()) : Catalog::none;
    if (column == Catalog::none) return {};
    columns.push_back(column);
  }
  return columns;
}

}  // namespace

KeyReference key_reference(const Catalog& catalog, Id constraint) {
  KeyReference key;
  const std::string_view text = catalog.value(constraint, "references");
  const std::size_t open = text.rfind(" (");
  if (open == std::string_view::npos || !text.ends_with(')')) return key;
  const std::vector<std::string> parts = core::name_parts(text.substr(0, open));
  if (parts.size() != 2) return key;
  const Id schema = catalog.schema(parts[0]);
  const Id table = schema == Catalog::none ? Catalog::none : catalog.relation(schema, parts[1]);
  if (table == Catalog::none) return key;
  key.columns =
      columns_of(catalog, catalog[constraint].parent, catalog.value(constraint, "columns"));
  key.referenced = columns_of(catalog, table, text.substr(open + 2, text.size() - open - 3));
  if (!key.columns.empty() && key.columns.size() == key.referenced.size()) key.table = table;
  return key;
}

std::vector<UniqueKey> unique_keys(const Catalog& catalog, Id table) {
  std::vector<UniqueKey> keys;
  const auto add = [&](Id id) {
    UniqueKey key;
    key.columns = columns_of(catalog, table, catalog.value(id, "columns"));
    key.is_deferrable = !catalog.value(id, "deferrable").empty();
    if (!key.columns.empty()) keys.push_back(std::move(key));
  };
  for (const Id constraint : catalog.parts(table, ObjectKind::constraint)) {
    const std::string_view type = catalog.value(constraint, "type");
    if (type == "primary key" || type == "unique") add(constraint);
  }
  for (const Id index : catalog.parts(table, ObjectKind::index)) {
    if (catalog.has(index, "unique") && !catalog.has(index, "predicate")) add(index);
  }
  return keys;
}

std::vector<Id> inserted_columns(const sql::Node& insert, const sql::Session& session, Id table) {
  const Catalog& catalog = session.catalog;
  if (insert["cols"].empty()) return catalog.parts(table, ObjectKind::column);
  std::vector<Id> columns;
  for (const sql::Node target : insert["cols"]) {
    columns.push_back(
        catalog.part(table, ObjectKind::column, sql::Session::identifier(target.text("name"))));
  }
  return columns;
}

}  // namespace plumbline::gate
