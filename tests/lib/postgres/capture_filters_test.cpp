/// Which part of a database is captured, and schemas that compare equal whatever their names.
#include <doctest/doctest.h>

#include <algorithm>

#include "database.hpp"
#include "plumbline/diff.hpp"
#include "plumbline/schema.hpp"

using namespace plumbline;
using namespace plumbline::tests;

namespace {

/// The same tenant under any name, with everything that mentions it.
std::string tenant(const std::string& name) {
  std::string sql =
      "CREATE SCHEMA \"@\";"
      "CREATE TYPE \"@\".mood AS ENUM ('sad', 'ok');"
      "CREATE TABLE \"@\".owner (id bigserial PRIMARY KEY, m \"@\".mood DEFAULT 'ok');"
      "CREATE TABLE \"@\".pet (id int PRIMARY KEY, owner bigint REFERENCES \"@\".owner);"
      "CREATE INDEX pet_owner ON \"@\".pet (owner);"
      "CREATE VIEW \"@\".pairs AS SELECT o.id, p.id AS pet FROM \"@\".owner o JOIN \"@\".pet p"
      " ON p.owner = o.id;"
      "CREATE FUNCTION \"@\".touch() RETURNS trigger LANGUAGE plpgsql"
      " SET search_path = \"@\", pg_temp AS $$ BEGIN RETURN NEW; END $$;"
      "CREATE TRIGGER touched BEFORE UPDATE ON \"@\".pet FOR EACH ROW EXECUTE FUNCTION"
      " \"@\".touch();";
  for (std::size_t at = sql.find('@'); at != std::string::npos; at = sql.find('@', at))
    sql.replace(at, 1, name);
  return sql;
}

bool holds(const Schema& schema, ObjectKind kind, std::string_view name) {
  return schema.find(kind, name) != nullptr;
}

}  // namespace

TEST_CASE("schemas are chosen by name and glob, objects by kind and glob") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Database database(*server, "filters");
  database.run(tenant("one") + tenant("two") +
               "CREATE EXTENSION pg_trgm; CREATE TABLE public.alembic_version"
               " (version_num varchar(32) PRIMARY KEY); CREATE TABLE public.tmp_1 (a int)");
  Target target = database.open();

  const Schema all = capture_schema(target);
  CHECK(holds(all, ObjectKind::table, "one.pet"));
  CHECK(holds(all, ObjectKind::extension, "pg_trgm"));
  CHECK_FALSE(holds(all, ObjectKind::table, "public.alembic_version"));
  CHECK_FALSE(holds(all, ObjectKind::function, "public.similarity(text, text)"));
  CHECK(std::ranges::any_of(all.source().left_out, [](const Unchecked& one) {
    return one.what == "table public.alembic_version";
  }));

  const Schema whole =
      capture_schema(target, {.with_extension_members = true, .with_registry = true});
  CHECK(holds(whole, ObjectKind::table, "public.alembic_version"));
  CHECK(holds(whole, ObjectKind::function, "public.similarity(text, text)"));

  const Schema one = capture_schema(target, {.schemas = {"on*"}});
  CHECK(holds(one, ObjectKind::table, "one.pet"));
  CHECK_FALSE(holds(one, ObjectKind::table, "two.pet"));
  CHECK_FALSE(holds(one, ObjectKind::extension, "pg_trgm"));

  const Schema less = capture_schema(target, {.skip = {"two", "table:public.tmp_*"}});
  CHECK(holds(less, ObjectKind::table, "one.pet"));
  CHECK_FALSE(holds(less, ObjectKind::schema, "two"));
  CHECK_FALSE(holds(less, ObjectKind::table, "public.tmp_1"));

  CHECK(error_of([&] { (void)capture_schema(target, {.schemas = {"three"}}); }).status() ==
        Status::not_found);
  CHECK(error_of([&] { (void)capture_schema(target, {.skip = {"tabel:x"}}); }).status() ==
        Status::argument);
}

TEST_CASE("tenants of the same content have the same relative fingerprint") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Database database(*server, "tenants");
  database.run(tenant("t1") + tenant("Tenant-2") + tenant("t3") +
               "ALTER TABLE t3.pet ADD COLUMN name text");
  Target target = database.open();
  const Schema schema = capture_schema(target, {.schemas = {"t*", "Tenant-2"}, .relative = true});
  REQUIRE(schema.schema_fingerprint("t1").has_value());
  CHECK(schema.schema_fingerprint("t1") == schema.schema_fingerprint("Tenant-2"));
  CHECK(schema.schema_fingerprint("t1") != schema.schema_fingerprint("t3"));

  const Schema first = capture_schema(target, {.schemas = {"t1"}, .relative = true});
  const Schema second = capture_schema(target, {.schemas = {"Tenant-2"}, .relative = true});
  const Schema third = capture_schema(target, {.schemas = {"t3"}, .relative = true});
  CHECK(first.fingerprint() == second.fingerprint());
  CHECK(diff_schemas(first, second).differences.empty());
  CHECK(read_fingerprint(target, {.schemas = {"t1"}, .relative = true}) == first.fingerprint());
  const Diff diff = diff_schemas(first, third);
  REQUIRE(diff.differences.size() == 1);
  CHECK(diff.differences.front().object == "pet.name");
}
