#include "sql/analysis/type_name.hpp"

#include "core/schema/quote.hpp"
#include "sql/analysis/catalog_types.hpp"
#include "sql/types/type_name.hpp"

namespace plumbline::sql {

namespace {

/// `%TYPE`: the type of a column.
TypeRef column_type(Session& session, CatalogTypes& types, const Node& names) {
  const std::size_t count = names.size();
  if (count < 2) {
    fail("42601",
         "improper %TYPE reference (too few dotted names): " + std::string(names.at(0).as_text()));
  }
  if (count > 3) unknown("a type is taken from another database's column");
  const std::string_view column = names.at(count - 1).as_text();
  const std::string_view table = names.at(count - 2).as_text();
  Id relation = Catalog::none;
  std::string written(table);
  if (count == 3) {
    written = std::string(names.at(0).as_text()) + "." + written;
    relation = session.catalog.relation(session.schema(names.at(0).as_text()), table);
  } else {
    for (const Id schema : session.search_path()) {
      relation = session.catalog.relation(schema, table);
      if (relation != Catalog::none) break;
    }
  }
  if (relation == Catalog::none) fail("42P01", "relation \"" + written + "\" does not exist");
  const Id part = session.catalog.part(relation, ObjectKind::column, column);
  if (part == Catalog::none) {
    fail("42703", "column \"" + std::string(column) + "\" of relation \"" + std::string(table) +
                      "\" does not exist");
  }
  return types.parse(session.catalog.value(part, "type"));
}

}  // namespace

TypeUse resolve_type(Session& session, const Node& type_name) {
  CatalogTypes types(session);
  const TypeScope& scope = types.scope();
  const Node names = type_name["names"];
  if (names.size() == 1 && type_name["arrayBounds"].size() > 0 &&
      session.temporary.contains(names.at(0).as_text()))
    unknown("the row type of a temporary table");
  TypeUse use;
  const TypeRef type = type_name.flag("pct_type") ? column_type(session, types, type_name["names"])
                                                  : resolve_type_name(scope, type_name);
  use.text = format_type(scope, type);
  const TypeInfo info = type_info(scope, type.id);
  use.is_pseudo = info.kind == 'p';
  use.is_shell = !info.defined;
  use.is_set = type_name.flag("setof");
  const Id object = object_of_type(type.id);
  if (object != Catalog::none) use.needs.push_back(object);
  TypeInfo element = info;
  if (info.is_array && info.element != 0) element = type_info(scope, info.element);
  if (element.collatable) {
    use.collation = "default";
    if (element.id == types::name) use.collation = "\"C\"";
    if (element.kind == 'd' && object != Catalog::none) {
      const std::string_view own = session.catalog.value(object, "collation");
      if (!own.empty()) use.collation = own;
    }
  }
  return use;
}

std::string_view serial_type(const Node& type_name) {
  const Node names = type_name["names"];
  if (names.size() != 1 || type_name.flag("setof") || type_name.flag("pct_type")) return {};
  const std::string_view name = names.at(0).as_text();
  if (name == "smallserial" || name == "serial2") return "smallint";
  if (name == "serial" || name == "serial4") return "integer";
  if (name == "bigserial" || name == "serial8") return "bigint";
  return {};
}

}  // namespace plumbline::sql
