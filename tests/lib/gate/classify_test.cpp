#include "gate/classify.hpp"

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <string>

#include "gate/classify/error_names.hpp"
#include "plumbline/gate.hpp"
#include "system/files.hpp"

using namespace plumbline;

namespace {

Finding classify(std::string_view output, std::string_view sqlstate, std::string_view step) {
  const Report report = classify_output(output, sqlstate, step);
  REQUIRE(report.findings.size() == 1);
  CHECK(report.totals[static_cast<std::size_t>(Severity::error)] == 1);
  const Finding& finding = report.findings.front();
  CHECK(find_rule(finding.rule) != nullptr);
  CHECK_FALSE(finding.remedy.empty());
  CHECK(finding.message.find('\n') == std::string::npos);
  return finding;
}

std::string output_file(const std::string& name) {
  return system::read_file(std::string(PLUMBLINE_SOURCE_DIR) + "/tests/fuzz/corpus/gate_output/" +
                           name + ".txt");
}

}  // namespace

TEST_CASE("what alembic prints on the overlays of console-raptor") {
  struct Row {
    const char* output;
    const char* step;
    const char* failure_class;
    const char* rule;
    const char* sqlstate;
    const char* change;
    const char* object;
    const char* file;
    const char* said;
  };
  const std::array rows = {
      Row{"alembic-no-seed", "upgrade", "A", "gate/missing-seed", "", "0016", "",
          "console/migrations/versions/0016_platform_owners_group.py",
          "operator 'operator@example.com' not found in the admins table"},
      Row{"alembic-A-missing-seed", "upgrade", "A", "gate/missing-seed", "", "0023", "",
          "console/migrations/versions/0023_second_operator.py", "deputy@example.com"},
      Row{"alembic-no-role", "upgrade", "B", "gate/missing-role", "42704", "0002", "raptor_app",
          "backend_v2/alembic/versions/0002_paper_orders.py", "role \"raptor_app\" does not exist"},
      Row{"alembic-B-missing-role", "upgrade", "B", "gate/missing-role", "42704", "0026",
          "raptor_reports", "backend_v2/alembic/versions/0026_report_grants.py",
          "role \"raptor_reports\" does not exist"},
      Row{"alembic-C1-multiple-heads", "upgrade", "C", "gate/multiple-heads", "", "", "", "",
          "Multiple head revisions are present"},
      Row{"alembic-C2-duplicate-revision", "upgrade", "C", "gate/multiple-heads", "", "", "0024",
          "", "Revision 0024 is present more than once"},
      Row{"alembic-C3-duplicate-at-head", "heads", "C", "gate/multiple-heads", "", "", "0025", "",
          "Revision 0025 is present more than once"},
      Row{"alembic-D-non-immutable-index", "upgrade", "D", "gate/non-immutable-expression", "42P17",
          "0026", "", "backend_v2/alembic/versions/0026_index_recent_quotes.py",
          "functions in index predicate must be marked IMMUTABLE"},
      Row{"alembic-D2-non-immutable-expression", "upgrade", "D", "gate/non-immutable-expression",
          "42P17", "0026", "", "backend_v2/alembic/versions/0026_index_quotes_day.py",
          "functions in index expression must be marked IMMUTABLE"},
      Row{"alembic-E-broken-down-revision", "upgrade", "E", "gate/broken-pointer", "", "", "0023",
          "", "Revision 0023 referenced from 0023 -> 0024"},
      Row{"alembic-F-duplicate-table", "upgrade", "F", "gate/duplicate-object", "42P07", "0022",
          "paper_orders", "backend_v2/alembic/versions/0022_mbt_paper_tables.py",
          "relation \"paper_orders\" already exists"},
      Row{"alembic-G-broken-downgrade", "downgrade", "G", "gate/broken-downgrade", "42704", "0023",
          "ix_incidents_owner", "console/migrations/versions/0023_incidents_owner.py",
          "index \"ix_incidents_owner\" does not exist"},
      Row{"alembic-G2-downgrade-not-implemented", "downgrade", "G", "gate/broken-downgrade", "",
          "0026", "", "backend_v2/alembic/versions/0026_split_quotes.py",
          "NotImplementedError: 0026 has no way back"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.output);
    const Finding finding = classify(output_file(row.output), "", row.step);
    CHECK(finding.failure_class == row.failure_class);
    CHECK(finding.rule == row.rule);
    CHECK(finding.sqlstate == row.sqlstate);
    CHECK(finding.change == row.change);
    CHECK(finding.object == row.object);
    CHECK(finding.where.file == row.file);
    CHECK((finding.where.line > 0) == !finding.where.file.empty());
    CHECK(finding.message.find(row.said) != std::string::npos);
  }
}

TEST_CASE("one line is enough, and the step comes first") {
  struct Row {
    const char* output;
    const char* sqlstate;
    const char* step;
    const char* failure_class;
    const char* rule;
  };
  const char* const role = "role \"app\" does not exist";
  const char* const table_exists = "psql:deploy/b.sql:3: ERROR:  relation \"a\" already exists";
  const char* const no_table = "ERROR:  relation \"a\" does not exist";
  const char* const gone =
      "psql: error: connection to server on socket \"/tmp/.s.PGSQL.5432\" failed: "
      "No such file or directory\n\tIs the server running locally and accepting connections on "
      "that socket?";
  const std::array rows = {
      // A
      Row{"RuntimeError: 0016 migration: operator 'x' not found in the admins table.", "",
          "upgrade", "A", "gate/missing-seed"},
      Row{"ERROR:  no admin yet", "P0001", "upgrade", "A", "gate/missing-seed"},
      Row{"insert or update on table \"a\" violates foreign key constraint \"a_b_fkey\"", "23503",
          "upgrade", "A", "gate/missing-seed"},
      Row{"insert or update on table \"a\" violates foreign key constraint \"a_b_fkey\"", "23503",
          "migrate", "M", "gate/data-violates"},
      Row{"sqlalchemy.exc.NoResultFound: No row was found when one was required", "", "upgrade",
          "A", "gate/missing-seed"},
      Row{"RuntimeError: the moon is full", "", "upgrade", "other", "gate/unclassified"},
      Row{"ZeroDivisionError: division by zero", "", "upgrade", "other", "gate/unclassified"},
      // B, and what only looks like it
      Row{role, "", "", "B", "gate/missing-role"},
      Row{role, "42704", "upgrade", "B", "gate/missing-role"},
      Row{"psycopg2.errors.UndefinedObject: role \"app\" does not exist", "", "upgrade", "B",
          "gate/missing-role"},
      Row{"sqlalchemy.exc.ProgrammingError: (sqlalchemy.dialects.postgresql.asyncpg."
          "ProgrammingError) <class 'asyncpg.exceptions.UndefinedObjectError'>: role \"app\" does "
          "not exist",
          "", "upgrade", "B", "gate/missing-role"},
      Row{"psycopg2.errors.UndefinedObject: Rolle »app« existiert nicht\n\n[SQL: GRANT SELECT ON a "
          "TO app]",
          "", "upgrade", "B", "gate/missing-role"},
      Row{"psycopg2.errors.UndefinedObject: Typ »app« existiert nicht\n\n[SQL: ALTER TABLE a ADD b "
          "app]",
          "", "migrate", "I", "gate/missing-object"},
      Row{"psycopg2.errors.UndefinedObject: type \"app\" does not exist", "", "migrate", "I",
          "gate/missing-object"},
      Row{"psql: error: connection to server on socket \"/s\" failed: FATAL:  role \"app\" does "
          "not "
          "exist",
          "", "upgrade", "Q", "gate/environment"},
      Row{"ERROR:  role \"app\" already exists", "", "roles", "Q", "gate/roles-failed"},
      Row{"ERROR:  syntax error at or near \"ROL\"", "42601", "roles", "P", "gate/roles-failed"},
      // C
      Row{"FAILED: Multiple head revisions are present for given argument 'head'; please specify a "
          "specific target revision",
          "", "upgrade", "C", "gate/multiple-heads"},
      Row{"FAILED: Multiple heads are present; please specify a single target revision", "", "",
          "C", "gate/multiple-heads"},
      Row{"0023 (head)\n0024 (head)", "", "heads", "C", "gate/multiple-heads"},
      Row{"error: while executing migration 7: error returned from database: duplicate key value "
          "violates unique constraint \"_sqlx_migrations_pkey\" at line 668",
          "", "upgrade", "C", "gate/multiple-heads"},
      // D, with the older wording and another language
      Row{"ERROR:  cannot use a non-immutable function in index expression", "", "upgrade", "D",
          "gate/non-immutable-expression"},
      Row{"FEHLER:  42P17: Funktionen im Indexprädikat müssen als IMMUTABLE markiert sein", "",
          "upgrade", "D", "gate/non-immutable-expression"},
      // E, and J where the database says it
      Row{"FAILED: Can't locate revision identified by 'deadbeef'", "", "upgrade", "E",
          "gate/broken-pointer"},
      Row{"FAILED: Can't locate revision identified by 'deadbeef'", "", "registry", "J",
          "registry/unknown-change"},
      Row{"KeyError: '0023'", "", "upgrade", "E", "gate/broken-pointer"},
      Row{"KeyError: 'DATABASE_URL'", "", "upgrade", "Q", "gate/environment"},
      // F, and H where the data was there before
      Row{table_exists, "", "upgrade", "F", "gate/duplicate-object"},
      Row{table_exists, "", "", "F", "gate/duplicate-object"},
      Row{table_exists, "", "migrate", "H", "gate/registry-behind"},
      Row{"ERROR:  column \"a\" of relation \"t\" already exists", "", "upgrade", "F",
          "gate/duplicate-object"},
      Row{"ERROR:  function \"f\" already exists with same argument types", "", "upgrade", "F",
          "gate/duplicate-object"},
      Row{"ERROR:  schema \"s\" already exists", "", "upgrade", "F", "gate/duplicate-object"},
      Row{"psql:a.sql:1: NOTICE:  42P07: relation \"a\" already exists, skipping\n"
          "psql:a.sql:2: ERROR:  42501: permission denied for schema s",
          "", "upgrade", "O", "gate/not-allowed"},
      // G: the step alone
      Row{no_table, "", "downgrade", "G", "gate/broken-downgrade"},
      Row{role, "", "revert", "G", "gate/broken-downgrade"},
      Row{"FAILED: Ambiguous walk", "", "downgrade", "G", "gate/broken-downgrade"},
      Row{"NotImplementedError: 0026 has no way back", "", "downgrade -1", "G",
          "gate/broken-downgrade"},
      Row{gone, "", "downgrade", "Q", "gate/environment"},
      // I
      Row{no_table, "", "migrate", "I", "gate/missing-object"},
      Row{no_table, "", "upgrade", "other", "gate/missing-object"},
      // J, K, L
      Row{"error: migration 123 was previously applied but is missing in the resolved migrations",
          "", "migrate", "J", "registry/unknown-change"},
      Row{"error: migration 123 was previously applied but has been modified", "", "registry", "K",
          "registry/modified"},
      Row{"Script signatures diverge at change orders", "", "registry", "K", "registry/modified"},
      Row{"error: migration 7 is partially applied; fix and remove row from `_sqlx_migrations` "
          "table",
          "", "", "L", "registry/dirty"},
      // M
      Row{"error: while executing migration 133: error returned from database: column \"display\" "
          "of relation \"account\" contains null values at line 6202",
          "", "migrate", "M", "gate/data-violates"},
      Row{"error: while executing migration 133: error returned from database: could not create "
          "unique index \"orders_reference\" at line 1348",
          "", "migrate", "M", "gate/data-violates"},
      Row{"error: while executing migrations: error returned from database: cannot drop column "
          "legacy_html of table page because other objects depend on it",
          "", "migrate", "M", "gate/data-violates"},
      Row{"ERROR:  cannot alter type of a column used by a view or rule", "0A000", "migrate", "M",
          "gate/data-violates"},
      Row{"ERROR:  invalid input syntax for type integer: \"x\"", "", "migrate", "M",
          "gate/data-violates"},
      // N
      Row{"ERROR:  canceling statement due to lock timeout", "", "migrate", "N", "gate/blocked"},
      Row{"asyncpg.exceptions.QueryCanceledError: anything", "", "migrate", "N", "gate/blocked"},
      // O
      Row{"ERROR:  must be owner of table a", "", "upgrade", "O", "gate/not-allowed"},
      Row{"psycopg.errors.InsufficientPrivilege: keine Berechtigung für Tabelle a", "", "upgrade",
          "O", "gate/not-allowed"},
      // P
      Row{"Syntax error in sqitch.plan at line 5: Invalid name; names must not begin with "
          "punctuation",
          "", "upgrade", "P", "gate/plan-unreadable"},
      Row{"error: while resolving migrations: error parsing migration filename \"x.sql\"; expected "
          "integer version prefix (e.g. `01_foo.sql`)",
          "", "upgrade", "P", "gate/plan-unreadable"},
      Row{"ERROR:  syntax error at or near \"CRATE\"", "", "upgrade", "P", "gate/plan-unreadable"},
      Row{"  File \"alembic/versions/0005_x.py\", line 3\n    x = = 1\n        ^\nSyntaxError: "
          "invalid syntax",
          "", "upgrade", "P", "gate/plan-unreadable"},
      Row{"ModuleNotFoundError: No module named 'psycopg2'", "", "upgrade", "Q",
          "gate/environment"},
      Row{"psql: error: deploy/b.sql: No such file or directory", "", "upgrade", "P",
          "gate/plan-unreadable"},
      // Q
      Row{gone, "", "upgrade", "Q", "gate/environment"},
      Row{"sqlalchemy.exc.OperationalError: (psycopg2.OperationalError) connection to server at "
          "\"localhost\", port 5432 failed: Connection refused",
          "", "upgrade", "Q", "gate/environment"},
      Row{"psql:a.sql:1: FATAL:  terminating connection due to administrator command", "",
          "restore", "Q", "gate/environment"},
      Row{"ERROR:  could not extend file \"base/1/2\": No space left on device", "53100", "restore",
          "Q", "gate/environment"},
      Row{"sh: 1: sqitch: command not found", "", "upgrade", "Q", "gate/environment"},
      Row{"psql: error: connection to server on socket \"/s\" failed: FATAL:  database "
          "\"sando_scratch_gone\" does not exist",
          "", "reset", "Q", "gate/reset-failed"},
      Row{"ERROR:  no drops here", "P0001", "reset", "Q", "gate/reset-failed"},
      Row{"anything", "28P01", "upgrade", "Q", "gate/environment"},
      Row{"anything", "3D000", "downgrade", "Q", "gate/environment"},
      Row{"anything", "55006", "migrate", "Q", "gate/environment"},
      Row{"anything", "0A000", "migrate", "other", "gate/unclassified"},
      // R
      Row{"gzip: prod.sql.gz: unexpected end of file", "", "restore", "R", "gate/restore-failed"},
      Row{"pg_restore: error: input file does not appear to be a valid archive", "", "", "R",
          "gate/restore-failed"},
      Row{"pg_restore: error: could not execute query: ERROR:  relation \"a\" already exists\n"
          "Command was: CREATE TABLE a (id int);",
          "", "restore", "R", "gate/restore-failed"},
      // The seed step
      Row{no_table, "", "seed", "A", "gate/seed-failed"},
      // Other
      Row{"Segmentation fault", "", "upgrade", "other", "gate/unclassified"},
      Row{"", "", "upgrade", "other", "gate/unclassified"},
      Row{"ERROR:  something new", "XX999", "upgrade", "other", "gate/unclassified"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.output);
    CAPTURE(row.step);
    const Finding finding = classify(row.output, row.sqlstate, row.step);
    CAPTURE(finding.message);
    CHECK(finding.failure_class == row.failure_class);
    CHECK(finding.rule == row.rule);
  }
}

TEST_CASE("the SQLSTATE wins over the text, wherever it stands") {
  struct Row {
    const char* output;
    const char* sqlstate;
    const char* found;
  };
  const std::array rows = {
      Row{"role \"a\" does not exist", "42P07", "42P07"},
      Row{"ERROR:  42P07: relation \"a\" already exists", "", "42P07"},
      Row{"psql:a.sql:1: ERROR:  42P07", "", "42P07"},
      Row{"psql:a.sql:1: ОШИБКА:  42P07: отношение \"a\" уже существует", "", "42P07"},
      Row{"plumbline: cannot be read\n  SQLSTATE 42501", "", "42501"},
      Row{"could not run (SQLSTATE: 42501)", "", "42501"},
      Row{"SQLSTATE[42P01]: Undefined table: 7 ERROR:  relation \"a\" does not exist", "", "42P01"},
      Row{"pg8000.dbapi.ProgrammingError: {'S': 'ERROR', 'V': 'ERROR', 'C': '42P01', 'M': 'x'}", "",
          "42P01"},
      Row{"Database(PgDatabaseError { severity: Error, code: \"23505\", message: \"x\" })", "",
          "23505"},
      Row{"current transaction is aborted, commands ignored until end of transaction block", "",
          "25P02"},
      Row{"psql:a:1: ERROR:  division by zero\npsql:a:2: ERROR:  current transaction is aborted, "
          "commands ignored until end of transaction block",
          "", "22012"},
      Row{"psycopg2.errors.InFailedSqlTransaction: x\npsycopg2.errors.DuplicateColumn: y", "",
          "42701"},
      Row{"SQLSTATE unknown", "", ""},
      Row{"see SQLSTATEs", "", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.output);
    CHECK(classify(row.output, row.sqlstate, "").sqlstate == row.found);
  }
}

TEST_CASE("drivers' classes name SQLSTATEs") {
  struct Row {
    const char* name;
    const char* sqlstate;
  };
  const std::array rows = {
      Row{"psycopg2.errors.UndefinedObject", "42704"},
      Row{"psycopg2.errors.InvalidObjectDefinition", "42P17"},
      Row{"psycopg2.errors.RaiseException", "P0001"},
      Row{"psycopg2.errors.InternalError_", "XX000"},
      Row{"psycopg2.errors.InFailedSqlTransaction", "25P02"},
      Row{"psycopg2.errors.SyntaxError", "42601"},
      Row{"psycopg.errors.NotNullViolation", "23502"},
      Row{"asyncpg.exceptions.DuplicateTableError", "42P07"},
      Row{"asyncpg.exceptions.InFailedSQLTransactionError", "25P02"},
      Row{"asyncpg.exceptions._base.PostgresSyntaxError", "42601"},
      Row{"asyncpg.exceptions.RaiseError", "P0001"},
      Row{"asyncpg.exceptions.SystemError", "58000"},
      Row{"SyntaxError", ""},
      Row{"UndefinedObject", ""},
      Row{"psycopg2.OperationalError", ""},
      Row{"psycopg2.errors.Nothing", ""},
      Row{"", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(gate::sqlstate_of_class(row.name) == row.sqlstate);
  }
}

TEST_CASE("change and place are named where the output names them") {
  const Finding sitched = classify(
      "Deploying changes to db:pg:sq\n  + a .. ok\n  + b .. 1\n"
      "psql:deploy/b.sql:3: ERROR:  relation \"a\" already exists\nnot ok\n"
      "\"psql\" unexpectedly returned exit value 3\n\nReverting all changes\n  - a .. ok\n"
      "Deploy failed\n",
      "", "upgrade");
  CHECK(sitched.change == "b");
  CHECK(sitched.where.file == "deploy/b.sql");
  CHECK(sitched.where.line == 3);
  CHECK(sitched.object == "a");
  const Finding sqlx = classify(
      "error: while executing migration 133: error returned from database: column \"display\" of "
      "relation \"account\" contains null values at line 6202",
      "", "migrate");
  CHECK(sqlx.change == "133");
  CHECK(sqlx.object == "display");
  CHECK(sqlx.where.file.empty());
  CHECK(sqlx.message.ends_with("contains null values"));
  CHECK(classify("error: migration 123 was previously applied but has been modified", "", "")
            .change == "123");
  const Finding drive = classify("psql:C:/a b/x.sql:12: ERROR:  division by zero", "", "");
  CHECK(drive.where.file == "C:/a b/x.sql");
  CHECK(drive.where.line == 12);
}

TEST_CASE("an unknown error quotes the end of what was said") {
  const std::string output = "first\nsecond\nthe reactor is on fire\n";
  const Finding finding = classify(output, "", "upgrade");
  CHECK(finding.message == "unknown error: the reactor is on fire");
  REQUIRE(finding.related.size() == 1);
  CHECK(finding.related[0].message == "first\nsecond\nthe reactor is on fire");
  // One line is said once.
  CHECK(classify("the reactor is on fire\n", "", "").related.empty());
  CHECK(classify("", "", "").message == "unknown error: nothing was said");
}

TEST_CASE("what a runner knows beside the text counts") {
  adapters::RunFailure failure{.message = "relation \"a\" already exists"};
  failure.sqlstate = "42P07";
  failure.change = "7";
  failure.file = "migrations/7_a.sql";
  failure.line = 4;
  const Finding finding = gate::classify_failure(failure, "run");
  CHECK(finding.rule == "gate/duplicate-object");
  CHECK(finding.object == "a");
  CHECK(finding.change == "7");
  CHECK(finding.where.file == "migrations/7_a.sql");
  CHECK(finding.where.line == 4);
  adapters::RunFailure seed{.message = "operator 'x' not found in the admins table."};
  seed.exception = "RuntimeError";
  CHECK(gate::classify_failure(seed, "upgrade").rule == "gate/missing-seed");
  // Alembic's runner has the class in the message already.
  adapters::RunFailure role{
      .message =
          "sqlalchemy.exc.ProgrammingError: (psycopg2.errors.UndefinedObject) role \"app\" "
          "does not exist"};
  role.exception = "sqlalchemy.exc.ProgrammingError";
  role.sqlstate = "42704";
  CHECK(gate::classify_failure(role, "upgrade").rule == "gate/missing-role");
  CHECK(gate::classify_failure(role, "upgrade").message ==
        "a migration names a role that nothing makes here: role \"app\" does not exist");
  failure.rule = "gate/wrong-database";
  CHECK(gate::classify_failure(failure, "upgrade").rule == "gate/wrong-database");
}

TEST_CASE("long output costs no more than its ends") {
  const std::string noise(20'000'000, 'x');
  const std::string line = "\nERROR:  42P07: relation \"a\" already exists\n";
  const auto start = std::chrono::steady_clock::now();
  CHECK(classify(noise + line, "", "").sqlstate == "42P07");
  CHECK(classify(line + noise, "", "").sqlstate == "42P07");
  std::string lines;
  while (lines.size() < 2'000'000) lines += "role \"a\"\"b does not\n";
  CHECK(classify(lines, "", "").failure_class == "other");
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));
}
