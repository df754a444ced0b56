/// Limits, cancelling and wrong use of a target.
#include <doctest/doctest.h>

#include <chrono>
#include <cstdlib>
#include <string>
#include <thread>

#include "lib/postgres/database.hpp"
#include "postgres/connection.hpp"
#include "postgres/errors.hpp"
#include "postgres/transaction.hpp"

namespace {

using plumbline::Cancel;
using plumbline::Error;
using plumbline::Status;
using plumbline::Target;
using plumbline::tests::Database;
using plumbline::tests::elapsed_ms;
using plumbline::tests::error_of;
using plumbline::tests::PostgresServer;
using plumbline::tests::shared_server;
using Clock = std::chrono::steady_clock;

constexpr plumbline::postgres::FixedSql sleep_long = "SELECT pg_catalog.pg_sleep(20)";

}  // namespace

TEST_CASE("a statement over its limit is ended by the server, and the target goes on") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  Target target = Target::open(server->uri(), {.statement_ms = 100});
  const Clock::time_point start = Clock::now();
  const Error error = error_of([&] { target.connection().query(sleep_long); });
  CHECK(error.status() == Status::timeout);
  CHECK(error.fields().sqlstate == "57014");
  CHECK(elapsed_ms(start) < 500);
  CHECK(target.connection().query("SELECT 1").text(0, 0) == "1");
}

TEST_CASE("a locked table costs the lock limit, and the target goes on") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Database database(*server, "locked");
  database.run("CREATE TABLE t (n int)");
  database.run("BEGIN; LOCK TABLE t; PREPARE TRANSACTION 'plumbline'");
  {
    Target target = database.open({.lock_ms = 100});
    const Clock::time_point start = Clock::now();
    CHECK(plumbline::postgres::find_tables(target.connection(), "t").size() == 1);  // takes no lock
    const Error error = error_of([&] { target.connection().query("SELECT n FROM public.t"); });
    CHECK(error.status() == Status::timeout);
    CHECK(error.fields().sqlstate == "55P03");
    CHECK(elapsed_ms(start) < 500);
    CHECK(target.connection().query("SELECT 1").text(0, 0) == "1");
  }
  database.run("ROLLBACK PREPARED 'plumbline'");
}

TEST_CASE("another thread cancels a call, and the server stops working on it") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Database database(*server, "cancelled");
  Cancel cancel;
  Target target = database.open({.cancel = &cancel});
  std::thread other([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    cancel.request();
  });
  const Clock::time_point start = Clock::now();
  const Error error = error_of([&] { target.connection().query(sleep_long); });
  other.join();
  CHECK(error.status() == Status::cancelled);
  CHECK(elapsed_ms(start) < 1'000);
  const auto is_running = [&] {
    return database.run(
               "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT "
               "pg_catalog.pg_sleep(20)%'") != "0";
  };
  while (is_running() && elapsed_ms(start) < 2'000)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  CHECK_FALSE(is_running());
  CHECK(error_of([&] { target.connection().query("SELECT 1"); }).status() == Status::cancelled);
  CHECK(error_of([&] { static_cast<void>(database.open({.cancel = &cancel})); }).status() ==
        Status::cancelled);
}

TEST_CASE("a second thread on one target is told that it is busy") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  Target target = Target::open(server->uri());
  target.connection().query("SELECT 1");
  std::thread other([&] { target.connection().query("SELECT pg_catalog.pg_sleep(0.3)"); });
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  const Error error = error_of([&] { target.connection().query("SELECT 1"); });
  other.join();
  CHECK(error.status() == Status::busy);
  CHECK(target.connection().query("SELECT 2").text(0, 0) == "2");
}

TEST_CASE("what cannot be opened says why") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Error no_database = error_of([&] { Target::open(server->uri("absent")); });
  CHECK(no_database.status() == Status::connection);
  CHECK(no_database.fields().sqlstate == "3D000");
  CHECK(no_database.fields().message ==
        "\"postgresql://postgres@/absent?host=" + server->folder() +
            "\" cannot be opened: database \"absent\" does not exist");
  const Error no_role = error_of([&] { Target::open(server->uri("postgres", "nobody_here")); });
  CHECK(no_role.fields().sqlstate == "28000");
  const Error no_server =
      error_of([&] { Target::open("postgres://ada:hunter2@127.0.0.1:1/shop"); });
  CHECK(no_server.status() == Status::connection);
  CHECK(no_server.fields().message ==
        "\"postgres://ada@127.0.0.1:1/shop\" cannot be opened: Connection refused");
  const Error no_option = error_of([&] { Target::open("host=/tmp nonsense=hunter2"); });
  CHECK(no_option.fields().message ==
        "\"host=/tmp\" cannot be opened: invalid connection option \"nonsense\"");
}

TEST_CASE("an empty URI means libpq's environment, if there is one") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  for (const char* name : {"PGHOST", "PGHOSTADDR", "PGDATABASE", "PGSERVICE", "PGUSER", "PGPORT"})
    ::unsetenv(name);
  CHECK(error_of([] { Target::open(""); }).fields().message == "the database URI is empty");
  ::setenv("PGHOST", server->folder().c_str(), 1);
  ::setenv("PGUSER", "postgres", 1);
  ::setenv("PGPASSWORD", "hunter2", 1);
  CHECK(Target::open("").name() == "postgres://postgres@/postgres?host=" + server->folder());
  CHECK(Target::open("postgres://").database() == "postgres");
  for (const char* name : {"PGHOST", "PGUSER", "PGPASSWORD"}) ::unsetenv(name);
}

TEST_CASE("libpq's words become one line, state and hint") {
  struct Row {
    const char* words;
    const char* message;
    const char* sqlstate;
  };
  const Row rows[] = {
      {"connection to server at \"h\" (10.0.0.1), port 5432 failed: FATAL:  28P01: "
       "password authentication failed for "
       "user \"ada\"\nLOCATION:  auth_failed, auth.c:326",
       "x failed: password authentication failed for user \"ada\"", "28P01"},
      {"FATAL:  3D000: database \"d\" does not exist\nLOCATION:  InitPostgres, "
       "postinit.c:1000",  // libpq 13
       "x failed: database \"d\" does not exist", "3D000"},
      {"connection to server at \"a\" failed: Connection refused\nconnection to server at "
       "\"b\" failed: FATAL:  57P03: "
       "the database system is starting up",
       "x failed: the database system is starting up", "57P03"},
      {"FATALE:  28000: accesso negato", "x failed: accesso negato", "28000"},
      {"FATAL:  no more connections allowed (max_client_conn)",  // a pooler in protocol 2
                                                                 // style
       "x failed: no more connections allowed (max_client_conn)", ""},
      {"could not translate host name \"h\" to address: Name or service not known",
       "x failed: could not translate host name \"h\" to address: Name or "
       "service not known",
       ""},
      {"", "x failed: the server closed the connection", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.words));
    const Error error = plumbline::postgres::connection_error("x failed", row.words);
    CHECK(error.status() == Status::connection);
    CHECK(error.fields().message == row.message);
    CHECK(error.fields().sqlstate == row.sqlstate);
    CHECK(error.fields().hint.empty() == error.fields().sqlstate.empty());
  }
}

TEST_CASE("settings are sent to the servers that know them") {
  struct Row {
    int version;
    bool relation_kinds;
    bool connection_check;
  };
  const Row rows[] = {{120019, false, false}, {120020, true, false}, {130015, false, false},
                      {130016, true, false},  {140012, false, true}, {140013, true, true},
                      {150007, false, true},  {150008, true, true},  {160003, false, true},
                      {160004, true, true},   {170000, true, true},  {180001, true, true}};
  for (const Row& row : rows) {
    CAPTURE(row.version);
    const std::string sql = plumbline::postgres::begin_statement({}, row.version, true);
    CHECK((sql.find("restrict_nonsystem_relation_kind") != std::string::npos) ==
          row.relation_kinds);
    CHECK((sql.find("client_connection_check_interval") != std::string::npos) ==
          row.connection_check);
    CHECK(plumbline::postgres::has_newer_settings(row.version) ==
          (row.relation_kinds || row.connection_check));
  }
}
