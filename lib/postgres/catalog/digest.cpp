/// "The same as before?", answered by the server: a digest over the raw rows of the catalog as they
/// are stored, oids and parsed trees included. Equal means that nothing was changed; a database
/// that was rebuilt has another.
#include <array>
#include <string>

#include "core/call.hpp"
#include "plumbline/error.hpp"
#include "plumbline/schema.hpp"
#include "postgres/catalog/catalog.hpp"
#include "system/digest.hpp"

namespace plumbline {

namespace postgres {

namespace {

struct Part {
  int since;  ///< first major version that has it
  int until;  ///< first one that has it no longer; 0 = all
  FixedSql sql;
};

/// A sum needs no order, so that the server hashes rows as they come.
#define PLUMB_HASH(hash, from) \
  "SELECT pg_catalog.count(*), pg_catalog.sum(pg_catalog." hash ") FROM pg_catalog." from
#define PLUMB_TEXTS(row, from) PLUMB_HASH("hashtextextended(" row "::pg_catalog.text, 0)", from)
/// Whole rows of a catalog in which nothing changes by itself.
#define PLUMB_CATALOG(name) \
  { 12, 0, PLUMB_TEXTS("x", name " x WHERE x.oid >= 16384") }
#define PLUMB_SMALL_CATALOG(name) \
  { 12, 0, PLUMB_TEXTS("x", name " x") }

// What VACUUM, ANALYZE, TRUNCATE, REINDEX and use alone change is left out: pages, row counts, file
// numbers, ages, lazily kept hints.
#define PLUMB_RELATION                                                                 \
  "ROW(x.oid, x.relname, x.relnamespace, x.reltype, x.reloftype, x.relowner, x.relam," \
  " x.reltablespace, x.reltoastrelid, x.relpersistence, x.relkind, x.relnatts,"        \
  " x.relrowsecurity, x.relforcerowsecurity, x.relispopulated, x.relreplident,"        \
  " x.relispartition, x.relacl, x.reloptions, x.relpartbound::pg_catalog.text)"
#define PLUMB_ATTRIBUTE                                                              \
  "ROW(x.attrelid, x.attnum, x.attname, x.atttypid, x.atttypmod, x.attstorage,"      \
  " @{x.attcompression}, x.attnotnull, x.attidentity, x.attgenerated, x.attislocal," \
  " x.attinhcount, x.attcollation, x.attstattarget, x.attacl, x.attoptions,"         \
  " x.attfdwoptions)"
/// Not of a table that some session has for itself.
#define PLUMB_LASTING(relation) \
  relation " NOT IN (SELECT t.oid FROM pg_catalog.pg_class t WHERE t.relpersistence = 't')"
#define PLUMB_RELATIONS "pg_class x WHERE x.oid >= 16384 AND x.relpersistence <> 't'"
#define PLUMB_ATTRIBUTES                                                             \
  "pg_attribute x WHERE x.attrelid >= 16384 AND x.attnum > 0 AND NOT x.attisdropped" \
  " AND " PLUMB_LASTING("x.attrelid")

constexpr Part parts[] = {
    // The two largest by value where the server can (14 and later): twice as fast.
    {12, 14, PLUMB_TEXTS(PLUMB_RELATION, PLUMB_RELATIONS)},
    {12, 14, PLUMB_TEXTS(PLUMB_ATTRIBUTE, PLUMB_ATTRIBUTES)},
    {14, 0, PLUMB_HASH("hash_record_extended(" PLUMB_RELATION ", 0)", PLUMB_RELATIONS)},
    {14, 0, PLUMB_HASH("hash_record_extended(" PLUMB_ATTRIBUTE ", 0)", PLUMB_ATTRIBUTES)},
    {12, 0,
     PLUMB_TEXTS("ROW(x.indexrelid, x.indrelid, x.indnkeyatts, x.indisunique,"
                 " @{x.indnullsnotdistinct}, x.indisprimary, x.indisexclusion, x.indimmediate,"
                 " x.indisclustered, x.indisvalid, x.indisready, x.indisreplident, x.indkey,"
                 " x.indcollation, x.indclass, x.indoption, x.indexprs, x.indpred)",
                 "pg_index x WHERE x.indexrelid >= 16384 AND " PLUMB_LASTING("x.indexrelid"))},
    {12, 0, PLUMB_TEXTS("x", "pg_attrdef x WHERE x.oid >= 16384 AND " PLUMB_LASTING("x.adrelid"))},
    {12, 0,
     PLUMB_TEXTS("x", "pg_constraint x WHERE x.oid >= 16384 AND " PLUMB_LASTING("x.conrelid"))},
    {12, 0, PLUMB_TEXTS("x", "pg_rewrite x WHERE x.oid >= 16384 AND " PLUMB_LASTING("x.ev_class"))},
    {12, 0, PLUMB_TEXTS("x", "pg_trigger x WHERE x.oid >= 16384 AND " PLUMB_LASTING("x.tgrelid"))},
    PLUMB_CATALOG("pg_policy"),
    {12, 0,
     PLUMB_TEXTS("x", "pg_sequence x WHERE x.seqrelid >= 16384 AND " PLUMB_LASTING("x.seqrelid"))},
    {12, 0, PLUMB_TEXTS("x", "pg_inherits x WHERE " PLUMB_LASTING("x.inhrelid"))},
    {12, 0, PLUMB_TEXTS("x", "pg_partitioned_table x WHERE " PLUMB_LASTING("x.partrelid"))},
    {12, 0,
     PLUMB_TEXTS("x",
                 "pg_depend x WHERE x.objid >= 16384 AND x.deptype IN ('a', 'e', 'i', 'x')"
                 " AND x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass"
                 " AND x.objid IN (SELECT s.seqrelid FROM pg_catalog.pg_sequence s)"
                 " AND " PLUMB_LASTING("x.objid") " OR x.deptype IN ('e', 'x')")},
    {12, 0, PLUMB_TEXTS("x", "pg_namespace x WHERE x.nspname !~ '^pg_(toast_)?temp_'")},
    {12, 0,
     PLUMB_TEXTS("x",
                 "pg_type x WHERE x.oid >= 16384 AND x.typtype IN ('b', 'd', 'e', 'r', 'm') AND "
                 "x.typcategory <> 'A'")},
    PLUMB_SMALL_CATALOG("pg_enum"),
    PLUMB_SMALL_CATALOG("pg_range"),
    PLUMB_CATALOG("pg_proc"),
    {12, 0, PLUMB_TEXTS("x", "pg_aggregate x WHERE x.aggfnoid::pg_catalog.oid >= 16384")},
    PLUMB_CATALOG("pg_operator"),
    PLUMB_CATALOG("pg_opclass"),
    PLUMB_CATALOG("pg_opfamily"),
    PLUMB_CATALOG("pg_amop"),
    PLUMB_CATALOG("pg_amproc"),
    PLUMB_CATALOG("pg_am"),
    PLUMB_CATALOG("pg_cast"),
    PLUMB_CATALOG("pg_transform"),
    PLUMB_CATALOG("pg_language"),
    PLUMB_CATALOG("pg_collation"),
    PLUMB_CATALOG("pg_conversion"),
    PLUMB_CATALOG("pg_statistic_ext"),
    PLUMB_CATALOG("pg_event_trigger"),
    PLUMB_SMALL_CATALOG("pg_extension"),
    PLUMB_CATALOG("pg_ts_parser"),
    PLUMB_CATALOG("pg_ts_template"),
    PLUMB_CATALOG("pg_ts_dict"),
    PLUMB_CATALOG("pg_ts_config"),
    {12, 0, PLUMB_TEXTS("x", "pg_ts_config_map x WHERE x.mapcfg >= 16384")},
    PLUMB_CATALOG("pg_foreign_data_wrapper"),
    PLUMB_CATALOG("pg_foreign_server"),
    PLUMB_SMALL_CATALOG("pg_foreign_table"),
    PLUMB_SMALL_CATALOG("pg_user_mappings"),
    PLUMB_CATALOG("pg_publication"),
    PLUMB_SMALL_CATALOG("pg_publication_rel"),
    {15, 0, PLUMB_TEXTS("x", "pg_publication_namespace x")},
    {12, 0,
     PLUMB_TEXTS("ROW(x.oid, x.subname, x.subowner, x.subenabled, x.subpublications,"
                 " x.subslotname, x.subsynccommit, @{x.subbinary}, @{x.substream},"
                 " @{x.subtwophasestate}, @{x.subdisableonerr}, @{x.suborigin},"
                 " @{x.subpasswordrequired}, @{x.subrunasowner}, @{x.subfailover})",
                 "pg_subscription x")},
    // Rights on the system's own objects: most have none but the usual.
    {12, 0,
     PLUMB_TEXTS("ROW(x.oid, x.proacl)", "pg_proc x WHERE x.oid < 16384 AND x.proacl IS NOT NULL")},
    {12, 0,
     PLUMB_TEXTS("ROW(x.oid, x.relacl)",
                 "pg_class x WHERE x.oid < 16384 AND x.relacl IS NOT NULL")},
    {12, 0,
     PLUMB_TEXTS("ROW(x.oid, x.typacl)", "pg_type x WHERE x.oid < 16384 AND x.typacl IS NOT NULL")},
    {12, 0,
     PLUMB_TEXTS("ROW(x.oid, x.lanacl)",
                 "pg_language x WHERE x.oid < 16384 AND x.lanacl IS NOT NULL")},
    PLUMB_SMALL_CATALOG("pg_default_acl"),
    PLUMB_SMALL_CATALOG("pg_largeobject_metadata"),
    PLUMB_SMALL_CATALOG("pg_seclabel"),
    {12, 0,
     PLUMB_TEXTS("x",
                 "pg_description x WHERE x.objoid >= 16384 OR x.classoid ="
                 " 'pg_catalog.pg_namespace'::pg_catalog.regclass")},
    {12, 0,
     PLUMB_TEXTS("ROW(x.oid, x.datdba, x.encoding, x.datcollate, x.datctype, x.datconnlimit,"
                 " x.datallowconn, x.dattablespace, x.datistemplate, x.datacl)",
                 "pg_database x WHERE x.datname = pg_catalog.current_database()")},
    {12, 0,
     PLUMB_TEXTS("x",
                 "pg_db_role_setting x WHERE x.setdatabase IN (0, (SELECT d.oid"
                 " FROM pg_catalog.pg_database d"
                 " WHERE d.datname = pg_catalog.current_database()))")},
    PLUMB_SMALL_CATALOG("pg_roles"),  // its password column is stars for everybody
    PLUMB_SMALL_CATALOG("pg_auth_members"),
    PLUMB_SMALL_CATALOG("pg_tablespace"),
    PLUMB_SMALL_CATALOG("pg_shdescription"),
    PLUMB_SMALL_CATALOG("pg_shseclabel"),
    {15, 0, PLUMB_TEXTS("x", "pg_parameter_acl x")},
};

#undef PLUMB_LASTING
#undef PLUMB_ATTRIBUTES
#undef PLUMB_RELATIONS
#undef PLUMB_ATTRIBUTE
#undef PLUMB_RELATION
#undef PLUMB_SMALL_CATALOG
#undef PLUMB_CATALOG
#undef PLUMB_TEXTS
#undef PLUMB_HASH

}  // namespace

std::string digest_of_rows(Connection& connection) {
  std::vector<Statement> statements;
  const int major = connection.server_version() / 10'000;
  for (const Part& part : parts) {
    if (major >= part.since && (part.until == 0 || major < part.until))
      statements.push_back({part.sql, {}});
  }
  std::vector<std::string> digests(statements.size());
  connection.query_all(
      statements,
      [&](std::size_t at, const RowView& rows) {
        digests[at] = std::string(rows.text(0, 0)) + ' ' + std::string(rows.text(0, 1));
      },
      // What this role may not read is no part of what it can compare.
      [&](std::size_t at, const Error& error) { digests[at] = error.fields().sqlstate; });
  std::string all;
  for (const std::string& digest : digests) all += digest + '\n';
  return system::sha256_hex(all);
}

}  // namespace postgres

std::string read_digest(Target& target, const SchemaOptions& options) {
  return core::run_call(options.control, "snapshot", [&](const core::Call&) {
    postgres::Connection& connection = target.connection();
    connection.end_snapshot();  // of now, not of what was read before
    std::string digest = postgres::digest_of_rows(connection);
    connection.end_snapshot();
    return digest;
  });
}

}  // namespace plumbline
