/// Dumps of every format into empty databases, compared with what was dumped.
#include <doctest/doctest.h>

#include <array>
#include <cstdio>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "lib/postgres/database.hpp"
#include "lib/postgres/restore/gzip.hpp"
#include "plumbline/cancel.hpp"
#include "plumbline/error.hpp"
#include "postgres/restore/backup.hpp"
#include "support/scratch_folder.hpp"
#include "support/server_programs.hpp"
#include "support/skip.hpp"
#include "support/test_database.hpp"
#include "system/files.hpp"
#include "system/interruption.hpp"

namespace {

using plumbline::Error;
using plumbline::Status;
using plumbline::postgres::Backup;
using plumbline::postgres::BackupProof;
using plumbline::postgres::describe_problem;
using plumbline::postgres::find_backup;
using plumbline::postgres::prove_backup;
using plumbline::postgres::restore_backup;
using plumbline::postgres::RestoreOptions;
using plumbline::postgres::RestoreResult;
using plumbline::postgres::TestDatabase;
using plumbline::postgres::Writable;
using plumbline::tests::client_program;
using plumbline::tests::Database;
using plumbline::tests::error_of;
using plumbline::tests::gzip;
using plumbline::tests::PostgresServer;
using plumbline::tests::ScratchFolder;
using plumbline::tests::shared_server;
using plumbline::tests::skip_case;

const std::string scenario = PLUMBLINE_SOURCE_DIR "/tests/scenarios/sando-dry-run";
const std::string end_mark = "--\n-- PostgreSQL database dump complete\n--\n";

std::string output_of(const std::string& command) {
  FILE* stream = ::popen(command.c_str(), "re");
  if (stream == nullptr) throw std::runtime_error("no process can be started");
  std::string output;
  std::array<char, 65'536> piece{};
  for (std::size_t length = 0; (length = std::fread(piece.data(), 1, piece.size(), stream)) > 0;)
    output.append(piece.data(), length);
  if (::pclose(stream) != 0) throw std::runtime_error(command + ": " + output);
  return output;
}

/// The server and the client programs that the cases need; absent when this machine has none.
struct Machine {
  const PostgresServer& server;
  std::string folder;  ///< of pg_dump, with a slash

  static std::optional<Machine> find() {
    const PostgresServer* server = shared_server();
    if (server == nullptr) return std::nullopt;
    const std::string dump = client_program("pg_dump", server->version());
    const std::string psql = client_program("psql", server->version());
    if (dump.empty() || psql.empty()) {
      skip_case("no pg_dump or psql for this server");
      return std::nullopt;
    }
    return Machine{*server, dump.substr(0, dump.rfind('/') + 1)};
  }

  std::string client(const std::string& words) const {
    return output_of("'" + folder + words.substr(0, words.find(' ')) + "' --host='" +
                     server.folder() + "' --username=postgres" + words.substr(words.find(' ')) +
                     " 2>&1");
  }
  /// A dump without what differs from run to run.
  std::string dump(const std::string& database, const std::string& words = "") const {
    std::istringstream lines(client("pg_dump " + words + " " + database));
    std::string text;
    for (std::string line; std::getline(lines, line);)
      if (!line.starts_with("\\restrict") && !line.starts_with("\\unrestrict")) text += line + '\n';
    return text;
  }
  Writable database(const std::string& name, const std::string& role = "postgres") const {
    return TestDatabase::at(server.uri(name, role));
  }
  RestoreResult restore(const std::string& path, const std::string& database,
                        const std::string& role, RestoreOptions options = {}) const {
    const auto backup = find_backup(path);
    REQUIRE(backup);
    const BackupProof proof = prove_backup(*backup);
    CAPTURE(proof.problem ? describe_problem(*proof.problem) : "");
    REQUIRE_FALSE(proof.problem);
    options.as_superuser = role == "postgres";
    return restore_backup(*backup, proof, this->database(database, role), options);
  }
};

std::string problem_of(const RestoreResult& result) {
  return result.problem ? describe_problem(*result.problem) : "";
}

/// The shop, made once; its dump.
const std::string& shop(const Machine& machine) {
  static const std::string dump = [&] {
    machine.server.create_database("shop");
    machine.client("psql -X -q -v ON_ERROR_STOP=1 -d shop -f '" PLUMBLINE_SOURCE_DIR
                   "/tests/lib/postgres/restore/shop.sql'");
    return machine.dump("shop");
  }();
  return dump;
}

/// A role that owns an empty database.
void make_plain_owner(const Machine& machine, const std::string& database) {
  machine.server.create_database(database);
  machine.server.run_sql("postgres",
                         "DO $$ BEGIN CREATE ROLE plain LOGIN; EXCEPTION WHEN duplicate_object "
                         "THEN END $$; ALTER DATABASE \"" +
                             database + "\" OWNER TO plain");
}

/// What restoring this text as a plain role comes to.
RestoreResult restore_text(const Machine& machine, std::string_view sql,
                           const RestoreOptions& options = {}) {
  const ScratchFolder folder;
  folder.write("a.sql", std::string(sql) + end_mark);
  make_plain_owner(machine, "restore_text");
  return machine.restore(folder.file("a.sql"), "restore_text", "plain", options);
}

}  // namespace

TEST_CASE("production's backups are restored as psql restores them") {
  const auto machine = Machine::find();
  if (!machine) return;
  for (const std::string name : {"prod-at-122", "prod-at-132"}) {
    const std::string path = scenario + "/backups/" + name + ".sql.gz";
    const Database theirs(machine->server, "restore_theirs");
    output_of("gunzip -c '" + path + "' | '" + machine->folder +
              "psql' -X -q -v ON_ERROR_STOP=1 -h '" + machine->server.folder() +
              "' -U postgres restore_theirs 2>&1");
    const Database ours(machine->server, "restore_ours");
    const RestoreResult result = machine->restore(path, "restore_ours", "postgres");
    REQUIRE(problem_of(result).empty());
    CHECK(machine->dump("restore_ours") == machine->dump("restore_theirs"));
    CHECK(result.skipped_count == 0);
    std::uint64_t orders = 0;
    for (const auto& table : result.tables)
      if (table.name == "public.orders") orders = table.rows;
    CHECK(orders == 3'000);
    CHECK(result.slowest.size() == 5);
    make_plain_owner(*machine, "restore_plain");
    REQUIRE(problem_of(machine->restore(path, "restore_plain", "plain")).empty());
    CHECK(machine->dump("restore_plain", "--no-owner --no-privileges") ==
          machine->dump("restore_theirs", "--no-owner --no-privileges"));
  }
}

TEST_CASE("a dump of any form gives the database that was dumped") {
  const auto machine = Machine::find();
  if (!machine) return;
  const std::string& whole = shop(*machine);
  const ScratchFolder folder;
  int connections = 1;
  for (const std::string words :
       {"", "-Fc", "-Fd", "-Ft", "-Fd -Z0", "--create", "--create --clean", "--clean",
        "--clean --if-exists", "--inserts", "--column-inserts --rows-per-insert=100",
        "--disable-dollar-quoting", "--encoding=LATIN1", "--quote-all-identifiers"}) {
    CAPTURE(words);
    const std::string path = folder.file("dump");
    output_of("rm -rf '" + path + "'");
    machine->client("pg_dump " + words + " --file='" + path + "' shop");
    // Every other one with further connections for the indexes.
    connections = connections == 1 ? 3 : 1;
    const Database copy(machine->server, "restore_shop");
    const RestoreResult result = machine->restore(
        path, "restore_shop", "postgres", {.with_owners = true, .connections = connections});
    REQUIRE(problem_of(result) == "");
    CHECK((machine->dump("restore_shop") == whole));
  }
}

TEST_CASE("a broken archive is red before anything is dropped") {
  const auto machine = Machine::find();
  if (!machine) return;
  shop(*machine);
  const ScratchFolder folder;
  machine->client("pg_dump -Fc --file='" + folder.file("a.dump") + "' shop");
  const std::string whole = plumbline::system::read_file(folder.file("a.dump"));
  const auto fault = [&](const std::string& bytes, const std::string& programs) {
    folder.write("a.dump", bytes);
    const BackupProof proof =
        prove_backup(*find_backup(folder.file("a.dump")), {.programs = programs});
    return proof.problem ? describe_problem(*proof.problem) : "";
  };
  CHECK(fault(whole, "") == "");
  CHECK(fault(whole.substr(0, whole.size() / 2), "")
            .starts_with("restore failed: pg_restore cannot read the backup: "));
  CHECK(fault(whole.substr(0, whole.size() - 10), "")
            .starts_with("restore failed: pg_restore cannot read the backup: "));
  std::string newer = whole;
  newer[6] = 99;  // the archive's minor version
  CHECK(fault(newer, "") ==
        "restore failed: pg_restore cannot read the backup: unsupported version (1.99) in file "
        "header");
  CHECK(fault(whole, folder.path()).find("pg_restore\" is not there") != std::string::npos);
  machine->client("pg_dump -Fd --file='" + folder.file("b") + "' shop");
  output_of("for f in '" + folder.file("b") +
            "'/*.dat.gz; do head -c 20 $f > $f.cut; mv $f.cut $f; done");
  const BackupProof proof = prove_backup(*find_backup(folder.file("b")));
  REQUIRE(proof.problem);
  CHECK(proof.problem->message.starts_with("pg_restore cannot read the backup: "));
}

TEST_CASE("a plain role restores what it may, and the rest is told") {
  const auto machine = Machine::find();
  if (!machine) return;
  shop(*machine);
  const ScratchFolder folder;
  machine->client("pg_dump --create --file='" + folder.file("a.sql") + "' shop");
  make_plain_owner(*machine, "restore_plain");
  const RestoreResult result = machine->restore(folder.file("a.sql"), "restore_plain", "plain");
  REQUIRE(problem_of(result) == "");
  CHECK(machine->dump("restore_plain", "--no-owner --no-privileges --no-publications") ==
        machine->dump("shop", "--no-owner --no-privileges --no-publications"));
  CHECK(machine->server.run_sql("restore_plain",
                                "SELECT has_table_privilege('shop Reader', 'shop.customer', "
                                "'SELECT')") == "t");
  CHECK(result.owners > 10);
  std::string told;
  for (const auto& skipped : result.skipped)
    told += skipped.statement + ": " + skipped.reason + "\n";
  CHECK(told.find("CREATE DATABASE shop WITH") != std::string::npos);
  CHECK(told.find("only the role \"shop_owner\" may") != std::string::npos);
}

TEST_CASE("a superuser restores nothing by default") {
  const auto machine = Machine::find();
  if (!machine) return;
  const Database database(machine->server, "restore_super");
  const auto backup = find_backup(scenario + "/backups/prod-at-122.sql.gz");
  const BackupProof proof = prove_backup(*backup);
  const Error error =
      error_of([&] { restore_backup(*backup, proof, machine->database("restore_super"), {}); });
  CHECK(error.status() == Status::refused);
  CHECK(std::string(error.what()).ends_with("a backup is not restored as a superuser"));
  // Nor as one who may run programs there.
  make_plain_owner(*machine, "restore_super");
  machine->server.run_sql("postgres", "GRANT pg_execute_server_program TO plain");
  const Error member = error_of(
      [&] { restore_backup(*backup, proof, machine->database("restore_super", "plain"), {}); });
  machine->server.run_sql("postgres", "REVOKE pg_execute_server_program FROM plain");
  CHECK(member.status() == Status::refused);
  CHECK(std::string(member.what())
            .ends_with("a backup is not restored as a member of pg_execute_server_program"));
}

TEST_CASE("the first statement that is refused ends the restore, with its line") {
  const auto machine = Machine::find();
  if (!machine) return;
  const std::string table = "CREATE TABLE t (a int, b text);\n";
  const struct {
    std::string sql;
    const char* told;
    const char* statement;
  } rows[] = {
      {table + "\n\nALTER TABLE u OWNER TO plain;\nALTER TABLE u ADD c int;\nCREATE TABLE v ();\n",
       "line 5: relation \"u\" does not exist (42P01)", "ALTER TABLE u ADD c int"},
      {table + "SELECT 1;\nCREATE VIEW v AS\n SELECT a,\n  é FROM t;\nSELECT 2;\n",
       "line 5: column \"é\" does not exist (42703)", "CREATE VIEW v AS"},
      {table + "SELECT 'é';\nSELECT 2;\nSELEC 3;\n",
       "line 4: syntax error at or near \"SELEC\" (42601)", "SELEC 3"},
      {table + "SELECT 1/(a-a) FROM (VALUES (1)) v(a);\n", "line 2: division by zero (22012)",
       "SELECT 1/(a-a) FROM (VALUES (1)) v(a)"},
      {table + "COPY t (a, b) FROM stdin;\n1\tx\n2\ty\nz\t3\n4\t5\n\\.\n",
       "line 5: invalid input syntax for type integer: \"z\" (22P02)", "COPY t (a, b) FROM stdin"},
      {table + "COPY t (a, c) FROM stdin;\n1\tx\n\\.\n",
       "line 2: column \"c\" of relation \"t\" does not exist (42703)", "COPY t (a, c) FROM stdin"},
      {table + "COPY t FROM stdin;\n1\tx\n1\ty\n\\.\n\nALTER TABLE ONLY t\n ADD CONSTRAINT p "
               "PRIMARY KEY (a);\n",
       "line 7: could not create unique index \"p\" (23505)", "ALTER TABLE ONLY t"},
      {"CREATE FUNCTION f() RETURNS int LANGUAGE c AS 'x', 'y';\n",
       "line 1: permission denied for language c (42501)",
       "CREATE FUNCTION f() RETURNS int LANGUAGE c AS 'x', 'y'"},
      {"SELECT pg_read_file('/etc/passwd');\n",
       "line 1: permission denied for function pg_read_file (42501)",
       "SELECT pg_read_file('/etc/passwd')"},
      {"DO $$ BEGIN EXECUTE 'COPY (SELECT 1) TO PROGRAM ''id'''; END $$;\n",
       "line 1: must be superuser or have privileges of the pg_execute_server_program role to COPY "
       "to or from an external program (42501)",
       "DO $$ BEGIN EXECUTE 'COPY (SELECT 1) TO PROGRAM ''id'''; END $$"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.sql);
    const RestoreResult result = restore_text(*machine, row.sql);
    REQUIRE(result.problem);
    CHECK(describe_problem(*result.problem) == "restore failed: " + std::string(row.told));
    CHECK(result.problem->statement == row.statement);
  }
  CHECK(machine->server.run_sql("restore_text",
                                "SELECT count(*) FROM pg_tables WHERE schemaname = "
                                "'public'") == "0");
}

TEST_CASE("many indexes at once fail with the one that comes first") {
  const auto machine = Machine::find();
  if (!machine) return;
  std::string sql;
  for (const char name : {'a', 'b', 'c', 'd'})
    sql += std::string("CREATE TABLE ") + name + " (x int);\nCOPY " + name +
           " FROM stdin;\n1\n1\n\\.\n";
  std::string good = sql;
  for (const char name : {'a', 'b', 'c', 'd'}) {
    good += std::string("CREATE INDEX ON ") + name + " (x);\n";
    good += std::string("CREATE INDEX ON ") + name + " ((x + 1));\n";
  }
  CHECK(problem_of(restore_text(*machine, good, {.connections = 3})).empty());
  CHECK(machine->server.run_sql("restore_text",
                                "SELECT count(*) FROM pg_indexes WHERE schemaname = "
                                "'public'") == "8");
  const RestoreResult result = restore_text(
      *machine, good + "CREATE UNIQUE INDEX i ON a (x);\nCREATE TABLE e ();\n", {.connections = 3});
  REQUIRE(result.problem);
  CHECK(describe_problem(*result.problem) ==
        "restore failed: line 29: could not create unique index \"i\" (23505)");
  CHECK(result.problem->detail == "Key (x)=(1) is duplicated.");
  // The restore's own connection and one of three more.
  machine->server.run_sql("postgres", "ALTER ROLE plain CONNECTION LIMIT 2");
  CHECK(problem_of(restore_text(*machine, good, {.connections = 3})).empty());
  machine->server.run_sql("postgres", "ALTER ROLE plain CONNECTION LIMIT 1");
  CHECK_THROWS_AS(restore_text(*machine, good, {.connections = 3}), Error);
  machine->server.run_sql("postgres", "ALTER ROLE plain CONNECTION LIMIT -1");
}

TEST_CASE("large tables are restored by themselves, and their indexes beside other tables") {
  const auto machine = Machine::find();
  if (!machine) return;
  const std::string path = "SELECT pg_catalog.set_config('search_path', '', false);\n";
  const std::string last = "300000\n\\.\n";
  std::string sql = path;
  std::string post;
  for (const std::string name : {"public.a", "public.b", "public.c"}) {
    sql += "CREATE TABLE " + name + " (x int);\n";
    post += "ALTER TABLE ONLY " + name + " ADD CONSTRAINT p_" + name.back() + " UNIQUE (x);\n";
    post += "CREATE INDEX ON " + name + " (abs(x)) WHERE (x > 1);\n";
  }
  // One that TRUNCATE would empty, one whose trigger would tell.
  std::string code = "INSERT INTO public.b VALUES (-1);\n";
  code += "CREATE TABLE public.log (x text);\n";
  code +=
      "CREATE FUNCTION public.f() RETURNS trigger LANGUAGE plpgsql AS "
      "$$ BEGIN INSERT INTO public.log VALUES (TG_OP); RETURN NULL; END $$;\n";
  code += "CREATE TRIGGER t AFTER TRUNCATE ON public.c EXECUTE FUNCTION public.f();\n";
  std::string rows;
  for (const char name : {'a', 'b', 'c'}) {
    rows += std::string("COPY public.") + name + " FROM stdin;\n";
    for (int i = 0; i < 300'000; ++i) rows += std::to_string(i) + '\n';
    rows += last;
  }
  for (const int connections : {1, 2, 3}) {
    CAPTURE(connections);
    const RestoreOptions options{.connections = connections};
    const RestoreResult good = restore_text(*machine, sql + code + rows + post, options);
    CHECK(problem_of(good) == "");
    CHECK(good.statements == 17);
    CHECK(machine->server.run_sql(
              "restore_text",
              "SELECT concat_ws(' ', (SELECT count(*) FROM public.a), (SELECT count(*) FROM "
              "public.b),"
              " (SELECT count(*) FROM public.c), (SELECT count(*) FROM public.log),"
              " (SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid"
              " WHERE c.relnamespace = 'public'::regnamespace AND i.indisvalid))") ==
          "300001 300002 300001 0 6");
    // The same words and line, whether it was tried early or not.
    std::string twice = rows;
    twice.replace(twice.find(last), 6, "299999");
    const RestoreResult red = restore_text(*machine, sql + code + twice + post, options);
    REQUIRE(red.problem);
    CHECK(describe_problem(*red.problem) ==
          "restore failed: line 900018: could not create unique index \"p_a\" (23505)");
    CHECK(red.problem->detail == "Key (x)=(299999) is duplicated.");
    std::string bad = rows;
    bad.replace(bad.find(last), 6, "three!");
    CHECK(problem_of(restore_text(*machine, sql + code + bad + post, options))
              .starts_with("restore failed: line 300010: invalid input syntax for type integer"));
  }
}

TEST_CASE("more objects are made than one transaction may lock") {
  const auto machine = Machine::find();
  if (!machine) return;
  std::string sql;
  for (int n = 0; n < 3'000; ++n)
    sql += "CREATE TABLE t" + std::to_string(n) + " (a serial PRIMARY KEY, b text);\n";
  CHECK(problem_of(restore_text(*machine, sql)).empty());
}

TEST_CASE("a dump of a newer server is refused before it is begun") {
  const auto machine = Machine::find();
  if (!machine) return;
  const std::string head =
      "--\n-- PostgreSQL database dump\n--\n\n-- Dumped from database version ";
  const RestoreResult result = restore_text(*machine, head + "99.1\nSELECT 1;\n");
  REQUIRE(result.problem);
  CHECK(result.problem->message.starts_with("the backup is of PostgreSQL 99.1, the server is of "));
  CHECK(result.statements == 0);
  // A newer pg_dump of an old server sets what that server does not know.
  CHECK(problem_of(restore_text(*machine, head + "9.6.24\n-- Dumped by pg_dump version 17.0\n\n"
                                                 "SET transaction_timeout = 0;\nSELECT 1;\n"))
            .empty());
}

TEST_CASE("every database has the schema public already") {
  const auto machine = Machine::find();
  if (!machine) return;
  const std::string rest = "COMMENT ON SCHEMA public IS 'x';\nCREATE TABLE public.t (a int);\n";
  CHECK(problem_of(restore_text(*machine, "CREATE SCHEMA public;\n" + rest)) == "");
  if (machine->server.version() >= 15) {
    CHECK(problem_of(
              restore_text(*machine, "DROP SCHEMA public;\nCREATE SCHEMA public;\n" + rest)) == "");
  }
}

TEST_CASE("standard_conforming_strings counts from its statement on") {
  const auto machine = Machine::find();
  if (!machine) return;
  REQUIRE(problem_of(restore_text(*machine,
                                  "SET escape_string_warning = off;\n"
                                  "CREATE TABLE t (a text);\nINSERT INTO t VALUES ('\\');\n"
                                  "SET standard_conforming_strings = off;\n"
                                  "INSERT INTO t VALUES ('a\\';b'), ('\\\\');\n"
                                  "SET standard_conforming_strings = on;\n"
                                  "INSERT INTO t VALUES ('\\');\n")) == "");
  CHECK(machine->server.run_sql("restore_text", "SELECT string_agg(a, '|') FROM t") ==
        "\\|a';b|\\|\\");
}

TEST_CASE("what only a superuser may make is left out where no row hangs on it") {
  const auto machine = Machine::find();
  if (!machine) return;
  const RestoreResult result = restore_text(
      *machine,
      "CREATE TABLE t (a int);\n"
      "CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';\n"
      "CREATE EVENT TRIGGER e ON sql_drop EXECUTE FUNCTION f();\n"
      "COMMENT ON EVENT TRIGGER e IS 'x';\n"
      "CREATE PUBLICATION p FOR ALL TABLES;\nCOMMENT ON PUBLICATION p IS 'x';\n"
      "CREATE SUBSCRIPTION s CONNECTION 'host=elsewhere' PUBLICATION p WITH (connect = false);\n"
      "GRANT SELECT ON TABLE t TO nobody_here;\nSET SESSION AUTHORIZATION postgres;\n"
      "GRANT SELECT ON TABLE t TO plain;\nRESET SESSION AUTHORIZATION;\n"
      "CREATE POLICY y ON t TO nobody_here;\n"
      "SET default_tablespace = fast;\nCREATE TABLE u (a int);\nSET default_tablespace = '';\n");
  REQUIRE(problem_of(result) == "");
  CHECK(result.skipped_count == 9);
  REQUIRE(result.skipped.size() == 9);
  CHECK(result.skipped[0].line == 3);
  CHECK(result.skipped[0].statement == "CREATE EVENT TRIGGER e ON sql_drop EXECUTE FUNCTION f()");
  CHECK(result.skipped[0].reason == "event triggers are left out");
  CHECK(result.skipped[4].reason == "the role \"nobody_here\" is not there");
}

TEST_CASE("an extension of the allow-list is made by a superuser, before any code of the dump") {
  const auto machine = Machine::find();
  if (!machine) return;
  const std::string missing = machine->server.run_sql(
      "postgres", "SELECT count(*) FROM pg_available_extensions WHERE name = 'pgrowlocks'");
  if (missing != "1") return skip_case("no contrib extensions on this machine");
  const std::string sql =
      "CREATE SCHEMA ext;\nCREATE EXTENSION IF NOT EXISTS pgrowlocks WITH SCHEMA ext;\n"
      "COMMENT ON EXTENSION pgrowlocks IS 'x';\nCREATE TABLE t (a int);\n";
  CHECK(problem_of(restore_text(*machine, sql)) ==
        "restore failed: line 2: permission denied to create extension \"pgrowlocks\" (42501)");
  const Writable maker = machine->database("restore_text");
  CHECK(problem_of(restore_text(*machine, sql, {.extension_maker = &maker})) == "");
  CHECK(problem_of(restore_text(
            *machine, "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';\n" + sql,
            {.extension_maker = &maker})) ==
        "restore failed: line 3: permission denied to create extension \"pgrowlocks\" (42501)");
  CHECK(problem_of(
            restore_text(*machine, "CREATE EXTENSION file_fdw;\n", {.extension_maker = &maker})) ==
        "restore failed: line 1: permission denied to create extension \"file_fdw\" (42501)");
}

TEST_CASE("a file that was replaced since it was proven is not restored") {
  const auto machine = Machine::find();
  if (!machine) return;
  const ScratchFolder folder;
  folder.write("a.sql", "SELECT 1;\n" + end_mark);
  make_plain_owner(*machine, "restore_changed");
  const auto backup = find_backup(folder.file("a.sql"));
  const BackupProof proof = prove_backup(*backup);
  folder.write("a.sql", "SELECT 12;\n" + end_mark);
  const RestoreResult result =
      restore_backup(*backup, proof, machine->database("restore_changed", "plain"), {});
  CHECK(problem_of(result) == "restore failed: the backup has changed since it was proven");
}

TEST_CASE("a restore ends with its call") {
  const auto machine = Machine::find();
  if (!machine) return;
  const plumbline::system::CallScope scope(nullptr, 1'000);
  CHECK_THROWS_AS(restore_text(*machine, "SELECT pg_sleep(30);\n"), plumbline::system::Interrupted);
}
