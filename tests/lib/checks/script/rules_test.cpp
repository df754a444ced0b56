/// What each rule says and, beside it, the nearest case of which it must say nothing. Tables called
/// `old` were there before, all others are made by the script.
#include <doctest/doctest.h>

#include "lib/checks/script/judge.hpp"

using namespace plumbline;
using checks::script::ScriptOptions;
using plumbline::tests::judge;
using Texts = std::vector<std::string>;

namespace {

struct Row {
  const char* sql;
  Texts rules;
};

void check(const std::vector<Row>& rows, const ScriptOptions& options = {}, bool as_sqlx = false) {
  for (const Row& row : rows) {
    CAPTURE(std::string(row.sql));
    CHECK(judge({row.sql}, options, as_sqlx) == row.rules);
  }
}

}  // namespace

TEST_CASE("indexes") {
  check({
      {"CREATE INDEX i ON old (a);", {"blocking-index@1"}},
      {"\nCREATE UNIQUE INDEX ON old (a);", {"blocking-index@2"}},
      {"CREATE INDEX CONCURRENTLY i ON old (a);", {}},
      {"CREATE TABLE t (a int); CREATE INDEX i ON t (a);", {}},
      {"CREATE TABLE public.t (a int); CREATE INDEX i ON t (a);", {}},
      {"SET search_path = s; CREATE TABLE t (a int); CREATE INDEX i ON s.t (a);", {}},
      {"SET search_path = s; CREATE TABLE t (a int); CREATE INDEX i ON public.t (a);",
       {"blocking-index@1"}},
      {"CREATE TABLE t (a int); ALTER TABLE t RENAME TO u; CREATE INDEX i ON u (a);", {}},
      {"CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON old (a);", {"invalid-index-stays@1"}},
      {"DROP INDEX i;", {"blocking-index-removal@1"}},
      {"DROP INDEX CONCURRENTLY i;", {}},
      {"CREATE TABLE t (a int); CREATE INDEX i ON t (a); DROP INDEX i;", {}},
      {"REINDEX TABLE old;", {"blocking-reindex@1"}},
      {"REINDEX TABLE CONCURRENTLY old;", {}},
      {"BEGIN; CREATE INDEX CONCURRENTLY i ON old (a); COMMIT;", {"not-in-transaction@1"}},
      {"DO $$ BEGIN CREATE INDEX i ON old (a); END $$;", {"blocking-index@1"}},
  });
  check({{"CREATE INDEX CONCURRENTLY i ON old (a);", {"corrupt-index@1"}}},
        {.server_version = 140002});
  check({{"CREATE INDEX CONCURRENTLY i ON old (a);", {}}}, {.server_version = 140004});
}

TEST_CASE("sqlx's transaction and its one message") {
  check(
      {
          {"CREATE INDEX CONCURRENTLY i ON old (a);", {"not-in-transaction@1"}},
          {"-- no-transaction\nCREATE INDEX CONCURRENTLY i ON old (a);", {}},
          {"-- no-transaction\nCREATE INDEX CONCURRENTLY i ON old (a);\nSELECT 1;",
           {"not-in-transaction@2"}},
          {"CREATE TABLE t (a int);\nROLLBACK;", {"transaction-control@2"}},
          {"BEGIN; CREATE TABLE t (a int); COMMIT;",
           {"transaction-control@1", "transaction-control@1"}},
          {"SAVEPOINT a; ROLLBACK TO a; RELEASE a;", {}},
          {"-- no-transaction\nBEGIN; CREATE TABLE t (a int); COMMIT;", {}},
      },
      {}, true);
  check({{"BEGIN; CREATE TABLE t (a int); COMMIT;", {}}, {"COMMIT;", {"transaction-control@1"}}});
}

TEST_CASE("constraints") {
  check({
      {"ALTER TABLE old ADD CHECK (a > 1);", {"validating-constraint@1"}},
      {"ALTER TABLE old ADD CONSTRAINT c CHECK (a > 1) NOT VALID;", {}},
      {"ALTER TABLE old ADD FOREIGN KEY (a) REFERENCES p;", {"validating-constraint@1"}},
      {"ALTER TABLE old ADD a int REFERENCES p;", {"validating-constraint@1"}},
      {"ALTER TABLE old ADD a int CHECK (a > 1);", {"validating-constraint@1"}},
      {"CREATE TABLE t (a int); ALTER TABLE t ADD CHECK (a > 1);", {}},
      {"ALTER TABLE old ADD UNIQUE (a);", {"constraint-builds-index@1"}},
      {"ALTER TABLE old ADD PRIMARY KEY (a);", {"constraint-builds-index@1"}},
      {"ALTER TABLE old ADD UNIQUE USING INDEX i;", {}},
      {"ALTER TABLE old ADD a int UNIQUE;", {"constraint-builds-index@1"}},
      {"ALTER TABLE old ADD EXCLUDE USING gist (a WITH &&);", {"constraint-builds-index@1"}},
      {"BEGIN; ALTER TABLE old ADD CONSTRAINT c CHECK (a > 1) NOT VALID; ALTER TABLE old VALIDATE "
       "CONSTRAINT c; COMMIT;",
       {"several-passes@1", "validated-in-same-transaction@1"}},
      {"ALTER TABLE old ADD CONSTRAINT c CHECK (a > 1) NOT VALID; SELECT 1; ALTER TABLE old "
       "VALIDATE "
       "CONSTRAINT c;",
       {}},
      {"ALTER TABLE old ALTER a SET NOT NULL;", {"set-not-null@1"}},
      {"ALTER TABLE old ADD CONSTRAINT c CHECK (a IS NOT NULL) NOT VALID; SELECT 1; ALTER TABLE "
       "old "
       "VALIDATE CONSTRAINT c; SELECT 1; ALTER TABLE old ALTER a SET NOT NULL;",
       {}},
      {"ALTER TABLE old ADD a int NOT NULL;", {"not-null-without-default@1"}},
      {"ALTER TABLE old ADD a int NOT NULL DEFAULT 0;", {}},
      {"ALTER DOMAIN d ADD CHECK (VALUE > 1);", {"domain-constraint@1"}},
      {"ALTER DOMAIN d ADD CHECK (VALUE > 1) NOT VALID;", {}},
  });
  // A proof of an earlier script counts in a later one.
  CHECK(judge({"ALTER TABLE old ADD CONSTRAINT c CHECK (a IS NOT NULL) NOT VALID;",
               "ALTER TABLE old VALIDATE CONSTRAINT c;", "ALTER TABLE old ALTER a SET NOT NULL;"})
            .empty());
}

TEST_CASE("rewrites") {
  check({
      {"ALTER TABLE old ADD a float DEFAULT random();", {"rewrite@1"}},
      {"ALTER TABLE old ADD a uuid DEFAULT gen_random_uuid();", {"rewrite@1"}},
      {"ALTER TABLE old ADD a int DEFAULT nextval('s');", {"rewrite@1"}},
      {"ALTER TABLE old ADD a timestamptz DEFAULT now();", {}},
      {"ALTER TABLE old ADD a int DEFAULT 1 + 2;", {}},
      {"ALTER TABLE old ADD a text DEFAULT lower('A');", {}},
      {"ALTER TABLE old ADD a int DEFAULT my_function();", {"rewrite@1"}},
      {"ALTER TABLE old ADD a serial;", {"rewrite@1"}},
      {"ALTER TABLE old ADD a int GENERATED ALWAYS AS IDENTITY;", {"rewrite@1"}},
      {"ALTER TABLE old ADD a int GENERATED ALWAYS AS (1) STORED;", {"rewrite@1"}},
      {"CREATE DOMAIN d AS int CHECK (VALUE > 1); ALTER TABLE old ADD a d;",
       {"domain-constraint@1", "rewrite@1"}},
      {"CREATE DOMAIN d AS int NOT NULL; CREATE DOMAIN e AS d; ALTER TABLE old ADD a e;",
       {"domain-constraint@1", "rewrite@1"}},
      {"CLUSTER;", {"rewrite@1"}},
      {"VACUUM FULL;", {"rewrite@1"}},
      {"CREATE DOMAIN d AS int; ALTER TABLE old ADD a d;", {}},
      {"CLUSTER old;", {"rewrite@1"}},
      {"VACUUM FULL old;", {"rewrite@1"}},
      {"VACUUM old;", {}},
      {"ALTER TABLE old SET UNLOGGED;", {"rewrite@1"}},
      {"ALTER TABLE old SET TABLESPACE x;", {"rewrite@1"}},
      {"ALTER TABLE old SET ACCESS METHOD heap2;", {"rewrite@1"}},
      {"ALTER INDEX i SET TABLESPACE x;", {"rewrite@1"}},
      {"ALTER MATERIALIZED VIEW m SET TABLESPACE x;", {"rewrite@1"}},
      {"ALTER TABLE ALL IN TABLESPACE a SET TABLESPACE b;", {"rewrite@1"}},
      {"ALTER INDEX ALL IN TABLESPACE a OWNED BY app SET TABLESPACE b NOWAIT;", {"rewrite@1"}},
      {"ALTER DATABASE d SET TABLESPACE x;", {"contract-change@1", "rewrite@1"}},
      {"CREATE TABLE t (a int) TABLESPACE x; CREATE INDEX i ON t (a) TABLESPACE x;", {}},
      {"CREATE TABLE t (a int); ALTER TABLE t SET TABLESPACE x;", {}},
      {"CREATE TABLE t (a int); CREATE INDEX i ON t (a); ALTER INDEX i SET TABLESPACE x;", {}},
      {"ALTER TABLESPACE x SET (random_page_cost = 1);", {}},
      {"SET default_tablespace = x;", {}},
      {"ALTER DATABASE d CONNECTION LIMIT 5;", {"contract-change@1"}},
      {"ALTER INDEX i SET (fillfactor = 70);", {}},
      {"ALTER TABLE old ALTER a TYPE bigint;", {"type-change@1"}},
      {"CREATE TABLE t (a int); ALTER TABLE t ALTER a TYPE bigint;", {}},
  });
}

TEST_CASE("what is free or light must not be flagged") {
  check({
      {"ALTER TABLE old ALTER a SET STATISTICS 100;", {}},
      {"ALTER TABLE old SET (fillfactor = 70);", {}},
      {"COMMENT ON TABLE old IS 'x';", {}},
      {"CREATE STATISTICS s ON a, b FROM old;", {}},
      {"ANALYZE old;", {}},
      {"CREATE VIEW v AS SELECT 1;", {}},
      {"GRANT SELECT ON old TO app;", {}},
      {"ALTER TYPE e ADD VALUE 'x' AFTER 'y';", {}},
      {"ALTER TABLE old ALTER a SET DEFAULT 1;", {}},
      {"UPDATE old SET a = 1 WHERE b = 2;", {}},
      {"INSERT INTO old VALUES (1);", {}},
      {"CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';", {}},
  });
}

TEST_CASE("partitions and other tables") {
  check({
      {"CREATE TABLE p1 PARTITION OF old FOR VALUES IN (1);", {"partition-lock@1"}},
      {"CREATE TABLE t (a int) PARTITION BY LIST (a); CREATE TABLE t1 PARTITION OF t FOR VALUES IN "
       "(1);",
       {}},
      {"ALTER TABLE old DETACH PARTITION p1;", {"partition-lock@1"}},
      {"ALTER TABLE old DETACH PARTITION p1 CONCURRENTLY;", {}},
      {"ALTER TABLE old ATTACH PARTITION old1 FOR VALUES IN (1);", {"partition-lock@1"}},
      {"CREATE TABLE t (a int); ALTER TABLE old ATTACH PARTITION t FOR VALUES IN (1);", {}},
      {"ALTER TABLE old1 ADD CHECK (k = 1) NOT VALID; SELECT 1; ALTER TABLE old1 VALIDATE "
       "CONSTRAINT old1_check; SELECT 1; ALTER TABLE old ATTACH PARTITION old1 FOR VALUES IN (1);",
       {}},
      {"ALTER TABLE old1 ADD CONSTRAINT c CHECK (k = 2) NOT VALID; SELECT 1; ALTER TABLE old1 "
       "VALIDATE CONSTRAINT c; SELECT 1; ALTER TABLE old ATTACH PARTITION old1 FOR VALUES IN (1);",
       {"partition-lock@1"}},
      {"ALTER TABLE old ATTACH PARTITION old1 FOR VALUES IN (1);\nDROP TABLE old1;",
       {"partition-lock@1", "drops-data@2", "partition-lock@2"}},
      {"CREATE TABLE t (a int); ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES old;",
       {"locks-other-table@1"}},
      {"ALTER TABLE old ADD CONSTRAINT c FOREIGN KEY (a) REFERENCES p NOT VALID;\nALTER TABLE old "
       "DROP CONSTRAINT c;",
       {"drops-object@2", "locks-other-table@2", "several-passes@2"}},
      {"REFRESH MATERIALIZED VIEW m;", {"blocking-refresh@1"}},
      {"REFRESH MATERIALIZED VIEW CONCURRENTLY m;", {}},
      {"CREATE TABLE t (a int REFERENCES old);", {"locks-other-table@1"}},
      {"CREATE TABLE p (a int PRIMARY KEY); CREATE TABLE t (a int REFERENCES p);", {}},
      {"CREATE TRIGGER g BEFORE INSERT ON old FOR EACH ROW EXECUTE FUNCTION f();",
       {"locks-other-table@1"}},
      {"BEGIN; ALTER TABLE old ALTER a SET DEFAULT 1; ALTER TABLE old2 ALTER a SET DEFAULT 1; "
       "COMMIT;",
       {"locks-in-one-transaction@1"}},
      {"ALTER TABLE old ALTER a SET DEFAULT 1; ALTER TABLE old2 ALTER a SET DEFAULT 1;", {}},
      {"ALTER TABLE old ALTER a SET DEFAULT 1; ALTER TABLE old ALTER b SET DEFAULT 1;",
       {"several-passes@1"}},
  });
  check({{"ALTER TABLE old DETACH PARTITION p1;", {}}}, {.server_version = 130000});
}

TEST_CASE("data loss, compatibility and rights") {
  check({
      {"UPDATE old SET a = 1;", {"whole-table-write@1"}},
      {"DELETE FROM old;", {"whole-table-write@1"}},
      {"CREATE TABLE t (a int); UPDATE t SET a = 1;", {}},
      {"TRUNCATE old;", {"exclusive-lock@1"}},
      {"LOCK TABLE old IN ACCESS EXCLUSIVE MODE;", {"exclusive-lock@1"}},
      {"LOCK TABLE old IN ACCESS SHARE MODE;", {}},
      {"DROP TABLE old;", {"drops-data@1"}},
      {"CREATE TABLE t (a int); DROP TABLE t;", {}},
      {"ALTER TABLE old DROP a;", {"drops-data@1"}},
      {"DROP SCHEMA s CASCADE;", {"drop-cascade@1", "drops-data@1"}},
      {"CREATE SCHEMA s; DROP SCHEMA s;", {}},
      {"DROP FUNCTION f(int);", {"drops-object@1"}},
      {"DROP VIEW v;", {"drops-object@1"}},
      {"DROP RULE r ON old;", {"drops-object@1"}},
      {"DROP OWNED BY app;", {"drops-data@1"}},
      {"ALTER TABLE old ALTER a DROP DEFAULT;", {"drops-object@1"}},
      {"CREATE TABLE t (a int); DROP TABLE t CASCADE;", {}},
      {"CREATE SCHEMA s; DROP SCHEMA s CASCADE;", {}},
      {"CREATE TYPE d AS (a int); DROP TYPE d CASCADE;", {}},
      {"CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; DROP FUNCTION f() CASCADE;",
       {}},
      {"DROP VIEW v RESTRICT;", {"drops-object@1"}},
      {"DROP FUNCTION f() CASCADE;", {"drop-cascade@1", "drops-object@1"}},
      {"DROP EXTENSION hstore CASCADE;", {"drop-cascade@1", "drops-object@1"}},
      {"DROP OWNED BY app CASCADE;", {"drop-cascade@1", "drops-data@1"}},
      {"ALTER TABLE old DROP CONSTRAINT c CASCADE;", {"drop-cascade@1", "drops-object@1"}},
      {"ALTER DOMAIN d DROP CONSTRAINT c CASCADE;", {"drop-cascade@1"}},
      {"ALTER TYPE old DROP ATTRIBUTE a CASCADE;", {"drop-cascade@1"}},
      {"TRUNCATE old CASCADE;", {"exclusive-lock@1"}},
      {"REVOKE SELECT ON old FROM app CASCADE;", {"contract-change@1"}},
      {"UPDATE old SET a = 1 WHERE true;", {"whole-table-write@1"}},
      {"ALTER TYPE c RENAME ATTRIBUTE a TO b;", {"rename@1"}},
      {"ALTER TABLE old RENAME CONSTRAINT c TO d;", {}},
      {"ALTER TABLE old ALTER a ADD GENERATED ALWAYS AS IDENTITY;", {"contract-change@1"}},
      {"ALTER TABLE old ENABLE ROW LEVEL SECURITY;", {"contract-change@1"}},
      {"CREATE POLICY p ON old USING (a > 1);", {"contract-change@1"}},
      {"CREATE TABLE t (a int); CREATE POLICY p ON t USING (a > 1);", {}},
      {"ALTER FUNCTION f() IMMUTABLE;", {"contract-change@1"}},
      {"ALTER FUNCTION f() COST 10;", {}},
      {"ALTER EXTENSION hstore UPDATE;", {"contract-change@1"}},
      {"REVOKE SELECT ON old FROM app;", {"contract-change@1"}},
      {"ALTER ROLE app NOLOGIN;", {"contract-change@1"}},
      {"ALTER DATABASE d SET work_mem = '1GB';", {"contract-change@1"}},
      {"ALTER VIEW v SET (security_barrier = true);", {"contract-change@1"}},
      {"CREATE TYPE e AS ENUM ('a');", {"enum-type@1"}},
      {"DROP TRIGGER g ON old;", {"drops-object@1"}},
      {"CREATE TABLE t (a int); DROP TRIGGER IF EXISTS g ON t; DROP POLICY IF EXISTS p ON s.old;",
       {"drops-object@1"}},
      {"ALTER TABLE old DROP CONSTRAINT c;", {"drops-object@1"}},
      {"ALTER TABLE old RENAME a TO b;", {"rename@1"}},
      {"ALTER TABLE old RENAME TO new;", {"rename@1"}},
      {"ALTER INDEX i RENAME TO j;", {}},
      {"ALTER TYPE e RENAME VALUE 'a' TO 'b';", {"rename@1"}},
      {"ALTER TABLE old ALTER a DROP NOT NULL;", {"contract-change@1"}},
      {"ALTER TABLE old SET SCHEMA s;", {"contract-change@1"}},
      {"ALTER TYPE e ADD VALUE 'x';", {"enum-order@1"}},
      {"BEGIN; ALTER TYPE e ADD VALUE 'x' AFTER 'y'; INSERT INTO old VALUES ('x'); COMMIT;",
       {"enum-value-used@1"}},
      {"ALTER TYPE e ADD VALUE 'x' AFTER 'y'; INSERT INTO old VALUES ('x');", {}},
      {"CREATE TABLE t (a json, b jsonb);", {"json-column@1"}},
      {"CREATE FUNCTION f() RETURNS int SECURITY DEFINER LANGUAGE sql AS 'SELECT 1';",
       {"security-definer@1"}},
      {"CREATE FUNCTION f() RETURNS int SECURITY DEFINER SET search_path = a LANGUAGE sql AS "
       "'SELECT "
       "1';",
       {}},
      {"GRANT SELECT ON old TO PUBLIC;", {"opens-access@1"}},
      {"ALTER TABLE old DISABLE ROW LEVEL SECURITY;", {"opens-access@1"}},
      {"ALTER TABLE old DISABLE TRIGGER g;", {"disables-trigger@1"}},
      {"SELECT 1 AS a23456789012345678901234567890123456789012345678901234567890123;", {}},
      {"SELECT 1 AS a234567890123456789012345678901234567890123456789012345678901234;",
       {"identifier-too-long@1"}},
      {"DO $$ BEGIN EXECUTE 'DROP TABLE ' || current_user; END $$;", {"not-analysed@1"}},
      {"DO $$ BEGIN IF true THEN DROP TABLE old; END IF; END $$;", {"drops-data@1"}},
  });
}

TEST_CASE("a lock without a limit is told once a script") {
  const StatementList list = sql::read_psql_script(
      "CREATE TABLE t (a int);\nALTER TABLE old ADD a int;\nALTER TABLE old2 ADD a int;", "a.sql");
  const StatementList limited =
      sql::read_psql_script("SET lock_timeout = '2s';\nALTER TABLE old ADD a int;", "b.sql");
  const checks::script::Script scripts[] = {{.change = nullptr, .list = &list, .simulated = {}},
                                            {.change = nullptr, .list = &limited, .simulated = {}}};
  auto findings = checks::script::check_scripts(scripts, {}).findings;
  std::erase_if(findings,
                [](const Finding& finding) { return finding.rule != "script/no-lock-timeout"; });
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].rule == "script/no-lock-timeout");
  CHECK(findings[0].where == Position{"a.sql", 2, 1, 24});
  CHECK(findings[0].end_line == 2);
  CHECK(findings[0].object == "public.old");
}

TEST_CASE("what an earlier pending change made is as new") {
  const Texts chain = {"CREATE TABLE t (a int);", "CREATE INDEX i ON t (a);"};
  CHECK(judge(chain, {.earlier = checks::script::Earlier::pending}).empty());
  CHECK(judge(chain) == Texts{"blocking-index@1"});
}
