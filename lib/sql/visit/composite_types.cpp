/// CREATE TYPE … AS (…). Rules: DefineCompositeType (commands/typecmds.c), which is DefineRelation
/// for a relation without rows: MergeAttributes, BuildDescForRelation, CheckAttributeType.
#include <set>
#include <string>
#include <vector>

#include "sql/analysis/type_name.hpp"
#include "sql/visit/collation_names.hpp"
#include "sql/visit/columns.hpp"
#include "sql/visit/objects.hpp"
#include "sql/visit/type_names.hpp"

namespace plumbline::sql {

namespace {

struct Attributes {
  std::string list;
  std::vector<Id> needs;
};

void check_doubles(const Node& columns) {
  std::set<std::string_view> seen;
  for (const Node column : columns) {
    if (!seen.insert(column.text("colname")).second) {
      fail("42701",
           "column \"" + std::string(column.text("colname")) + "\" specified more than once");
    }
  }
}

Attributes read_attributes(Session& session, const Node& columns) {
  Attributes result;
  std::vector<std::pair<std::string, TypeUse>> types;
  for (const Node column : columns) {
    const std::string name(column.text("colname"));
    TypeUse type = resolve_type(session, column["typeName"]);
    require_type_usage(session, type.needs);
    if (column["typeName"].flag("setof"))
      fail("42P16", "column \"" + name + "\" cannot be declared SETOF");
    const CollationUse collation = use_collation(session, column["collClause"], type);
    result.list.append(result.list.empty() ? "" : ", ").append(session.catalog.quote(name));
    result.list.append(" ").append(type.text);
    if (!collation.text.empty()) result.list += " COLLATE " + collation.text;
    result.needs.insert(result.needs.end(), type.needs.begin(), type.needs.end());
    if (collation.id != Catalog::none) result.needs.push_back(collation.id);
    types.emplace_back(name, std::move(type));
  }
  for (const auto& [name, type] : types) check_column_type(session, name, type);
  return result;
}

}  // namespace

void describe_composite_type(const Node& statement, EffectsOf& effects) {
  effects.creates("type", effects.name_of(statement["typevar"]));
}

void create_composite_type(const Node& statement, Session& session) {
  const Id schema = session.creation_schema(statement["typevar"]);
  const std::string own(statement["typevar"].text("relname"));
  const Id shell = require_free_type_name(session, schema, own);
  check_doubles(statement["coldeflist"]);
  const Attributes attributes = read_attributes(session, statement["coldeflist"]);
  Catalog& catalog = session.catalog;
  if (catalog.relation(schema, own) != Catalog::none)
    fail("42P07", "relation \"" + own + "\" already exists");
  const Id type = make_type(session, ObjectKind::type, schema, own, shell);
  catalog.set(type, "sort", "composite");
  catalog.set(type, "attributes", attributes.list);
  for (const Id need : attributes.needs) catalog.need(type, need);
}

}  // namespace plumbline::sql
