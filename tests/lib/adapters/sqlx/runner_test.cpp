/// The native runner as a gate uses it: what it tells of failures and locks, and what it leaves
/// when it is stopped. That it does what sqlx does is shown by run_cases_test.cpp and tests/sqlx.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <thread>

#include "adapters/sqlx/adapter.hpp"
#include "adapters/sqlx/ledger.hpp"
#include "adapters/sqlx/run.hpp"
#include "adapters/sqlx/rust_text.hpp"
#include "adapters/sqlx/tree.hpp"
#include "lib/adapters/sqlx/case_folder.hpp"
#include "lib/postgres/database.hpp"
#include "sql/split.hpp"
#include "support/session.hpp"
#include "support/shared_server.hpp"
#include "support/test_database.hpp"
#include "system/interruption.hpp"

namespace plumbline::tests::sqlx {

namespace {

using adapters::RunFailure;
using adapters::RunnerOptions;
using adapters::RunOutcome;

struct File {
  const char* name;
  const char* text;
};

/// A folder of migrations and a database of its own.
struct Scene {
  TemporaryFolder folder;
  Database database;
  std::unique_ptr<adapters::Tree> tree;

  Scene(const PostgresServer& server, std::initializer_list<File> files)
      : database(server, "plumb_runner") {
    for (const File& file : files) write_text(folder.path() / "migrations" / file.name, file.text);
    const adapters::Adapter& adapter = adapters::sqlx::adapter();
    tree = adapter.open(adapter.place_of(folder.path().string()), {});
  }
  [[nodiscard]] postgres::Writable writable() const {
    return postgres::TestDatabase::at(database.server.uri(database.name));
  }
  RunOutcome upgrade(const std::string& upto = "", const RunnerOptions& options = {}) const {
    return tree->make_runner(options)->upgrade(writable(), upto);
  }
  RunOutcome trace() const {
    RunnerOptions options;
    options.with_trace = true;
    return upgrade("", options);
  }
  [[nodiscard]] std::string versions() const {
    return database.run(
        "SELECT string_agg(version::text, ' ' ORDER BY version) FROM _sqlx_migrations");
  }
};

std::string locks_of(const StatementRun& statement) {
  std::string text;
  for (const HeldLock& lock : statement.locks)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", lock.mode, lock.object);
  return text;
}

}  // namespace

TEST_CASE("durations are shown as Rust shows them") {
  struct Row {
    std::int64_t nanoseconds;
    const char* text;
  };
  constexpr std::array rows = {
      // printed by rustc 1.95
      Row{0, "0ns"},
      Row{1, "1ns"},
      Row{999, "999ns"},
      Row{1000, "1µs"},
      Row{1001, "1.001µs"},
      Row{1500, "1.5µs"},
      Row{566852, "566.852µs"},
      Row{999999, "999.999µs"},
      Row{1000000, "1ms"},
      Row{7466426, "7.466426ms"},
      Row{10000000, "10ms"},
      Row{999999999, "999.999999ms"},
      Row{1000000000, "1s"},
      Row{1002703157, "1.002703157s"},
      Row{1500000000, "1.5s"},
      Row{60000000000, "60s"},
      Row{3600000000001, "3600.000000001s"},
  };
  for (const Row& row : rows)
    CHECK(adapters::sqlx::debug_duration(std::chrono::nanoseconds(row.nanoseconds)) == row.text);
}

TEST_CASE("the advisory lock is the one that sqlx takes") {
  CHECK(adapters::sqlx::lock_key("t1") == 1573236202834538738);
  CHECK(adapters::sqlx::lock_key("oldt") == 1467754929660740298);
  CHECK(adapters::sqlx::lock_key("postgres") == 368907709894077238);
  CHECK(adapters::sqlx::lock_key("app") == 3469795979745788610);
}

TEST_CASE("a file is divided only where that comes to the same as one message") {
  struct Row {
    const char* text;
    bool is_divisible;
  };
  constexpr std::array rows = {
      Row{"CREATE TABLE a (x int); INSERT INTO a VALUES (1)", true},
      Row{"SET search_path = s; CREATE TABLE a (x int)", true},
      Row{"SET LOCAL ROLE nobody", true},
      Row{"SET standard_conforming_strings = on; SET client_encoding = 'UTF8'; SELECT 1", true},
      Row{"CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; END", true},
      Row{"", false},
      Row{"-- nothing", false},
      Row{"CREATE TABLE a (x int); commit; CREATE TABLE b (x int)", false},
      Row{"Savepoint a; SELECT 1", false},
      Row{"SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; SELECT 1", false},
      Row{"SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY; SELECT 1", false},
      Row{"SET standard_conforming_strings = off; SELECT 'a\\'", false},
      Row{"SET client_encoding = 'LATIN1'; SELECT 1", false},
      Row{"SELECT set_config('standard_conforming_strings', 'off', false)", false},
      Row{"COPY a FROM stdin", false},
      Row{"COPY (SELECT 1) TO STDOUT", false},
      Row{"INSERT INTO audit SELECT current_query()", false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(adapters::sqlx::is_divisible(row.text, sql::split(row.text)) == row.is_divisible);
  }
}

TEST_CASE("another session's lock is waited for, not for ever, and its holder named") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Scene scene(*server, {{"1_a.sql", "CREATE TABLE a (x int)"}});
  Session holder(server->uri(scene.database.name) + "&application_name=deployer");
  holder.run(
      fmt::format("SELECT pg_advisory_lock({})", adapters::sqlx::lock_key(scene.database.name)));
  const auto& tree = dynamic_cast<const adapters::sqlx::SqlxTree&>(*scene.tree);
  adapters::sqlx::RunRequest request;
  request.lock_ms = 100;
  const Error error =
      error_of([&] { run_migrations(tree.run_source(), scene.writable(), request); });
  CHECK(error.status() == Status::busy);
  const std::string pid = holder.run("SELECT pg_backend_pid()");
  CHECK(error.fields().message ==
        fmt::format("the lock of sqlx on database \"plumb_runner\" is held by process {} of role "
                    "\"postgres\" (deployer, idle)",
                    replaced(pid, "\n", "")));
  // The command line takes none.
  request.rules = SqlxRules::command_line;
  CHECK(!run_migrations(tree.run_source(), scene.writable(), request).failure);
}

TEST_CASE("a failed run leaves no lock, and says what sqlx leaves out") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Scene scene(*server,
                    {{"1_a.sql", "CREATE TABLE a (x int);\nINSERT INTO a VALUES (1), (1);"},
                     {"2_b.sql", "SELECT 'größer';\n\n-- unique\nCREATE UNIQUE INDEX ON a (x);"}});
  const RunOutcome outcome = scene.upgrade();
  REQUIRE(outcome.failure.has_value());
  const RunFailure& failure = *outcome.failure;
  CHECK(
      failure.message.starts_with("while executing migration 2: error returned from database: "
                                  "could not create unique index \"a_x_idx\" at line "));
  CHECK(failure.sqlstate == "23505");
  CHECK(failure.detail == "Key (x)=(1) is duplicated.");
  CHECK(failure.change == "2");
  CHECK(failure.file == "migrations/2_b.sql");
  CHECK(failure.line == 4);
  CHECK(failure.statement == "CREATE UNIQUE INDEX ON a (x)");
  REQUIRE(outcome.changes.size() == 2);
  CHECK(outcome.changes.back().change == "2");
  CHECK(scene.versions() == "1");
  CHECK(scene.database.run("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") == "0");
}

TEST_CASE("the place of an error is counted in characters") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Scene scene(*server, {{"1_a.sql", "SELECT 'ÄÖÜ€';\nSELECT 'é'; SELEC 2;\n"}});
  const auto failure = scene.upgrade().failure;
  REQUIRE(failure.has_value());
  CHECK(failure->line == 2);
  CHECK(failure->statement == "SELEC 2");
}

TEST_CASE("up to a version, and back to one") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Scene scene(*server, {{"1_a.up.sql", "CREATE TABLE a (x int)"},
                              {"1_a.down.sql", "DROP TABLE a"},
                              {"2_b.up.sql", "CREATE TABLE b (x int)"},
                              {"2_b.down.sql", "DROP TABLE b"},
                              {"3_c.sql", "CREATE TABLE c (x int)"}});
  CHECK(!scene.upgrade("2").failure);
  CHECK(scene.versions() == "1 2");
  CHECK(!scene.upgrade().failure);
  const auto runner = scene.tree->make_runner({});
  const RunOutcome back = runner->downgrade(scene.writable(), "1");
  CHECK(!back.failure);
  REQUIRE(back.changes.size() == 1);
  CHECK(back.changes.front().file == "migrations/2_b.down.sql");
  CHECK(scene.versions() == "1 3");
  CHECK(!runner->downgrade(scene.writable(), "").failure);
  CHECK(scene.versions() == "3");
  CHECK(!runner->verify(scene.writable()).has_value());
  std::vector<std::string> heads;
  CHECK(!runner->check_heads(heads).failure);
  CHECK(heads == std::vector<std::string>{"3"});
  CHECK(
      runner->not_covered() ==
      std::vector<std::string>{"1 of 3 migrations have no down file: sqlx never takes them back"});
}

TEST_CASE("a statement's locks, rewrites and rows are told") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Scene scene(*server, {{"1_a.sql",
                               "CREATE TABLE a (id int PRIMARY KEY, x int);\n"
                               "INSERT INTO a SELECT i, i FROM generate_series(1, 10) i;"},
                              {"2_b.sql",
                               "-- wider\nALTER TABLE a ALTER COLUMN x TYPE bigint;\n"
                               "UPDATE a SET x = 1 WHERE id < 4;\n"
                               "CREATE TABLE b (id int REFERENCES a);\nTRUNCATE b;"},
                              {"3_c.sql",
                               "SELECT pg_sleep(0.05);\nDROP TABLE b;\nREINDEX INDEX "
                               "a_pkey;\nALTER TABLE a RENAME TO renamed"},
                              {"4_d.sql", "ALTER TABLE renamed ADD COLUMN y text"}});
  const RunOutcome outcome = scene.trace();
  CHECK(!outcome.failure);
  REQUIRE(outcome.changes.size() == 4);
  const auto& first = outcome.changes[0].statements;
  REQUIRE(first.size() == 2);
  CHECK(locks_of(first[0]) == "");  // nobody can wait for what is being made
  CHECK(first[1].rows == 10);
  CHECK(first[1].line == 2);
  const auto& second = outcome.changes[1].statements;
  REQUIRE(second.size() == 4);
  CHECK(second[0].sql == "ALTER TABLE a ALTER COLUMN x TYPE bigint");
  CHECK(second[0].line == 2);
  CHECK(second[0].file == "migrations/2_b.sql");
  CHECK(locks_of(second[0]) == "AccessExclusiveLock public.a, ShareLock public.a");
  CHECK(second[0].rewrites == std::vector<std::string>{"public.a"});
  CHECK(second[1].rows == 3);
  CHECK(locks_of(second[1]) == "RowExclusiveLock public.a");
  CHECK(second[1].rewrites.empty());
  CHECK(locks_of(second[2]).find("ShareRowExclusiveLock public.a") != std::string::npos);
  CHECK(second[3].rewrites.empty());
  const auto& third = outcome.changes[2].statements;
  REQUIRE(third.size() == 4);
  CHECK(third[0].duration_us >= 50'000);
  CHECK(
      locks_of(third[1]).starts_with("AccessExclusiveLock public.a, AccessExclusiveLock public.b"));
  CHECK(locks_of(third[2]) == "ShareLock public.a");  // public.a is held more strongly already
  CHECK(third[1].locks.front().held_us < 50'000 + outcome.changes[2].duration_us);
  CHECK(third[1].locks.front().held_us > 0);
  CHECK(locks_of(outcome.changes[3].statements.at(0)) == "AccessExclusiveLock public.renamed");
}

TEST_CASE("what lets go of its locks by itself is seen from outside") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Scene scene(
      *server, {{"1_a.sql",
                 "CREATE TABLE a (id int, x text);"
                 "INSERT INTO a SELECT i, md5(i::text) FROM generate_series(1, 60000) i;"
                 "CREATE FUNCTION slow(text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS "
                 "$$ BEGIN IF $1 = md5('1') THEN PERFORM pg_sleep(0.1); END IF; RETURN $1; END $$"},
                {"2_b.sql", "-- no-transaction\nCREATE INDEX CONCURRENTLY ON a (slow(x))"},
                {"3_c.sql", "-- no-transaction\nVACUUM FULL a"}});
  const RunOutcome outcome = scene.trace();
  CHECK(!outcome.failure);
  REQUIRE(outcome.changes.size() == 3);
  const StatementRun& index = outcome.changes[1].statements.at(0);
  CHECK(index.sql == "CREATE INDEX CONCURRENTLY ON a (slow(x))");
  CHECK(index.line == 2);
  REQUIRE(locks_of(index).find("ShareUpdateExclusiveLock public.a") != std::string::npos);
  CHECK(index.locks.front().held_us > 40'000);
  CHECK(outcome.changes[2].statements.at(0).rewrites == std::vector<std::string>{"public.a"});
}

TEST_CASE("a traced failure has the words and the statement of an untraced one") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Scene scene(*server,
                    {{"1_a.sql", "CREATE TABLE a (x int);\nINSERT INTO nobody VALUES (1);"}});
  const auto plain = scene.upgrade().failure;
  const auto traced = scene.trace().failure;
  REQUIRE(plain.has_value());
  REQUIRE(traced.has_value());
  CHECK(plain->message == traced->message);
  CHECK(traced->line == 2);
  CHECK(traced->statement == "INSERT INTO nobody VALUES (1)");
}

TEST_CASE("a run that its caller ends is undone, and nothing stays open") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  for (const bool with_trace : {false, true}) {
    CAPTURE(with_trace);
    const Scene scene(*server, {{"1_a.sql", "CREATE TABLE a (x int)"},
                                {"2_b.sql", "CREATE TABLE b (x int); SELECT pg_sleep(30)"}});
    RunnerOptions options;
    options.with_trace = with_trace;
    const auto start = std::chrono::steady_clock::now();
    {
      const system::CallScope scope(nullptr, 400);
      CHECK_THROWS_AS(scene.upgrade("", options), system::Interrupted);
    }
    CHECK(elapsed_ms(start) < 10'000);
    CHECK(scene.versions() == "1");
    CHECK(scene.database.run("SELECT to_regclass('b')") == "");
    for (int i = 0; i < 100; ++i) {
      if (scene.database.run("SELECT count(*) FROM pg_stat_activity WHERE application_name = "
                             "'plumbline'") == "0")
        break;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    CHECK(scene.database.run("SELECT count(*) FROM pg_stat_activity WHERE application_name = "
                             "'plumbline'") == "0");
  }
}

}  // namespace plumbline::tests::sqlx
