/// Each reason for which a database is not reset, and beside it the nearest case that is none. The
/// numbers are those of Refusal.
#include "postgres/scratch/guard.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

#include "lib/postgres/scratch/scratch_database.hpp"
#include "postgres/scratch/mark.hpp"
#include "postgres/scratch/refusal.hpp"
#include "postgres/session.hpp"
#include "support/pgbouncer.hpp"
#include "support/proxy.hpp"
#include "support/session.hpp"
#include "support/skip.hpp"

using namespace plumbline;
using plumbline::postgres::ScratchGuard;
using plumbline::postgres::scratch::Mark;
using plumbline::postgres::scratch::read_mark;
using plumbline::postgres::scratch::Refusal;
using plumbline::postgres::scratch::refused;
using plumbline::tests::error_of;
using plumbline::tests::PgBouncer;
using plumbline::tests::PostgresOptions;
using plumbline::tests::PostgresServer;
using plumbline::tests::ScratchDatabase;
using plumbline::tests::Session;
using plumbline::tests::shared_server;
using plumbline::tests::skip_case;

namespace {

struct Refused {
  std::string message;
  std::string hint;
};

/// What a gate, or scratch init, is told; both "" when it is let in.
template <typename Call>
Refused refusal_of(Call&& call) {
  const Error error = error_of(call);
  if (error.status() == Status::ok) return {};
  CAPTURE(error.what());
  CAPTURE(error.fields().detail);
  CHECK(error.status() == Status::refused);
  return {error.what(), error.fields().hint};
}
Refused opening(const std::string& uri, const ScratchOptions& options = {}) {
  return refusal_of([&] { ScratchGuard::open(uri, options); });
}
Refused marking(const std::string& uri, const ScratchOptions& options = {}) {
  return refusal_of([&] { mark_scratch(uri, options); });
}

/// The message begins as said, and the hint is this refusal's.
void check(const Refused& refused_by, Refusal reason, std::string_view begin) {
  CHECK(refused_by.message.substr(0, begin.size()) == begin);
  CHECK(refused_by.hint == refused(reason, "").fields().hint);
}

void check_passes(const Refused& refused_by) { CHECK(refused_by.message.empty()); }

Mark mark_of(const ScratchDatabase& database) { return read_mark(database.comment()).mark; }

}  // namespace

TEST_CASE("each refusal has a remedy of its own") {
  std::map<std::string, int> hints;
  for (int number = 1; number <= static_cast<int>(Refusal::reset_failed); ++number) {
    const std::string hint = refused(static_cast<Refusal>(number), "").fields().hint;
    CHECK_FALSE(hint.empty());
    ++hints[hint];
  }
  CHECK(hints.size() == static_cast<std::size_t>(Refusal::reset_failed));
}

TEST_CASE("1, 2, 6: no mark, somebody else's comment, a mark of another version") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const ScratchDatabase database(*server, "guard_mark");
  check(opening(database.uri()), Refusal::no_mark,
        "database \"guard_mark\" carries no scratch mark");
  database.set_comment("the shop");
  check(opening(database.uri()), Refusal::foreign_comment,
        "database \"guard_mark\" carries a comment of somebody else's");
  check(marking(database.uri()), Refusal::foreign_comment,
        "database \"guard_mark\" carries a comment of somebody else's");
  CHECK(database.comment() == "the shop");
  database.set_comment("plumbline-scratch/2 oid=1");
  check(opening(database.uri()), Refusal::unknown_mark_version,
        "database \"guard_mark\" carries a scratch mark of version \"2\"");
  check(marking(database.uri()), Refusal::unknown_mark_version,
        "database \"guard_mark\" carries a scratch mark of version \"2\"");
  database.set_comment("plumbline-scratch/1 oid=1");
  check(opening(database.uri()), Refusal::no_mark,
        "database \"guard_mark\" carries a damaged scratch mark");
  check_passes(marking(database.uri()));
  check_passes(opening(database.uri()));
}

TEST_CASE("3, 4, 5: a mark that came by pg_dump -C, by a rename, from another cluster") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const ScratchDatabase database(*server, "guard_marked");
  mark_scratch(database.uri());
  const std::string good = database.comment();
  Mark mark = mark_of(database);
  mark.oid = "1";
  database.set_comment(print(mark));
  check(opening(database.uri()), Refusal::wrong_oid,
        "database \"guard_marked\" carries the scratch mark of another database (oid 1, not ");
  mark = mark_of(database);
  mark.oid = read_mark(good).mark.oid;
  mark.system = "7";
  database.set_comment(print(mark));
  check(opening(database.uri()), Refusal::wrong_cluster,
        "database \"guard_marked\" carries the scratch mark of a database of another cluster");
  database.set_comment(good);
  check_passes(opening(database.uri()));
  const ScratchDatabase in_the_way(*server, "guard_renamed");
  database.run_beside("DROP DATABASE guard_renamed");
  database.run_beside("ALTER DATABASE guard_marked RENAME TO guard_renamed");
  check(opening(server->uri("guard_renamed", "scratch_maker")), Refusal::wrong_name,
        "database \"guard_renamed\" carries the scratch mark of database \"guard_marked\"");
  database.run_beside("ALTER DATABASE guard_renamed RENAME TO guard_marked");
  check_passes(opening(database.uri()));
}

TEST_CASE("7: scratch init wants an empty database, of every kind of object") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  for (const char* sql :
       {"CREATE TABLE t (a int)", "CREATE TYPE m AS ENUM ('a')",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'", "CREATE SCHEMA s",
        "SELECT lo_create(0)", "CREATE PUBLICATION p", "CREATE FOREIGN DATA WRAPPER w",
        "CREATE SERVER s FOREIGN DATA WRAPPER dummy", "CREATE CAST (bigint AS text) WITH INOUT",
        "CREATE FUNCTION e() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'; CREATE EVENT "
        "TRIGGER e ON sql_drop EXECUTE FUNCTION e()",
        "CREATE EXTENSION pg_trgm SCHEMA pg_catalog",
        "CREATE SUBSCRIPTION s CONNECTION 'dbname=nowhere' PUBLICATION p WITH (connect = false, "
        "slot_name = NONE)",
        "ALTER DEFAULT PRIVILEGES FOR ROLE scratch_maker GRANT SELECT ON TABLES TO PUBLIC",
        "GRANT CREATE ON SCHEMA public TO scratch_other", "DROP EXTENSION plpgsql",
        "DROP SCHEMA public", "COMMENT ON SCHEMA public IS 'ours'",
        "REVOKE EXECUTE ON FUNCTION pg_sleep(float8) FROM PUBLIC"}) {
    CAPTURE(sql);
    const ScratchDatabase database(*server, "guard_not_empty");
    if (std::string_view(sql).find("dummy") != std::string_view::npos) {
      database.run_as_superuser("CREATE FOREIGN DATA WRAPPER dummy");
    }
    try {
      database.run_as_superuser(sql);
    } catch (const std::runtime_error& missing) {
      MESSAGE(missing.what());  // contrib is not installed
      continue;
    }
    const Refused by = marking(database.uri());
    const bool is_own_refusal = by.hint == refused(Refusal::publication, "").fields().hint ||
                                by.hint == refused(Refusal::replication, "").fields().hint ||
                                by.hint == refused(Refusal::not_empty, "").fields().hint;
    CHECK(is_own_refusal);
    CHECK(database.comment().empty());
    if (std::string_view(sql).starts_with("CREATE SUBSCRIPTION"))
      database.run_as_superuser("DROP SUBSCRIPTION s");
  }
  const ScratchDatabase database(*server, "guard_not_empty");
  database.run("ALTER DATABASE guard_not_empty SET search_path = \"$user\", app");
  database.run("GRANT CONNECT ON DATABASE guard_not_empty TO scratch_other");
  check_passes(marking(database.uri()));
  check_passes(marking(database.uri()));
  CHECK(mark_of(database).settings == "{\"search_path=\\\"$user\\\", app\"}");
}

TEST_CASE("8: the schema is not the one that we left") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const ScratchDatabase database(*server, "guard_schema");
  mark_scratch(database.uri());
  database.run("CREATE TABLE kept_here (a int)");
  check(opening(database.uri()), Refusal::schema_differs,
        "database \"guard_schema\" does not hold the schema that the last gate left there");
  check(marking(database.uri()), Refusal::schema_differs,
        "database \"guard_schema\" does not hold the schema that the last gate left there");
  database.run("DROP TABLE kept_here");
  check_passes(opening(database.uri()));
  {
    ScratchGuard guard = ScratchGuard::open(database.uri());
    const auto session = postgres::Session::open(guard.writable());
    session->query("CREATE TABLE migrated (a int)");
    session->close();
    guard.remark();
  }
  CHECK(mark_of(database).schema.size() == 64);
  check_passes(opening(database.uri()));
  check_passes(marking(database.uri()));
  database.run("ALTER TABLE migrated ADD b int");
  check(opening(database.uri()), Refusal::schema_differs,
        "database \"guard_schema\" does not hold");
}

TEST_CASE("8: what a killed gate left may be reset, because its mark says that it was at work") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const ScratchDatabase database(*server, "guard_killed");
  mark_scratch(database.uri());
  {
    ScratchGuard guard = ScratchGuard::open(database.uri());
    postgres::Session::open(guard.writable())->query("CREATE TABLE half (a int)");
  }
  CHECK(mark_of(database).schema == "in-use");
  check_passes(marking(database.uri()));
  ScratchGuard guard = ScratchGuard::open(database.uri());
  guard.reset();
  CHECK(database.remains().empty());
}

TEST_CASE("9: the source of the backup, whichever way it is reached") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const ScratchDatabase database(*server, "guard_source");
  const ScratchDatabase other(*server, "guard_other");
  mark_scratch(database.uri());
  const std::string words = "database \"guard_source\" is the source of the backup (backup.toml)";
  const auto source = [](std::string uri) {
    return ScratchOptions{
        .targets = {{.uri = std::move(uri), .where = "backup.toml", .is_source = true}}};
  };
  check(opening(database.uri(), source(database.uri())), Refusal::is_source, words);
  check(opening(database.uri(), source(server->uri("guard_source"))), Refusal::is_source, words);
  plumbline::tests::Proxy tcp(server->socket(), {});
  const std::string port = std::to_string(tcp.port());
  for (const std::string host : {"127.0.0.1", "localhost"}) {
    CAPTURE(host);
    check(opening(database.uri(),
                  source("postgresql://postgres@" + host + ':' + port + "/guard_source")),
          Refusal::is_source, words);
  }
  if (PgBouncer::missing().empty()) {
    const PgBouncer pooler(*server);
    check_passes(opening(database.uri(), source(pooler.uri("guard_other"))));
    check(opening(database.uri(), source(pooler.uri("guard_source"))), Refusal::is_source, words);
  }
  // Nobody there: by its name.
  check(opening(database.uri(), source("postgresql://localhost/guard_source")), Refusal::is_source,
        words);
  check_passes(opening(database.uri(), source("postgresql://localhost/guard_other")));
  check_passes(opening(database.uri(), source(other.uri())));
  check_passes(opening(database.uri(), source("sqlite:///guard_source.db")));
  check_passes(opening(database.uri(), source("$DATABASE_URL")));
}

TEST_CASE("10: a target of the repository, unless it carries our mark; a protected one always") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const ScratchDatabase database(*server, "guard_target");
  const std::string as_other = server->uri("guard_target", "postgres");
  const ScratchOptions known{.targets = {{.uri = "postgresql:///elsewhere", .where = "a"},
                                         {.uri = as_other, .where = "alembic.ini:3"}}};
  const ScratchOptions guarded{
      .targets = {{.uri = as_other, .where = "plumbline.toml", .is_protected = true}}};
  const std::string words = "database \"guard_target\" is the one that alembic.ini:3 names";
  check(marking(database.uri(), known), Refusal::is_target, words);
  check(opening(database.uri(), known), Refusal::is_target, words);
  CHECK(database.comment().empty());
  mark_scratch(database.uri());
  check_passes(opening(database.uri(), known));
  check_passes(marking(database.uri(), known));
  check(opening(database.uri(), guarded), Refusal::is_target,
        "database \"guard_target\" is protected by plumbline.toml");
  check(marking(database.uri(), guarded), Refusal::is_target,
        "database \"guard_target\" is protected by plumbline.toml");
}

TEST_CASE("11, 12: the system's databases and templates") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  for (const char* name : {"postgres", "template0", "template1"}) {
    CAPTURE(name);
    check(opening(server->uri(name)), Refusal::system_database, "\"" + std::string(name) + "\" is");
    check(marking(server->uri(name)), Refusal::system_database, "\"" + std::string(name) + "\" is");
  }
  const ScratchDatabase database(*server, "guard_postgres");
  mark_scratch(database.uri());
  database.run_beside("ALTER DATABASE guard_postgres IS_TEMPLATE true");
  check(opening(database.uri()), Refusal::template_database,
        "database \"guard_postgres\" is a template");
  database.run_beside("ALTER DATABASE guard_postgres IS_TEMPLATE false");
  check_passes(opening(database.uri()));
}

TEST_CASE("13: somebody is connected, and is named; who is about to leave is waited for") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const ScratchDatabase database(*server, "guard_sessions");
  const ScratchDatabase other(*server, "guard_beside");
  mark_scratch(database.uri());
  const Session elsewhere(other.uri());
  {
    Session session(server->uri("guard_sessions") + "&application_name=nightly");
    const std::string pid = session.run("SELECT pg_backend_pid()");
    check(opening(database.uri()), Refusal::other_sessions,
          "others are connected to database \"guard_sessions\": pid " + pid +
              " (postgres, nightly, a socket)");
  }
  check_passes(opening(database.uri()));
}

TEST_CASE("14: prepared transactions in it, but not in others") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const ScratchDatabase database(*server, "guard_prepared");
  const ScratchDatabase other(*server, "guard_beside");
  mark_scratch(database.uri());
  const std::string half = "BEGIN; CREATE TABLE t (a int); PREPARE TRANSACTION 'half'";
  other.run(half);
  check_passes(opening(database.uri()));
  other.run("ROLLBACK PREPARED 'half'");
  database.run(half);
  check(opening(database.uri()), Refusal::prepared_transactions,
        "database \"guard_prepared\" has prepared transactions: half");
  database.run("ROLLBACK PREPARED 'half'");
  check_passes(opening(database.uri()));
}

TEST_CASE("15, 16: slots, subscriptions and publications, but not those that a gate restored") {
  if (const std::string& why = PostgresServer::missing(); !why.empty()) return skip_case(why);
  const PostgresServer server(
      PostgresOptions{.with_standbys = true, .settings = "-c wal_level=logical"});
  const ScratchDatabase database(server, "guard_replica");
  const ScratchDatabase other(server, "guard_beside");
  mark_scratch(database.uri());
  const std::string make_slot = "SELECT pg_create_logical_replication_slot('s1', 'pgoutput')";
  const std::string drop_slot = "SELECT pg_drop_replication_slot('s1')";
  other.run_as_superuser(make_slot + "; SELECT pg_create_physical_replication_slot('s2')");
  check_passes(opening(database.uri()));
  other.run_as_superuser(drop_slot);
  database.run_as_superuser(make_slot);
  check(opening(database.uri()), Refusal::replication,
        "database \"guard_replica\" takes part in replication: slot s1");
  database.run_as_superuser(drop_slot);
  database.run("CREATE PUBLICATION p1");
  check(opening(database.uri()), Refusal::publication,
        "database \"guard_replica\" has publications: p1");
  database.run("DROP PUBLICATION p1");
  const std::string subscribe =
      "CREATE SUBSCRIPTION s3 CONNECTION 'dbname=nowhere' PUBLICATION p9 WITH (connect = false)";
  database.run_as_superuser(subscribe);
  check(opening(database.uri()), Refusal::replication,
        "database \"guard_replica\" takes part in replication: subscription s3");
  database.run_as_superuser("ALTER SUBSCRIPTION s3 SET (slot_name = NONE); DROP SUBSCRIPTION s3");
  check_passes(opening(database.uri()));

  // A restored backup has some, and the gate's own mark knows them.
  {
    ScratchGuard guard = ScratchGuard::open(database.uri());
    static_cast<void>(guard.writable());
    database.run("CREATE PUBLICATION p1");
    database.run_as_superuser(subscribe);
    database.run_as_superuser("ALTER SUBSCRIPTION s3 OWNER TO postgres");
    guard.remark();
  }
  check_passes(opening(database.uri()));
  database.run_as_superuser("ALTER SUBSCRIPTION s3 ENABLE");
  check(opening(database.uri()), Refusal::replication,
        "database \"guard_replica\" takes part in replication: subscription s3");
  database.run_as_superuser(
      "ALTER SUBSCRIPTION s3 DISABLE; ALTER SUBSCRIPTION s3 SET (slot_name = NONE)");
  database.run_as_superuser("DROP SUBSCRIPTION s3");
}

TEST_CASE("17: a standby") {
  if (const std::string& why = PostgresServer::missing(); !why.empty()) return skip_case(why);
  const PostgresServer primary(PostgresOptions{.with_standbys = true});
  const ScratchDatabase database(primary, "guard_copied");
  mark_scratch(database.uri());
  const PostgresServer standby(PostgresOptions{.standby_of = &primary});
  const std::string uri = standby.uri("guard_copied", "scratch_maker");
  while (error_of([&] { Target::open(uri); }).status() != Status::ok) continue;
  const Refused by = opening(uri);
  CHECK(by.message.find("is on a standby") != std::string::npos);
  check(by, Refusal::standby, "");
  check_passes(opening(database.uri()));
  // It is the same database, though another server answers.
  check(opening(database.uri(),
                {.targets = {{.uri = uri, .where = "the standby", .is_source = true}}}),
        Refusal::is_source, "database \"guard_copied\" is the source of the backup (the standby)");
}

TEST_CASE("18, 19: a role that does not own it, and one that is too mighty") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const ScratchDatabase database(*server, "guard_owned", "scratch_plain");
  mark_scratch(database.uri());
  check(
      opening(server->uri("guard_owned", "scratch_maker")), Refusal::not_owner,
      "role \"scratch_maker\" is not the owner of database \"guard_owned\", \"scratch_plain\" is");
  check(opening(server->uri("guard_owned")), Refusal::superuser,
        "role \"postgres\" is a superuser");
  check(marking(server->uri("guard_owned")), Refusal::superuser,
        "role \"postgres\" is a superuser");
  check_passes(opening(server->uri("guard_owned", "scratch_member")));
  database.run_beside("GRANT pg_execute_server_program TO scratch_plain");
  check(opening(database.uri()), Refusal::superuser,
        "role \"scratch_plain\" may run programs on the server");
  database.run_beside("REVOKE pg_execute_server_program FROM scratch_plain");
  check_passes(opening(database.uri()));
}

TEST_CASE("20: reached through a pooler") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  if (const std::string why = PgBouncer::missing(); !why.empty()) return skip_case(why);
  const ScratchDatabase database(*server, "guard_pooled");
  mark_scratch(database.uri());
  {
    const PgBouncer pooler(*server, {"scratch_maker"});
    const Refused by = opening(pooler.uri("guard_pooled", "scratch_maker"));
    CHECK(by.message.find("is reached through a pooler") != std::string::npos);
    check(by, Refusal::pooler, "");
  }
  check_passes(opening(database.uri()));
}

TEST_CASE("21: no URI") {
  for (const char* uri : {"", "$SCRATCH", "${SCRATCH_DB_URL}", "%SCRATCH%"}) {
    check(opening(uri), Refusal::no_uri, "the scratch database's URI is ");
    check(marking(uri), Refusal::no_uri, "the scratch database's URI is ");
  }
}

TEST_CASE("22: a second gate, on a role with and without a way around") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const ScratchDatabase database(*server, "guard_twice");
  const ScratchDatabase other(*server, "guard_beside");
  mark_scratch(database.uri());
  mark_scratch(other.uri());
  {
    ScratchGuard first = ScratchGuard::open(database.uri());
    check(opening(database.uri()), Refusal::second_gate,
          "another gate is at work on database \"guard_twice\" (pid ");
    check(refusal_of([&] { check_scratch(database.uri()); }), Refusal::second_gate,
          "another gate is at work on database \"guard_twice\" (pid ");
    first.reset();  // the lock outlives the database
    check(opening(database.uri()), Refusal::second_gate,
          "another gate is at work on database \"guard_twice\" (pid ");
    check_passes(opening(other.uri()));
  }
  for (int tries = 0; tries < 100; ++tries) {
    if (opening(database.uri()).message.empty()) break;
  }
  check_passes(opening(database.uri()));
}

TEST_CASE("23: another database in its place between check and reset") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const ScratchDatabase database(*server, "guard_swapped");
  mark_scratch(database.uri());
  const std::string comment = database.comment();
  ScratchGuard guard = ScratchGuard::open(database.uri());
  guard.check_still_ours();
  const ScratchDatabase in_its_place(*server, "guard_swapped");
  in_its_place.set_comment(comment);
  in_its_place.run("CREATE TABLE precious (a int)");
  check(refusal_of([&] { guard.reset(); }), Refusal::identity_changed,
        "database \"guard_swapped\" is not the one that was checked");
  CHECK(in_its_place.run("SELECT count(*) FROM precious") == "0");
  in_its_place.run_beside("DROP DATABASE guard_swapped");
  check(refusal_of([&] { guard.check_still_ours(); }), Refusal::identity_changed,
        "database \"guard_swapped\" is not the one that was checked: it is gone");
  check(refusal_of([&] { static_cast<void>(guard.writable()); }), Refusal::identity_changed,
        "database \"guard_swapped\" is not the one that was checked: it is gone");
}

TEST_CASE("24: the mark is withdrawn while a gate is at work") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  for (const char* role : {"scratch_maker", "scratch_plain"}) {
    CAPTURE(role);
    const ScratchDatabase database(*server, "guard_withdrawn", role);
    mark_scratch(database.uri());
    ScratchGuard guard = ScratchGuard::open(database.uri());
    static_cast<void>(guard.writable());
    database.run("CREATE TABLE precious (a int)");
    const std::string comment = database.comment();
    database.run_beside("COMMENT ON DATABASE guard_withdrawn IS NULL");
    check(refusal_of([&] { guard.reset(); }), Refusal::mark_removed,
          "the scratch mark of database \"guard_withdrawn\" was removed");
    check(refusal_of([&] { guard.remark(); }), Refusal::mark_removed,
          "the scratch mark of database \"guard_withdrawn\" was removed");
    database.set_comment("mine now");
    check(refusal_of([&] { guard.reset(); }), Refusal::mark_removed,
          "the scratch mark of database \"guard_withdrawn\" was changed");
    CHECK(database.run("SELECT count(*) FROM precious") == "0");
    database.set_comment(comment);
    guard.reset();
    CHECK(database.remains().empty());
  }
}
