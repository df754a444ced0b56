/// Whether what is inferred is enough: a server runs the migrations with it, and refuses them
/// without.
#include <doctest/doctest.h>

#include <filesystem>
#include <random>
#include <stdexcept>

#include "adapters/alembic/adapter.hpp"
#include "gate/inference/pattern.hpp"
#include "lib/gate/inferring.hpp"
#include "postgres/cluster/database_maker.hpp"
#include "support/scratch_folder.hpp"
#include "support/session.hpp"
#include "support/shared_server.hpp"
#include "support/skip.hpp"
#include "support/test_database.hpp"
#include "system/process.hpp"

namespace plumbline::tests::gate {

using plumbline::gate::Inferred;

namespace {

namespace fs = std::filesystem;

const fs::path scenario = fs::path(PLUMBLINE_SOURCE_DIR) / "tests/scenarios/console-raptor";

std::string missing_alembic() {
  try {
    const auto result = system::run_process({"alembic", "--version"});
    return result.exit_status == 0 ? "" : "alembic does not start";
  } catch (const std::exception&) {
    return "no alembic on PATH";
  }
}

void make_roles(const PostgresServer& server, const std::string& database,
                const Inferred& inferred) {
  for (const auto& role : inferred.roles)
    server.run_sql(database, plumbline::gate::role_sql(role.name));
}

void drop_roles(const PostgresServer& server, const std::string& database,
                const Inferred& inferred) {
  for (const auto& role : inferred.roles)
    server.run_sql(database, "DROP OWNED BY \"" + role.name + "\"; DROP ROLE \"" + role.name + '"');
}

/// The whole tree in a transaction that is rolled back, seeds twice: the first refusal, or "".
std::string run_tree(Session& session, const TextTree& tree, const Inferred& inferred) {
  std::string said;
  session.run("BEGIN");
  try {
    for (const Change& change : tree.plan.changes) {
      for (const auto& seed : inferred.seeds) {
        if (seed.before != change.id) continue;
        session.run(seed.sql);
        session.run(seed.sql);
      }
      session.run(tree.scripts[std::stoul(change.id) - 1]);
    }
  } catch (const std::runtime_error& error) {
    said = error.what();
  }
  session.run("ROLLBACK");
  return said;
}

std::string block(const std::string& table, const std::string& where) {
  return "DO $$ BEGIN IF NOT EXISTS (SELECT FROM " + table + " WHERE " + where +
         ") THEN RAISE EXCEPTION 'no row'; END IF; IF (SELECT count(*) FROM " + table + " WHERE " +
         where + ") > 1 THEN RAISE EXCEPTION 'two rows'; END IF; END $$";
}

}  // namespace

TEST_CASE("the migration gate's trees pass without their prelude, overlays A and B too") {
  if (const std::string reason = missing_alembic(); !reason.empty()) return skip_case(reason);
  const PostgresServer* const server = shared_server();
  if (server == nullptr) return;
  struct Row {
    std::string name;
    bool is_console;
    std::string overlay;
    std::vector<std::string> roles;
    std::vector<std::string> seeds;
  };
  const std::vector<Row> rows = {
      {"console", true, "", {}, {"0016"}},
      {"raptor", false, "", {"raptor_app"}, {}},
      {"A", true, "A-missing-seed", {}, {"0016", "0023"}},
      {"B", false, "B-missing-role", {"raptor_app", "raptor_reports"}, {}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const ScratchFolder folder;
    const auto how = fs::copy_options::recursive | fs::copy_options::overwrite_existing;
    for (const char* part : {"console", "backend_v2"})
      fs::copy(scenario / part, folder.file(part), how);
    if (!row.overlay.empty()) fs::copy(scenario / "overlays" / row.overlay, folder.path(), how);
    const auto tree = adapters::alembic::adapter().open(
        {folder.path(),
         row.is_console ? "console/migrations/alembic.ini" : "backend_v2/alembic.ini"},
        {});
    plumbline::gate::InferenceInput input;
    input.plan = &tree->plan();
    input.statements = [&](const Change& change) {
      return tree->statements(change, Direction::deploy);
    };
    const Inferred inferred = plumbline::gate::infer(input);
    std::vector<std::string> roles;
    for (const auto& role : inferred.roles) roles.push_back(role.name);
    CHECK(roles == row.roles);
    CHECK(inferred.not_inferred.empty());
    std::vector<std::string> seeds;
    for (const auto& seed : inferred.seeds) {
      seeds.push_back(seed.before);
      CHECK(seed.table == "public.admins");
    }
    CHECK(seeds == row.seeds);

    server->create_database("plumb_gate");
    const auto database = postgres::TestDatabase::at(server->uri("plumb_gate"));
    const auto runner = tree->make_runner({});
    make_roles(*server, "plumb_gate", inferred);
    for (const auto& seed : inferred.seeds) {
      const auto outcome =
          runner->upgrade(database, find_change(tree->plan(), seed.change)->parents.front());
      CHECK(!outcome.failure.has_value());
      server->run_sql("plumb_gate", seed.sql);
    }
    const auto outcome = runner->upgrade(database, "");
    CHECK(!outcome.failure.has_value());
    CHECK(server->run_sql("plumb_gate", "SELECT version_num FROM alembic_version") ==
          tree->plan().heads.front());
    runner->release();
    drop_roles(*server, "plumb_gate", inferred);
  }
}

TEST_CASE("on a given server its roles are there, and the connected one runs the migrations") {
  const PostgresServer* const server = shared_server();
  if (server == nullptr) return;
  server->run_sql("postgres",
                  "CREATE ROLE plumb_ci LOGIN CREATEDB; CREATE ROLE plumb_team;"
                  "CREATE ROLE plumb_other; GRANT plumb_team TO plumb_ci");
  {
    postgres::DatabaseMaker maker(server->uri("postgres", "plumb_ci"));
    TextTree tree(
        {"CREATE TABLE t (a int); GRANT CREATE ON SCHEMA public TO plumb_team;"
         "ALTER TABLE t OWNER TO plumb_team;"
         "GRANT SELECT ON t TO plumb_ci, plumb_other; ALTER SCHEMA public OWNER TO "
         "plumb_ci",
         "GRANT SELECT ON t TO plumb_missing"});
    plumbline::gate::InferenceInput input = tree.input();
    const auto names = [](const Inferred& inferred) {
      std::vector<std::string> all;
      for (const auto& role : inferred.roles) all.push_back(role.name);
      return all;
    };
    const std::vector<std::string> on_ours = {"plumb_team", "plumb_ci", "plumb_other",
                                              "plumb_missing"};
    CHECK(names(plumbline::gate::infer(input)) == on_ours);
    input.roles = maker.roles();
    REQUIRE(input.roles.size() > 3);
    CHECK(input.roles[0].name == "plumb_ci");
    CHECK(input.roles[0].rights == std::vector<std::string>{"create_db"});
    CHECK(names(plumbline::gate::infer(input)) == std::vector<std::string>{"plumb_missing"});
    Session session(maker.create().uri());
    CHECK_NOTHROW(session.run(tree.scripts[0]));
    CHECK(session.try_run(tree.scripts[1]).sqlstate == "42704");

    // What the connected role may not do stops the migrations: nothing behind it is asked for.
    const std::string wants_row = block("t", "a = 1");
    for (const char* const by_superusers_only :
         {"CREATE ROLE plumb_new", "ALTER TABLE t OWNER TO plumb_other"}) {
      tree = TextTree({"CREATE TABLE t (a int)", by_superusers_only, wants_row});
      input = tree.input();
      CHECK(plumbline::gate::infer(input).seeds.size() == 1);
      input.roles = maker.roles();
      CHECK(plumbline::gate::infer(input).seeds.empty());
      Session other(maker.create().uri());
      other.run("CREATE TABLE t (a int)");
      CHECK(other.try_run(by_superusers_only).sqlstate == "42501");
    }
  }
  server->run_sql("postgres", "DROP ROLE plumb_ci, plumb_team, plumb_other");
}

TEST_CASE("a server takes the rows that are made") {
  const PostgresServer* const server = shared_server();
  if (server == nullptr) return;
  Session session(server->uri());
  struct Row {
    std::string name;
    std::vector<std::string> scripts;
  };
  const std::vector<Row> rows = {
      {"every type",
       {"CREATE TYPE pair AS (a int, b text); CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TABLE "
        "t (n text NOT NULL, c1 bool NOT NULL, c2 json NOT NULL, c3 jsonb NOT NULL, c4 bytea NOT "
        "NULL, c5 date NOT NULL, c6 timestamp NOT NULL, c7 timestamptz NOT NULL, c8 time NOT NULL, "
        "c9 timetz NOT NULL, c10 interval NOT NULL, c11 inet NOT NULL, c12 cidr NOT NULL, c13 "
        "macaddr NOT NULL, c14 macaddr8 NOT NULL, c15 point NOT NULL, c16 lseg NOT NULL, c17 path "
        "NOT NULL, c18 box NOT NULL, c19 polygon NOT NULL, c20 line NOT NULL, c21 circle NOT NULL, "
        "c22 tsvector NOT NULL, c23 tsquery NOT NULL, c24 pg_lsn NOT NULL, c25 oid NOT NULL, c26 "
        "xid NOT NULL, c27 \"char\" NOT NULL, c28 int2 NOT NULL, c29 int8 NOT NULL, c30 numeric(4, "
        "2) NOT NULL, c31 real NOT NULL, c32 float8 NOT NULL, c33 money NOT NULL, c34 varchar(2) "
        "NOT NULL, c35 char(3) NOT NULL, c36 name NOT NULL, c37 uuid NOT NULL, c38 bit(3) NOT "
        "NULL, "
        "c39 varbit NOT NULL, c40 int[] NOT NULL, c41 pair NOT NULL, c42 mood NOT NULL, c43 "
        "int4range NOT NULL, c44 mood[] NOT NULL, c45 int GENERATED ALWAYS AS IDENTITY, c46 int "
        "GENERATED ALWAYS AS (c28 + 1) STORED NOT NULL, \"Odd \"\"one\" text NOT NULL)",
        block("t", "n = 'x'")}},
      {"domains",
       {"CREATE DOMAIN positive AS int NOT NULL CHECK (VALUE > 100); CREATE DOMAIN code AS "
        "varchar(4) CHECK (VALUE IN ('AB', 'CD')); CREATE DOMAIN more AS positive CHECK (VALUE < "
        "200); CREATE TABLE t (n text, p positive, c code NOT NULL, m more NOT NULL)",
        block("t", "n = 'x'")}},
      {"checks over several columns",
       {"CREATE TABLE t (n text, low int NOT NULL, high int NOT NULL, k text NOT NULL, CHECK (low "
        "< high), CHECK (high > 50), CHECK (char_length(k) = 7), CHECK (k <> ''), CHECK (n IS NOT "
        "NULL OR k IS NOT NULL))",
        block("t", "n = 'x'")}},
      {"a check that wants a column that may be NULL",
       {"CREATE TABLE t (n text, a text, b text, CHECK (a IS NOT NULL OR b IS NOT NULL))",
        block("t", "n = 'x'")}},
      {"checks with functions and patterns",
       {"CREATE TABLE t (n text CHECK (n ~ '^x'), e text NOT NULL CHECK (e LIKE '%@%.%'), k text "
        "NOT NULL CHECK (btrim(k) <> '' AND lower(k) = k), m text CHECK (m ~ '^y$'))",
        block("t", "e = 'a@b.c'")}},
      {"a check over times",
       {"CREATE TABLE t (n text, a timestamptz NOT NULL, b timestamptz NOT NULL, CHECK (b > a))",
        block("t", "n = 'x'")}},
      {"parents of parents, composite and unique",
       {"CREATE TABLE a (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL "
        "UNIQUE); CREATE TABLE b (a int NOT NULL REFERENCES a, no smallint NOT NULL, u uuid NOT "
        "NULL UNIQUE DEFAULT gen_random_uuid(), PRIMARY KEY (a, no)); CREATE TABLE c (n text "
        "UNIQUE, "
        "a int NOT NULL, no smallint NOT NULL, u uuid NOT NULL REFERENCES b (u), FOREIGN KEY (a, "
        "no) REFERENCES b)",
        block("c", "n = 'x'")}},
      {"a key that is deferrable",
       {"CREATE TABLE t (n text UNIQUE DEFERRABLE, id serial PRIMARY KEY)", block("t", "n = 'x'")}},
      {"two rows that share a parent",
       {"CREATE TABLE a (id serial PRIMARY KEY, name text NOT NULL); CREATE TABLE b (n text "
        "UNIQUE, "
        "a int NOT NULL REFERENCES a)",
        block("b", "n = 'x'"), block("b", "n = 'y'")}},
      {"another schema, and names to quote",
       {"CREATE SCHEMA \"S s\"; CREATE TABLE \"S s\".\"T\" (\"N\" text, \"order\" int NOT NULL)",
        block("\"S s\".\"T\"", "\"N\" = 'it''s \\ so'")}},
      {"the table as it stands then",
       {"CREATE TABLE t (n text)",
        "ALTER TABLE t ADD a int NOT NULL DEFAULT 1; ALTER TABLE t ADD b "
        "text NOT NULL; ALTER TABLE t RENAME n TO m",
        block("t", "m = 'x'"), "ALTER TABLE t ADD c int", block("t", "m = 'y'")}},
      {"a reference in an INSERT",
       {"CREATE TABLE r (code char(2) PRIMARY KEY, label text NOT NULL); CREATE TABLE t (n text, r "
        "char(2) REFERENCES r)",
        "INSERT INTO t VALUES ('a', 'de'), ('b', 'fr'), ('c', NULL)"}},
      {"a query as a value",
       {"CREATE TABLE r (id serial PRIMARY KEY, label text NOT NULL UNIQUE); CREATE TABLE t (r int "
        "NOT NULL)",
        "INSERT INTO t (r) VALUES ((SELECT id FROM r WHERE label = 'x'))"}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const TextTree tree(row.scripts);
    const Inferred inferred = tree.infer();
    CHECK(!inferred.seeds.empty());
    CHECK(inferred.not_inferred.empty());
    for (const auto& seed : inferred.seeds)
      CHECK(seed.certainty == plumbline::gate::Certainty::certain);
    CHECK(run_tree(session, tree, inferred) == "");
    CHECK(run_tree(session, tree, {}) != "");
  }
}

TEST_CASE("a server takes the texts that are made for patterns") {
  const PostgresServer* const server = shared_server();
  if (server == nullptr) return;
  Session session(server->uri());
  for (const char* pattern :
       {"^[A-Z]{3}$", "^[a-z0-9]+(-[a-z0-9]+)*$", "^[^@ ]+@[^@ ]+\\.[a-z]{2,}$", "^\\+?\\d{6,14}$",
        "^(GET|POST)$", "^#[0-9a-fA-F]{6}$", "^[[:alpha:]_][[:alnum:]_]*$", "x", "^https?://.+",
        "^(?:a|b)c?d*$", "^[]a-]$", "^[^a-z0-9]$"}) {
    CAPTURE(std::string(pattern));
    const TextTree tree(
        {std::string("CREATE TABLE t (n text, p text NOT NULL CHECK (p ~ '") + pattern + "'))",
         block("t", "n = 'x'")});
    const Inferred inferred = tree.infer();
    REQUIRE(inferred.seeds.size() == 1);
    CHECK(inferred.seeds[0].certainty == plumbline::gate::Certainty::likely);
    CHECK(run_tree(session, tree, inferred) == "");
  }
  for (const char* pattern : {"^(a)\\1$", "^(?=a)a$", "(?i)a"}) {
    CAPTURE(std::string(pattern));
    CHECK(!plumbline::gate::text_of_pattern(pattern).has_value());
  }
}

TEST_CASE("a server takes the rows of generated tables") {
  const PostgresServer* const server = shared_server();
  if (server == nullptr) return;
  Session session(server->uri());
  const std::vector<std::string> types = {"int NOT NULL",
                                          "bigint NOT NULL CHECK ({} > 7)",
                                          "text NOT NULL CHECK ({} <> '')",
                                          "varchar(3) NOT NULL",
                                          "boolean NOT NULL",
                                          "uuid NOT NULL UNIQUE",
                                          "jsonb NOT NULL",
                                          "mood NOT NULL",
                                          "text NOT NULL CHECK ({} IN ('one', 'two'))",
                                          "timestamptz NOT NULL",
                                          "text[] NOT NULL",
                                          "positive NOT NULL",
                                          "numeric(8,2) NOT NULL CHECK ({} BETWEEN 3 AND 9)",
                                          "int",
                                          "text DEFAULT 'x'",
                                          "text NOT NULL DEFAULT 'y'",
                                          "smallint UNIQUE NOT NULL",
                                          "text NOT NULL CHECK (length({}) >= 12)",
                                          "date NOT NULL"};
  std::mt19937 random(7);
  const auto below = [&](std::size_t limit) { return random() % limit; };
  for (int round = 0; round < 40; ++round) {
    std::string setup =
        "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE DOMAIN positive AS int CHECK (VALUE > 0);";
    const std::size_t tables = 1 + below(4);
    const char* const keys[] = {"serial PRIMARY KEY", "int PRIMARY KEY", "uuid PRIMARY KEY",
                                "text PRIMARY KEY", "int GENERATED ALWAYS AS IDENTITY PRIMARY KEY"};
    std::vector<std::string> key_types;
    for (std::size_t table = 0; table < tables; ++table) {
      const std::size_t kind = below(5);
      key_types.push_back(kind == 2 ? "uuid" : kind == 3 ? "text" : "int");
      setup += "CREATE TABLE t" + std::to_string(table) + " (id " + keys[kind] + ", n text";
      if (below(2) == 0) setup += " UNIQUE";
      for (std::size_t column = below(6); column > 0; --column) {
        const std::string name = "c" + std::to_string(column);
        std::string type = types[below(types.size())];
        if (const auto at = type.find("{}"); at != std::string::npos) type.replace(at, 2, name);
        setup += ", " + name + " " + type;
      }
      for (std::size_t parent = 0; parent < table; ++parent) {
        if (below(2) == 0) continue;
        setup += ", p" + std::to_string(parent) + " " + key_types[parent] +
                 (below(3) == 0 ? "" : " NOT NULL") + " REFERENCES t" + std::to_string(parent);
      }
      setup += ");";
    }
    std::vector<std::string> scripts = {setup};
    for (std::size_t asked = 1 + below(3); asked > 0; --asked)
      scripts.push_back(
          block("t" + std::to_string(below(tables)), "n = 'x" + std::to_string(below(2)) + "'"));
    CAPTURE(setup);
    const TextTree tree(scripts);
    const Inferred inferred = tree.infer();
    CHECK(inferred.not_inferred.empty());
    CHECK(run_tree(session, tree, inferred) == "");
  }
}

}  // namespace plumbline::tests::gate
