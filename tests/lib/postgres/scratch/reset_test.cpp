/// What a reset leaves: nothing, and the database's own; what it does where it may not do all; what
/// becomes of one that was interrupted; copies kept as templates.
#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

#include "lib/postgres/scenes.hpp"
#include "lib/postgres/scratch/scratch_database.hpp"
#include "postgres/scratch/databases.hpp"
#include "postgres/scratch/guard.hpp"
#include "postgres/scratch/mark.hpp"
#include "postgres/session.hpp"
#include "support/skip.hpp"
#include "system/interruption.hpp"

using namespace plumbline;
using plumbline::postgres::ScratchGuard;
using plumbline::postgres::scratch::Mark;
using plumbline::postgres::scratch::read_mark;
using plumbline::tests::error_of;
using plumbline::tests::for_each_server;
using plumbline::tests::make_roles;
using plumbline::tests::PostgresOptions;
using plumbline::tests::PostgresServer;
using plumbline::tests::read_scene;
using plumbline::tests::ScratchDatabase;
using plumbline::tests::shared_server;
using plumbline::tests::skip_case;

namespace {

/// What the study of the scenario found left by a reset that only drops schemas.
constexpr const char* left_by_others =
    "SELECT lo_create(0); CREATE PUBLICATION pub_all FOR ALL TABLES;"
    "CREATE CAST (bigint AS text) WITH INOUT AS ASSIGNMENT;"
    "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO scratch_other;"
    "ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;"
    "GRANT CREATE ON SCHEMA public TO scratch_other; CREATE TABLE public.t (a int);"
    "CREATE FUNCTION public.f(VARIADIC a \"any\") RETURNS int LANGUAGE internal AS 'pg_num_nulls';"
    "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET work_mem = ''7MB''', current_database());"
    "END $$";

constexpr const char* refusing_trigger =
    "CREATE SCHEMA away; CREATE FUNCTION away.no() RETURNS event_trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'no drops here'; END $$;"
    "CREATE EVENT TRIGGER refusing ON sql_drop EXECUTE FUNCTION away.no()";

/// A guard that has leave to write, so that what is made now is a gate's.
ScratchGuard guard_at_work(const ScratchDatabase& database) {
  ScratchGuard guard = ScratchGuard::open(database.uri());
  static_cast<void>(guard.writable());
  return guard;
}

void check_marked(const ScratchDatabase& database) {
  const Mark mark = read_mark(database.comment()).mark;
  CHECK(mark.oid == database.run_beside("SELECT oid FROM pg_database WHERE datname = '" +
                                        database.name() + "'"));
  CHECK(mark.schema == "in-use");
}

std::string own_of(const ScratchDatabase& database) {
  return database.run_beside(
      "SELECT pg_get_userbyid(datdba), encoding, datcollate, datctype, datconnlimit, dattablespace,"
      " (SELECT array_agg(a::text ORDER BY a::text) FROM aclexplode(datacl) a),"
      " (SELECT setconfig FROM pg_db_role_setting WHERE setdatabase = d.oid AND setrole = 0)"
      " FROM pg_database d WHERE datname = '" +
      database.name() + "'");
}

std::string databases_like(const PostgresServer& server, const std::string& prefix) {
  return server.run_sql("postgres", "SELECT datname FROM pg_database WHERE starts_with(datname, '" +
                                        prefix + "') ORDER BY 1");
}

}  // namespace

TEST_CASE("a database with objects of every kind is made anew, and keeps what is its own") {
  for_each_server([](const PostgresServer& server) {
    CAPTURE(server.version());
    make_roles(server);
    const ScratchDatabase database(server, "reset_all");
    database.run("ALTER DATABASE reset_all SET search_path = \"$user\", \"a, b\", public");
    database.run(
        "ALTER DATABASE reset_all SET statement_timeout = '9s'; ALTER DATABASE reset_all SET "
        "application_name = 'it''s'; REVOKE CONNECT ON DATABASE reset_all FROM PUBLIC;"
        "GRANT CONNECT ON DATABASE reset_all TO scratch_other WITH GRANT OPTION;"
        "ALTER DATABASE reset_all CONNECTION LIMIT 7");
    mark_scratch(database.uri());
    const std::string own = own_of(database);
    ScratchGuard guard = guard_at_work(database);
    CHECK(guard.why_no_copies().empty());
    database.run_as_superuser(read_scene("every_kind.sql", server.version()).base);
    database.run_as_superuser(left_by_others);
    CHECK(own_of(database) != own);
    // Only a superuser can own a subscription before 16, and with one nobody can drop a database.
    const Error error = error_of([&] { guard.reset(); });
    CHECK(error.status() == Status::refused);
    CHECK(std::string(error.what()) ==
          "subscription \"sub1\" of database \"reset_all\" cannot be dropped");
    CHECK(error.fields().detail == "must be owner of subscription sub1");
    database.run_as_superuser("DROP SUBSCRIPTION sub1");
    database.run_as_superuser(refusing_trigger);
    guard.reset();
    CHECK(database.remains() == "");
    CHECK(own_of(database) == own);
    check_marked(database);
    guard.reset();
    CHECK(database.remains() == "");
    CHECK(databases_like(server, "plumb_").empty());
    guard.remark();
    CHECK(read_mark(database.comment()).mark.schema.size() == 64);
  });
}

TEST_CASE("a role without CREATEDB resets object by object, and what it may not drop is named") {
  for_each_server([](const PostgresServer& server) {
    CAPTURE(server.version());
    if (server.version() < 15) return;  // schema public is the superuser's there: see below
    make_roles(server);
    const ScratchDatabase database(server, "reset_plain", "scratch_plain");
    database.run("ALTER DATABASE reset_plain SET statement_timeout = '9s'");
    mark_scratch(database.uri());
    const std::string own = own_of(database);
    ScratchGuard guard = guard_at_work(database);
    CHECK(guard.why_no_copies() == "the role may not create databases");
    // All that a plain role can own, and then what only a superuser can.
    database.run_beside(
        "DO $$ BEGIN CREATE ROLE scratch_super SUPERUSER LOGIN; EXCEPTION WHEN duplicate_object "
        "THEN NULL; END $$");
    const std::string as_super = server.uri("reset_plain", "scratch_super");
    plumbline::tests::run_sql_at(as_super, read_scene("every_kind.sql", server.version()).base);
    plumbline::tests::run_sql_at(as_super,
                                 "DROP EVENT TRIGGER et1; DROP SUBSCRIPTION sub1;"
                                 "ALTER FOREIGN DATA WRAPPER wrap OWNER TO postgres;"
                                 "REASSIGN OWNED BY scratch_super TO scratch_plain");
    database.run(
        "DROP SCHEMA public CASCADE; CREATE SCHEMA public; CREATE TABLE public.t (a int);"
        "SELECT lo_create(0); DO $$ BEGIN CREATE EXTENSION hstore SCHEMA app;"
        "EXCEPTION WHEN feature_not_supported OR undefined_file THEN NULL; END $$;"
        "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO scratch_other;"
        "ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;"
        "ALTER DATABASE reset_plain SET work_mem = '7MB'");
    const Error error = error_of([&] { guard.reset(); });
    CHECK(error.status() == Status::refused);
    CHECK(std::string(error.what()) ==
          "database \"reset_plain\" is not empty after its reset: transform for real language sql, "
          "access method heap2, foreign-data wrapper wrap");
    CHECK(error.fields().detail.find("foreign-data wrapper wrap: must be owner of foreign-data "
                                     "wrapper wrap") != std::string::npos);
    database.run_as_superuser(
        "DROP TRANSFORM FOR real LANGUAGE sql; DROP ACCESS METHOD heap2; DROP FOREIGN DATA WRAPPER "
        "wrap CASCADE");
    guard.reset();
    CHECK(database.remains() == "");
    CHECK(own_of(database) == own);
    check_marked(database);
    database.run_as_superuser("DROP EXTENSION plpgsql");
    guard.reset();
    CHECK(database.remains() == "");
  });
}

TEST_CASE("before PostgreSQL 15 public is emptied as it is, and its rights are told if changed") {
  for_each_server([](const PostgresServer& server) {
    if (server.version() >= 15) return;
    const ScratchDatabase database(server, "reset_public", "scratch_plain");
    mark_scratch(database.uri());
    ScratchGuard guard = guard_at_work(database);
    database.run(
        "CREATE TABLE t (a serial PRIMARY KEY); CREATE VIEW v AS SELECT a FROM t;"
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE TYPE e AS ENUM "
        "('x'); CREATE DOMAIN d AS int");
    guard.reset();
    CHECK(database.remains() == "");
    database.run_as_superuser("REVOKE CREATE ON SCHEMA public FROM PUBLIC");
    CHECK(std::string(error_of([&] { guard.reset(); }).what()) ==
          "database \"reset_public\" is not empty after its reset: rights on schema public");
  });
}

TEST_CASE("an event trigger that refuses every drop stops a reset by objects, and only that") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const ScratchDatabase plain(*server, "reset_refusing", "scratch_plain");
  mark_scratch(plain.uri());
  ScratchGuard guard = guard_at_work(plain);
  plain.run("CREATE SCHEMA app; CREATE TABLE app.t (a int)");
  plain.run_as_superuser(refusing_trigger);
  const Error error = error_of([&] { guard.reset(); });
  CHECK(error.status() == Status::refused);
  CHECK(std::string(error.what()).find("event trigger refusing") != std::string::npos);
  CHECK(error.fields().detail.find("schema app: no drops here") != std::string::npos);
  CHECK(error.fields().detail.find("event trigger refusing: must be owner of event trigger") !=
        std::string::npos);
  CHECK_FALSE(error.fields().hint.empty());

  const ScratchDatabase maker(*server, "reset_made_anew");
  mark_scratch(maker.uri());
  ScratchGuard other = guard_at_work(maker);
  maker.run_as_superuser(refusing_trigger);
  other.reset();
  CHECK(maker.remains() == "");
}

TEST_CASE("a schema of more relations than the server has locks for is emptied") {
  if (const std::string& why = PostgresServer::missing(); !why.empty()) return skip_case(why);
  const PostgresServer server(PostgresOptions{
      .settings = "-c max_locks_per_transaction=10 -c max_connections=10 -c max_wal_senders=0"});
  const ScratchDatabase database(server, "reset_wide", "scratch_plain");
  mark_scratch(database.uri());
  ScratchGuard guard = guard_at_work(database);
  database.run("CREATE SCHEMA wide");
  const std::string make =
      "DO $$ BEGIN FOR i IN 1..2500 LOOP EXECUTE format('CREATE TABLE %s.t%s (a int)', '";
  const std::string in_pieces = "', i); IF i % 100 = 0 THEN COMMIT; END IF; END LOOP; END $$";
  database.run(make + "wide" + in_pieces);
  CHECK_THROWS(database.run("DROP SCHEMA wide CASCADE"));
  guard.reset();
  CHECK(database.remains() == "");
}

TEST_CASE("whoever is connected stops a reset, and nothing is lost") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  for (const char* role : {"scratch_maker", "scratch_plain"}) {
    CAPTURE(role);
    const ScratchDatabase database(*server, "reset_busy", role);
    mark_scratch(database.uri());
    ScratchGuard guard = guard_at_work(database);
    database.run("CREATE TABLE t (a int)");
    {
      const Target reader = Target::open(database.uri());
      const Error error = error_of([&] { guard.reset(); });
      CHECK(error.status() == Status::refused);
      CHECK(std::string(error.what())
                .starts_with("others are connected to database \"reset_busy\": pid "));
    }
    CHECK(database.run("SELECT count(*) FROM t") == "0");
    guard.reset();
    CHECK(database.remains() == "");
  }
}

TEST_CASE("a setting that only a superuser may make is kept, though it keeps from a new database") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const ScratchDatabase database(*server, "reset_setting");
  database.run_beside("ALTER DATABASE reset_setting SET log_statement = 'ddl'");
  mark_scratch(database.uri());
  const std::string own = own_of(database);
  ScratchGuard guard = guard_at_work(database);
  database.run("CREATE TABLE t (a int)");
  const std::string oid = read_mark(database.comment()).mark.oid;
  guard.reset();
  CHECK(database.remains() == "");
  CHECK(own_of(database) == own);
  CHECK(read_mark(database.comment()).mark.oid == oid);
  CHECK(databases_like(*server, "plumb_next_").empty());
}

TEST_CASE("while a gate is at work a statement ends with its client, and no longer after it") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  if (server->version() < 14) return skip_case("the server looks after clients since 14");
  const ScratchDatabase database(*server, "reset_clients");
  mark_scratch(database.uri());
  ScratchGuard guard = guard_at_work(database);
  CHECK(database.run("SHOW client_connection_check_interval") == "250ms");
  guard.reset();
  CHECK(database.run("SHOW client_connection_check_interval") == "0");
  static_cast<void>(guard.writable());
  CHECK(database.run("SHOW client_connection_check_interval") == "250ms");
  guard.remark();
  CHECK(database.run("SHOW client_connection_check_interval") == "0");
}

TEST_CASE("names and locales that need care survive a reset") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  plumbline::tests::make_scratch_roles(*server);
  const std::string name = "Scratch \"odd\" 100%41 $HOME it's";
  const std::string quoted = "\"Scratch \"\"odd\"\" 100%41 $HOME it's\"";
  server->run_sql("postgres", "DROP DATABASE IF EXISTS " + quoted);
  server->run_sql("postgres", "CREATE DATABASE " + quoted +
                                  " OWNER scratch_maker TEMPLATE template0 ENCODING 'LATIN1' "
                                  "LC_COLLATE 'C' LC_CTYPE 'C'");
  const std::string uri =
      "postgresql://scratch_maker@/Scratch%20%22odd%22%20100%2541%20%24HOME%20"
      "it%27s?host=" +
      server->folder();
  mark_scratch(uri);
  ScratchGuard guard = ScratchGuard::open(uri);
  CHECK(guard.database() == name);
  postgres::Session::open(guard.writable())->query("CREATE TABLE t (a int)");
  guard.reset();
  guard.remark();
  CHECK(server->run_sql("postgres",
                        "SELECT pg_encoding_to_char(encoding), datcollate, datctype FROM "
                        "pg_database WHERE datname LIKE 'Scratch%'") == "LATIN1|C|C");
}

TEST_CASE("an ICU database stays one") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  if (server->version() < 15) return skip_case("a database's locale can be ICU's since 15");
  plumbline::tests::make_scratch_roles(*server);
  server->run_sql("postgres", "DROP DATABASE IF EXISTS reset_icu");
  try {
    server->run_sql("postgres",
                    "CREATE DATABASE reset_icu OWNER scratch_maker TEMPLATE template0 "
                    "LOCALE_PROVIDER icu ICU_LOCALE 'de'");
  } catch (const std::runtime_error& without) {
    return skip_case(without.what());
  }
  const std::string uri = server->uri("reset_icu", "scratch_maker");
  mark_scratch(uri);
  ScratchGuard guard = ScratchGuard::open(uri);
  guard.reset();
  CHECK(server->run_sql("reset_icu",
                        "SELECT datlocprovider FROM pg_database WHERE datname = "
                        "current_database()") == "i");
}

TEST_CASE("a reset interrupted at any moment is completed or begun again by the next guard") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  for (const char* role : {"scratch_maker", "scratch_plain"}) {
    const ScratchDatabase database(*server, "reset_cut", role);
    mark_scratch(database.uri());
    int interrupted = 0;
    for (int ms = 5; ms < 200; ms += 24) {
      CAPTURE(ms);
      try {
        const system::CallScope scope(nullptr, ms);
        ScratchGuard guard = guard_at_work(database);
        database.run("CREATE TABLE IF NOT EXISTS t (a int)");
        guard.reset();
      } catch (const system::Interrupted&) {
        ++interrupted;
      }
      // What was being made is made to its end, and its session then sees that nobody is there.
      Error error(Status::ok, "");
      for (int tries = 0; tries < 200; ++tries) {
        error = error_of([&] { ScratchGuard::open(database.uri()).reset(); });
        if (error.status() == Status::ok) break;
      }
      CHECK(error.status() == Status::ok);
      CHECK(std::string(error.what()) == "");
      CHECK(database.remains() == "");
      CHECK(databases_like(*server, "plumb_next_").empty());
    }
    CHECK(interrupted > 0);
  }
}

TEST_CASE("killed between drop and rename, the new database gets its name by the next guard") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const ScratchDatabase database(*server, "reset_between");
  mark_scratch(database.uri());
  const Mark mark = read_mark(database.comment()).mark;
  const std::string next = "plumb_next_" + mark.nonce;
  // One without a comment was never finished; one of somebody else's name is somebody else's.
  database.run_beside("CREATE DATABASE \"" + next + "\" OWNER scratch_maker");
  database.run_beside("CREATE DATABASE plumb_next_mine OWNER scratch_maker");
  static_cast<void>(ScratchGuard::open(database.uri()));
  CHECK(databases_like(*server, "plumb_next_") == "plumb_next_mine");

  database.run_beside("CREATE DATABASE \"" + next + "\" OWNER scratch_maker TEMPLATE template0");
  Mark made = mark;
  made.schema = "in-use";
  made.oid = database.run_beside("SELECT oid FROM pg_database WHERE datname = '" + next + "'");
  database.run_beside("DROP DATABASE reset_between");
  const auto comment = [&](const Mark& with) {
    database.run_beside("COMMENT ON DATABASE \"" + next + "\" IS '" + print(with) + "'");
  };
  Mark wrong = made;
  wrong.oid = "1";
  comment(wrong);
  CHECK(error_of([&] { ScratchGuard::open(database.uri()); }).status() == Status::connection);
  comment(made);
  ScratchGuard guard = ScratchGuard::open(database.uri());
  guard.reset();
  CHECK(database.remains() == "");
  CHECK(databases_like(*server, "plumb_next_") == "plumb_next_mine");
  database.run_beside("DROP DATABASE plumb_next_mine");
}

TEST_CASE("a copy is kept, found, put in place and evicted; nobody else's database is touched") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const ScratchDatabase database(*server, "reset_copies");
  mark_scratch(database.uri());
  database.run_beside("CREATE DATABASE plumb_template_mine OWNER scratch_maker");
  ScratchGuard guard = ScratchGuard::open(database.uri());
  CHECK_FALSE(guard.find_template("backup 1"));
  const auto fill = [&](const std::string& table) {
    guard.reset();
    const auto session = postgres::Session::open(guard.writable());
    session->query("CREATE TABLE " + table + " (a int); INSERT INTO " + table + " VALUES (7)");
    session->close();
    return guard.keep_as_template("backup " + table);
  };
  const std::string first = fill("one");
  CHECK(guard.find_template("backup one") == first);
  CHECK(fill("one") == first);
  guard.reset();
  guard.replace_by_copy_of(first);
  check_marked(database);
  CHECK(database.run("SELECT a FROM one") == "7");
  database.run("INSERT INTO one VALUES (8)");
  guard.replace_by_copy_of(first);
  CHECK(database.run("SELECT count(*) FROM one") == "1");
  CHECK_THROWS(server->run_sql(first, "SELECT 1"));

  // Two are kept, the newest ones.
  server->run_sql("postgres", "SELECT pg_sleep(1.1)");
  const std::string second = fill("two");
  server->run_sql("postgres", "SELECT pg_sleep(1.1)");
  const std::string third = fill("three");
  CHECK_FALSE(guard.find_template("backup one"));
  CHECK(guard.find_template("backup two") == second);
  CHECK(guard.find_template("backup three") == third);
  CHECK(error_of([&] { guard.replace_by_copy_of(first); }).status() == Status::refused);
  CHECK(error_of([&] { guard.replace_by_copy_of("plumb_template_mine"); }).status() ==
        Status::refused);
  CHECK(error_of([&] { guard.replace_by_copy_of("template1"); }).status() == Status::refused);

  // One that somebody has opened is no longer what we made.
  server->run_sql("postgres", "ALTER DATABASE " + second + " ALLOW_CONNECTIONS true");
  CHECK_FALSE(guard.find_template("backup two"));
  server->run_sql("postgres", "ALTER DATABASE " + second + " ALLOW_CONNECTIONS false");
  CHECK(guard.find_template("backup two") == second);
  server->run_sql("postgres", "COMMENT ON DATABASE " + second + " IS 'mine'");
  CHECK_FALSE(guard.find_template("backup two"));
  static_cast<void>(fill("four"));
  CHECK(databases_like(*server, second) == second);
  server->run_sql("postgres", "DROP DATABASE " + second);

  // Of a scratch database that is no more they go, too.
  const ScratchDatabase again(*server, "reset_copies");
  mark_scratch(again.uri());
  ScratchGuard anew = ScratchGuard::open(again.uri());
  CHECK_FALSE(anew.find_template("backup three"));
  static_cast<void>(anew.keep_as_template("backup three"));
  CHECK(databases_like(*server, "plumb_template_") ==
        *anew.find_template("backup three") + "\nplumb_template_mine");
  server->run_sql("postgres", "DROP DATABASE plumb_template_mine");

  const ScratchDatabase plain(*server, "reset_no_copies", "scratch_plain");
  mark_scratch(plain.uri());
  ScratchGuard without = ScratchGuard::open(plain.uri());
  CHECK_FALSE(without.find_template("backup one"));
  const Error error = error_of([&] { without.keep_as_template("backup one"); });
  CHECK(error.status() == Status::refused);
  CHECK(error.fields().hint == "give the role CREATEDB");
}

TEST_CASE("of random databases those are reset that carry their own mark, and no others") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  std::mt19937 random(7);  // the same databases in every run
  const auto chance = [&](int of) {
    return static_cast<int>(random() % static_cast<unsigned>(of));
  };
  int were_reset = 0;
  for (int number = 0; number < 12; ++number) {
    const char* role = chance(2) == 0 ? "scratch_maker" : "scratch_plain";
    const ScratchDatabase one(*server, "pair_one", role);
    const ScratchDatabase two(*server, "pair_two", role);
    const bool is_marked = chance(4) != 0;
    if (is_marked) mark_scratch(one.uri());
    if (chance(2) == 0) mark_scratch(two.uri());
    const int deed = chance(5);
    CAPTURE(deed);
    if (deed == 1) two.set_comment(one.comment());
    if (deed == 2 && !two.comment().empty()) one.set_comment(two.comment());
    if (deed == 3) one.set_comment("mine");
    const Mark mark = read_mark(one.comment()).mark;
    const bool is_own =
        mark.oid == one.run_beside("SELECT oid FROM pg_database WHERE datname = 'pair_one'");
    for (const ScratchDatabase* database : {&one, &two}) {
      Mark at_work = read_mark(database->comment()).mark;
      database->run("CREATE TABLE precious (a int)");
      if (at_work.oid.empty() || chance(4) == 0) continue;
      at_work.schema = "in-use";
      database->set_comment(print(at_work));
    }
    const bool is_in_use = read_mark(one.comment()).mark.schema == "in-use";
    const Error error = error_of([&] { ScratchGuard::open(one.uri()).reset(); });
    const bool is_reset = error.status() == Status::ok;
    CHECK(is_reset == (is_own && is_in_use));
    CHECK((one.run("SELECT to_regclass('precious')").empty()) == is_reset);
    CHECK(two.run("SELECT count(*) FROM precious") == "0");
    were_reset += is_reset ? 1 : 0;
  }
  CHECK(were_reset > 1);
}
