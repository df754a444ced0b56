/// Schemas, which ones are wanted, and what all other readers need: names of roles, members of
/// extensions.
#include <algorithm>

#include "core/glob.hpp"
#include "plumbline/error.hpp"
#include "postgres/catalog/catalog.hpp"
#include "system/format.hpp"

namespace plumbline::postgres {

namespace {

/// public and what was made with the cluster may have been changed since, but the system's own are
/// nobody's plan.
constexpr FixedSql all_schemas =
    "SELECT n.oid, n.nspname FROM pg_catalog.pg_namespace n"
    " WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";

void take_roles(Catalog& catalog, const RowView& rows) {
  for (std::size_t row = 0; row < rows.count(); ++row)
    catalog.roles.emplace(rows.oid(row, 0), rows.text(row, 1));
}

void take_members(Catalog& catalog, const RowView& rows) {
  std::unordered_map<Oid, std::uint32_t> places;
  for (std::size_t row = 0; row < rows.count(); ++row) {
    const auto [place, is_new] = places.try_emplace(
        rows.oid(row, 2), static_cast<std::uint32_t>(catalog.extension_names.size()));
    if (is_new) catalog.extension_names.emplace_back(rows.text(row, 3));
    catalog.members.set(rows.oid(row, 0), rows.oid(row, 1), place->second);
  }
}

void take_schemas(Catalog& catalog, const RowView& rows) {
  for (std::size_t row = 0; row < rows.count(); ++row) {
    const Oid oid = rows.oid(row, 0);
    const std::string* name = catalog.schema(oid);
    if (name == nullptr || catalog.is_left_out(catalogs::schema, oid)) continue;
    // Its own name is its schema, so that filters and relative names treat it as what lies in it.
    const Id id = catalog.builder.add_schema(*name);
    catalog.remember(catalogs::schema, oid, id);
    catalog.set_owner(id, rows.oid(row, 1));
    catalog.set_grants(id, GrantKind::schema, rows.oid(row, 1), rows.text(row, 2));
  }
}

constexpr Step steps[] = {
    {"roles", 12, "SELECT r.oid, r.rolname FROM pg_catalog.pg_roles r", take_roles},
    {"extension members", 12,
     "SELECT d.classid, d.objid, e.oid, e.extname FROM pg_catalog.pg_depend d"
     " JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid"
     " WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.deptype = 'e'",
     take_members},
    {"schemas", 12,
     "SELECT n.oid, n.nspowner, n.nspacl FROM pg_catalog.pg_namespace n"
     " WHERE $1::pg_catalog.oid[] IS NULL OR n.oid = ANY($1::pg_catalog.oid[])",
     take_schemas},
};

/// Schemas by name or glob; "KIND:GLOB" filters objects, not schemas.
bool matches_any(const std::vector<std::string>& patterns, std::string_view name) {
  for (const std::string& pattern : patterns) {
    if (pattern.find(':') == std::string::npos && core::glob_matches(pattern, name)) return true;
  }
  return false;
}

/// A schema that is asked for and is not there is a mistake, not an empty answer.
void require_all_named(const Catalog& catalog) {
  for (const std::string& pattern : catalog.options.schemas) {
    const bool is_there = std::ranges::any_of(catalog.schemas, [&](const auto& entry) {
      return core::glob_matches(pattern, entry.second);
    });
    if (is_there || matches_any(catalog.options.skip, pattern)) continue;
    throw Error(Status::not_found, system::format("no schema of database \"{}\" is called \"{}\"",
                                                  catalog.connection.database(), pattern));
  }
}

}  // namespace

void read_wanted_schemas(Catalog& catalog) {
  const Rows rows = catalog.connection.query(all_schemas);
  std::size_t left_out = 0;
  for (std::size_t row = 0; row < rows.count(); ++row) {
    std::string name = rows.text(row, 1);
    const bool is_wanted =
        (catalog.options.schemas.empty() || matches_any(catalog.options.schemas, name)) &&
        !matches_any(catalog.options.skip, name);
    if (is_wanted) {
      catalog.schemas.emplace(static_cast<Oid>(std::stoul(rows.text(row, 0))), std::move(name));
    } else {
      ++left_out;
    }
  }
  require_all_named(catalog);
  if (left_out > 0) {
    catalog.source.left_out.push_back(
        {.what = std::to_string(left_out) + (left_out == 1 ? " schema" : " schemas"),
         .why = "not asked for"});
  }
}

std::span<const Step> schema_steps() { return steps; }

}  // namespace plumbline::postgres
