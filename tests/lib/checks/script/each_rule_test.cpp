/// One rule at a time, where it speaks and beside that where it must not: rules that speak of
/// nearly every script, and matters of taste. Tables called `old` were there before.
#include <doctest/doctest.h>

#include "lib/checks/script/judge.hpp"

using namespace plumbline;
using checks::script::Earlier;
using checks::script::ScriptOptions;
using plumbline::tests::lines_of;
using Lines = std::vector<int>;

namespace {

struct Row {
  const char* sql;
  Lines lines;
};

void check(const char* rule, const std::vector<Row>& rows, const ScriptOptions& options = {},
           bool as_sqlx = false) {
  for (const Row& row : rows) {
    CAPTURE(std::string(rule));
    CAPTURE(std::string(row.sql));
    CHECK(lines_of(rule, {row.sql}, options, as_sqlx) == row.lines);
  }
}

}  // namespace

// script/nullable-key, script/repeated-column, script/works-under-lock
TEST_CASE("a primary key from an index reads all rows unless its columns are NOT NULL") {
  check("nullable-key",
        {
            {"ALTER TABLE old ADD PRIMARY KEY USING INDEX i;", {1}},
            {"CREATE UNIQUE INDEX CONCURRENTLY i ON old (a);\n"
             "ALTER TABLE old ADD PRIMARY KEY USING INDEX i;",
             {2}},
            {"CREATE UNIQUE INDEX CONCURRENTLY i ON old (a);\n"
             "ALTER TABLE old ALTER a SET NOT NULL;\n"
             "ALTER TABLE old ADD PRIMARY KEY USING INDEX i;",
             {}},
            {"CREATE UNIQUE INDEX CONCURRENTLY i ON old (a, b);\n"
             "ALTER TABLE old ALTER a SET NOT NULL;\n"
             "ALTER TABLE old ADD PRIMARY KEY USING INDEX i;",
             {3}},
            {"CREATE UNIQUE INDEX CONCURRENTLY i ON old (a);\n"
             "ALTER TABLE old ALTER a SET NOT NULL;\nALTER TABLE old ALTER a DROP NOT NULL;\n"
             "ALTER TABLE old ADD PRIMARY KEY USING INDEX i;",
             {4}},
            {"CREATE TABLE t (a int); CREATE UNIQUE INDEX i ON t (a);\n"
             "ALTER TABLE t ADD PRIMARY KEY USING INDEX i;",
             {}},
            {"ALTER TABLE old ADD UNIQUE USING INDEX i;", {}},
            {"ALTER TABLE old ADD PRIMARY KEY (a);", {}},
        });
  const char* const proven =
      "CREATE UNIQUE INDEX CONCURRENTLY i ON old (a);\n"
      "ALTER TABLE old ADD CONSTRAINT c CHECK (a IS NOT NULL) NOT VALID;\n"
      "ALTER TABLE old VALIDATE CONSTRAINT c;\nALTER TABLE old ADD PRIMARY KEY USING INDEX i;";
  check("nullable-key", {{proven, {}}});
  check("nullable-key", {{proven, {4}}}, {.server_version = 110000});
}

TEST_CASE("foreign keys: two locks, a scan that lets others work, an index") {
  check("locks-both-tables",
        {
            {"ALTER TABLE old ADD FOREIGN KEY (a) REFERENCES p NOT VALID;", {1}},
            {"ALTER TABLE old ADD FOREIGN KEY (a) REFERENCES p;", {}},
            {"CREATE TABLE p (a int PRIMARY KEY);\n"
             "ALTER TABLE old ADD FOREIGN KEY (a) REFERENCES p NOT VALID;",
             {}},
            {"CREATE TABLE t (a int);\nALTER TABLE t ADD FOREIGN KEY (a) REFERENCES p NOT VALID;",
             {}},
            {"ALTER TABLE old ADD CHECK (a > 1) NOT VALID;", {}},
        });
  check("validates-rows", {
                              {"ALTER TABLE old VALIDATE CONSTRAINT c;", {1}},
                              {"CREATE TABLE t (a int);\nALTER TABLE t VALIDATE CONSTRAINT c;", {}},
                              {"BEGIN;\nALTER TABLE old ADD CONSTRAINT c CHECK (a > 1) NOT VALID;\n"
                               "ALTER TABLE old VALIDATE CONSTRAINT c;\nCOMMIT;",
                               {}},
                          });
  check("unindexed-foreign-key",
        {
            {"CREATE TABLE t (a int REFERENCES p);", {1}},
            {"CREATE TABLE t (a int, b int,\n FOREIGN KEY (a, b) REFERENCES p);", {1}},
            {"CREATE TABLE t (a int REFERENCES p);\nCREATE INDEX ON t (a);", {}},
            {"CREATE TABLE t (a int REFERENCES p);\nCREATE INDEX ON t (b, a);", {1}},
            {"CREATE TABLE t (a int REFERENCES p);\nCREATE INDEX ON t (a) WHERE a > 1;", {1}},
            {"CREATE TABLE t (a int, b int, FOREIGN KEY (a, b) REFERENCES p);\n"
             "CREATE INDEX ON t (b, a);",
             {}},
            {"CREATE TABLE t (a int PRIMARY KEY REFERENCES p);", {}},
            {"CREATE TABLE t (a int REFERENCES p, UNIQUE (a, b), b int);", {}},
            {"ALTER TABLE old ADD a int REFERENCES p;", {1}},
            {"ALTER TABLE old ADD a int REFERENCES p; CREATE INDEX CONCURRENTLY i ON old (a);", {}},
            // Nobody knows which indexes it has.
            {"ALTER TABLE old ADD FOREIGN KEY (a) REFERENCES p;", {}},
            {"-- plumbline:ignore unindexed-foreign-key: p loses no rows\n"
             "CREATE TABLE t (a int REFERENCES p);",
             {}},
        });
  // A later script may make the index.
  CHECK(lines_of("unindexed-foreign-key",
                 {"CREATE TABLE t (a int REFERENCES p);", "CREATE INDEX CONCURRENTLY i ON t (a);"})
            .empty());
}

TEST_CASE("locks for a moment") {
  check("brief-lock", {
                          {"ALTER TABLE old ENABLE ROW LEVEL SECURITY;", {1}},
                          {"ALTER TABLE old REPLICA IDENTITY FULL;", {1}},
                          {"ALTER TABLE old OWNER TO app;", {1}},
                          {"ALTER TABLE old ALTER a SET DEFAULT 1;", {1}},
                          {"CREATE POLICY p ON old USING (true);", {1}},
                          {"CREATE RULE r AS ON INSERT TO old DO NOTHING;", {1}},
                          {"CREATE TABLE t (a int);\nALTER TABLE t ALTER a SET DEFAULT 1;\n"
                           "CREATE POLICY p ON t USING (true);",
                           {}},
                          {"ALTER TABLE old ALTER a SET STATISTICS 100;", {}},
                          {"ALTER TABLE old SET (fillfactor = 70);", {}},
                          {"ALTER TABLE old ADD a int DEFAULT 1;", {}},
                          {"ALTER VIEW v OWNER TO app;", {}},
                      });
}

TEST_CASE("types of columns") {
  check("limited-text", {
                            {"CREATE TABLE t (a varchar(40));", {1}},
                            {"CREATE TABLE t (a char);", {1}},
                            {"ALTER TABLE old ADD a varchar(40);", {1}},
                            {"CREATE TABLE t (a text, b varchar, c \"char\");", {}},
                            {"ALTER TABLE old ALTER a TYPE varchar(40);", {}},
                        });
  check("timestamp-without-zone",
        {
            {"CREATE TABLE t (a timestamp);", {1}},
            {"ALTER TABLE old ADD a timestamp(3);", {1}},
            {"CREATE TABLE t (a timestamptz, b timestamp with time zone, c date);", {}},
        });
  check("serial-column", {
                             {"CREATE TABLE t (a bigserial);", {1}},
                             {"CREATE TABLE t (a bigint GENERATED ALWAYS AS IDENTITY);", {}},
                         });
  check("serial-column", {{"CREATE TABLE t (a serial);", {}}}, {.server_version = 90600});
  check("narrow-key", {
                          {"CREATE TABLE t (a int PRIMARY KEY);", {1}},
                          {"CREATE TABLE t (a serial PRIMARY KEY);", {1}},
                          {"CREATE TABLE t (a smallint, PRIMARY KEY (a));", {1}},
                          {"CREATE TABLE t (a int);\nALTER TABLE t ADD PRIMARY KEY (a);", {2}},
                          {"CREATE TABLE t (a int, b int, PRIMARY KEY (a, b));", {}},
                          {"CREATE TABLE t (a bigint PRIMARY KEY, b int UNIQUE);", {}},
                          {"CREATE TABLE t (a uuid PRIMARY KEY);", {}},
                      });
}

TEST_CASE("indexes, keys, names and the order of columns") {
  check("wide-index", {
                          {"CREATE INDEX i ON old (a, b, c, d);", {1}},
                          {"CREATE INDEX i ON old (a, b, c) INCLUDE (d);", {}},
                          {"CREATE UNIQUE INDEX i ON old (a, b, c, d);", {}},
                      });
  check("repeated-column", {
                               {"CREATE INDEX i ON old (a, b, a);", {1}},
                               {"UPDATE old SET a = 1, a = 2 WHERE b = 1;", {1}},
                               {"INSERT INTO old (a, a) VALUES (1, 2);", {1}},
                               {"CREATE INDEX i ON old (a, lower(a), a text_pattern_ops);", {}},
                               {"UPDATE old SET a[1] = 1, a[2] = 2 WHERE b = 1;", {}},
                           });
  check("table-without-key",
        {
            {"CREATE TABLE t (a int, b int);", {1}},
            {"CREATE TABLE t (a int UNIQUE, b int);", {1}},
            {"CREATE TABLE t (a int);", {}},
            {"CREATE TABLE t (a int PRIMARY KEY);", {}},
            {"CREATE TABLE t (a int, b int, PRIMARY KEY (a));", {}},
            {"CREATE TABLE t (a int, b int); ALTER TABLE t ADD PRIMARY KEY (a);", {}},
            {"CREATE TEMP TABLE t (a int, b int);", {}},
            {"CREATE TABLE p PARTITION OF old FOR VALUES IN (1);", {}},
            {"CREATE TABLE t (LIKE old INCLUDING ALL);", {}},
            {"CREATE TABLE t (a int, b int); DROP TABLE t;", {}},
        });
  check("unnamed-constraint",
        {
            {"ALTER TABLE old ADD CHECK (a > 1);", {1}},
            {"CREATE TABLE t (a int CHECK (a > 1), UNIQUE (a));", {1}},
            {"ALTER TABLE old ADD CONSTRAINT c CHECK (a > 1);", {}},
            {"CREATE TABLE t (a int PRIMARY KEY, b int NOT NULL DEFAULT 1);", {}},
        });
  check("column-order", {
                            {"CREATE TABLE t (a boolean, b bigint, c boolean, d bigint);", {1}},
                            {"CREATE TABLE t (b bigint, d bigint, a boolean, c boolean);", {}},
                            {"CREATE TABLE t (a int, b bigint);", {}},
                            // Behind a text nobody knows where a column begins.
                            {"CREATE TABLE t (a text, b int, c text, d bigint);", {}},
                        });
}

TEST_CASE("what one transaction or one script should not do together") {
  check("works-under-lock",
        {
            {"BEGIN;\nALTER TABLE old ADD a int;\nUPDATE old SET a = 1 WHERE b;\nCOMMIT;", {3}},
            {"BEGIN;\nALTER TABLE old ADD a int;\nSELECT count(*) FROM old;\nCOMMIT;", {3}},
            {"BEGIN;\nALTER TABLE old ADD a int;\nSELECT 1;\nCOMMIT;", {}},
            {"ALTER TABLE old ADD a int;\nUPDATE old SET a = 1 WHERE b;", {}},
            {"BEGIN;\nALTER TABLE old ADD a int;\nCOMMIT;\nUPDATE old SET a = 1 WHERE b;", {}},
            {"BEGIN;\nCREATE TABLE t (a int);\nINSERT INTO t VALUES (1);\nCOMMIT;", {}},
        });
  check("works-under-lock", {{"ALTER TABLE old ADD a int;\nUPDATE old SET a = 1 WHERE b;", {2}}},
        {}, true);
  check("mixed-work", {
                          {"ALTER TABLE old ADD a int;\nUPDATE old SET a = 1 WHERE b;", {2}},
                          {"INSERT INTO old VALUES (1);\nALTER TABLE old ADD a int;", {2}},
                          {"CREATE TABLE t (a int);\nINSERT INTO t VALUES (1);", {}},
                          {"SET lock_timeout = 1;\nUPDATE old SET a = 1 WHERE b;", {}},
                          {"UPDATE old SET a = 1 WHERE b;\nDELETE FROM old WHERE a = 2;", {}},
                      });
}

TEST_CASE("limits of time") {
  check(
      "no-statement-timeout",
      {
          {"CREATE INDEX i ON old (a);", {1}},
          {"ALTER TABLE old ADD a serial;\nALTER TABLE old ADD CHECK (a > 1);", {1}},
          {"SET statement_timeout = '5s';\nCREATE INDEX i ON old (a);", {}},
          {"SELECT set_config('statement_timeout', '5s', false);\nCREATE INDEX i ON old (a);", {}},
          {"SET statement_timeout = 0;\nCREATE INDEX i ON old (a);", {2}},
          {"CREATE INDEX CONCURRENTLY i ON old (a);", {}},
          {"ALTER TABLE old ADD a int;", {}},
      });
  const char* const by_transaction = "SET transaction_timeout = '5s';\nCREATE INDEX i ON old (a);";
  check("no-statement-timeout", {{by_transaction, {2}}}, {.server_version = 160000});
  check("no-statement-timeout", {{by_transaction, {}}}, {.server_version = 170000});
  check("no-lock-timeout",
        {
            {"ALTER TABLE old ADD a int;", {1}},
            {"SET lock_timeout = '1s';\nALTER TABLE old ADD a int;", {}},
            {"SET lock_timeout = '1s';\nRESET lock_timeout;\nALTER TABLE old ADD a int;", {3}},
            {"BEGIN;\nSET LOCAL lock_timeout = '1s';\nALTER TABLE old ADD a int;\nCOMMIT;", {}},
            {"BEGIN;\nSET LOCAL lock_timeout = '1s';\nCOMMIT;\nALTER TABLE old ADD a int;", {4}},
            {"SET statement_timeout = '1s';\nALTER TABLE old ADD a int;", {}},
        });
}

// script/table-without-schema
TEST_CASE("where the team asks for it, search_path does not decide a table's schema") {
  const checks::script::Conventions agreed{.names = {}, .comments = {}, .qualified_tables = true};
  const ScriptOptions options{.conventions = &agreed};
  check(
      "table-without-schema",
      {
          {"CREATE TABLE t (a int);\nCREATE TABLE u (a int);", {1, 2}},
          {"CREATE TABLE t AS SELECT 1;", {1}},
          {"SET lock_timeout = 1;\nCREATE TABLE t PARTITION OF s.old FOR VALUES IN (1);", {2}},
          {"SET search_path = s;\nRESET search_path;\nCREATE TABLE t (a int);", {3}},
          {"CREATE TABLE s.t (a int);", {}},
          {"CREATE TEMP TABLE t (a int);", {}},
          {"CREATE TABLE pg_temp.t (a int);", {}},
          {"SET search_path = s;\nCREATE TABLE t (a int);", {}},
          {"SELECT pg_catalog.set_config('search_path', 's', false);\nCREATE TABLE t (a int);", {}},
          {"CREATE SCHEMA s CREATE TABLE t (a int);", {}},
          {"CREATE INDEX i ON t (a);", {}},
          {"CREATE MATERIALIZED VIEW v AS SELECT 1;", {}},
      },
      options);
  check("table-without-schema", {{"CREATE TABLE t (a int);", {}}});
}

// script/quoted-name
TEST_CASE("a name that has to be quoted is told once a script") {
  check("quoted-name", {
                           {"CREATE TABLE \"Order\" (a int);\nCREATE TABLE \"B\" (a int);", {1}},
                           {"CREATE TABLE t (\"userId\" int);", {1}},
                           {"ALTER TABLE old ADD \"a b\" int;", {1}},
                           {"CREATE INDEX \"1st\" ON old (a);", {1}},
                           {"ALTER TABLE old RENAME a TO \"A\";", {1}},
                           {"ALTER TABLE old ADD CONSTRAINT \"C\" CHECK (a > 1);", {1}},
                           {"CREATE TABLE Orders (userId int);", {}},
                           {"CREATE TABLE t (größe int);", {}},
                           {"CREATE TABLE \"orders\" (\"user_id\" int, a$1 int);", {}},
                           {"CREATE INDEX ON \"Order\" (\"userId\");", {}},
                           {"ALTER TABLE \"Order\" ADD a int;", {}},
                           {"CREATE TEMP TABLE \"Order\" (\"A\" int);", {}},
                           {"CREATE INDEX i ON old (lower(\"Name\"));", {}},
                       });
}

// script/naming
TEST_CASE("names are asked to be as the team says, and only what the team speaks of") {
  const checks::script::Conventions agreed{
      .names = {{"index", "ix_*"}, {"foreign_key", "fk_*"}, {"table", "*s"}, {"column", "?*_?*"}},
      .comments = {}};
  const ScriptOptions options{.conventions = &agreed};
  check("naming",
        {
            {"CREATE INDEX i ON old (a);", {1}},
            {"CREATE INDEX ix_a ON old (a);\nALTER INDEX ix_a RENAME TO a;", {2}},
            {"ALTER TABLE old ADD CONSTRAINT c FOREIGN KEY (a) REFERENCES olds;", {1}},
            {"ALTER TABLE old ADD o_id int CONSTRAINT c REFERENCES olds;", {1}},
            {"CREATE TABLE order_ (an_id int);", {1}},
            {"CREATE TABLE orders (id int);", {1}},
            {"ALTER TABLE old RENAME a_id TO id;", {1}},
            {"CREATE INDEX ix_a ON old (a);", {}},
            {"CREATE INDEX ON old (a);", {}},
            {"ALTER TABLE old ADD CONSTRAINT fk_a FOREIGN KEY (a) REFERENCES olds;", {}},
            {"ALTER TABLE old ADD FOREIGN KEY (a) REFERENCES olds;", {}},
            {"ALTER TABLE old ADD CONSTRAINT c CHECK (a > 1);", {}},
            {"CREATE TABLE orders (an_id int);\nCREATE VIEW v AS SELECT 1;", {}},
            {"ALTER TABLE old DROP a;\nDROP INDEX i;", {}},
            {"CREATE TEMP TABLE t (a int);", {}},
        },
        options);
  check("naming", {{"CREATE INDEX i ON old (a);", {}}});
}

// script/missing-comment
TEST_CASE("a comment that the team asks for may come later, in another script too") {
  const checks::script::Conventions agreed{.names = {}, .comments = {"table", "column", "schema"}};
  const ScriptOptions options{.conventions = &agreed};
  check("missing-comment",
        {
            {"CREATE TABLE t (a int);", {1, 1}},
            {"CREATE TABLE t (a int);\nCOMMENT ON TABLE t IS 'x';", {1}},
            {"CREATE TABLE t (a int);\nCOMMENT ON TABLE t IS NULL;", {1, 1}},
            {"CREATE TABLE t (a int);\nCOMMENT ON TABLE s.t IS 'x';", {1, 1}},
            {"ALTER TABLE old ADD a int;", {1}},
            {"CREATE SCHEMA s;", {1}},
            {"CREATE TABLE t (a int);\nCOMMENT ON TABLE public.t IS 'x';\n"
             "COMMENT ON COLUMN t.a IS 'y';",
             {}},
            {"CREATE TABLE t (a int);\nALTER TABLE t RENAME TO u;\n"
             "COMMENT ON TABLE u IS 'x';\nCOMMENT ON COLUMN u.a IS 'y';",
             {}},
            {"ALTER TABLE old ADD a int;\nALTER TABLE old RENAME a TO b;\n"
             "COMMENT ON COLUMN old.b IS 'y';",
             {}},
            {"CREATE TABLE t (a int);\nDROP TABLE t;", {}},
            {"ALTER TABLE old ADD a int;\nALTER TABLE old DROP a;", {}},
            {"CREATE SCHEMA s;\nCOMMENT ON SCHEMA s IS 'x';", {}},
            {"CREATE TEMP TABLE t (a int);", {}},
            {"CREATE TABLE p PARTITION OF old FOR VALUES IN (1);", {}},
            {"CREATE VIEW v AS SELECT 1;\nCREATE INDEX i ON old (a);", {}},
            {"ALTER TABLE old RENAME TO new;", {}},
        },
        options);
  CHECK(lines_of("missing-comment",
                 {"CREATE TABLE t (a int);",
                  "COMMENT ON TABLE t IS 'x';\nCOMMENT ON COLUMN t.a IS 'y';"},
                 options)
            .empty());
  check("missing-comment", {{"CREATE TABLE t (a int);", {}}});
}

TEST_CASE("BEGIN wants its COMMIT") {
  check("transaction-control", {
                                   {"SELECT 1;\nBEGIN;\nCREATE TABLE t (a int);", {2}},
                                   {"BEGIN;\nCREATE TABLE t (a int);\nCOMMIT;", {}},
                               });
}

TEST_CASE("where nobody knows what has run, old changes' findings stand apart") {
  const StatementList first = sql::read_plain_script(
      "CREATE TABLE t (a varchar(9) PRIMARY KEY); ALTER TABLE old RENAME a TO b;", "1.sql");
  const StatementList second = sql::read_plain_script("CREATE INDEX i ON t (a);", "2.sql");
  const StatementList third = sql::read_plain_script("CREATE INDEX j ON t (a);", "3.sql");
  const checks::script::Script scripts[] = {
      {.change = nullptr, .list = &first, .simulated = {}, .is_newest = false},
      {.change = nullptr, .list = &second, .simulated = {}, .is_newest = false},
      {.change = nullptr, .list = &third, .simulated = {}}};
  const auto names = [](const std::vector<Finding>& findings) {
    std::vector<std::string> result;
    for (const Finding& finding : findings) {
      const bool is_wanted =
          finding.rule != "script/no-lock-timeout" && finding.rule != "script/no-statement-timeout";
      if (is_wanted) result.push_back(finding.where.file + " " + finding.rule);
    }
    return result;
  };
  const auto judgement =
      checks::script::check_scripts(scripts, {.earlier = checks::script::Earlier::unknown});
  CHECK(names(judgement.findings) ==
        std::vector<std::string>{"1.sql script/rename", "3.sql script/blocking-index"});
  CHECK(names(judgement.older) ==
        std::vector<std::string>{"1.sql script/limited-text", "2.sql script/blocking-index"});
}

TEST_CASE("what a script made that has run is in use") {
  const StatementList ran = sql::read_plain_script("CREATE TABLE t (a varchar(9));", "1.sql");
  const StatementList next =
      sql::read_plain_script("CREATE INDEX i ON t (a); ALTER TABLE t ALTER a TYPE text;", "2.sql");
  const checks::script::Script scripts[] = {
      {.change = nullptr, .list = &ran, .simulated = {}, .is_followed_only = true},
      {.change = nullptr, .list = &next, .simulated = {}}};
  std::vector<std::string> rules;
  for (const Finding& finding :
       checks::script::check_scripts(scripts, {.earlier = Earlier::pending}).findings)
    rules.push_back(finding.rule);
  CHECK(rules == std::vector<std::string>{"script/blocking-index", "script/no-lock-timeout",
                                          "script/no-statement-timeout"});
}
