#include "postgres/cluster/database_maker.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "lib/postgres/cluster/surroundings.hpp"
#include "plumbline/cancel.hpp"
#include "plumbline/error.hpp"
#include "postgres/cluster/cluster.hpp"
#include "postgres/cluster/database_uri.hpp"
#include "support/pgbouncer.hpp"
#include "support/session.hpp"
#include "support/shared_server.hpp"
#include "support/skip.hpp"
#include "system/interruption.hpp"

namespace plumbline::tests {
namespace {

using postgres::Cluster;
using postgres::DatabaseMaker;
using postgres::MakerOptions;
using postgres::Writable;

std::string gate_databases(const PostgresServer& server) {
  return server.run_sql("postgres",
                        "SELECT count(*) FROM pg_database WHERE datname LIKE 'plumb_gate%'");
}

bool has_role(const PostgresServer& server, const std::string& name) {
  return server.run_sql("postgres",
                        "SELECT count(*) FROM pg_roles WHERE rolname = '" + name + "'") == "1";
}

std::string refusal(const std::string& uri, const MakerOptions& options = {}) {
  try {
    const DatabaseMaker maker(uri, options);
  } catch (const Error& error) {
    CHECK(error.status() == Status::refused);
    CHECK_FALSE(error.fields().hint.empty());
    return error.what();
  }
  return "";
}

TEST_CASE("on a given server databases are made, copied, dropped, and none is left") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  {
    DatabaseMaker maker(server->uri());
    CHECK_FALSE(maker.is_ephemeral());
    const Writable first = maker.create();
    CHECK(run_sql_at(first.uri(), "SHOW client_connection_check_interval; SHOW server_encoding") ==
          "UTF8");
    CHECK(run_sql_at(first.uri(), "SELECT current_database() ~ '^plumb_gate_[0-9a-f]{8}_1$'") ==
          "t");
    run_sql_at(first.uri(), "CREATE TABLE t (n int); INSERT INTO t VALUES (7)");
    const Writable copy = maker.clone(first);
    CHECK(run_sql_at(copy.uri(), "SELECT n FROM t") == "7");
    CHECK(run_sql_at(copy.uri(), "SHOW client_connection_check_interval") == "250ms");
    CHECK(gate_databases(*server) == "2");
    const Session busy(copy.uri());
    maker.drop(copy);
    maker.drop(copy);  // gone already
    CHECK(gate_databases(*server) == "1");
    CHECK_THROWS_WITH_AS(static_cast<void>(maker.adopt("postgres")),
                         doctest::Contains("are not adopted"), Error);
    CHECK_THROWS_WITH_AS(static_cast<void>(maker.rename(first, "mine")),
                         doctest::Contains("are not renamed"), Error);
    CHECK(maker.kept().empty());
  }
  CHECK(gate_databases(*server) == "0");
}

TEST_CASE("a copy waits for a session that is just leaving") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  DatabaseMaker maker(server->uri());
  const Writable first = maker.create();
  std::thread leaving;
  {
    Session session(first.uri());
    session.run("SELECT 1");
    leaving = std::thread([moved = std::move(session)]() mutable {
      std::this_thread::sleep_for(std::chrono::milliseconds(150));
      const Session gone = std::move(moved);
    });
  }
  CHECK_NOTHROW(static_cast<void>(maker.clone(first)));
  leaving.join();
}

TEST_CASE("roles are made on a given server only when that was asked for, and dropped") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  {
    DatabaseMaker maker(server->uri());
    CHECK_THROWS_WITH_AS(maker.create_role("gate_role"), doctest::Contains("is missing on"), Error);
    CHECK_NOTHROW(maker.create_role("postgres"));  // there already
  }
  {
    DatabaseMaker maker(server->uri(), {.create_roles = true, .keep = false});
    maker.create_role("gate_role");
    maker.create_role("gate_role");
    maker.create_role("postgres");
    CHECK(has_role(*server, "gate_role"));
    // What a migration gives the role goes with its database.
    run_sql_at(maker.create().uri(), "CREATE TABLE t (); ALTER TABLE t OWNER TO gate_role");
  }
  CHECK_FALSE(has_role(*server, "gate_role"));
  CHECK(has_role(*server, "postgres"));
}

TEST_CASE("a role that may make databases and roles is enough") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  server->run_sql("postgres", "CREATE ROLE ci LOGIN CREATEDB CREATEROLE");
  {
    DatabaseMaker maker(server->uri("postgres", "ci"), {.create_roles = true, .keep = false});
    maker.create_role("app_owner");
    const Writable made = maker.create();
    CHECK(run_sql_at(made.uri(),
                     "CREATE SCHEMA s; ALTER SCHEMA s OWNER TO app_owner;"
                     "SELECT current_user") == "ci");
    static_cast<void>(maker.clone(made));
  }
  CHECK(gate_databases(*server) == "0");
  CHECK_FALSE(has_role(*server, "app_owner"));
  server->run_sql("postgres", "DROP ROLE ci");
}

TEST_CASE("what a killed run left is dropped by the next one, what lives stays") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  server->create_database("plumb_gate_mine");  // not of our pattern
  const DatabaseMaker alive(server->uri());
  Holder holder({"databases", server->uri()});
  const std::string uri = holder.read_line();
  REQUIRE_FALSE(uri.empty());
  const Session busy(uri);
  CHECK(gate_databases(*server) == "3");
  CHECK(has_role(*server, "holders_role"));
  server->create_database("elsewhere");
  {
    const DatabaseMaker next(server->uri("elsewhere"));  // locks are seen from any database
    CHECK(gate_databases(*server) == "3");
  }
  holder.kill(false);
  holder.end();
  CHECK(comes_true([&] {
    return server->run_sql("postgres",
                           "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") == "1";
  }));
  CHECK(gate_databases(*server) == "3");
  { const DatabaseMaker next(server->uri("elsewhere")); }
  CHECK(gate_databases(*server) == "1");
  CHECK_FALSE(has_role(*server, "holders_role"));
  server->run_sql("postgres", "DROP DATABASE plumb_gate_mine");
  server->run_sql("postgres", "DROP DATABASE elsewhere");
}

TEST_CASE("a run killed at any moment leaves nothing behind the next one") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const unsigned seed = std::random_device()();
  CAPTURE(seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 25; ++round) {
    Holder holder({"databases", server->uri()});
    std::this_thread::sleep_for(
        std::chrono::milliseconds(std::uniform_int_distribution<>(0, 250)(random)));
    holder.kill(round % 2 == 1);
  }
  // A server process that is making a database sees the end of its client when it is done.
  CHECK(comes_true([&] {
    return server->run_sql("postgres",
                           "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client "
                           "backend' AND pid <> pg_backend_pid()") == "0";
  }));
  { const DatabaseMaker next(server->uri()); }
  CHECK(gate_databases(*server) == "0");
  CHECK_FALSE(has_role(*server, "holders_role"));
}

TEST_CASE("leftovers of another role are left to it") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  server->run_sql("postgres", "CREATE ROLE other LOGIN CREATEDB");
  server->create_database("plumb_gate_00000001_1");
  { const DatabaseMaker maker(server->uri("postgres", "other")); }
  CHECK(gate_databases(*server) == "1");
  { const DatabaseMaker maker(server->uri()); }
  CHECK(gate_databases(*server) == "0");
  server->run_sql("postgres", "DROP ROLE other");
}

TEST_CASE("kept databases are told, and no later run drops them") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  std::vector<std::string> kept;
  std::string name;
  {
    DatabaseMaker maker(server->uri(), {.create_roles = true, .keep = true});
    name = run_sql_at(maker.create().uri(), "SELECT current_database()");
    maker.create_role("kept_role");
    kept = maker.kept();
  }
  REQUIRE(kept.size() == 1);
  CHECK(kept[0].find(name) != std::string::npos);
  { const DatabaseMaker maker(server->uri()); }
  CHECK(gate_databases(*server) == "1");
  CHECK(has_role(*server, "kept_role"));
  server->run_sql("postgres", "DROP DATABASE " + name);
  server->run_sql("postgres", "DROP ROLE kept_role");
}

TEST_CASE("a server on which a gate must not work is refused") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  server->run_sql("postgres", "CREATE ROLE reader LOGIN");
  CHECK(refusal(server->uri("postgres", "reader"))
            .starts_with("role \"reader\" may not make databases on "));
  server->run_sql("postgres", "DROP ROLE reader");
  if (PgBouncer::missing().empty()) {
    const PgBouncer pooler(*server);
    CHECK(refusal(pooler.uri("postgres")).ends_with("is reached through a pooler"));
  }
}

TEST_CASE("a standby is refused") {
  if (!PostgresServer::missing().empty()) return skip_case(PostgresServer::missing());
  if (client_program("pg_basebackup", default_programs()->version).empty())
    return skip_case("no pg_basebackup on this machine");
  const PostgresServer primary(PostgresOptions{.with_standbys = true});
  const PostgresServer standby(PostgresOptions{.standby_of = &primary});
  CHECK(refusal(standby.uri()).ends_with("is a standby"));
}

TEST_CASE("a cancelled call leaves no database on a given server") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  {
    Cancel cancel;
    DatabaseMaker maker(server->uri());
    static_cast<void>(maker.create());
    const system::CallScope call(&cancel, 0);
    cancel.request();
    CHECK_THROWS_AS(static_cast<void>(maker.create()), system::Interrupted);
  }
  CHECK(gate_databases(*server) == "0");
}

TEST_CASE("threads share a maker") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  {
    DatabaseMaker maker(server->uri());
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
      threads.emplace_back([&maker] { static_cast<void>(maker.clone(maker.create())); });
    for (std::thread& thread : threads) thread.join();
    CHECK(gate_databases(*server) == "8");
  }
  CHECK(gate_databases(*server) == "0");
}

TEST_CASE("the URI of a made database is complete, whatever form the server's had") {
  struct Row {
    const char* given;
    const char* made;
  };
  const std::vector<Row> rows = {
      {"postgres://u:p%40ss@db.example:5433/x?sslmode=require",
       "postgres://u:p%40ss@db.example:5433/new?sslmode=require"},
      {"postgresql://u@[::1]/x", "postgres://u@[::1]/new"},
      {"host=/var/run/postgresql user=u port=5433 dbname=x",
       "postgres://u@/new?host=/var/run/postgresql&port=5433"},
      {"postgresql://u@/x?host=/tmp/a%20b", "postgres://u@/new?host=/tmp/a%20b"},
      {"postgresql://a:1,b:2/x?target_session_attrs=read-write",
       "postgres:///new?host=a,b&port=1,2&target_session_attrs=read-write"},
      {"host=h password='a b' dbname=x", "postgres://h/new?password=a%20b"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.given);
    const std::string made = postgres::database_uri(postgres::parse_uri(row.given), "new");
    CHECK(made == row.made);
    auto was = read_by_libpq(row.given);
    auto is = read_by_libpq(made);
    std::replace(was.begin(), was.end(), std::string("dbname=x"), std::string("dbname=new"));
    CHECK(is == was);
  }
}

}  // namespace
}  // namespace plumbline::tests
