/// What stands in for psql beside the real psql: same words, same status, same database.
#include "adapters/sqitch/run/psql_client.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "adapters/sqitch/run/psql_script.hpp"
#include "postgres/uri.hpp"
#include "support/scratch_folder.hpp"
#include "support/shared_server.hpp"
#include "support/test_database.hpp"
#include "system/process.hpp"

namespace plumbline::adapters::sqitch {

namespace {

const std::string name = "plumb_psql_client";

struct Said {
  int status = -1;
  std::string output;
  std::string errors;
  std::string tables;
};

std::vector<std::string> psql_words(const postgres::Writable& database, const std::string& file) {
  std::string place;
  for (const auto& [key, value] : postgres::parse_uri(database.uri()))
    place += (place.empty() ? "" : " ") + key + "=" + value;
  return {"psql",
          "--dbname",
          place,
          "--set",
          "VERBOSITY=verbose",
          "--set",
          "who=shop",
          "--set",
          "text=it's \"a\"",
          "--quiet",
          "--no-psqlrc",
          "--no-align",
          "--tuples-only",
          "--set",
          "ON_ERROR_STOP=1",
          "--set",
          "registry=meta",
          "--file",
          file};
}

struct Case {
  std::string name;
  std::string sql;
};

const std::vector<Case>& alike() {
  static const std::vector<Case> cases = {
      {"nothing", ""},
      {"blanks and comments", "-- a\n\n  /* b\n */\n-- c"},
      {"a table", "BEGIN;\nCREATE TABLE a(x int);\nCOMMIT;\n"},
      {"rows", "SELECT 1, NULL, 'a b', E'x\\ny', true;\nSELECT 1 WHERE false;SELECT;\n"},
      {"rows without columns", "SELECT FROM generate_series(1, 3);"},
      {"returning", "CREATE TABLE a(x int); INSERT INTO a VALUES (1), (2) RETURNING x, x * 2;"},
      {"explain and show",
       "EXPLAIN (COSTS off) SELECT 1;\nSHOW search_path;SHOW application_name;"},
      {"settings of the session", "SHOW client_min_messages;\nSHOW datestyle;\nSHOW timezone;"},
      {"a notice",
       "CREATE TABLE IF NOT EXISTS a(x int);\n\nCREATE TABLE IF NOT EXISTS a(x int);\n"},
      {"notices of a block",
       "DO $$\nBEGIN\n  RAISE NOTICE 'one\ntwo';\n\n  RAISE WARNING 'x' USING "
       "DETAIL = 'd', HINT = 'h';\nEND $$;"},
      {"a syntax error", "SELECT 1;\n\nSELECT\n\n  1 +\n\n  FROM x -- here\n;\nSELECT 2;"},
      {"an error in a long line",
       "SELECT " + std::string(300, '1') + " AS a, nothing, " + std::string(300, '2') + ";"},
      {"an error behind wide characters", "SELECT 'größe 漢字', nothing;"},
      {"a missing table", "/* first */ SELECT *\nFROM\n\n\n  nowhere\n\n WHERE x\n;"},
      {"several on a line", "SELECT 1; SELECT 2; SELECT 1/0; SELECT 3;"},
      {"an error behind text on several lines", "SELECT 'a\n\n\nb', $x$\n\n$x$, nothing;"},
      {"an error behind a comment", "SELECT 1 -- one\n\n-- two\n + /* three\n\n*/ nothing;"},
      {"a constraint",
       "CREATE TABLE a(x int CHECK (x > 0), y int PRIMARY KEY);\nINSERT INTO a VALUES "
       "(1, 1);\nINSERT INTO a VALUES (1, 1);"},
      {"a failed block", "DO $$ BEGIN\n PERFORM 1/0; END $$;"},
      {"a failed transaction", "BEGIN;\nCREATE TABLE a();\nSELECT 1/0;\nCOMMIT;"},
      {"an open transaction", "BEGIN;\nCREATE TABLE a();"},
      {"a warning", "COMMIT;\nROLLBACK;\nBEGIN;\nBEGIN;"},
      {"functions", "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1;';\nSELECT f();"},
      {"a variable", "CREATE TABLE :who(x int);\nSELECT :'text', :\"registry\", :nobody;"},
      {"a variable that is none", "SELECT :'text', ARRAY[1,2][1:2], 'a'::text, :{?who}, :{?else};"},
      {"windows lines", "SELECT 1;\r\n\r\nSELECT nothing\r\n;\r\n"},
      {"empty statements", ";;\nSELECT 1;;\n;"},
      {"a raised state", "DO $$ BEGIN RAISE SQLSTATE 'P1234' USING MESSAGE = 'm'; END $$;"},
      {"not in a transaction", "BEGIN;\nVACUUM;"},
      {"settings and temporary tables",
       "SET search_path = pg_catalog;\nCREATE TEMP TABLE t(x int);\n"
       "SET my.own = 'x';\nSELECT current_setting('my.own');"},
      {"strings of all kinds",
       "SELECT E'a\\'b;', U&'d\\0061t', B'01', 'a'\n'b', N'c', \"x;y\" FROM "
       "(SELECT 1 AS \"x;y\") t;"},
      {"a prepared statement", "PREPARE p AS SELECT 1;\nEXECUTE p;\nEXECUTE q;"},
      {"a cursor", "BEGIN;\nDECLARE c CURSOR FOR SELECT generate_series(1, 3);\nFETCH 2 FROM c;"},
      {"the end of the connection",
       "SELECT 1;\nSELECT pg_terminate_backend(pg_backend_pid());\nSELECT "
       "2;"},
      {"statements of the one before", "SHOW search_path; SELECT current_setting('my.own');"},
  };
  return cases;
}

const std::vector<Case>& left_to_psql() {
  static const std::vector<Case> cases = {
      {"a command", "\\echo a\n"},
      {"a command behind a statement", "SELECT 1 \\gset\n"},
      {"a set variable", "\\set x 1\nSELECT :x;"},
      {"rows of a copy", "CREATE TABLE a(x int);\nCOPY a FROM stdin;\n1\n\\.\n"},
      {"a copy out", "COPY (SELECT 1) TO STDOUT;"},
      {"no semicolon", "SELECT 1"},
      {"no end", "SELECT 'a;"},
      {"a body with semicolons", "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; END;"},
      {"a rule", "CREATE RULE r AS ON INSERT TO a DO (SELECT 1; SELECT 2);"},
      {"a list in one message", "SELECT 1\\; SELECT 2;"},
      {"strings of another kind", "SET standard_conforming_strings = off;"},
      {"another encoding", "SET NAMES latin1;"},
      {"listening", "LISTEN a;"},
      {"a mark", "\xEF\xBB\xBFSELECT 1;"},
      {"what psql alone knows", "SELECT :'DBNAME';"},
      {"a variable with more than a word", "SELECT :text;"},
  };
  return cases;
}

}  // namespace

TEST_CASE("scripts come to what psql makes of them") {
  const auto* server = tests::shared_server();
  if (server == nullptr) return;
  const tests::ScratchFolder folder;
  PsqlClient client("psql", folder.path());
  server->create_database(name);
  const auto database = postgres::TestDatabase::at(server->uri(name));
  for (const Case& one : alike()) {
    CAPTURE(one.name);
    folder.write("deploy/x.sql", one.sql);
    const auto run = [&](const auto& work) {
      server->run_sql(name, "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
      Said said = work();
      said.tables = server->run_sql(
          name,
          "SELECT string_agg(oid::regclass::text, ' ' ORDER BY 1) FROM pg_class WHERE "
          "relnamespace = 'public'::regnamespace");
      return said;
    };
    const Said theirs = run([&] {
      const auto done =
          system::run_process(psql_words(database, "deploy/x.sql"), {.directory = folder.path()});
      return Said{.status = done.exit_status.value_or(-1),
                  .output = done.output,
                  .errors = done.error_tail,
                  .tables = ""};
    });
    const Said ours = run([&] {
      Said said;
      const auto status = client.run(database, psql_words(database, "deploy/x.sql"),
                                     [&](bool is_error, std::string_view text) {
                                       (is_error ? said.errors : said.output) += text;
                                     });
      said.status = status.value_or(-1);
      return said;
    });
    CHECK(ours.status == theirs.status);
    CHECK(ours.output == theirs.output);
    CHECK(ours.errors == theirs.errors);
    CHECK(ours.tables == theirs.tables);
  }
}

TEST_CASE("what is psql's own to know is left to it, and nothing is done") {
  sql::PsqlVariables variables;
  variables.set("text", "it's \"a\"");
  for (const Case& one : left_to_psql()) {
    CAPTURE(one.name);
    CHECK_FALSE(read_sent_statements(one.sql, variables).has_value());
  }
}

}  // namespace plumbline::adapters::sqitch
