/// What a check reads today, from every server version at hand, through PgBouncer in transaction
/// mode and from a hot standby.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "database.hpp"
#include "postgres/connection.hpp"
#include "support/pgbouncer.hpp"
#include "support/skip.hpp"

namespace {

using plumbline::ObjectName;
using plumbline::Target;
using plumbline::postgres::find_tables;
using plumbline::postgres::list_catalog_names;
using plumbline::tests::Database;
using plumbline::tests::for_each_server;
using plumbline::tests::PgBouncer;
using plumbline::tests::PostgresOptions;
using plumbline::tests::PostgresServer;
using plumbline::tests::run_sql_at;
using plumbline::tests::shared_server;
using plumbline::tests::skip_case;

constexpr const char* some_objects =
    "CREATE SCHEMA app; CREATE TABLE app.registry (id int PRIMARY KEY);"
    "CREATE VIEW app.recent AS SELECT id FROM app.registry";

void check_names(Target& target) {
  CHECK(find_tables(target.connection(), "registry").size() == 1);
  const std::vector<ObjectName> names = list_catalog_names(target.connection());
  for (const ObjectName& name :
       {ObjectName{"table", "app", "registry"}, ObjectName{"view", "app", "recent"},
        ObjectName{"index", "app", "registry_pkey"}}) {
    CAPTURE(name.name);
    CHECK(std::ranges::count(names, name) == 1);
  }
}

}  // namespace

TEST_CASE("every server version is read") {
  for_each_server([](const PostgresServer& server) {
    CAPTURE(server.version());
    const Database database(server, "versions");
    database.run(some_objects);
    Target target = database.open();
    CHECK(target.server_version() / 10'000 == server.version());
    check_names(target);
  });
}

TEST_CASE("PgBouncer in transaction mode is read, and its next client finds nothing of ours") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  if (const std::string why = PgBouncer::missing(); !why.empty()) return skip_case(why);
  const Database database(*server, "pooled");
  database.run(some_objects);
  const PgBouncer pooler(*server);
  {
    Target target = Target::open(pooler.uri("pooled"));
    check_names(target);
    target.connection().end_snapshot();
    check_names(target);
  }
  // One server connection serves all clients of the pool.
  CHECK(run_sql_at(pooler.uri("pooled"),
                   "SELECT name FROM pg_settings WHERE source = 'session' AND name NOT IN"
                   " ('application_name', 'client_encoding', 'DateStyle', 'TimeZone',"
                   " 'standard_conforming_strings')") == "");
  CHECK(run_sql_at(pooler.uri("pooled"), "SELECT name FROM pg_prepared_statements") == "");
  CHECK(database.run("SELECT count(*) FROM pg_locks WHERE relation = 'app.registry'::regclass") ==
        "0");
}

TEST_CASE("a hot standby is read") {
  if (!PostgresServer::missing().empty()) return skip_case(PostgresServer::missing());
  const PostgresServer primary(PostgresOptions{.with_standbys = true});
  const Database database(primary, "streamed");
  const PostgresServer standby(PostgresOptions{.standby_of = &primary});
  database.run(some_objects);
  const std::string written = primary.run_sql("streamed", "SELECT pg_current_wal_flush_lsn()");
  const std::string replayed =
      "SELECT pg_is_in_recovery() AND pg_last_wal_replay_lsn() >= '" + written + "'";
  while (standby.run_sql("postgres", replayed) != "t") continue;
  Target target = Target::open(standby.uri("streamed"));
  check_names(target);
}
