/// Rewrite rules and row security policies of tables and views.
#include <algorithm>

#include "postgres/catalog/array_text.hpp"
#include "postgres/catalog/row.hpp"

namespace plumbline::postgres {

namespace {

void take_rules(Catalog& catalog, const RowView& rows) {
  for (std::size_t row = 0; row < rows.count(); ++row) {
    const Oid oid = rows.oid(row, 0);
    const Relation* relation = catalog.relation(rows.oid(row, 2));
    if (relation == nullptr || relation->id == no_id) continue;
    if (rows.text(row, 1) == "_RETURN") {  // a view's query: what it needs, the view needs
      catalog.remember(catalogs::rule, oid, relation->id);
      continue;
    }
    if (catalog.is_left_out(catalogs::rule, oid)) continue;
    core::SchemaBuilder& builder = catalog.builder;
    const Id id = builder.add(ObjectKind::rule, builder.schema(relation->id), rows.text(row, 1),
                              relation->id);
    catalog.remember(catalogs::rule, oid, id);
    builder.set(id, "enabled", enabled_word(rows.letter(row, 3)));
    catalog.expressions.want(Text::rule, oid, rows.oid(row, 2), id, "definition");
  }
}

std::string_view command_name(char letter) {
  switch (letter) {
    case 'r':
      return "select";
    case 'a':
      return "insert";
    case 'w':
      return "update";
    case 'd':
      return "delete";
    default:
      return "";
  }
}

std::string role_list(const Catalog& catalog, std::string_view oids) {
  std::vector<std::string> names;
  for (const std::int64_t oid : read_numbers(oids)) {
    if (oid == 0) return "";
    names.push_back(catalog.quoted(catalog.role(static_cast<Oid>(oid))));
  }
  std::ranges::sort(names);
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
  return list;
}

void take_policies(Catalog& catalog, const RowView& rows) {
  for (std::size_t row = 0; row < rows.count(); ++row) {
    const Oid oid = rows.oid(row, 0);
    const Oid table = rows.oid(row, 2);
    const Relation* relation = catalog.relation(table);
    if (relation == nullptr || relation->id == no_id || catalog.is_left_out(catalogs::policy, oid))
      continue;
    core::SchemaBuilder& builder = catalog.builder;
    const Id id = builder.add(ObjectKind::policy, builder.schema(relation->id), rows.text(row, 1),
                              relation->id);
    catalog.remember(catalogs::policy, oid, id);
    builder.set(id, "command", command_name(rows.letter(row, 3)));
    builder.set_flag(id, "restrictive", !rows.is_true(row, 4));
    builder.set(id, "roles", role_list(catalog, rows.text(row, 5)));
    if (rows.is_true(row, 6)) catalog.expressions.want(Text::policy_using, oid, table, id, "using");
    if (rows.is_true(row, 7))
      catalog.expressions.want(Text::policy_check, oid, table, id, "with_check");
  }
}

constexpr Step steps[] = {
    {"rules", 12,
     "SELECT r.oid, r.rulename, r.ev_class, r.ev_enabled FROM pg_catalog.pg_rewrite r"
     " WHERE r.oid >= 16384",
     take_rules},
    {"policies", 12,
     "SELECT p.oid, p.polname, p.polrelid, p.polcmd, p.polpermissive, p.polroles,"
     " p.polqual IS NOT NULL, p.polwithcheck IS NOT NULL FROM pg_catalog.pg_policy p"
     " WHERE p.oid >= 16384",
     take_policies},
};

}  // namespace

std::span<const Step> rule_steps() { return steps; }

}  // namespace plumbline::postgres
