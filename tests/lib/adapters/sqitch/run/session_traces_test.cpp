#include "adapters/sqitch/run/session_traces.hpp"

#include <doctest/doctest.h>

namespace plumbline::adapters::sqitch {

TEST_CASE("statements after which a connection can pass for a new one") {
  for (const char* sql : {"BEGIN;",
                          "begin work;",
                          "COMMIT;",
                          "ROLLBACK TRANSACTION;",
                          "END",
                          "SELECT id, \"A b\" FROM shop.users WHERE false;",
                          "SELECT * FROM t WHERE FALSE",
                          "SELECT 1 FROM t WHERE false",
                          "CREATE TABLE t (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at "
                          "timestamptz DEFAULT "
                          "now() CHECK (f(at)), n text NOT NULL REFERENCES u (n) -- select\n);",
                          "CREATE TABLE IF NOT EXISTS shop.t ();",
                          "DROP TABLE t;",
                          "DROP SCHEMA s CASCADE;",
                          "CREATE INDEX i ON t (a, b DESC NULLS LAST);",
                          "CREATE UNIQUE INDEX ON t (\"A\");",
                          "COMMENT ON TABLE t IS 'select set_config(1)';",
                          "CREATE SCHEMA shop;",
                          "CREATE TYPE mood AS ENUM ('a', 'b');",
                          "GRANT SELECT ON t TO someone;",
                          "ALTER TABLE t DROP COLUMN a;",
                          "ALTER TABLE t RENAME a TO b;"}) {
    CAPTURE(sql);
    CHECK(leaves_no_trace(sql));
  }
}

TEST_CASE("statements after which it cannot, or after which nobody knows") {
  for (const char* sql : {"",
                          ";",
                          "SET search_path = shop;",
                          "RESET ALL;",
                          "BEGIN ISOLATION LEVEL SERIALIZABLE;",
                          "COMMIT AND CHAIN;",
                          "ROLLBACK PREPARED 'x';",
                          "COMMIT PREPARED 'x';",
                          "SELECT set_config('a.b', 'x', false);",
                          "SELECT f() FROM t WHERE false;",
                          "SELECT 1 FROM t;",
                          "SELECT a INTO u FROM t WHERE false;",
                          "SELECT a FROM v UNION SELECT a FROM t WHERE false;",
                          "SELECT a FROM t WHERE true OR false;",
                          "SELECT (SELECT f FROM t) FROM t WHERE false",
                          "CREATE TEMP TABLE t (x int);",
                          "CREATE TEMPORARY TABLE t (x int);",
                          "CREATE TABLE pg_temp.t (x int);",
                          "CREATE TABLE t AS SELECT f();",
                          "CREATE TABLE t AS (SELECT f());",
                          "CREATE TABLE t AS EXECUTE p;",
                          "CREATE LOCAL TEMP TABLE t();",
                          "CREATE TABLE t PARTITION OF u DEFAULT;",
                          "CREATE INDEX ON t (f(a));",
                          "CREATE INDEX ON t (a) WHERE f(a);",
                          "CREATE INDEX ON t ((a));",
                          "CREATE INDEX ON t USING gist (a);",
                          "CREATE INDEX ON t (a some_ops);",
                          "CREATE VIEW v AS SELECT 1;",
                          "INSERT INTO t VALUES (1);",
                          "DO 'begin end';",
                          "LOAD 'x';",
                          "PREPARE p AS SELECT 1;",
                          "DECLARE c CURSOR WITH HOLD FOR SELECT 1;",
                          "ALTER DATABASE d SET search_path = x;",
                          "ALTER ROLE r SET work_mem = 1;",
                          "ALTER ROLE r RENAME TO q;",
                          "GRANT a TO b;",
                          "REVOKE CONNECT ON DATABASE d FROM PUBLIC;",
                          "GRANT SET ON PARAMETER p TO r;",
                          "DROP ROLE r;",
                          "DROP OWNED BY r;",
                          "DROP DATABASE d;",
                          "ALTER TABLE t ADD COLUMN x shop.email DEFAULT f();",
                          "ALTER TABLE t DROP COLUMN a, ADD COLUMN b int;",
                          "CREATE FUNCTION f() RETURNS int AS '';",
                          "CREATE SCHEMA s CREATE TABLE t ();",
                          "CREATE EVENT TRIGGER e ON sql_drop EXECUTE FUNCTION f();",
                          "CREATE TYPE t AS (a int);",
                          "CALL p();",
                          "ALTER SYSTEM SET work_mem = 1;",
                          "NOTIFY a;"}) {
    CAPTURE(sql);
    CHECK_FALSE(leaves_no_trace(sql));
  }
}

}  // namespace plumbline::adapters::sqitch
