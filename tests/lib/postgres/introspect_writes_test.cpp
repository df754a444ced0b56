/// Reading a schema leaves no trace, needs no right but to connect, and works on a hot standby.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "scenes.hpp"
#include "support/pgbouncer.hpp"
#include "support/skip.hpp"

namespace {

using plumbline::capture_schema;
using plumbline::Schema;
using plumbline::Target;
using plumbline::tests::capture;
using plumbline::tests::Database;
using plumbline::tests::lasting_differences;
using plumbline::tests::make_roles;
using plumbline::tests::PgBouncer;
using plumbline::tests::PostgresOptions;
using plumbline::tests::PostgresServer;
using plumbline::tests::read_scene;
using plumbline::tests::run_sql_at;
using plumbline::tests::shared_server;
using plumbline::tests::skip_case;

void await_end(const PostgresServer& server, const std::string& database) {
  const std::string sessions =
      "SELECT count(*) FROM pg_stat_activity WHERE datname = '" + database + "'";
  while (server.run_sql("postgres", sessions) != "0") continue;
}

std::vector<std::string> statements_of(const std::string& log) {
  std::vector<std::string> texts;
  std::size_t at = 0;
  while (at < log.size()) {
    const std::size_t end = std::min(log.find('\n', at), log.size());
    const std::string line = log.substr(at, end - at);
    for (const std::string mark : {"statement: ", "execute <unnamed>: "}) {
      const std::size_t found = line.find(mark);
      if (found != std::string::npos) texts.push_back(line.substr(found + mark.size()));
    }
    at = end + 1;
  }
  return texts;
}

bool is_read(const std::string& text) {
  return text.starts_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;") ||
         text.starts_with("SELECT ") || text.starts_with("WITH ") || text.starts_with("ROLLBACK") ||
         text.starts_with("SAVEPOINT ") || text.starts_with("RELEASE ") ||
         text.starts_with("SET LOCAL ");
}

}  // namespace

TEST_CASE("reading a schema writes nothing") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  make_roles(*server);
  const Database database(*server, "unwritten_schema");
  database.run(read_scene("every_kind.sql", server->version()).base);
  database.run("ANALYZE; ALTER DATABASE unwritten_schema SET log_statement = 'all'");
  // Without it the server would tidy up pages as they are read, whoever reads them.
  database.run("VACUUM");
  const auto counters = [&] {
    return server->run_sql(
        "postgres",
        "SELECT pg_snapshot_xmax(pg_current_snapshot()), tup_inserted, tup_updated, tup_deleted,"
        " temp_files FROM pg_stat_database WHERE datname = 'unwritten_schema'");
  };
  await_end(*server, "unwritten_schema");
  const std::string before = counters();
  const std::string wal_before = server->run_sql("postgres", "SELECT pg_current_wal_insert_lsn()");
  const std::size_t log_before = server->log().size();
  const Schema schema = capture(*server, "unwritten_schema");
  await_end(*server, "unwritten_schema");
  CHECK(counters() == before);
  CHECK(server->run_sql("postgres", "SELECT pg_current_wal_insert_lsn()") == wal_before);
  const std::vector<std::string> statements = statements_of(server->log().substr(log_before));
  CHECK(statements.size() > 10);
  CHECK(statements.size() < 150);  // not one for each object
  for (const std::string& text : statements) {
    CAPTURE(text);
    CHECK(is_read(text));
    // Names of the database's own are parameters, never part of a text.
    CHECK(text.find("customer") == std::string::npos);
    CHECK(text.find("'app'") == std::string::npos);
  }
}

TEST_CASE("a role that may only connect reads the same schema") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  make_roles(*server);
  const Database database(*server, "seen_by_reader");
  database.run(read_scene("every_kind.sql", server->version()).base);
  database.run(
      "DO $$ BEGIN CREATE ROLE pl_reader LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;"
      "REVOKE ALL ON SCHEMA app FROM PUBLIC; REVOKE ALL ON ALL TABLES IN SCHEMA app FROM PUBLIC;"
      "GRANT USAGE ON SCHEMA app TO pl_reader");
  const Schema all = capture(*server, "seen_by_reader");
  Target target = Target::open(server->uri("seen_by_reader", "pl_reader"));
  const Schema read = capture_schema(target);
  std::string said;
  for (const std::string& line : lasting_differences(all, read)) said += line + '\n';
  CHECK(said == "");
  // What only few may see is told, not taken for missing.
  REQUIRE(read.source().unchecked.size() == 1);
  CHECK(read.source().unchecked[0].what == "user-mapping pl_app@far: options");
}

TEST_CASE("a hot standby has its primary's schema") {
  if (!PostgresServer::missing().empty()) return skip_case(PostgresServer::missing());
  const PostgresServer primary(PostgresOptions{.with_standbys = true});
  make_roles(primary);
  const Database database(primary, "streamed");
  const PostgresServer standby(PostgresOptions{.standby_of = &primary});
  database.run(read_scene("every_kind.sql", primary.version()).base);
  const std::string written = primary.run_sql("streamed", "SELECT pg_current_wal_flush_lsn()");
  const std::string replayed =
      "SELECT pg_is_in_recovery() AND pg_last_wal_replay_lsn() >= '" + written + "'";
  while (standby.run_sql("postgres", replayed) != "t") continue;
  const Schema here = capture(primary, "streamed");
  const Schema there = capture(standby, "streamed");
  CHECK(there.source().unchecked.empty());
  CHECK(lasting_differences(here, there).empty());
  CHECK(here.fingerprint() == there.fingerprint());
}

TEST_CASE("a schema is read through PgBouncer in transaction mode") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  if (const std::string why = PgBouncer::missing(); !why.empty()) return skip_case(why);
  make_roles(*server);
  const Database database(*server, "pooled_schema");
  database.run(read_scene("every_kind.sql", server->version()).base);
  const PgBouncer pooler(*server);
  const Schema direct = capture(*server, "pooled_schema");
  for (int turn = 0; turn < 3; ++turn) {
    Target target = Target::open(pooler.uri("pooled_schema"));
    CHECK(capture_schema(target).fingerprint() == direct.fingerprint());
    CHECK(capture_schema(target).fingerprint() == direct.fingerprint());
  }
  // One server connection serves all clients of the pool: nothing of ours may be left on it.
  CHECK(run_sql_at(pooler.uri("pooled_schema"),
                   "SELECT name FROM pg_settings WHERE source = 'session' AND name NOT IN"
                   " ('application_name', 'client_encoding', 'DateStyle', 'TimeZone',"
                   " 'standard_conforming_strings')") == "");
  CHECK(run_sql_at(pooler.uri("pooled_schema"), "SELECT name FROM pg_prepared_statements") == "");
  CHECK(run_sql_at(pooler.uri("pooled_schema"),
                   "SELECT count(*) FROM pg_locks WHERE relation::"
                   "regclass::text LIKE 'app.%'") == "0");
}
