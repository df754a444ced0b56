/// What is read of everything that is no relation: schemas/kinds.sql and what schema.md says that
/// its objects have; by whom it may be read; and what must never be in a snapshot.
#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "plumbline/diff.hpp"
#include "scenes.hpp"
#include "system/files.hpp"

namespace {

using plumbline::capture_schema;
using plumbline::CatalogObject;
using plumbline::diff_schemas;
using plumbline::find_kind;
using plumbline::Property;
using plumbline::save_snapshot;
using plumbline::Schema;
using plumbline::Target;
using plumbline::Unchecked;
using plumbline::tests::Database;
using plumbline::tests::for_each_server;
using plumbline::tests::PostgresServer;
using plumbline::tests::shared_server;

/// schemas/kinds.sql up to the server's version: parts begin with "-- since 14".
std::string kinds_for(int version) {
  const std::string text =
      plumbline::system::read_file(PLUMBLINE_SOURCE_DIR "/tests/lib/postgres/schemas/kinds.sql");
  constexpr std::string_view mark = "-- since ";
  std::string sql;
  for (std::size_t at = 0; at != std::string::npos;) {
    const std::size_t begin = text.find(mark, at);
    const std::size_t end = text.find(mark, begin + mark.size());
    if (std::stoi(text.substr(begin + mark.size(), 2)) <= version)
      sql += text.substr(begin, end == std::string::npos ? end : end - begin);
    at = end;
  }
  return sql;
}

void make_kinds(const Database& database) {
  database.run(
      "DO $$ BEGIN"
      " IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kinds_app') THEN"
      " CREATE ROLE kinds_app NOINHERIT; CREATE ROLE kinds_own REPLICATION BYPASSRLS CREATEROLE;"
      " CREATE ROLE kinds_reader LOGIN PASSWORD 'hunter2';"
      " CREATE ROLE \"kinds.Role\" LOGIN CREATEDB CONNECTION LIMIT 3"
      " VALID UNTIL '2031-02-03 04:05:06+02'; GRANT kinds_app TO \"kinds.Role\" WITH ADMIN OPTION;"
      " GRANT pg_monitor TO kinds_app; ALTER ROLE kinds_app SET work_mem = '8MB'; END IF; END $$");
  database.run(kinds_for(database.server.version()));
}

struct Row {
  int since;
  const char* kind;
  const char* object;
  const char* property;
  const char* value;  ///< "" = the property is absent
};

const Row rows[] = {
    {12, "role", "kinds_app", "no_inherit", "true"},
    {12, "role", "kinds_app", "setting:work_mem", "8MB"},
    {12, "role", "kinds_app", "member_of:pg_monitor", "set"},
    {12, "role", "kinds_own", "bypass_rls", "true"},
    {12, "role", "\"kinds.Role\"", "valid_until", "2031-02-03 02:05:06+00"},
    {12, "role", "\"kinds.Role\"", "connection_limit", "3"},
    {12, "role", "\"kinds.Role\"", "member_of:kinds_app", "admin, inherit, set"},
    {12, "role", "\"kinds.Role\"", "no_login", ""},
    {12, "database", "database", "setting:work_mem", "8MB"},
    {12, "database", "database", "setting:search_path of kinds_app", "aux, \"$user\""},
    {12, "database", "database", "system_grant:language plpgsql to kinds_app", "USAGE"},
    {12, "database", "database", "system_grant:function pg_sleep(double precision) to PUBLIC",
     "none"},
    {12, "database", "database", "no_plpgsql", ""},
    {12, "large-objects", "large-objects", "count:postgres", "1"},
    {12, "large-objects", "large-objects", "grant:kinds_app", "SELECT on 1"},
    {12, "language", "pllang1", "trusted", "true"},
    {12, "language", "pllang1", "handler", "plpgsql_call_handler"},
    {12, "language", "pllang1", "owner", "kinds_own"},
    {12, "access-method", "heap2", "type", "table"},
    {12, "cast", "public.addr AS text", "method", "inout"},
    {12, "cast", "public.mood AS integer", "function", "public.mood_int(public.mood)"},
    {12, "cast", "public.mood AS integer", "context", "assignment"},
    {12, "transform", "public.mood FOR plpgsql", "to_sql", "public.tt(internal)"},
    {12, "foreign-data-wrapper", "dummy", "option:Odd k", "v=1"},
    {12, "foreign-data-wrapper", "dummy", "grant:kinds_app", "USAGE"},
    {12, "server", "Srv@1", "version", "v'1"},
    {12, "server", "Srv@1", "option:host", "x"},
    {12, "server", "Srv@1", "option:password",
     "sha256:f52fbd32b2b3b86ff88ef6c490628285f482af15ddcb29541f94bcf526a3f6c7"},
    {12, "user-mapping", "PUBLIC@srv2", "options", ""},
    {12, "user-mapping", "\"kinds.Role\"@srv2", "options", ""},
    {12, "user-mapping", "kinds_app@\"Srv@1\"", "options",
     "fb6a4009a5a012453ceeb5487f104004523e44d317835a5bccda333a459541e6"},
    {12, "event-trigger", "et1", "tags", "'CREATE TABLE', 'DROP TABLE'"},
    {12, "event-trigger", "et1", "enabled", "disabled"},
    {12, "event-trigger", "et1", "function", "public.evt"},
    {12, "publication", "pub1", "publish", "insert, delete"},
    {12, "publication", "puball", "all_tables", "true"},
    {13, "publication", "pub13", "via_root", "true"},
    {15, "publication", "pub15", "table:public.t", "(a, c) WHERE (a > 0)"},
    {15, "publication", "pub15", "table:\"Odd.Schema\".\"T.t\"", "WHERE (x)"},
    {15, "parameter", "work_mem", "grant:kinds_app", "SET, ALTER SYSTEM"},
    {15, "parameter", "work_mem", "grant:postgres", ""},
    {12, "subscription", "sub1", "publications", "\"Pub 2\", pub1"},
    {12, "subscription", "sub1", "slot", "NONE"},
    {12, "subscription", "sub1", "enabled", ""},
    {12, "default-privileges", "postgres in schema public on tables", "grant:kinds_app", "SELECT"},
    {12, "default-privileges", "\"kinds.Role\" on functions", "grant:PUBLIC", "none"},
    {12, "default-privileges", "kinds_own on schemas", "grant:kinds_app", "USAGE*"},
    {12, "type", "public.addr", "attributes",
     "street text, \"City.Name\" character varying(10) COLLATE \"C\", n numeric(5,2)[]"},
    {12, "type", "public.addr", "attribute_comment:street", "a street"},
    {12, "type", "public.nothing", "attributes", ""},
    {12, "type", "public.shelly", "sort", "shell"},
    {12, "type", "public.textr", "collation", "\"C\""},
    {12, "type", "public.textr", "operator_class", "text_pattern_ops"},
    {12, "type", "public.floatrange", "subtype_diff", "public.float_diff"},
    {12, "type", "public.floatrange", "multirange", ""},
    {14, "type", "public.mrange", "multirange", "aux.manyr"},
    {12, "type", "public.own", "default", "''"},
    {12, "type", "public.own", "category", "S"},
    {12, "type", "public.own", "length", ""},
    {12, "enum", "public.mood", "values", "'sad', 'it''s', 'happy'"},
    {12, "enum", "public.mood", "comment", ""},
    {12, "enum", "public.mood", "grant:PUBLIC", "none"},
    {12, "enum", "public.empty_enum", "values", ""},
    {12, "domain", "public.posint", "default", "7"},
    {12, "domain", "public.posint", "not_null", "true"},
    {12, "constraint", "public.posint.\"pos.check\"", "expression", "(VALUE > 0)"},
    {12, "constraint", "public.posint.later", "not_valid", "true"},
    {12, "constraint", "public.posint.later", "comment", "unlucky"},
    {12, "collation", "public.c1", "ctype", "POSIX"},
    {12, "conversion", "aux.conv2", "default", "true"},
    {12, "function", "public.add1(integer, text[])", "arguments",
     "i integer DEFAULT 3, VARIADIC rest text[] DEFAULT '{a}'::text[]"},
    {12, "function", "public.add1(integer, text[])", "cost", "7"},
    {12, "function", "public.add1(integer, text[])", "config:search_path",
     "pg_catalog, \"$user\", \"Odd.Schema\""},
    {12, "function", "public.srf()", "rows", "10"},
    {12, "function", "public.srf()", "result", "SETOF record"},
    {12, "function", "public.uses_tf(public.mood)", "transforms", "FOR TYPE public.mood"},
    {12, "function", "\"Odd.Schema\".\"f(x), \"\"y\"\"\"(public.mood, public.posint[])", "result",
     "void"},
    {14, "function", "public.sqlf()", "sql_body", "RETURN (SELECT max(t.a) AS max FROM public.t)"},
    {14, "function", "public.sqlf()", "body", ""},
    {12, "procedure", "public.proc1(integer, text)", "result", ""},
    {12, "aggregate", "public.my_cat(text)", "initial", "''"},
    {12, "aggregate", "public.my_cat(text)", "final_modify", "shareable"},
    {12, "aggregate", "public.my_max(integer)", "sort_operator", ">"},
    {12, "aggregate", "public.my_os(double precision, anyelement)", "sort", "ordered-set"},
    {12, "aggregate", "public.my_os(double precision, anyelement)", "final_modify", ""},
    {12, "operator", "public.===(text, text)", "negator", "public.!=="},
    {12, "operator", "public.@#@(none, integer)", "function", "int4abs"},
    {12, "operator-family", "aux.fam USING btree", "operator:1(integer, bigint)", "<"},
    {12, "operator-class", "public.my_int_ops USING btree", "function:1(integer, integer)",
     "btint4cmp(integer, integer)"},
    {12, "operator-class", "public.my_int_ops USING btree", "family", "public.my_int_ops"},
    {12, "text-search-dictionary", "public.dict", "template", "public.tmpl"},
    {12, "text-search-configuration", "public.ts1", "mapping:word", "public.dict, english_stem"},
    {12, "text-search-configuration", "public.ts1", "mapping:url", ""},
    {12, "statistics", "public.st1", "kinds", "dependencies"},
    {12, "statistics", "aux.st2", "kinds", ""},
    {14, "statistics", "public.st3", "columns", "a, (a + c)"},
    {14, "statistics", "public.st4", "columns", "lower(\"B b\")"},
    {12, "foreign-table", "public.ft", "server", "\"Srv@1\""},
    {12, "foreign-table", "public.ft", "option:table", "remote"},
};

void check_rows(const Schema& schema, int version) {
  for (const Row& row : rows) {
    if (row.since > version) continue;
    CAPTURE(row.kind);
    CAPTURE(row.object);
    CAPTURE(row.property);
    const CatalogObject* const object = schema.find(*find_kind(row.kind), row.object);
    CHECK(object != nullptr);
    if (object != nullptr) CHECK(object->property(row.property) == row.value);
  }
}

void drop_subscription(const Database& database) { database.run("DROP SUBSCRIPTION sub1"); }

}  // namespace

TEST_CASE("what is no relation has what it was made with") {
  for_each_server([](const PostgresServer& server) {
    CAPTURE(server.version());
    const Database database(server, "kinds");
    make_kinds(database);
    Target target = database.open();
    const Schema schema = capture_schema(target);
    CHECK(schema.source().unchecked.empty());
    check_rows(schema, server.version());
    // Nothing that the server made by itself, nor what is not used.
    for (const CatalogObject& object : schema.objects()) {
      CHECK(object.name.find("multirange") == std::string_view::npos);
      CHECK(object.name.find("information_schema") == std::string_view::npos);
      CHECK_FALSE(object.name.starts_with("pg_"));
    }
    drop_subscription(database);
  });
}

TEST_CASE("a role that may only connect reads all but the options of user mappings") {
  for_each_server([](const PostgresServer& server) {
    CAPTURE(server.version());
    const Database database(server, "kinds_by_reader");
    make_kinds(database);
    Target all = database.open();
    Target some = database.open_as("kinds_reader");
    const Schema expected = capture_schema(all);
    const Schema read = capture_schema(some);
    CHECK(read.source().unchecked.size() == 3);
    for (const Unchecked& one : read.source().unchecked)
      CHECK(one.what.starts_with("user-mapping "));
    CHECK(expected.objects().size() == read.objects().size());
    for (std::size_t at = 0; at < expected.objects().size(); ++at) {
      const CatalogObject& object = expected.objects()[at];
      CAPTURE(object.name);
      CHECK(object.name == read.objects()[at].name);
      if (kind_name(object.kind) == "user-mapping") continue;
      CHECK(std::vector<Property>(object.properties.begin(), object.properties.end()) ==
            std::vector<Property>(read.objects()[at].properties.begin(),
                                  read.objects()[at].properties.end()));
    }
    drop_subscription(database);
  });
}

TEST_CASE("no password, hash of one or connection string is in a snapshot") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Database database(*server, "kinds_secret");
  make_kinds(database);
  Target target = database.open();
  const std::string snapshot = save_snapshot(capture_schema(target));
  for (const char* secret : {"hunter2", "SCRAM-SHA-256", "nowhere.example"})
    CHECK(snapshot.find(secret) == std::string::npos);
  drop_subscription(database);
}

TEST_CASE("texts do not depend on what a database has set") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Database database(*server, "kinds_settings");
  database.run(
      "CREATE TABLE t (a date DEFAULT '2026-02-03'::date CHECK (a > '2020-01-02'::date),"
      " \"select\" timestamptz DEFAULT '2026-02-03 04:05:06+00'::timestamptz,"
      " i interval DEFAULT '1 day 2 hours'::interval, b bytea DEFAULT '\\xdead'::bytea,"
      " m money DEFAULT '12.34'::money, p text DEFAULT 'a\\b');"
      "CREATE FUNCTION f(d date DEFAULT '2026-02-03'::date) RETURNS date LANGUAGE sql COST 12345678"
      " AS 'SELECT d'; CREATE DOMAIN d AS date DEFAULT '2026-02-03'::date;"
      "CREATE VIEW v AS SELECT '2026-01-02'::date AS d, '0.1'::float4 AS f");
  Target before = database.open();
  const Schema expected = capture_schema(before);
  for (const char* setting :
       {"datestyle = 'SQL, DMY'", "quote_all_identifiers = on", "extra_float_digits = -5",
        "intervalstyle = iso_8601", "timezone = 'Asia/Tokyo'", "bytea_output = escape",
        "standard_conforming_strings = off"}) {
    database.run(std::string("ALTER DATABASE kinds_settings SET ") + setting);
  }
  Target after = database.open();
  for (const auto& difference : diff_schemas(expected, capture_schema(after)).differences) {
    CAPTURE(difference.object);
    CHECK(difference.property.starts_with("setting:"));
  }
}

TEST_CASE("a catalog that is damaged in one place is told and read elsewhere") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Database database(*server, "kinds_damaged");
  database.run(
      "CREATE FUNCTION broken(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';"
      "CREATE TYPE mood AS ENUM ('sad');"
      "UPDATE pg_proc SET proargtypes = '999999' WHERE proname = 'broken'");
  Target target = database.open();
  const Schema schema = capture_schema(target);
  REQUIRE(schema.source().unchecked.size() == 1);
  CHECK(schema.source().unchecked[0].what == "functions");
  CHECK(schema.source().unchecked[0].why == "cache lookup failed for type 999999");
  CHECK(schema.find(*find_kind("enum"), "public.mood") != nullptr);
}
