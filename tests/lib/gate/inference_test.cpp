/// What is inferred from statements alone; inference_server_test.cpp asks a server whether it does.
#include <doctest/doctest.h>

#include "lib/gate/inferring.hpp"
#include "project/config.hpp"

namespace plumbline::tests::gate {

using plumbline::gate::Certainty;
using plumbline::gate::Inferred;
using plumbline::gate::InferredTree;

namespace {

/// "role app", "2: INSERT …", "not: a row in t with a = 'x': why", one a line; "?" behind what is
/// likely.
std::string summary(const Inferred& inferred) {
  std::string text;
  const auto mark = [](Certainty certainty) {
    return certainty == Certainty::likely ? " ?\n" : "\n";
  };
  for (const auto& role : inferred.roles) text += "role " + role.name + mark(role.certainty);
  for (const auto& seed : inferred.seeds) {
    text += seed.before + ": " + seed.sql + mark(seed.certainty);
  }
  for (const auto& refused : inferred.not_inferred) {
    text += "not: " + refused.what + ": " + refused.why + "\n";
  }
  return text;
}

struct Case {
  std::string name;
  std::vector<std::string> scripts;
  std::string expected;
};

void check_all(const std::vector<Case>& cases) {
  for (const Case& one : cases) {
    CAPTURE(one.name);
    CHECK(summary(TextTree(one.scripts).infer()) == one.expected);
  }
}

}  // namespace

TEST_CASE("a role that is named and that nobody makes is needed") {
  const char* const table = "CREATE TABLE t (a int);";
  check_all({
      {"grant", {table, "GRANT SELECT ON t TO app"}, "role app\n"},
      {"several, once each",
       {table, "GRANT SELECT ON t TO app, ro", "GRANT ALL ON t TO app"},
       "role app\nrole ro\n"},
      {"revoke", {table, "REVOKE ALL ON t FROM app"}, "role app\n"},
      {"owner", {table, "ALTER TABLE t OWNER TO \"App Owner\""}, "role App Owner\n"},
      {"policy", {table, "CREATE POLICY p ON t TO app USING (true)"}, "role app\n"},
      {"default privileges",
       {"ALTER DEFAULT PRIVILEGES FOR ROLE owner GRANT SELECT ON TABLES TO ro"},
       "role owner\nrole ro\n"},
      {"set role", {"SET ROLE app"}, "role app\n"},
      {"authorization", {"CREATE SCHEMA s AUTHORIZATION app"}, "role app\n"},
      {"membership", {"CREATE ROLE a; GRANT b TO a"}, "role b\n"},
      {"alter role", {"ALTER ROLE app SET work_mem = '1MB'"}, "role app\n"},
      {"drop role", {"DROP ROLE app"}, "role app\n"},
      {"in a block", {table, "DO $$ BEGIN GRANT SELECT ON t TO app; END $$"}, "role app\n"},
      {"behind a condition that holds",
       {table,
        "DO $$ BEGIN IF EXISTS (SELECT FROM pg_tables WHERE tablename = 't') THEN GRANT "
        "SELECT ON t TO app; END IF; END $$"},
       "role app\n"},
  });
}

TEST_CASE("a role that is there, or that is not asked for, is not inferred") {
  const char* const table = "CREATE TABLE t (a int);";
  check_all({
      {"made by a change before", {table, "CREATE ROLE app", "GRANT SELECT ON t TO app"}, ""},
      {"made by the same change", {table, "CREATE USER app; GRANT SELECT ON t TO app"}, ""},
      {"made behind a guard",
       {table,
        "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN CREATE "
        "ROLE app; END IF; END $$; GRANT SELECT ON t TO app"},
       ""},
      {"of the system", {"GRANT pg_read_all_data TO CURRENT_USER"}, ""},
      {"public", {table, "GRANT SELECT ON t TO PUBLIC"}, ""},
      {"who runs it", {table, "ALTER TABLE t OWNER TO postgres"}, ""},
      {"dropped if there", {"DROP ROLE IF EXISTS app"}, ""},
      {"granted only where it is there",
       {table,
        "DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN GRANT "
        "SELECT ON t TO app; END IF; END $$"},
       ""},
      {"made too late",
       {table, "GRANT SELECT ON t TO app", "CREATE ROLE app"},
       "not: the role \"app\": \"3\", which comes later, makes it without looking whether it is "
       "there\n"},
  });
  plumbline::gate::ProjectSettings given;
  given.roles = {"app"};
  CHECK(summary(TextTree({table, "GRANT SELECT ON t TO app, ro"}).infer(&given)) == "role ro\n");
}

TEST_CASE("a row that a query asks for is made as its table wants it") {
  check_all({
      {"the one column",
       {"CREATE TABLE t (id serial PRIMARY KEY, email text UNIQUE)",
        "SELECT id FROM t WHERE email = 'x@example.com'"},
       "2: INSERT INTO public.t (email) VALUES ('x@example.com') ON CONFLICT DO NOTHING\n"},
      {"no unique key",
       {"CREATE TABLE t (email text)", "SELECT 1 FROM t WHERE email = 'x'"},
       "2: INSERT INTO public.t (email) SELECT 'x' WHERE NOT EXISTS (SELECT FROM public.t WHERE "
       "email = 'x')\n"},
      {"a unique key of another column",
       {"CREATE TABLE t (id uuid PRIMARY KEY, email text NOT NULL)",
        "SELECT 1 FROM t WHERE email = 'x'"},
       "2: INSERT INTO public.t (id, email) SELECT '00000000-0000-4000-8000-000000000001', 'x' "
       "WHERE NOT EXISTS (SELECT FROM public.t WHERE email = 'x')\n"},
      {"any row",
       {"CREATE TABLE t (a int)", "SELECT 1 FROM t"},
       "2: INSERT INTO public.t SELECT WHERE NOT EXISTS (SELECT FROM public.t)\n"},
      {"several conditions",
       {"CREATE TABLE t (a int, b text, c boolean NOT NULL, d date DEFAULT now())",
        "SELECT 1 FROM t WHERE a = 1 AND b IN ('x', 'y') AND d IS NULL AND NOT c"},
       "2: INSERT INTO public.t (a, b, c, d) SELECT 1, 'x', false, NULL WHERE NOT EXISTS (SELECT "
       "FROM public.t WHERE a = 1 AND b = 'x' AND d IS NULL AND c = false)\n"},
      {"without case",
       {"CREATE TABLE t (email text PRIMARY KEY)", "SELECT 1 FROM t WHERE lower(email) = 'x'"},
       "2: INSERT INTO public.t (email) VALUES ('x') ON CONFLICT DO NOTHING\n"},
      {"enum and check",
       {"CREATE TYPE mood AS ENUM ('it''s', 'ok'); CREATE TABLE t (n text PRIMARY KEY, m mood NOT "
        "NULL, k text NOT NULL CHECK (k IN ('one', 'two')), p int NOT NULL CHECK (p > 10))",
        "SELECT 1 FROM t WHERE n = 'x'"},
       "2: INSERT INTO public.t (n, m, k, p) VALUES ('x', 'it''s', 'one', 11) ON CONFLICT DO "
       "NOTHING\n"},
      {"one to count",
       {"CREATE TABLE t (n text PRIMARY KEY)", "SELECT count(*) FROM t WHERE n = 'x'"},
       "2: INSERT INTO public.t (n) VALUES ('x') ON CONFLICT DO NOTHING\n"},
      {"one that exists",
       {"CREATE TABLE t (n text PRIMARY KEY)", "SELECT EXISTS (SELECT 1 FROM t WHERE n = 'x')"},
       "2: INSERT INTO public.t (n) VALUES ('x') ON CONFLICT DO NOTHING\n"},
      {"its parents",
       {"CREATE TABLE org (id int PRIMARY KEY, name text NOT NULL); CREATE TABLE t (n text PRIMARY "
        "KEY, org int NOT NULL REFERENCES org)",
        "SELECT 1 FROM t WHERE n = 'x'"},
       "2: INSERT INTO public.org (id, name) VALUES (1000000002, 'seed') ON CONFLICT DO NOTHING;\n"
       "INSERT INTO public.t (n, org) VALUES ('x', 1000000002) ON CONFLICT DO NOTHING\n"},
      {"a parent that is there",
       {"CREATE TABLE org (id int PRIMARY KEY, name text NOT NULL); INSERT INTO org VALUES (7, "
        "'a'); CREATE TABLE t (n text PRIMARY KEY, org int NOT NULL REFERENCES org)",
        "SELECT 1 FROM t WHERE n = 'x'"},
       "2: INSERT INTO public.t (n, org) VALUES ('x', 7) ON CONFLICT DO NOTHING\n"},
      {"itself",
       {"CREATE TABLE t (id int PRIMARY KEY, boss int NOT NULL REFERENCES t, n text UNIQUE)",
        "SELECT 1 FROM t WHERE n = 'x'"},
       "2: INSERT INTO public.t (id, boss, n) VALUES (1000000001, 1000000001, 'x') ON CONFLICT DO "
       "NOTHING\n"},
  });
}

TEST_CASE("blocks that raise and references to nobody's row ask for rows too") {
  const char* const table = "CREATE TABLE t (n text PRIMARY KEY)";
  const char* const seed = "2: INSERT INTO public.t (n) VALUES ('x') ON CONFLICT DO NOTHING\n";
  check_all({
      {"not exists",
       {table,
        "DO $$ BEGIN IF NOT EXISTS (SELECT FROM t WHERE n = 'x') THEN RAISE EXCEPTION 'no'; "
        "END IF; END $$"},
       seed},
      {"else",
       {table,
        "DO $$ BEGIN IF EXISTS (SELECT FROM t WHERE n = 'x') THEN NULL; ELSE RAISE EXCEPTION "
        "'no'; END IF; END $$"},
       seed},
      {"count",
       {table,
        "DO $$ BEGIN IF (SELECT count(*) FROM t WHERE n = 'x') = 0 THEN RAISE EXCEPTION "
        "'no'; END IF; END $$"},
       seed},
      {"counted into a variable",
       {table,
        "DO $$ DECLARE c int; BEGIN SELECT count(*) INTO c FROM t WHERE n = 'x'; IF c < 1 "
        "THEN RAISE EXCEPTION 'no'; END IF; END $$"},
       seed},
      {"not found",
       {table,
        "DO $$ BEGIN PERFORM 1 FROM t WHERE n = 'x'; IF NOT FOUND THEN RAISE EXCEPTION 'no'; "
        "END IF; END $$"},
       seed},
      {"null",
       {table,
        "DO $$ DECLARE v text; BEGIN SELECT n INTO v FROM t WHERE n = 'x'; IF v IS NULL THEN "
        "RAISE EXCEPTION 'no'; END IF; END $$"},
       seed},
      {"strict",
       {table, "DO $$ DECLARE v text; BEGIN SELECT n INTO STRICT v FROM t WHERE n = 'x'; END $$"},
       seed},
      {"a notice is no exception",
       {table,
        "DO $$ BEGIN IF NOT EXISTS (SELECT FROM t WHERE n = 'x') THEN RAISE NOTICE 'no'; END "
        "IF; END $$"},
       ""},
      {"raised where it is there",
       {table,
        "DO $$ BEGIN IF EXISTS (SELECT FROM t WHERE n = 'x') THEN RAISE EXCEPTION 'no'; END "
        "IF; END $$"},
       ""},
      {"what is caught",
       {table,
        "DO $$ BEGIN IF NOT EXISTS (SELECT FROM t WHERE n = 'x') THEN RAISE EXCEPTION 'no'; "
        "END IF; EXCEPTION WHEN OTHERS THEN NULL; END $$"},
       ""},
      {"two of them",
       {table,
        "DO $$ BEGIN IF (SELECT count(*) FROM t) < 2 THEN RAISE EXCEPTION 'no'; END IF; END "
        "$$"},
       "not: a row in t: several rows must be there\n"},
      {"a foreign key",
       {table, "CREATE TABLE c (n text REFERENCES t); INSERT INTO c VALUES ('x')"},
       seed},
      {"a foreign key of NULL",
       {table, "CREATE TABLE c (n text REFERENCES t); INSERT INTO c VALUES (NULL)"},
       ""},
      {"a query as a value that must not be NULL",
       {table,
        "CREATE TABLE c (n text NOT NULL); INSERT INTO c VALUES ((SELECT n FROM t WHERE n = "
        "'x'))"},
       seed},
      {"a query as a value that may be NULL",
       {table, "CREATE TABLE c (n text); INSERT INTO c VALUES ((SELECT n FROM t WHERE n = 'x'))"},
       ""},
  });
}

TEST_CASE("a row that is there already is not inferred, nor one that cannot be") {
  const char* const table = "CREATE TABLE t (n text PRIMARY KEY, e text)";
  const char* const ask = "SELECT 1 FROM t WHERE n = 'x'";
  check_all({
      {"inserted by a change before", {table, "INSERT INTO t VALUES ('x')", ask}, ""},
      {"inserted with its columns", {table, "INSERT INTO t (e, n) VALUES ('y', 'x')", ask}, ""},
      {"inserted by a query of constants", {table, "INSERT INTO t SELECT 'x'", ask}, ""},
      {"inserted by the same change",
       {table, "INSERT INTO t VALUES ('x'); SELECT 1 FROM t WHERE n = 'x'"},
       ""},
      {"another row",
       {table, "INSERT INTO t VALUES ('y')", ask},
       "3: INSERT INTO public.t (n) VALUES ('x') ON CONFLICT DO NOTHING\n"},
      {"asked for twice",
       {table, ask, ask},
       "2: INSERT INTO public.t (n) VALUES ('x') ON CONFLICT DO NOTHING\n"},
      {"perhaps inserted",
       {table, "INSERT INTO t SELECT md5(g::text) FROM generate_series(1, 3) g", ask},
       "3: INSERT INTO public.t (n) VALUES ('x') ON CONFLICT DO NOTHING ?\n"},
      {"perhaps inserted by the same change",
       {table,
        "INSERT INTO t SELECT md5(g::text) FROM generate_series(1, 3) g; SELECT 1 FROM t WHERE n = "
        "'x'"},
       ""},
      {"renamed since",
       {table, "INSERT INTO t VALUES ('x'); ALTER TABLE t RENAME TO u; ALTER TABLE u RENAME n TO m",
        "SELECT 1 FROM u WHERE m = 'x'"},
       ""},
      {"its own table",
       {"CREATE TABLE t (n text); SELECT 1 FROM t WHERE n = 'x'"},
       "not: a row in t with n = 'x': the change itself makes the table\n"},
      {"a join",
       {table, "SELECT 1 FROM t JOIN t u USING (n)"},
       "not: rows of a query: the query joins or groups rows\n"},
      {"more than equalities",
       {table, "SELECT 1 FROM t WHERE n > 'x'"},
       "not: a row in t: its conditions are more than equalities\n"},
      {"tables that refer to one another",
       {"CREATE TABLE a (id int PRIMARY KEY, b int NOT NULL); CREATE TABLE b (id int PRIMARY KEY, "
        "a "
        "int NOT NULL REFERENCES a); ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b",
        "SELECT 1 FROM a WHERE id = 1"},
       "not: a row in a with id = '1': public.b and public.a refer to one another\n"},
      {"a check that nothing satisfies",
       {"CREATE TABLE t (n text, a int NOT NULL CHECK (a > 5 AND a < 3))", ask},
       "not: a row in t with n = 'x': no row was found that the check \"t_a_check\" takes: ((a > "
       "5) "
       "AND (a < 3))\n"},
  });
  plumbline::gate::ProjectSettings given;
  given.seeds = {{.before = "2", .sql = "INSERT INTO t VALUES ('x')"}};
  CHECK(summary(TextTree({table, ask}).infer(&given)).empty());
  given.seeds = {{.before = "2", .sql = "INSERT INTO t VALUES ('y')"}};
  CHECK(!summary(TextTree({table, ask}).infer(&given)).empty());
}

TEST_CASE("a seed stands before a change that is called as its tool calls it") {
  TextTree tree({"CREATE TABLE t (n text PRIMARY KEY)", "SELECT 1 FROM t WHERE n = 'x'",
                 "SELECT 1 FROM t WHERE n = 'y'"});
  CHECK(tree.infer().seeds[0].before == "2");
  tree.plan.traits.ids_are_hashes = true;
  for (Change& change : tree.plan.changes) change.name = "users";
  tree.plan.changes[2].name = "orgs";
  const Inferred inferred = tree.infer();
  REQUIRE(inferred.seeds.size() == 2);
  CHECK(inferred.seeds[0].before == "2");  // the name means another one
  CHECK(inferred.seeds[0].change == "2");
  CHECK(inferred.seeds[1].before == "orgs");
}

TEST_CASE("hostile statements are bounded") {
  std::string variables = "DO $$ DECLARE a0 boolean := EXISTS (SELECT FROM t); ";
  for (int at = 1; at < 60; ++at) {
    const std::string before = "a" + std::to_string(at - 1);
    variables += "a" + std::to_string(at) + " boolean := " + before + " AND " + before + "; ";
  }
  variables += "BEGIN IF NOT a59 THEN RAISE EXCEPTION 'no'; END IF; END $$";
  std::string nested;
  for (int at = 0; at < 300; ++at) nested += "(n = 'x' OR n IS NULL AND ";
  nested += "n = 'y'" + std::string(300, ')');
  std::string checks = "CREATE TABLE c (n text PRIMARY KEY";
  for (int at = 0; at < 60; ++at) {
    const std::string name = "c" + std::to_string(at);
    checks += ", " + name + " int NOT NULL CHECK (" + name + " > 5 AND " + name + " < 3)";
  }
  std::string parents = "CREATE TABLE p0 (id int PRIMARY KEY)";
  for (int at = 1; at < 40; ++at) {
    const std::string name = "p" + std::to_string(at);
    parents += "; CREATE TABLE " + name + " (id int PRIMARY KEY, p int NOT NULL REFERENCES p" +
               std::to_string(at - 1) + ")";
  }
  const char* const table = "CREATE TABLE t (n text PRIMARY KEY)";
  CHECK(TextTree({table, variables}).infer().seeds.size() <= 1);
  CHECK(TextTree({table, "SELECT 1 FROM t WHERE " + nested}).infer().roles.empty());
  CHECK(TextTree({checks + ")", "SELECT 1 FROM c WHERE n = 'x'"}).infer().not_inferred.size() == 1);
  CHECK(summary(TextTree({parents, "SELECT 1 FROM p39"}).infer()) ==
        "not: a row in p39: tables refer to one another too deeply\n");
  CHECK(TextTree({"DO $$ BEGIN IF NOT", "SELECT 1 FROM nowhere WHERE", "INSERT INTO"})
            .infer()
            .seeds.empty());
}

TEST_CASE("what is printed for plumbline.toml reads as the same") {
  const Inferred inferred =
      TextTree(
          {"CREATE TABLE org (id int PRIMARY KEY); CREATE TABLE t (n text UNIQUE, org int NOT "
           "NULL REFERENCES org); CREATE TABLE \"q\"\"x\" (n text)",
           "GRANT SELECT ON t TO \"a\"\"b\", ro; SELECT 1 FROM t WHERE n = E'x\\ty''''''z\\\\'",
           "SELECT 1 FROM \"q\"\"x\" WHERE n = 'two\nlines'"})
          .infer();
  REQUIRE(inferred.roles.size() == 2);
  REQUIRE(inferred.seeds.size() == 2);
  const std::vector<InferredTree> trees = {{"db", "", &inferred}};
  const std::string toml = plumbline::gate::inferred_toml(trees);
  const auto config = plumbline::project::parse_config(toml, "plumbline.toml");
  const auto* const project = config.project("db", "sqlx");
  REQUIRE(project != nullptr);
  CHECK(project->roles == std::vector<std::string>{"a\"b", "ro"});
  REQUIRE(project->seeds.size() == 2);
  for (std::size_t at = 0; at < 2; ++at) {
    CHECK(project->seeds[at].before == inferred.seeds[at].before);
    CHECK(project->seeds[at].sql == inferred.seeds[at].sql);
  }
  const Inferred nothing;
  const std::vector<InferredTree> none = {{"db", "", &nothing}};
  CHECK(plumbline::gate::inferred_toml(none).empty());
  CHECK(plumbline::gate::inferred_sql(none).empty());
}

}  // namespace plumbline::tests::gate
