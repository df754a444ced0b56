/// A target after a check is as it was before: nothing written, nobody's lock awaited, nobody's
/// code run.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "lib/postgres/database.hpp"
#include "plumbline/project.hpp"
#include "postgres/connection.hpp"
#include "support/scratch_folder.hpp"

namespace {

using plumbline::Error;
using plumbline::ObjectName;
using plumbline::Project;
using plumbline::Report;
using plumbline::Repository;
using plumbline::Status;
using plumbline::Target;
using plumbline::postgres::find_table;
using plumbline::postgres::find_tables;
using plumbline::postgres::list_catalog_names;
using plumbline::postgres::RegistryTable;
using plumbline::tests::Database;
using plumbline::tests::error_of;
using plumbline::tests::PostgresServer;
using plumbline::tests::ScratchFolder;
using plumbline::tests::shared_server;

std::vector<std::string> schemas_of(const std::vector<RegistryTable>& tables) {
  std::vector<std::string> schemas;
  for (const RegistryTable& table : tables) schemas.push_back(table.schema);
  return schemas;
}

void make_role(const Database& database, const std::string& role) {
  database.run("DO $$ BEGIN CREATE ROLE " + role +
               " LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
}

/// Everything that a check does to a database.
void look_at_all(Target& target) {
  find_tables(target.connection(), "registry");
  find_table(target.connection(), "app", "registry");
  list_catalog_names(target.connection());
  error_of([&] { target.connection().query("SELECT id FROM app.absent"); });
  target.connection().query("SELECT id FROM app.registry");
  target.connection().end_snapshot();
}

bool contains(const std::vector<ObjectName>& names, const ObjectName& name) {
  return std::ranges::find(names, name) != names.end();
}

}  // namespace

TEST_CASE("nothing is written: no transaction id, no tuple, no statement but reads") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Database database(*server, "unwritten");
  database.run(
      "CREATE SCHEMA app; CREATE TABLE app.registry AS SELECT 1 AS id; ANALYZE app.registry");
  database.run("ALTER DATABASE unwritten SET log_statement = 'all'");
  // The counters of a session are published when it has ended.
  const auto state = [&] {
    return server->run_sql(
        "postgres",
        "SELECT pg_snapshot_xmax(pg_current_snapshot()), tup_inserted, tup_updated, tup_deleted,"
        " temp_files FROM pg_stat_database WHERE datname = 'unwritten'");
  };
  const auto await_end = [&] {
    while (server->run_sql("postgres",
                           "SELECT count(*) FROM pg_stat_activity WHERE datname = 'unwritten'") !=
           "0")
      continue;
  };
  await_end();
  const std::string before = state();
  const std::size_t log_before = server->log().size();
  {
    Target target = database.open();
    look_at_all(target);
  }
  await_end();
  CHECK(state() == before);
  std::size_t statements = 0;
  std::string log = server->log().substr(log_before);
  for (const char* mark : {"statement: ", "execute <unnamed>: "}) {
    for (std::size_t at = log.find(mark); at != std::string::npos; at = log.find(mark, at + 1)) {
      const std::string text = log.substr(at + std::string(mark).size(), 60);
      CAPTURE(text);
      ++statements;
      const bool is_read = text.starts_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;") ||
                           text.starts_with("SELECT ") || text.starts_with("WITH ") ||
                           text.starts_with("ROLLBACK");
      CHECK(is_read);
    }
  }
  CHECK(statements == 7);  // BEGIN, four reads, back to the savepoint, ROLLBACK
}

TEST_CASE("a check waits for nobody and nobody waits for it") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Database database(*server, "unlocked");
  database.run("CREATE SCHEMA app; CREATE TABLE app.registry (id int); CREATE TABLE big (n int)");
  Target target = database.open();
  CHECK(find_tables(target.connection(), "registry").size() == 1);
  CHECK(list_catalog_names(target.connection()).size() > 3);
  // The transaction is still open: an ALTER TABLE that needs every lock goes through.
  CHECK_NOTHROW(database.run(
      "SET lock_timeout = '100ms'; ALTER TABLE app.registry ADD COLUMN x int; DROP TABLE big"));
}

TEST_CASE("each call reads what is there when it begins, and leaves no transaction open") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Database database(*server, "moments");
  const ScratchFolder folder;
  folder.write("migrations/1_orders.sql", "CREATE TABLE orders (id int);");
  const Repository repository = Repository::open(folder.path());
  REQUIRE(repository.projects().size() == 1);
  const Project& project = repository.projects().front();
  Target target = database.open({.application_name = "moments"});
  const auto open_transactions = [&] {
    return database.run(
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'moments' AND state <> "
        "'idle'");
  };
  CHECK_FALSE(project.read_registry(target).exists);
  database.run(
      "CREATE TABLE _sqlx_migrations (version bigint PRIMARY KEY, description text NOT NULL,"
      " installed_on timestamptz NOT NULL DEFAULT now(), success boolean NOT NULL,"
      " checksum bytea NOT NULL, execution_time bigint NOT NULL)");
  CHECK(project.read_registry(target).exists);
  CHECK(open_transactions() == "0");
  CHECK(repository.status(target).projects.front().has_registry);
  CHECK(open_transactions() == "0");
  database.run("CREATE TABLE by_hand (a int)");
  const Report report = repository.check(&target);
  CHECK(std::ranges::any_of(report.findings, [](const plumbline::Finding& finding) {
    return finding.object == "public.by_hand";
  }));
  CHECK(open_transactions() == "0");
  (void)repository.verify(target);
  CHECK(open_transactions() == "0");
}

TEST_CASE("tables are found in the order of the role's own search_path") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Database database(*server, "ordered");
  make_role(database, "pathfinder");
  database.run(R"(CREATE SCHEMA a; CREATE SCHEMA b; CREATE SCHEMA c; CREATE SCHEMA "d,""D";
                  CREATE TABLE a.t (x int); CREATE TABLE b.t (y int, "Z" int); CREATE TABLE c.t ();
                  CREATE TABLE "d,""D".t (); CREATE INDEX other ON a.t (x);
                  GRANT USAGE ON SCHEMA a, b, "d,""D" TO pathfinder; GRANT CREATE ON SCHEMA a TO pathfinder;
                  ALTER ROLE pathfinder IN DATABASE ordered SET search_path = "$user", b, absent, c, "d,""D", a)");
  Target target = database.open_as("pathfinder");
  const std::vector<RegistryTable> tables = find_tables(target.connection(), "t");
  CHECK(schemas_of(tables) == std::vector<std::string>{"b", "d,\"D", "a", "c"});
  CHECK(tables[0].columns == std::vector<std::string>{"y", "Z"});
  CHECK(tables[0].is_table());
  CHECK(tables[0].owner == "postgres");
  const auto& path = target.connection().search_path();
  REQUIRE(path.size() == 3);  // without what is absent or may not be used
  CHECK(path[0].name == "b");
  CHECK_FALSE(path[0].may_create);
  CHECK(path[2].name == "a");
  CHECK(path[2].may_create);
  CHECK(find_tables(target.connection(), "T").empty());
  CHECK_FALSE(find_table(target.connection(), "c", "absent").has_value());
}

TEST_CASE("a role with too few rights is told what is missing") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Database database(*server, "rights");
  make_role(database, "reader");
  database.run("CREATE SCHEMA app; CREATE TABLE app.registry (id int, note text)");
  const auto readable = [&] {
    Target target = database.open_as("reader");
    return find_table(target.connection(), "app", "registry")->readable;
  };
  const auto error = [&] {
    Target target = database.open_as("reader");
    return error_of([&] { target.connection().query("SELECT id, note FROM app.registry"); });
  };
  CHECK_FALSE(readable());
  CHECK(error().fields().message == "permission denied for schema app");
  database.run("GRANT USAGE ON SCHEMA app TO reader");
  CHECK_FALSE(readable());
  CHECK(error().status() == Status::server);
  CHECK(error().fields().sqlstate == "42501");
  CHECK(error().fields().message == "permission denied for table registry");
  CHECK_FALSE(error().fields().hint.empty());
  database.run("GRANT SELECT (id) ON app.registry TO reader");
  CHECK_FALSE(readable());
  database.run("GRANT SELECT (note) ON app.registry TO reader");
  CHECK(readable());
  CHECK(error().status() == Status::ok);
  database.run(
      "REVOKE SELECT (id, note) ON app.registry FROM reader; GRANT SELECT ON app.registry TO "
      "reader");
  CHECK(readable());
  database.run("REVOKE USAGE ON SCHEMA app FROM reader");
  CHECK_FALSE(readable());
}

TEST_CASE("a view in a registry's place is named as such and never run") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Database database(*server, "viewed");
  database.run(
      "CREATE FUNCTION trap() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'run as "
      "us'; END $$;"
      "CREATE VIEW registry AS SELECT trap() AS id;"
      "CREATE MATERIALIZED VIEW stored AS SELECT 1 AS id; CREATE TABLE parted (id int) PARTITION "
      "BY LIST (id)");
  Target target = database.open();
  const auto kind = [&](const char* name) {
    return find_table(target.connection(), "public", name);
  };
  CHECK(kind("registry")->relkind == 'v');
  CHECK_FALSE(kind("registry")->is_table());
  CHECK_FALSE(kind("stored")->is_table());
  CHECK(kind("parted")->is_table());
  if (target.server_version() >= 170'000 || target.server_version() % 10'000 >= 8) {
    const Error error =
        error_of([&] { target.connection().query("SELECT id FROM public.registry"); });
    CHECK(error.fields().message.find("run as us") == std::string::npos);
    CHECK(error.status() == Status::server);
  }
}

TEST_CASE("functions and operators in front of the server's own are not reached") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Database database(*server, "hijacked");
  database.run(R"(
    CREATE SCHEMA evil; CREATE TABLE evil.registry (id int); CREATE TABLE evil.pg_class (oid oid, relname name);
    CREATE FUNCTION evil.current_schemas(boolean) RETURNS name[] LANGUAGE plpgsql AS $$ BEGIN RAISE 'evil'; END $$;
    CREATE FUNCTION evil.has_schema_privilege(name, text) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN RAISE 'evil'; END $$;
    CREATE FUNCTION evil.has_table_privilege(oid, text) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN RAISE 'evil'; END $$;
    CREATE FUNCTION evil.equal(name, name) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN RAISE 'evil'; END $$;
    CREATE FUNCTION evil.equal(oid, oid) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN RAISE 'evil'; END $$;
    CREATE FUNCTION evil.differ(text, text) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN RAISE 'evil'; END $$;
    CREATE OPERATOR evil.= (LEFTARG = name, RIGHTARG = name, FUNCTION = evil.equal);
    CREATE OPERATOR evil.= (LEFTARG = oid, RIGHTARG = oid, FUNCTION = evil.equal);
    CREATE OPERATOR evil.<> (LEFTARG = text, RIGHTARG = text, FUNCTION = evil.differ);
    ALTER DATABASE hijacked SET search_path = evil, public, pg_catalog)");
  Target target = database.open();
  CHECK(schemas_of(find_tables(target.connection(), "registry")) ==
        std::vector<std::string>{"evil"});
  CHECK(target.connection().search_path().front().name == "evil");
  CHECK_NOTHROW(list_catalog_names(target.connection()));
}

TEST_CASE("row level security is seen, and never hides rows silently") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Database database(*server, "secured");
  make_role(database, "reader");
  database.run(
      "CREATE TABLE registry AS SELECT 1 AS id; ALTER TABLE registry ENABLE ROW LEVEL SECURITY;"
      "CREATE TABLE plain (id int); GRANT SELECT ON registry, plain TO reader");
  Target owner = database.open();
  CHECK_FALSE(find_table(owner.connection(), "public", "registry")->row_security);
  Target target = database.open_as("reader");
  CHECK(find_table(target.connection(), "public", "registry")->row_security);
  CHECK_FALSE(find_table(target.connection(), "public", "plain")->row_security);
  const Error error =
      error_of([&] { target.connection().query("SELECT id FROM public.registry"); });
  CHECK(error.fields().sqlstate == "42501");
}

TEST_CASE("the catalog's names have the kinds that expectations use") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Database database(*server, "named");
  make_role(database, "reader");
  database.run(
      R"(CREATE SCHEMA app; CREATE TABLE app.orders (id serial PRIMARY KEY); CREATE VIEW app.recent AS SELECT 1 AS n;
    CREATE MATERIALIZED VIEW app.totals AS SELECT 1 AS n; CREATE TYPE app.state AS ENUM ('a'); CREATE TYPE app.pair AS (a int);
    CREATE DOMAIN app.amount AS int; CREATE TABLE app.parts (id int) PARTITION BY LIST (id);
    CREATE FUNCTION app.f() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE FUNCTION app.f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
    CREATE FUNCTION app.g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
    CREATE TRIGGER stamp BEFORE INSERT ON app.orders FOR EACH ROW EXECUTE FUNCTION app.g();
    CREATE POLICY mine ON app.orders USING (true))");
  Target target = database.open();
  const std::vector<ObjectName> names = list_catalog_names(target.connection());
  for (const ObjectName& name : std::vector<ObjectName>{{"table", "app", "orders"},
                                                        {"table", "app", "parts"},
                                                        {"view", "app", "recent"},
                                                        {"matview", "app", "totals"},
                                                        {"sequence", "app", "orders_id_seq"},
                                                        {"index", "app", "orders_pkey"},
                                                        {"type", "app", "state"},
                                                        {"type", "app", "pair"},
                                                        {"type", "app", "amount"},
                                                        {"function", "app", "f"},
                                                        {"trigger", "app", "stamp"},
                                                        {"policy", "app", "mine"},
                                                        {"schema", "", "app"},
                                                        {"extension", "", "plpgsql"},
                                                        {"role", "", "reader"}}) {
    CAPTURE(name.kind);
    CAPTURE(name.name);
    CHECK(std::ranges::count(names, name) == 1);
  }
  CHECK_FALSE(contains(names, {"type", "app", "orders"}));
  CHECK_FALSE(contains(names, {"type", "app", "_orders"}));
  CHECK_FALSE(contains(names, {"schema", "", "pg_catalog"}));
  CHECK_FALSE(contains(names, {"role", "", "pg_monitor"}));
  CHECK(std::ranges::none_of(names, [](const ObjectName& n) { return n.schema == "pg_toast"; }));
}

TEST_CASE("no transaction is open while what was read is compared and simulated") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Database database(*server, "thinking");
  const ScratchFolder folder;
  folder.write("one/migrations/1_orders.sql", "CREATE TABLE orders (id int);");
  folder.write("two/migrations/1_people.sql", "CREATE TABLE people (id int);");
  const Repository repository = Repository::open(folder.path());
  REQUIRE(repository.projects().size() == 2);
  Target target = database.open({.application_name = "thinking"});
  // Told behind each tree: between them the first one's transaction would be seen.
  std::size_t told = 0;
  plumbline::CheckOptions options;
  options.expect = {"table orders"};
  options.control.on_event = [&](const plumbline::Event&) {
    ++told;
    CHECK(database.run("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'thinking' "
                       "AND state <> 'idle'") == "0");
    return true;
  };
  (void)repository.check(&target, options);
  CHECK(told >= 2);
  (void)repository.verify(target, options);
  CHECK(told >= 4);
}
