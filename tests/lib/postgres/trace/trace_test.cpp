/// Locks and rewrites, as PostgreSQL itself shows them: the expectations are what pg_locks of the
/// server holds.
#include "postgres/trace/trace.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <vector>

#include "lib/postgres/database.hpp"
#include "postgres/trace/sampler.hpp"
#include "support/shared_server.hpp"
#include "support/test_database.hpp"
#include "system/interruption.hpp"

namespace {

using plumbline::HeldLock;
using plumbline::StatementRun;
using plumbline::postgres::LockSampler;
using plumbline::postgres::Session;
using plumbline::postgres::TestDatabase;
using plumbline::postgres::Trace;
using plumbline::postgres::Writable;
using plumbline::tests::Database;
using plumbline::tests::PostgresServer;
using plumbline::tests::shared_server;

std::string shown(const std::vector<HeldLock>& locks) {
  std::string text;
  for (const HeldLock& lock : locks)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", lock.mode, lock.object);
  return text;
}

/// A database with two tables, and a session in it.
struct Scene {
  Database database;
  Writable writable;
  std::unique_ptr<Session> session;
  Trace trace;

  explicit Scene(const PostgresServer& server)
      : database(server, "plumb_trace"),
        writable(TestDatabase::at(server.uri("plumb_trace"))),
        session(
            (database.run("CREATE TABLE a (id int PRIMARY KEY, x int); CREATE TABLE \"B b\" (id "
                          "int); CREATE VIEW v AS SELECT * FROM a; CREATE SCHEMA s; "
                          "CREATE TABLE s.p (id int) PARTITION BY LIST (id)"),
             Session::open(writable))),
        trace(*session) {}

  /// One transaction of these statements.
  std::vector<StatementRun> run(const std::vector<std::string>& statements) {
    REQUIRE(trace.begin());
    session->query("BEGIN");
    for (const std::string& sql : statements) {
      const auto start = Trace::Clock::now();
      const auto outcome = session->run(sql);
      REQUIRE(!outcome.error);
      StatementRun statement;
      statement.sql = sql;
      REQUIRE(trace.add(statement, start, outcome.commands.front().tag));
    }
    session->query("COMMIT");
    return trace.finish();
  }
};

}  // namespace

TEST_CASE("each statement is told with the locks that were not held before") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  Scene scene(*server);
  struct Row {
    const char* sql;
    const char* locks;
    const char* rewrites;
  };
  const std::vector<Row> rows = {
      {"SELECT 1", "", ""},
      {"SELECT count(*) FROM a", "AccessShareLock public.a", ""},
      {"SELECT * FROM v", "AccessShareLock public.v", ""},
      {"INSERT INTO a VALUES (1, 1)", "RowExclusiveLock public.a", ""},
      {"CREATE INDEX ON a (x)", "ShareLock public.a", ""},
      {"ALTER TABLE \"B b\" ADD COLUMN y int DEFAULT 1", "AccessExclusiveLock public.B b", ""},
      {"ALTER TABLE \"B b\" ADD COLUMN z float DEFAULT random()", "ShareLock public.B b",
       "public.B b"},
      {"CREATE TABLE mine (id int); ", "", ""},
      {"ALTER TABLE mine ALTER COLUMN id TYPE bigint", "", ""},
      {"CREATE TEMP TABLE passing (id int)", "", ""},
      {"LOCK TABLE s.p IN SHARE MODE", "ShareLock s.p", ""},
      {"SET search_path = pg_catalog", "", ""},
      {"SELECT count(*) FROM public.a", "", ""},
      {"TRUNCATE public.a", "AccessExclusiveLock public.a", ""},
      {"DROP VIEW public.v", "AccessExclusiveLock public.v", ""},
      {"DROP TABLE s.p", "AccessExclusiveLock s.p", ""},
  };
  std::vector<std::string> statements;
  for (const Row& row : rows) statements.emplace_back(row.sql);
  const auto told = scene.run(statements);
  REQUIRE(told.size() == rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    CAPTURE(rows[i].sql);
    CHECK(shown(told[i].locks) == rows[i].locks);
    CHECK(fmt::format("{}", fmt::join(told[i].rewrites, ", ")) == rows[i].rewrites);
    for (const HeldLock& lock : told[i].locks) CHECK(lock.held_us > 0);
  }
  CHECK(told[1].locks.front().held_us > told[4].locks.front().held_us);
}

TEST_CASE("the next transaction knows what the one before has made") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  Scene scene(*server);
  CHECK(shown(scene.run({"CREATE TABLE c (id int)", "ALTER TABLE a RENAME TO d"})[1].locks) ==
        "AccessExclusiveLock public.a");
  const auto told = scene.run({"ALTER TABLE c ALTER COLUMN id TYPE bigint", "SELECT * FROM d"});
  CHECK(shown(told[0].locks) == "AccessExclusiveLock public.c, ShareLock public.c");
  CHECK(told[0].rewrites == std::vector<std::string>{"public.c"});
  CHECK(shown(told[1].locks) == "AccessShareLock public.d");
}

TEST_CASE("what a transaction that was undone has changed does not count") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  Scene scene(*server);
  REQUIRE(scene.trace.begin());
  scene.session->query("BEGIN");
  scene.session->query("ALTER TABLE \"B b\" ALTER COLUMN id TYPE bigint");
  REQUIRE(scene.trace.add({}, Trace::Clock::now(), "ALTER TABLE"));
  scene.session->query("ROLLBACK");
  scene.trace.forget();
  const auto told = scene.run({"ALTER TABLE \"B b\" ALTER COLUMN id TYPE bigint", "LOCK TABLE a"});
  CHECK(told[0].rewrites == std::vector<std::string>{"public.B b"});
  CHECK(told[1].rewrites.empty());
}

TEST_CASE("a second connection sees what a session holds for a while, and nothing of short ones") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Scene scene(*server);
  LockSampler quick(scene.writable, *scene.session);
  CHECK(quick.stop().empty());
  LockSampler sampler(scene.writable, *scene.session);
  scene.session->query("LOCK TABLE a; CREATE TABLE mine (id int); SELECT pg_sleep(0.2)");
  const std::vector<HeldLock> locks = sampler.stop();
  REQUIRE(shown(locks) == "AccessExclusiveLock public.a");
  CHECK(locks.front().held_us > 50'000);
  CHECK(locks.front().held_us < 10'000'000);
}

TEST_CASE("a watch ends with its object, and with the call") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Scene scene(*server);
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 5; ++i) LockSampler dropped(scene.writable, *scene.session);
  {
    const plumbline::system::CallScope scope(nullptr, 50);
    LockSampler sampler(scene.writable, *scene.session);
    CHECK_THROWS_AS(scene.session->query("SELECT pg_sleep(20)"), plumbline::system::Interrupted);
  }
  CHECK(plumbline::tests::elapsed_ms(start) < 10'000);
}
