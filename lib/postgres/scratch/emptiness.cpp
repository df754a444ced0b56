/// Two proofs, each of which must hold: by oids, as everything that initdb makes has one below
/// 16384, in every catalog of a database; and by the snapshot, which also sees rights and settings.
#include "postgres/scratch/emptiness.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "plumbline/schema.hpp"
#include "postgres/connection.hpp"
#include "postgres/scratch/facts.hpp"
#include "postgres/scratch/objects.hpp"
#include "system/format.hpp"

namespace plumbline::postgres::scratch {

namespace {

constexpr FixedSql public_schema =
    "SELECT n.nspowner::pg_catalog.int8, pg_catalog.array_to_string(ARRAY("
    "SELECT CASE WHEN a.grantee = 0 THEN 'PUBLIC' WHEN a.grantee = n.nspowner THEN 'OWNER'"
    " ELSE r.rolname END || ':' || a.privilege_type || CASE WHEN a.is_grantable THEN '*' ELSE ''"
    " END FROM pg_catalog.aclexplode(COALESCE(n.nspacl, pg_catalog.acldefault('n', n.nspowner))) a"
    " LEFT JOIN pg_catalog.pg_roles r ON r.oid = a.grantee ORDER BY 1), ' '),"
    " pg_catalog.obj_description(n.oid, 'pg_namespace')"
    " FROM pg_catalog.pg_namespace n WHERE n.nspname = 'public'";

/// The bootstrap superuser's oid, and that of pg_database_owner.
constexpr std::string_view bootstrap_role = "10";
constexpr std::string_view database_owner_role = "6171";

void add_public(Connection& connection, std::vector<std::string>& remains) {
  const Rows rows = connection.query(public_schema);
  const bool is_newer = connection.server_version() >= 150'000;
  if (rows.count() == 0) {
    remains.emplace_back("schema public is gone");
    return;
  }
  if (rows.text(0, 0) != (is_newer ? database_owner_role : bootstrap_role))
    remains.emplace_back("owner of schema public");
  if (rows.text(0, 1) != (is_newer ? "OWNER:CREATE OWNER:USAGE PUBLIC:USAGE"
                                   : "OWNER:CREATE OWNER:USAGE PUBLIC:CREATE PUBLIC:USAGE"))
    remains.emplace_back("rights on schema public");
  if (rows.text(0, 2) != "standard public schema") remains.emplace_back("comment on schema public");
}

/// What belongs to the database as a whole and comes back with it, or cannot come from inside.
bool is_own(std::string_view property) noexcept {
  constexpr std::array<std::string_view, 11> names = {
      "encoding",         "collate",    "ctype",   "provider",          "locale",   "owner",
      "connection_limit", "tablespace", "comment", "collation_version", "icu_rules"};
  if (std::ranges::find(names, property) != names.end()) return true;
  for (const std::string_view family :
       {"setting:", "cluster_setting:", "grant:", "security_label:"}) {
    if (property.starts_with(family)) return true;
  }
  return false;
}

void add_object(const CatalogObject& object, std::vector<std::string>& remains) {
  const std::string name = system::format("{} {}", kind_name(object.kind), object.name);
  switch (object.kind) {
    case ObjectKind::role:
    case ObjectKind::tablespace:
    case ObjectKind::parameter:
      return;
    case ObjectKind::database:
      for (const Property& property : object.properties) {
        if (!is_own(property.name))
          remains.push_back(system::format("{} of the database", property.name));
      }
      return;
    case ObjectKind::extension: {
      if (object.name != "plpgsql") remains.push_back(name);
      for (const Property& property : object.properties) {
        if (property.name.starts_with("member_grant:")) remains.emplace_back(property.name);
      }
      return;
    }
    case ObjectKind::large_objects:
      if (!object.properties.empty()) remains.emplace_back("large objects");
      return;
    case ObjectKind::schema:
      if (object.name != "public") remains.push_back(name);
      return;
    default:
      remains.push_back(name);
  }
}

}  // namespace

std::vector<std::string> find_remains(Target& target) {
  Connection& connection = target.connection();
  const SnapshotScope snapshot(connection);
  std::vector<std::string> remains = subscriptions(connection);
  const Rows rows = connection.query(user_objects);
  for (std::size_t row = 0; row < rows.count(); ++row) {
    remains.push_back(rows.text(row, described_column));
  }
  add_public(connection, remains);
  if (!remains.empty()) return remains;
  const Schema schema =
      capture_schema(target, {.with_registry = true, .without_dependencies = true});
  for (const CatalogObject& object : schema.objects()) add_object(object, remains);
  return remains;
}

std::string list_some(const std::vector<std::string>& names, std::size_t most) {
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), most); ++i)
    text += (i == 0 ? "" : ", ") + names[i];
  if (names.size() > most) text += system::format(" and {} more", names.size() - most);
  return text;
}

}  // namespace plumbline::postgres::scratch
