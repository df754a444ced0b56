/// A session that writes: one message at a time, COPY, what the server says of an error, and how a
/// wait ends.
#include "postgres/session.hpp"

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <string>
#include <vector>

#include "lib/postgres/database.hpp"
#include "plumbline/cancel.hpp"
#include "plumbline/error.hpp"
#include "support/test_database.hpp"
#include "system/interruption.hpp"

namespace {

using plumbline::Cancel;
using plumbline::Error;
using plumbline::Status;
using plumbline::postgres::Outcome;
using plumbline::postgres::Session;
using plumbline::postgres::SessionOptions;
using plumbline::postgres::TestDatabase;
using plumbline::system::CallScope;
using plumbline::system::Interrupted;
using plumbline::tests::Database;
using plumbline::tests::PostgresServer;
using plumbline::tests::shared_server;

std::unique_ptr<Session> open(const Database& database, const SessionOptions& options = {}) {
  return Session::open(TestDatabase::at(database.server.uri(database.name)), options);
}

}  // namespace

TEST_CASE("one message is one transaction, and tells each of its commands") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Database database(*server, "session_message");
  const auto session = open(database);
  Outcome outcome = session->run("CREATE TABLE t (a int); INSERT INTO t VALUES (1), (2); SELECT 7");
  REQUIRE_FALSE(outcome.error);
  REQUIRE(outcome.commands.size() == 3);
  CHECK(outcome.commands[0].tag == "CREATE TABLE");
  CHECK_FALSE(outcome.commands[0].rows);
  CHECK(outcome.commands[1].rows == 2);
  CHECK(outcome.commands[2].result.text(0, 0) == "7");
  outcome = session->run("INSERT INTO t VALUES (3); SELECT 1/0; INSERT INTO t VALUES (4)");
  REQUIRE(outcome.error);
  CHECK(outcome.error->fields.sqlstate == "22012");
  CHECK(outcome.commands.size() == 1);
  CHECK(session->query("SELECT count(*) FROM t").text(0, 0) == "2");
  CHECK_FALSE(session->in_transaction());
  CHECK(session->run("BEGIN").commands.size() == 1);
  CHECK(session->in_transaction());
  const std::array<std::optional<std::string>, 1> parameters = {"5"};
  CHECK(session->run("INSERT INTO t VALUES ($1)", parameters).commands.at(0).rows == 1);
}

TEST_CASE("an error carries where it stands and what it is about") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Database database(*server, "session_error");
  const auto session = open(database);
  session->query("CREATE TABLE t (a int CONSTRAINT positive CHECK (a > 0))");
  Outcome outcome = session->run("SELECT 1;\nSELECT nothing FROM t");
  REQUIRE(outcome.error);
  CHECK(outcome.error->position == 18);
  outcome = session->run("INSERT INTO t VALUES (-1)");
  REQUIRE(outcome.error);
  CHECK(outcome.error->object == "public.t.positive");
  CHECK(outcome.error->fields.detail == "Failing row contains (-1).");
  outcome = session->run("DO $$ BEGIN PERFORM 1 FROM missing; END $$");
  REQUIRE(outcome.error);
  CHECK(outcome.error->internal_query == "SELECT 1 FROM missing");
  CHECK(outcome.error->context.find("PL/pgSQL function") != std::string::npos);
  CHECK_FALSE(outcome.error->source_line.empty());
  CHECK_THROWS_AS(session->query("SELECT 1/0"), Error);
  CHECK_THROWS_AS(session->run(std::string_view("SELECT 1\0", 9)), Error);
}

TEST_CASE("rows are copied in, refused rows are told, and a COPY in a script gets none") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Database database(*server, "session_copy");
  const auto session = open(database);
  session->query("CREATE TABLE t (a int)");
  REQUIRE_FALSE(session->begin_copy("COPY t FROM STDIN").error);
  std::string rows;
  for (int row = 0; row < 300'000; ++row) rows += std::to_string(row) + "\n";
  CHECK(session->put_copy(rows));
  const Outcome copied = session->end_copy();
  REQUIRE_FALSE(copied.error);
  CHECK(copied.commands.at(0).rows == 300'000);

  REQUIRE_FALSE(session->begin_copy("COPY t FROM STDIN").error);
  session->put_copy("1\nx\n");
  const Outcome refused = session->end_copy();
  REQUIRE(refused.error);
  CHECK(refused.error->fields.sqlstate == "22P02");
  CHECK(refused.error->context == "COPY t, line 2, column a: \"x\"");

  REQUIRE_FALSE(session->begin_copy("COPY t FROM STDIN").error);
  session->put_copy("1\n");
  CHECK(session->end_copy("the dump ends here").error->fields.sqlstate == "57014");
  CHECK(session->begin_copy("SELECT 1").error);
  CHECK(session->run("COPY t FROM STDIN").error->fields.sqlstate == "57014");
  CHECK_FALSE(session->run("COPY t TO STDOUT").error);
  CHECK(session->query("SELECT count(*) FROM t").text(0, 0) == "300000");
}

TEST_CASE("settings reach the session, and notices their listener") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Database database(*server, "session_settings");
  std::vector<std::string> notices;
  const auto session =
      open(database, {.settings = {{"DateStyle", "ISO, MDY"}, {"plumbline.test", "a b\\c"}},
                      .on_notice = [&](std::string_view text) { notices.emplace_back(text); }});
  CHECK(session->query("SHOW DateStyle").text(0, 0) == "ISO, MDY");
  CHECK(session->query("SHOW plumbline.test").text(0, 0) == "a b\\c");
  session->query("DO $$ BEGIN RAISE NOTICE 'hello'; END $$");
  REQUIRE(notices.size() == 1);
  CHECK(notices[0].find("hello") != std::string::npos);
}

TEST_CASE("a wait ends with the call that it is in, and the statement with it") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Database database(*server, "session_wait");
  const auto session = open(database);
  const auto start = std::chrono::steady_clock::now();
  {
    const CallScope scope(nullptr, 100);
    CHECK_THROWS_AS(session->run("SELECT pg_sleep(20)"), Interrupted);
  }
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(5));
  CHECK_FALSE(session->is_open());
  CHECK_THROWS_AS(session->run("SELECT 1"), Error);
  const auto limited = open(database, {.statement_ms = 100});
  try {
    limited->run("SELECT pg_sleep(20)");
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.status() == Status::timeout);
  }
}

TEST_CASE("a session that the server ended says so") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Database database(*server, "session_ended");
  const auto session = open(database);
  try {
    session->run("SELECT pg_terminate_backend(pg_backend_pid())");
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.status() == Status::connection);
    CHECK(error.fields().sqlstate == "57P01");
  }
  CHECK_FALSE(session->is_open());
}
