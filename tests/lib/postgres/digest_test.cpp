#include <doctest/doctest.h>

#include "database.hpp"
#include "plumbline/schema.hpp"

using namespace plumbline;
using namespace plumbline::tests;

TEST_CASE("a digest tells whether anything of the schema was changed, and nothing else") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Database database(*server, "digest");
  database.run(
      "CREATE TABLE t (a int PRIMARY KEY, b text DEFAULT 'x', CHECK (a > 0));"
      "CREATE INDEX t_b ON t (b); CREATE VIEW v AS SELECT a FROM t; CREATE SEQUENCE s;"
      "CREATE TYPE mood AS ENUM ('sad'); CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT "
      "1';"
      "INSERT INTO t SELECT generate_series(1, 100)");
  Target target = database.open();
  const auto now = [&] { return read_digest(target); };
  const std::string before = now();
  CHECK(before.size() == 64);
  CHECK(now() == before);
  for (const char* harmless :
       {"ANALYZE", "VACUUM", "VACUUM FULL t", "REINDEX TABLE t", "TRUNCATE t",
        "INSERT INTO t VALUES (7)", "SELECT nextval('s')", "CREATE TEMPORARY TABLE gone (a int)"}) {
    CAPTURE(std::string(harmless));
    database.run(harmless);
    CHECK(now() == before);
  }
  std::string last = before;
  for (const char* change :
       {"ALTER TABLE t ADD COLUMN c int", "ALTER TABLE t ALTER b SET DEFAULT 'y'",
        "ALTER TABLE t ALTER b SET STATISTICS 7", "DROP INDEX t_b", "CREATE INDEX t_b ON t (b)",
        "CREATE OR REPLACE VIEW v AS SELECT a + 0 AS a FROM t", "ALTER SEQUENCE s INCREMENT 2",
        "ALTER TYPE mood ADD VALUE 'ok'", "COMMENT ON TABLE t IS 'people'",
        "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 2'",
        "GRANT SELECT ON t TO PUBLIC", "ALTER TABLE t ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE t RENAME CONSTRAINT t_a_check TO positive", "CREATE SCHEMA more",
        "REVOKE EXECUTE ON FUNCTION pg_sleep(float8) FROM PUBLIC"}) {
    CAPTURE(std::string(change));
    database.run(change);
    const std::string after = now();
    CHECK(after != last);
    last = after;
  }
}

TEST_CASE("a snapshot can carry the digest of its own moment") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  const Database database(*server, "digest");
  database.run("CREATE TABLE t (a int)");
  Target target = database.open();
  CHECK(capture_schema(target).source().digest.empty());
  CHECK(capture_schema(target, {.with_digest = true}).source().digest == read_digest(target));
}
