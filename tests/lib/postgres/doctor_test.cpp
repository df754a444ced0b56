/// What `plumbline doctor` tells of a server: rights, route, limits, unfinished work, and that
/// reading wrote nothing.
#include "plumbline/doctor.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "lib/postgres/database.hpp"
#include "postgres/connection.hpp"
#include "support/pgbouncer.hpp"
#include "support/skip.hpp"

using namespace plumbline;
using plumbline::tests::Database;
using plumbline::tests::error_of;
using plumbline::tests::for_each_server;
using plumbline::tests::PgBouncer;
using plumbline::tests::PostgresOptions;
using plumbline::tests::PostgresServer;
using plumbline::tests::shared_server;
using plumbline::tests::skip_case;

namespace {

using Texts = std::vector<std::string>;

DoctorReport inspect(const std::string& uri) {
  Target target = Target::open(uri);
  return inspect_target(target);
}

std::string value(const std::vector<ServerSetting>& settings, std::string_view name) {
  const auto found = std::ranges::find(settings, name, &ServerSetting::name);
  return found == settings.end() ? "absent" : found->value;
}

Texts unfinished(const DoctorReport& report) {
  Texts all;
  for (const UnfinishedWork& one : report.unfinished)
    all.push_back(std::string(unfinished_name(one.kind)) + ' ' + one.name);
  return all;
}

bool advises(const DoctorReport& report, std::string_view begin) {
  return std::ranges::any_of(report.advice,
                             [&](const Advice& one) { return one.message.starts_with(begin); });
}

}  // namespace

TEST_CASE("every version tells what a plain role may do, and that nothing was written") {
  for_each_server([](const PostgresServer& server) {
    CAPTURE(server.version());
    const Database database(server, "doctor");
    database.run(
        "DROP ROLE IF EXISTS doctor_plain; DROP ROLE IF EXISTS doctor_crowd;"
        "CREATE ROLE doctor_crowd; CREATE ROLE doctor_plain LOGIN; GRANT doctor_crowd TO "
        "doctor_plain;"
        "CREATE SCHEMA app; CREATE SCHEMA secret; GRANT USAGE, CREATE ON SCHEMA app TO "
        "doctor_crowd;"
        "ALTER ROLE doctor_plain SET search_path = app, public; ALTER ROLE doctor_plain SET "
        "lock_timeout = '3s'");
    const DoctorReport report = inspect(server.uri("doctor", "doctor_plain"));
    CHECK(report.unchecked.empty());
    CHECK(report.target.database == "doctor");
    CHECK(report.server.starts_with(std::to_string(server.version())));
    CHECK_FALSE(report.is_standby);
    CHECK(report.connection.route == Route::direct);
    CHECK(report.connection.server_address.empty());
    CHECK_FALSE(report.connection.is_encrypted);
    const RoleRights& role = report.role;
    CHECK(role.name == "doctor_plain");
    CHECK(role.session_name.empty());
    CHECK_FALSE(role.is_superuser);
    CHECK_FALSE(role.bypasses_row_security);
    CHECK_FALSE(role.owns_database);
    CHECK_FALSE(role.may_create_schemas);
    CHECK_FALSE(role.reads_all_data);
    CHECK_FALSE(role.monitors);
    REQUIRE(role.member_of.size() == 1);
    CHECK(role.member_of[0].role == "doctor_crowd");
    CHECK(role.member_of[0].inherits);
    CHECK(role.search_path == Texts{"app", "public"});
    CHECK(role.may_create_in == (server.version() < 15 ? Texts{"app", "public"} : Texts{"app"}));
    CHECK(role.may_not_use == Texts{"secret"});
    CHECK(value(report.limits, "lock_timeout") == "1s");
    CHECK(value(report.limits, "statement_timeout") == "30s");
    CHECK(value(report.limits, "transaction_read_only") == "on");
    CHECK(value(report.limits, "search_path") == "pg_catalog, pg_temp");
    CHECK(value(report.defaults, "lock_timeout") == "3000 ms");
    CHECK(value(report.defaults, "default_transaction_read_only") == "off");
    CHECK(value(report.defaults, "search_path") == "app, public");
    CHECK(report.deadline_ms == 30'500);
    REQUIRE(report.proof.has_value());
    CHECK(report.proof->nothing_written());
    CHECK(report.proof->names_read > 0);
    CHECK(report.proof->before.next_transaction > 0);
    CHECK(report.proof->after.next_transaction == report.proof->before.next_transaction);
    CHECK(advises(report, "role \"doctor_plain\" may not use 1 of the schemas: secret"));
    CHECK_FALSE(advises(report, "a statement of this role waits"));
    CHECK_FALSE(advises(report, "role \"doctor_plain\" is a superuser"));
  });
}

TEST_CASE("a superuser, a role without inheritance, and read-only by default are told") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Database database(*server, "doctor_roles");
  database.run(
      "DROP ROLE IF EXISTS doctor_apart; CREATE ROLE doctor_apart NOINHERIT LOGIN BYPASSRLS "
      "CREATEDB;"
      "DROP ROLE IF EXISTS doctor_login; CREATE ROLE doctor_login LOGIN;"
      "GRANT doctor_apart TO doctor_login; ALTER ROLE doctor_login SET role = doctor_apart;"
      "GRANT pg_read_all_data TO doctor_apart; ALTER DATABASE doctor_roles SET "
      "default_transaction_read_only = on");
  const DoctorReport apart = inspect(server->uri("doctor_roles", "doctor_apart"));
  CHECK(apart.role.bypasses_row_security);
  CHECK(apart.role.may_create_databases);
  CHECK_FALSE(apart.role.reads_all_data);
  REQUIRE(apart.role.member_of.size() == 1);
  CHECK_FALSE(apart.role.member_of[0].inherits);
  CHECK(advises(apart, "transactions are read-only by default"));
  CHECK(advises(apart, "a statement of this role waits for locks without end"));
  const DoctorReport changed = inspect(server->uri("doctor_roles", "doctor_login"));
  CHECK(changed.role.name == "doctor_apart");
  CHECK(changed.role.session_name == "doctor_login");
  const DoctorReport root = inspect(server->uri("doctor_roles"));
  CHECK(root.role.is_superuser);
  CHECK(root.role.reads_all_data);
  CHECK(root.role.member_of.empty());
  CHECK(advises(root, "role \"postgres\" is a superuser"));
}

TEST_CASE("others who write meanwhile are told apart from us") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Database database(*server, "doctor_busy");
  database.run("CREATE TABLE t (i integer)");
  std::atomic<bool> is_over = false;
  std::thread others([&] {
    while (!is_over) database.run("INSERT INTO t VALUES (1)");
  });
  bool others_wrote = false;
  for (int attempt = 0; attempt < 50 && !others_wrote; ++attempt) {
    const DoctorReport report = inspect(server->uri("doctor_busy"));
    REQUIRE(report.proof.has_value());
    CHECK(report.proof->nothing_written());
    CHECK_FALSE(advises(report, "reading has written"));
    others_wrote = report.proof->others_wrote();
  }
  is_over = true;
  others.join();
  CHECK(others_wrote);
}

TEST_CASE("unfinished work is listed by kind, and only that") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Database database(*server, "doctor_work");
  database.run(
      "CREATE TABLE t (i integer, CONSTRAINT good CHECK (i <> 7)); INSERT INTO t VALUES (1), (1);"
      "ALTER TABLE t ADD CONSTRAINT late CHECK (i > 0) NOT VALID;"
      "CREATE TABLE p (i integer) PARTITION BY LIST (i); CREATE TABLE p1 PARTITION OF p FOR VALUES "
      "IN (1); CREATE INDEX p_idx ON ONLY p (i); CREATE INDEX t_fine ON t (i)");
  CHECK_THROWS(database.run("CREATE UNIQUE INDEX CONCURRENTLY t_broken ON t (i)"));
  database.run("BEGIN; INSERT INTO t VALUES (2); PREPARE TRANSACTION 'half of it'");
  const DoctorReport report = inspect(server->uri("doctor_work"));
  database.run("ROLLBACK PREPARED 'half of it'");
  CHECK(report.unchecked.empty());
  CHECK(unfinished(report) == Texts{"invalid-index public.p_idx", "invalid-index public.t_broken",
                                    "unvalidated-constraint public.t.late",
                                    "prepared-transaction half of it"});
  REQUIRE(report.unfinished.size() == 4);
  CHECK(report.unfinished[0].detail == "of table public.p, not on every partition");
  CHECK(report.unfinished[1].detail.starts_with("of table public.t"));
  CHECK(report.unfinished[3].detail.starts_with("of postgres in database doctor_work, "));
  CHECK(advises(report, "index \"public.t_broken\" is invalid"));
  CHECK(unfinished(inspect(server->uri("doctor_work"))).size() == 3);
}

TEST_CASE("a partition that is half detached is told") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  if (server->version() < 14) return skip_case("partitions are detached concurrently since 14");
  const Database database(*server, "doctor_detach");
  database.run(
      "CREATE TABLE p (i integer) PARTITION BY LIST (i); CREATE TABLE p1 PARTITION OF p FOR VALUES "
      "IN (1)");
  database.run("ALTER DATABASE doctor_detach SET statement_timeout = 300");
  // It gives up waiting for a reader, and has marked the partition by then.
  Target reader = database.open();
  reader.connection().query("SELECT i FROM public.p");
  CHECK_THROWS(database.run("ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY"));
  reader.connection().end_snapshot();
  const DoctorReport report = inspect_target(reader);
  CHECK(unfinished(report) == Texts{"pending-detach public.p1"});
  REQUIRE(report.unfinished.size() == 1);
  CHECK(report.unfinished[0].detail == "of table public.p");
  CHECK(advises(report, "partition \"public.p1\" is half detached"));
  CHECK(value(report.defaults, "statement_timeout") == "300 ms");
}

TEST_CASE("registries are found, and what keeps this role from them") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Database database(*server, "doctor_registries");
  database.run(
      "DROP ROLE IF EXISTS doctor_reader; CREATE ROLE doctor_reader LOGIN;"
      "CREATE TABLE alembic_version (version_num text); GRANT SELECT ON alembic_version TO "
      "doctor_reader;"
      "ALTER TABLE alembic_version ENABLE ROW LEVEL SECURITY;"
      "CREATE TABLE _sqlx_migrations (version bigint);"
      "CREATE SCHEMA other; GRANT USAGE ON SCHEMA other TO doctor_reader;"
      "CREATE VIEW other._sqlx_migrations AS SELECT 1 AS version;"
      "CREATE SCHEMA sqitch; GRANT USAGE ON SCHEMA sqitch TO doctor_reader;"
      "CREATE TABLE sqitch.changes (change_id text); GRANT SELECT ON sqitch.changes TO "
      "doctor_reader;"
      "CREATE TABLE public.changes (what text); CREATE TABLE tags (name text)");
  const DoctorReport report = inspect(server->uri("doctor_registries", "doctor_reader"));
  Texts all;
  for (const RegistryAccess& one : report.registries)
    all.push_back(one.tool + ' ' + one.table + (one.is_table ? "" : ", no table") +
                  (one.readable ? "" : ", not readable") + (one.hides_rows ? ", hidden" : ""));
  CHECK(all == Texts{"sqitch sqitch.changes", "alembic public.alembic_version, hidden",
                     "sqlx public._sqlx_migrations, not readable",
                     "sqlx other._sqlx_migrations, no table, not readable"});
  CHECK(advises(report, "row level security hides rows of \"public.alembic_version\" from role"));
  CHECK(advises(report, "role \"doctor_reader\" may not read \"public._sqlx_migrations\""));
  CHECK(advises(report, "\"other._sqlx_migrations\" is no table"));
  for (const RegistryAccess& one : inspect(server->uri("doctor_registries")).registries)
    CHECK_FALSE(one.hides_rows);
}

TEST_CASE("what the role may not see is said, and the rest is there") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Database database(*server, "doctor_hidden");
  database.run(
      "DROP ROLE IF EXISTS doctor_shut_out; CREATE ROLE doctor_shut_out LOGIN;"
      "REVOKE SELECT ON pg_catalog.pg_stat_database FROM PUBLIC;"
      "REVOKE SELECT ON pg_catalog.pg_stat_activity FROM PUBLIC;"
      "REVOKE SELECT ON pg_catalog.pg_prepared_xacts FROM PUBLIC");
  const DoctorReport report = inspect(server->uri("doctor_hidden", "doctor_shut_out"));
  CHECK(report.role.name == "doctor_shut_out");
  CHECK_FALSE(report.proof.has_value());
  CHECK(report.connection.route == Route::unknown);
  CHECK(report.unchecked ==
        std::vector<Unchecked>{
            {"the way to the server", "permission denied for view pg_stat_activity"},
            {"counters of writing", "permission denied for view pg_stat_database"},
            {"prepared transactions", "permission denied for view pg_prepared_xacts"}});
}

TEST_CASE("PgBouncer in transaction mode is noticed") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  if (const std::string why = PgBouncer::missing(); !why.empty()) return skip_case(why);
  const Database database(*server, "doctor_pooled");
  const PgBouncer pooler(*server);
  const DoctorReport report = inspect(pooler.uri("doctor_pooled"));
  CHECK(report.connection.route == Route::transaction_pooler);
  CHECK(report.unchecked.empty());
  CHECK(report.proof->nothing_written());
  CHECK(advises(report, "a pooler gives the server connection away between transactions"));
}

TEST_CASE("a standby is noticed, and its counters stand still") {
  if (const std::string& why = PostgresServer::missing(); !why.empty()) return skip_case(why);
  const PostgresServer primary(PostgresOptions{.with_standbys = true});
  primary.create_database("doctor_copy");
  primary.run_sql("postgres", "SELECT pg_create_physical_replication_slot('nobody', true)");
  const PostgresServer standby(PostgresOptions{.standby_of = &primary});
  const DoctorReport source = inspect(primary.uri("doctor_copy"));
  CHECK_FALSE(source.is_standby);
  CHECK(unfinished(source) == Texts{"inactive-slot nobody"});
  while (standby.run_sql("postgres",
                         "SELECT count(*) FROM pg_database WHERE datname = 'doctor_copy'") != "1")
    continue;
  const DoctorReport report = inspect(standby.uri("doctor_copy"));
  CHECK(report.is_standby);
  CHECK(report.unchecked.empty());
  CHECK(report.proof->nothing_written());
  CHECK_FALSE(report.proof->others_wrote());
  CHECK(advises(report, "the server is a standby"));
}

TEST_CASE("cancelling ends it") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Database database(*server, "doctor_late");
  Target target = database.open();
  Cancel cancel;
  cancel.request();
  const Error error = error_of([&] { inspect_target(target, {.cancel = &cancel}); });
  CHECK(error.status() == Status::cancelled);
}
