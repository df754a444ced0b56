/// The database itself, settings that hold in it, and its large objects.
#include <map>

#include "postgres/catalog/row.hpp"

namespace plumbline::postgres {

namespace {

constexpr FixedSql database =
    "SELECT d.oid, d.datdba, d.datacl, pg_catalog.pg_encoding_to_char(d.encoding), d.datcollate,"
    " d.datctype, @{d.datlocprovider}, COALESCE(@{d.datlocale}, @{d.daticulocale}),"
    " @{d.daticurules}, d.datconnlimit, d.datallowconn, @{d.datcollversion}, d.datistemplate,"
    " t.spcname, NOT EXISTS (SELECT FROM pg_catalog.pg_extension e WHERE e.extname = 'plpgsql')"
    " FROM pg_catalog.pg_database d"
    " LEFT JOIN pg_catalog.pg_tablespace t ON t.oid = d.dattablespace AND t.oid >= 16384"
    " WHERE d.datname = pg_catalog.current_database()";

constexpr FixedSql settings =
    "SELECT d.oid, s.setdatabase <> 0, r.rolname, s.setconfig"
    " FROM pg_catalog.pg_database d"
    " JOIN pg_catalog.pg_db_role_setting s ON s.setdatabase = d.oid"
    " OR (s.setdatabase = 0 AND s.setrole = 0)"
    " LEFT JOIN pg_catalog.pg_roles r ON r.oid = s.setrole"
    " WHERE d.datname = pg_catalog.current_database()"
    " AND (s.setrole = 0 OR r.oid IS NOT NULL)";

constexpr FixedSql large_objects =
    "SELECT m.lomowner, m.lomacl, pg_catalog.count(*) FROM pg_catalog.pg_largeobject_metadata m"
    " GROUP BY m.lomowner, m.lomacl";

void take_database(Catalog& catalog, const Row& row) {
  core::SchemaBuilder& builder = catalog.builder;
  const Id id = catalog.database = builder.add(ObjectKind::database, "", "database");
  catalog.remember(catalogs::database, row.oid(0), id);
  catalog.set_owner(id, row.oid(1));
  catalog.set_grants(id, GrantKind::database, row.oid(1), row.text(2));
  builder.set(id, "encoding", row.text(3));
  builder.set(id, "collate", row.text(4));
  builder.set(id, "ctype", row.text(5));
  builder.set(id, "provider", provider_word(row.letter(6)));
  builder.set(id, "locale", row.text(7));
  builder.set(id, "icu_rules", row.text(8));
  if (row.number(9) != -1) builder.set(id, "connection_limit", row.text(9));
  builder.set_flag(id, "not_allowed", !row.is_true(10));
  builder.set(id, "collation_version", row.text(11));
  builder.set_flag(id, "template", row.is_true(12));
  builder.set_flag(id, "no_plpgsql", row.is_true(14));
  if (!row.is_null(13)) builder.set(id, "tablespace", catalog.quoted(row.text(13)));
}

/// Of the database, of a role in it, or of every role in every database.
void take_setting(Catalog& catalog, const Row& row) {
  const Id id = catalog.find(catalogs::database, row.oid(0));
  if (id == no_id) return;
  if (!row.is_true(1)) {
    set_each(catalog, id, "cluster_setting", row.text(3));
  } else {
    const std::string of = row.is_null(2) ? "" : " of " + std::string(row.text(2));
    set_each(catalog, id, "setting", row.text(3), of);
  }
}

/// How many there are of each owner, and to how many somebody has which rights.
void take_large_objects(Catalog& catalog, const RowView& rows) {
  core::SchemaBuilder& builder = catalog.builder;
  const Id id = builder.add(ObjectKind::large_objects, "", "large-objects");
  std::map<std::string, std::int64_t, std::less<>> by_owner;
  std::map<std::string, std::map<std::string, std::int64_t>> by_grantee;
  for (std::size_t at = 0; at < rows.count(); ++at) {
    const std::string_view owner = catalog.role(rows.oid(at, 0));
    const std::int64_t count = rows.number(at, 2);
    by_owner[std::string(owner)] += count;
    for (const auto& [grantee, rights] :
         read_grants(rows.text(at, 1), GrantKind::large_object, owner, catalog.version))
      by_grantee[grantee][rights] += count;
  }
  for (const auto& [owner, count] : by_owner)
    builder.set_keyed(id, "count", owner, std::to_string(count));
  for (const auto& [grantee, rights] : by_grantee) {
    std::string text;
    for (const auto& [words, count] : rights)
      text += (text.empty() ? "" : "; ") + words + " on " + std::to_string(count);
    builder.set_keyed(id, "grant", grantee, text);
  }
}

constexpr Step steps[] = {
    {"the database", 12, database, each_row<take_database>},
    {"settings of the database", 12, settings, each_row<take_setting>},
    {"large objects", 12, large_objects, take_large_objects},
};

}  // namespace

std::span<const Step> database_steps() { return steps; }

}  // namespace plumbline::postgres
