/// Definitions put together from properties. The texts are those that a server gave; that they are
/// the same for hundreds of objects is tests/lib/postgres/definition_test.cpp's matter.
#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "core/schema/builder.hpp"
#include "core/schema/definition/kinds.hpp"
#include "plumbline/schema.hpp"

namespace {

using plumbline::CatalogObject;
using plumbline::definition;
using plumbline::ObjectKind;
using plumbline::Schema;
using plumbline::SchemaSource;
using plumbline::core::SchemaBuilder;
using plumbline::core::split_list;
using plumbline::core::split_name;
using plumbline::core::Subject;

SchemaSource version(int number) {
  SchemaSource source;
  source.server_version = number;
  return source;
}

std::string definition_of(const Schema& schema, ObjectKind kind, std::string_view name) {
  const CatalogObject* const object = schema.find(kind, name);
  REQUIRE(object != nullptr);
  return definition(schema, *object);
}

}  // namespace

TEST_CASE("an index is what pg_get_indexdef says") {
  SchemaBuilder builder;
  const auto table = builder.add(ObjectKind::table, "Odd Schema", "Order Line");
  const auto parted = builder.add(ObjectKind::table, "app", "event");
  builder.set(parted, "partition_key", "RANGE (at)");
  const auto plain = builder.add(ObjectKind::index, "Odd Schema", "dot.ted", table);
  builder.set(plain, "method", "btree");
  builder.set(plain, "columns", "lower(c) text_pattern_ops DESC, (a + b)");
  const auto full = builder.add(ObjectKind::index, "app", "select", parted);
  builder.set_flag(full, "unique", true);
  builder.set_flag(full, "nulls_not_distinct", true);
  builder.set(full, "method", "btree");
  builder.set(full, "columns", "at");
  builder.set(full, "include", "id, \"user\"");
  builder.set(full, "options", "fillfactor='50'");
  builder.set(full, "predicate", "(id > 0)");
  const Schema schema = std::move(builder).finish(version(150020));
  CHECK(definition_of(schema, ObjectKind::index, "Odd Schema.\"dot.ted\"") ==
        "CREATE INDEX \"dot.ted\" ON \"Odd Schema\".\"Order Line\" USING btree "
        "(lower(c) text_pattern_ops DESC, (a + b))");
  CHECK(definition_of(schema, ObjectKind::index, "app.select") ==
        "CREATE UNIQUE INDEX \"select\" ON ONLY app.event USING btree (at) INCLUDE (id, \"user\") "
        "NULLS NOT DISTINCT WITH (fillfactor='50') WHERE (id > 0)");
}

TEST_CASE("a constraint is what pg_get_constraintdef says, behind its ALTER TABLE") {
  SchemaBuilder builder;
  const auto table = builder.add(ObjectKind::table, "app", "rules");
  const auto domain = builder.add(ObjectKind::domain, "app", "positive");
  const auto foreign = builder.add(ObjectKind::constraint, "app", "f", table);
  builder.set(foreign, "type", "foreign key");
  builder.set(foreign, "columns", "b, region");
  builder.set(foreign, "references", "app.target (id, region)");
  builder.set(foreign, "match", "full");
  builder.set(foreign, "on_delete", "set null (region)");
  builder.set(foreign, "deferrable", "initially deferred");
  builder.set_flag(foreign, "not_valid", true);
  const auto temporal = builder.add(ObjectKind::constraint, "app", "t", table);
  builder.set(temporal, "type", "foreign key");
  builder.set(temporal, "columns", "pid, during");
  builder.set(temporal, "references", "app.temporal (id, during)");
  builder.set_flag(temporal, "period", true);
  const auto key = builder.add(ObjectKind::constraint, "app", "u", table);
  builder.set(key, "type", "unique");
  builder.set(key, "columns", "d");
  builder.set(key, "index_options", "fillfactor='55'");
  builder.set(key, "deferrable", "initially immediate");
  const auto exclusion = builder.add(ObjectKind::constraint, "app", "x", table);
  builder.set(exclusion, "type", "exclude");
  builder.set(exclusion, "method", "gist");
  builder.set(exclusion, "elements", "e WITH &&");
  builder.set(exclusion, "include", "a");
  builder.set(exclusion, "index_options", "fillfactor='66'");
  builder.set(exclusion, "predicate", "(a > 1)");
  const auto check = builder.add(ObjectKind::constraint, "app", "Later", domain);
  builder.set(check, "type", "check");
  builder.set(check, "expression", "(VALUE < 9)");
  builder.set_flag(check, "not_valid", true);
  const Schema schema = std::move(builder).finish(version(150020));
  struct Row {
    const char* name;
    const char* before;
    const char* text;
  };
  const Row rows[] = {
      {"app.rules.f", "ALTER TABLE app.rules ADD CONSTRAINT f ",
       "FOREIGN KEY (b, region) REFERENCES app.target(id, region) MATCH FULL ON DELETE SET NULL "
       "(region) DEFERRABLE INITIALLY DEFERRED NOT VALID"},
      {"app.rules.t", "ALTER TABLE app.rules ADD CONSTRAINT t ",
       "FOREIGN KEY (pid, PERIOD during) REFERENCES app.temporal(id, PERIOD during)"},
      {"app.rules.x", "ALTER TABLE app.rules ADD CONSTRAINT x ",
       "EXCLUDE USING gist (e WITH &&) INCLUDE (a) WITH (fillfactor='66') WHERE ((a > 1))"},
      {"app.positive.Later", "ALTER DOMAIN app.positive ADD CONSTRAINT \"Later\" ",
       "CHECK ((VALUE < 9)) NOT VALID"},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.name));
    const CatalogObject* const constraint = schema.find(ObjectKind::constraint, row.name);
    REQUIRE(constraint != nullptr);
    CHECK(constraint_text(Subject(schema, *constraint)) == row.text);
    CHECK(definition(schema, *constraint) == std::string(row.before) + row.text);
  }
  const CatalogObject* const unique = schema.find(ObjectKind::constraint, "app.rules.u");
  REQUIRE(unique != nullptr);
  CHECK(constraint_text(Subject(schema, *unique)) == "UNIQUE (d) DEFERRABLE");
  CHECK(definition(schema, *unique) ==
        "ALTER TABLE app.rules ADD CONSTRAINT u UNIQUE (d) WITH (fillfactor='55') DEFERRABLE");
}

TEST_CASE("a trigger is what pg_get_triggerdef says") {
  SchemaBuilder builder;
  const auto table = builder.add(ObjectKind::table, "app", "watched");
  const auto trigger = builder.add(ObjectKind::trigger, "app", "K from", table);
  builder.set(trigger, "timing", "after");
  builder.set(trigger, "events", "INSERT OR UPDATE OF a");
  builder.set(trigger, "level", "row");
  builder.set(trigger, "function", "app.touch");
  builder.set(trigger, "arguments", "'a', 'it''s'");
  builder.set(trigger, "when", "(new.a > 1)");
  builder.set_flag(trigger, "constraint", true);
  builder.set(trigger, "references", "app.other");
  const Schema schema = std::move(builder).finish(version(150020));
  CHECK(definition_of(schema, ObjectKind::trigger, "app.watched.K from") ==
        "CREATE CONSTRAINT TRIGGER \"K from\" AFTER INSERT OR UPDATE OF a ON app.watched FROM "
        "app.other NOT DEFERRABLE INITIALLY IMMEDIATE FOR EACH ROW WHEN ((new.a > 1)) EXECUTE "
        "FUNCTION app.touch('a', 'it''s')");
}

TEST_CASE("a function is what pg_get_functiondef says") {
  SchemaBuilder builder;
  const auto function = builder.add_as(ObjectKind::function, "app", "\"f(x)\"(text, integer[])");
  builder.set(function, "arguments", "a text, b integer[] DEFAULT '{}'::integer[]");
  builder.set(function, "result", "SETOF text");
  builder.set(function, "language", "sql");
  builder.set(function, "volatility", "stable");
  builder.set(function, "rows", "7");
  builder.set_keyed(function, "config", "search_path", "app, \"Odd Schema\"");
  builder.set_keyed(function, "config", "TimeZone", "it's \\");
  builder.set(function, "body", "SELECT '$function$'");
  const auto atomic = builder.add_as(ObjectKind::procedure, "app", "Atomic()");
  builder.set(atomic, "language", "sql");
  builder.set(atomic, "sql_body", "BEGIN ATOMIC\n SELECT 1;\nEND");
  const auto binary = builder.add_as(ObjectKind::function, "app", "b()");
  builder.set(binary, "language", "c");
  builder.set(binary, "result", "void");
  builder.set(binary, "binary", "$libdir/b");
  builder.set(binary, "body", "b_main");
  const Schema schema = std::move(builder).finish(version(150020));
  CHECK(definition_of(schema, ObjectKind::function, "app.\"f(x)\"(text, integer[])") ==
        "CREATE OR REPLACE FUNCTION app.\"f(x)\"(a text, b integer[] DEFAULT '{}'::integer[])\n"
        " RETURNS SETOF text\n LANGUAGE sql\n STABLE ROWS 7\n SET \"TimeZone\" TO 'it''s \\'\n"
        " SET search_path TO 'app', 'Odd Schema'\nAS $functionx$SELECT '$function$'$functionx$\n");
  CHECK(definition_of(schema, ObjectKind::procedure, "app.Atomic()") ==
        "CREATE OR REPLACE PROCEDURE app.\"Atomic\"()\n LANGUAGE sql\nBEGIN ATOMIC\n SELECT 1;\n"
        "END\n");
  CHECK(definition_of(schema, ObjectKind::function, "app.b()") ==
        "CREATE OR REPLACE FUNCTION app.b()\n RETURNS void\n LANGUAGE c\n"
        "AS '$libdir/b', $function$b_main$function$\n");
}

TEST_CASE("a table has its columns in their order, and what only ALTER TABLE can say behind") {
  SchemaBuilder builder;
  const auto table = builder.add(ObjectKind::table, "app", "t");
  builder.set(table, "options", "fillfactor='70'");
  builder.set(table, "toast_options", "autovacuum_enabled=false");
  builder.set_flag(table, "row_security", true);
  const auto second = builder.add(ObjectKind::column, "app", "a", table);
  builder.set_position(second, 2);
  builder.set(second, "type", "text");
  builder.set(second, "collation", "\"C\"");
  builder.set(second, "default", "'x'::text");
  builder.set_flag(second, "not_null", true);
  builder.set(second, "storage", "external");
  const auto first = builder.add(ObjectKind::column, "app", "Id", table);
  builder.set_position(first, 1);
  builder.set(first, "type", "bigint");
  builder.set(first, "identity", "by default");
  builder.set(first, "identity_start", "5");
  builder.set_flag(first, "not_null", true);
  const Schema schema = std::move(builder).finish(version(150020));
  CHECK(definition_of(schema, ObjectKind::table, "app.t") ==
        "CREATE TABLE app.t (\n"
        "    \"Id\" bigint GENERATED BY DEFAULT AS IDENTITY (START WITH 5) NOT NULL,\n"
        "    a text COLLATE \"C\" DEFAULT 'x'::text NOT NULL\n"
        ") WITH (fillfactor='70', toast.autovacuum_enabled=false);\n"
        "ALTER TABLE ONLY app.t ALTER COLUMN a SET STORAGE EXTERNAL;\n"
        "ALTER TABLE ONLY app.t ENABLE ROW LEVEL SECURITY");
  CHECK(definition_of(schema, ObjectKind::column, "app.t.a") ==
        "ALTER TABLE app.t ADD COLUMN a text COLLATE \"C\" DEFAULT 'x'::text NOT NULL;\n"
        "ALTER TABLE ONLY app.t ALTER COLUMN a SET STORAGE EXTERNAL");
}

TEST_CASE("names are quoted as the version of the snapshot has them") {
  for (const int number : {160000, 170000}) {
    SchemaBuilder builder;
    builder.add(ObjectKind::schema, "", "json");
    const Schema schema = std::move(builder).finish(version(number));
    CHECK(definition_of(schema, ObjectKind::schema, "json") ==
          (number < 170000 ? "CREATE SCHEMA json" : "CREATE SCHEMA \"json\""));
  }
}

TEST_CASE("a relative schema's definitions leave it out") {
  SchemaBuilder builder;
  const auto view = builder.add(ObjectKind::view, "tenant1", "V");
  builder.set(view, "query", " SELECT t.a\n   FROM tenant1.t");
  SchemaSource source = version(150020);
  source.relative = true;
  const Schema schema = std::move(builder).finish(source);
  CHECK(definition(schema, schema.objects().front()) ==
        "CREATE VIEW \"V\" AS\n SELECT t.a\n   FROM t;");
}

TEST_CASE("what has no statement of its own gives none") {
  SchemaBuilder builder;
  const auto sequence = builder.add(ObjectKind::sequence, "app", "t_id_seq");
  builder.set(sequence, "identity", "app.t.id");
  builder.add(ObjectKind::database, "", "database");
  builder.add(ObjectKind::large_objects, "", "large-objects");
  const Schema schema = std::move(builder).finish(version(150020));
  for (const CatalogObject& object : schema.objects()) CHECK(definition(schema, object).empty());
}

TEST_CASE("what may be a password is no part of a definition") {
  SchemaBuilder builder;
  const auto server = builder.add(ObjectKind::server, "", "srv1");
  builder.set(server, "wrapper", "postgres_fdw");
  builder.set_keyed(server, "option", "host", "x");
  builder.set_keyed(server, "option", "password", "sha256:" + std::string(64, 'a'));
  const Schema schema = std::move(builder).finish(version(150020));
  CHECK(definition_of(schema, ObjectKind::server, "srv1") ==
        "CREATE SERVER srv1 FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'x')");
}

TEST_CASE("lists are split at commas that stand in no bracket and no quotes") {
  const auto parts = split_list("a, f(b, c), 'd, ''e', \"x,\"\"y\", i[1,2]");
  REQUIRE(parts.size() == 5);
  CHECK(parts[1] == "f(b, c)");
  CHECK(parts[2] == "'d, ''e'");
  CHECK(parts[3] == "\"x,\"\"y\"");
  CHECK(split_list("").empty());
  CHECK(split_name("\"a.b\"\"c\".t").front() == "a.b\"c");
  CHECK(split_name("t").size() == 1);
}
