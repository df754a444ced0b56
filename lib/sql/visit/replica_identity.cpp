#include "sql/visit/replica_identity.hpp"

#include <algorithm>
#include <string>

namespace plumbline::sql {

namespace {

/// Partitions are published along with what they are of, and with them filters come down.
bool has_relatives(const Catalog& catalog, Id table) {
  if (catalog.has(table, "inherits") || catalog.has(table, "partition_of") ||
      catalog.has(table, "partition_key"))
    return true;
  return std::ranges::any_of(catalog.dependents(table), [&](Id id) {
    return catalog[id].kind == ObjectKind::table || catalog[id].kind == ObjectKind::foreign_table;
  });
}

bool has_identity(const Catalog& catalog, Id table) {
  const std::string_view identity = catalog.value(table, "replica_identity");
  if (identity == "full" || identity.starts_with("index ")) return true;
  if (identity == "nothing") return false;
  return std::ranges::any_of(catalog.parts(table, ObjectKind::constraint), [&](Id id) {
    return catalog.value(id, "type") == "primary key" && !catalog.has(id, "deferrable");
  });
}

}  // namespace

Publishing publishes(const Catalog& catalog, Id table, std::string_view event) {
  if (catalog[table].kind != ObjectKind::table || catalog.has(table, "persistence") ||
      catalog.schema_of(table) == Catalog::none)
    return Publishing::no;
  const std::string property = "table:" + catalog.sql_name(table);
  const std::string schema = "schema:" + catalog.quote(catalog[catalog.schema_of(table)].own);
  Publishing found = Publishing::no;
  for (const Id publication : catalog.all(ObjectKind::publication)) {
    const std::string_view events = catalog.value(publication, "publish");
    if (!events.empty() && events.find(event) == std::string_view::npos) continue;
    if (has_relatives(catalog, table) || !catalog.value(publication, property).empty())
      return Publishing::unknown;
    if (catalog.has(publication, "all_tables") || catalog.has(publication, property) ||
        catalog.has(publication, schema))
      found = Publishing::yes;
  }
  return found;
}

void require_replica_identity(const Session& session, Id table, std::string_view event) {
  const Catalog& catalog = session.catalog;
  if (publishes(catalog, table, event) != Publishing::yes || has_identity(catalog, table)) return;
  // What a rule makes of the statement is known before anything is run.
  if (!catalog.parts(table, ObjectKind::rule).empty()) return;
  const std::string_view verb = event == "update" ? "update" : "delete from";
  fail("55000", "cannot " + std::string(verb) + " table \"" + std::string(catalog[table].own) +
                    "\" because it does not have a replica identity and publishes " +
                    std::string(event) + 's');
}

}  // namespace plumbline::sql
