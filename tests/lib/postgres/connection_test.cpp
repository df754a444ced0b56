/// Reading a live database: what it costs the server (nothing), what it does when something is in
/// the way, and what it says.
#include "postgres/connection.hpp"

#include <doctest/doctest.h>

#include <array>

#include "lib/postgres/database.hpp"
#include "plumbline/error.hpp"

namespace {

using plumbline::Error;
using plumbline::Status;
using plumbline::Target;
using plumbline::postgres::Connection;
using plumbline::postgres::Rows;
using plumbline::tests::Database;
using plumbline::tests::error_of;
using plumbline::tests::PostgresServer;
using plumbline::tests::shared_server;

}  // namespace

TEST_CASE("a query gives its rows, with NULL told from empty") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  Target target = Target::open(server->uri());
  const std::array<std::optional<std::string>, 3> parameters = {"a'b\\c", "", std::nullopt};
  const Rows rows = target.connection().query(
      "SELECT $1::text, $2::text, $3::text UNION ALL SELECT 'x', 'y', 'z'", {}, parameters);
  REQUIRE(rows.count() == 2);
  CHECK(rows.text(0, 0) == "a'b\\c");
  CHECK(rows.at(0, 1) == std::string());
  CHECK_FALSE(rows.at(0, 2).has_value());
  CHECK(rows.text(1, 2) == "z");
  CHECK(target.connection().query("SELECT 1 WHERE false").count() == 0);
}

TEST_CASE("identifiers are quoted, whatever is in them") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Database database(*server, "quoting");
  database.run(
      R"(CREATE SCHEMA "o""dd; {0}"; CREATE TABLE "o""dd; {0}"."T 1" AS SELECT 7 AS "c;")");
  Target target = database.open();
  const std::array<std::string, 3> names = {"o\"dd; {0}", "T 1", "c;"};
  CHECK(target.connection().query("SELECT {2} FROM {0}.{1}", names, {}).text(0, 0) == "7");
  CHECK(error_of([&] {
          const std::array<std::string, 1> empty = {""};
          target.connection().query("SELECT 1 FROM {0}", empty, {});
        }).status() == Status::argument);
}

TEST_CASE("a failing query leaves transaction and snapshot as they were") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Database database(*server, "failing");
  database.run("CREATE TABLE t AS SELECT 1 AS n");
  Target target = database.open();
  Connection& connection = target.connection();
  CHECK(connection.query("SELECT n FROM public.t").text(0, 0) == "1");
  database.run("UPDATE t SET n = 2");
  const Error error = error_of([&] { connection.query("SELECT 1 FROM public.absent"); });
  CHECK(error.status() == Status::server);
  CHECK(error.fields().sqlstate == "42P01");
  CHECK(error.fields().message == "relation \"public.absent\" does not exist");
  CHECK(connection.query("SELECT n FROM public.t").text(0, 0) == "1");
  connection.end_snapshot();
  CHECK(connection.query("SELECT n FROM public.t").text(0, 0) == "2");
}
