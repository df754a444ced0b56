/// PL/pgSQL blocks as trees; what does not compile is what the server says does not.
#include "sql/do_block.hpp"

#include <doctest/doctest.h>

#include <array>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/shared_server.hpp"

using namespace plumbline::sql;

namespace {

std::string show(const std::vector<BlockNode>& nodes);

std::string show(const BlockNode& node) {
  constexpr std::array<const char*, 11> names = {"block",       "if",      "sql",    "execute",
                                                 "assign",      "raise",   "assert", "leave",
                                                 "transaction", "nothing", "opaque"};
  std::string text = names[static_cast<std::size_t>(node.kind)];
  const auto add = [&](const char* label, const std::string& value) {
    if (!value.empty()) text += std::string(" ") + label + "<" + value + ">";
  };
  for (const BlockVariable& variable : node.variables)
    add("var", variable.name + ":" + variable.type + "=" + variable.initial);
  add("sql", node.sql);
  add("into", node.target);
  if (node.is_strict) text += " strict";
  if (node.has_using) text += " using";
  add("level", node.level);
  add("state", node.sqlstate);
  add("message", node.message);
  for (const std::string& argument : node.arguments) add("arg", argument);
  add("why", node.why);
  if (!node.body.empty()) text += show(node.body);
  for (const BlockArm& arm : node.arms) text += " when<" + arm.condition + ">" + show(arm.body);
  for (const BlockHandler& handler : node.handlers) {
    text += " catch";
    for (const std::string& state : handler.sqlstates) text += " " + state;
    if (handler.others) text += " others";
    text += show(handler.body);
  }
  return text;
}

std::string show(const std::vector<BlockNode>& nodes) {
  std::string text = "{";
  for (const BlockNode& node : nodes) text += (text.size() > 1 ? "; " : "") + show(node);
  return text + "}";
}

struct Row {
  const char* body;
  const char* tree;
};

const std::vector<Row> good = {
    {"BEGIN END", "block"},
    {"begin null; end;", "block{nothing}"},
    {"BEGIN CREATE TYPE t AS ENUM ('a'); EXCEPTION WHEN duplicate_object THEN NULL; END",
     "block{sql sql<CREATE TYPE t AS ENUM ('a')>} catch 42710{nothing}"},
    {"BEGIN SELECT 1/0; EXCEPTION WHEN division_by_zero OR SQLSTATE '42P07' OR OTHERS THEN RAISE; "
     "END",
     "block{sql sql<SELECT 1/0>} catch 22012 42P07 others{raise}"},
    {"BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'app') THEN CREATE ROLE app; "
     "ELSIF true THEN NULL; ELSE PERFORM now(); END IF; END",
     "block{if when<NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'app')>{sql sql<CREATE ROLE "
     "app>} when<true>{nothing} when<>{sql sql<SELECT  now()>}}"},
    {"DECLARE a int := 1; b CONSTANT text NOT NULL DEFAULT 'x'; c numeric(10,2); r "
     "pg_class%ROWTYPE; "
     "BEGIN a := a + 1; b2 := 1; END",
     nullptr},
    {"DECLARE a int := 1; b CONSTANT text NOT NULL DEFAULT 'x'; c numeric(10,2); BEGIN a = a + 1; "
     "SELECT 1, 2 INTO STRICT a, c FROM pg_class LIMIT 1; INSERT INTO t VALUES (1) RETURNING x "
     "INTO "
     "a; END",
     "block var<a:int=1> var<b:text='x'> var<c:numeric(10,2)=>{assign sql<a + 1> into<a>; sql "
     "sql<SELECT 1, 2                  FROM pg_class LIMIT 1> into<a, c> strict; sql sql<INSERT "
     "INTO "
     "t VALUES (1) RETURNING x       > into<a>}"},
    {"BEGIN EXECUTE 'CREATE TABLE ' || quote_ident('a b') || ' (c int)'; EXECUTE format('ALTER "
     "TABLE "
     "%I.%I ADD %s int', 'public', 'T', 'x'); EXECUTE format('COMMENT ON TABLE t IS %L', "
     "$$it's$$); END",
     "block{execute sql<CREATE TABLE \"a b\" (c int)>; execute sql<ALTER TABLE public.\"T\" ADD x "
     "int>; execute sql<COMMENT ON TABLE t IS 'it''s'>}"},
    {"DECLARE n text := 'tab'; m text := 'x'; BEGIN m := 'y'; EXECUTE 'DROP TABLE ' || n; EXECUTE "
     "'DROP TABLE ' || m; EXECUTE 'SELECT $1' INTO m USING n; END",
     "block var<n:text='tab'> var<m:text='x'>{assign sql<'y'> into<m>; execute sql<DROP TABLE "
     "tab>; "
     "opaque sql<'DROP TABLE ' || m> why<the text of an EXECUTE is put together at run time>; "
     "execute "
     "sql<SELECT $1> into<m> using}"},
    {"BEGIN RAISE NOTICE 'done %', 1; RAISE EXCEPTION 'no'; RAISE unique_violation USING MESSAGE = "
     "'x'; RAISE SQLSTATE '22012'; RAISE 'a%%' USING ERRCODE = '42P01'; RAISE EXCEPTION USING "
     "ERRCODE = 'undefined_table'; END",
     "block{raise level<notice> arg<1>; raise level<exception> state<P0001> message<no>; raise "
     "level<exception> state<23505>; raise level<exception> state<22012>; raise level<exception> "
     "state<42P01> message<a%%>; raise level<exception> state<42P01>}"},
    {"DECLARE r record; BEGIN FOR r IN SELECT 1 AS a LOOP EXECUTE 'DROP TABLE t'; END LOOP; FOR i "
     "IN "
     "1..3 LOOP NULL; END LOOP; WHILE false LOOP EXIT; END LOOP; END",
     "block var<r:record=>{opaque why<the rows or numbers of a loop decide> when<>{execute "
     "sql<DROP "
     "TABLE t>}; opaque why<the rows or numbers of a loop decide> when<>{nothing}; opaque why<a "
     "condition decides how often it runs> when<>{opaque why<a loop or block is left early>}}"},
    {"<<o>> BEGIN <<i>> DECLARE x int; BEGIN x := 1; END i; RETURN; END o",
     "block{block var<x:int=>{assign sql<1> into<x>}; leave}"},
    {"DECLARE n int; BEGIN GET DIAGNOSTICS n = ROW_COUNT; ASSERT n > 1, 'few'; CASE n WHEN 1 THEN "
     "NULL; ELSE NULL; END CASE; END",
     "block var<n:int=>{nothing; assert sql<n > 1>; opaque why<a CASE decides> when<1>{nothing} "
     "when<>{nothing}}"},
    {"BEGIN UPDATE t SET a = 1; SET search_path = x; COMMIT; END",
     "block{sql sql<UPDATE t SET a = 1>; sql sql<SET search_path = x>; transaction sql<COMMIT>}"},
};

const std::vector<const char*> bad = {
    "BEGIN",
    "BEGIN NULL END",
    "BEGIN IF true NULL; END IF; END",
    "BEGIN IF true THEN NULL; END; END",
    "BEGIN SELEC 1; END",
    "BEGIN SELECT FROM WHERE; END",
    "BEGIN CREATE TABL t (a int); END",
    "BEGIN x := 1; END",
    "BEGIN IF THEN NULL; END IF; END",
    "BEGIN PERFORM \"open; END",
    "BEGIN PERFORM $$open; END",
    "BEGIN PERFORM 1 /* open; END",
    "DECLARE x int; BEGIN x := 1 +; END",
    "DECLARE x int BEGIN NULL; END",
    "BEGIN SELECT 1 INTO y; END",
    "BEGIN NULL; EXCEPTION WHEN no_such_thing THEN NULL; END",
    "BEGIN NULL; EXCEPTION THEN NULL; END",
    "BEGIN RAISE NOTICE '%'; END",
    "BEGIN RAISE NOTICE 'a', 1; END",
    "BEGIN RAISE no_such_thing; END",
    "BEGIN PERFORM (1; END",
    "BEGIN IF (true THEN NULL; END IF; END",
    "BEGIN NULL; END; SELECT 1",
    "BEGIN EXECUTE; END",
    "BEGIN FOR i IN 1..2 NULL; END LOOP; END",
    "BEGIN PERFORM 'open; END",
    "",
    "SELECT 1",
};

}  // namespace

TEST_CASE("a block is read as the tree that it is") {
  for (const Row& row : good) {
    CAPTURE(std::string(row.body));
    const BlockResult result = read_block(row.body);
    if (row.tree == nullptr) {
      CHECK(result.message == "\"b2\" is not a known variable");
      continue;
    }
    CHECK(result.message.empty());
    CHECK(show(result.block) == row.tree);
  }
}

TEST_CASE("statements keep their places") {
  const std::string body = "\nBEGIN\n  PERFORM f(1);\n  SELECT 1 INTO found;\nEND";
  const BlockResult result = read_block(body);
  REQUIRE(result.block.body.size() == 2);
  const BlockNode& perform = result.block.body[0];
  CHECK(body.substr(perform.offset, perform.length) == "PERFORM f(1);");
  CHECK(perform.sql_offset == perform.offset);
  CHECK(perform.sql.size() == std::string("PERFORM f(1)").size());
  CHECK(body.substr(result.block.body[1].sql_offset, 8) == "SELECT 1");
}

TEST_CASE("a handler takes what PostgreSQL would hand it") {
  const BlockResult result = read_block(
      "BEGIN NULL; EXCEPTION WHEN syntax_error_or_access_rule_violation THEN NULL; WHEN "
      "duplicate_table THEN NULL; WHEN OTHERS THEN NULL; END");
  REQUIRE(result.block.handlers.size() == 3);
  CHECK(catches(result.block.handlers[0], "42P07"));
  CHECK_FALSE(catches(result.block.handlers[0], "23505"));
  CHECK(catches(result.block.handlers[1], "42P07"));
  CHECK_FALSE(catches(result.block.handlers[1], "42710"));
  CHECK(catches(result.block.handlers[2], "23505"));
  CHECK_FALSE(catches(result.block.handlers[2], "57014"));
}

TEST_CASE("deep nesting ends in an opaque block") {
  std::string body;
  for (int i = 0; i < 5'000; ++i) body += "BEGIN ";
  body += "NULL; ";
  for (int i = 0; i < 5'000; ++i) body += "END; ";
  const BlockResult result = read_block(body);
  CHECK(result.block.kind == BlockKind::opaque);
  CHECK(result.sqlstate.empty());
}

TEST_CASE("what does not compile is what the server says") {
  const plumbline::tests::PostgresServer* server = plumbline::tests::shared_server();
  if (server == nullptr) return;
  server->create_database("blocks");
  server->run_sql("blocks", "CREATE TABLE t (a int, x int)");
  for (const char* body : bad) {
    CAPTURE(std::string(body));
    const BlockResult ours = read_block(body);
    std::string theirs;
    try {
      server->run_sql("blocks", std::string("DO $plumbline$") + body + "$plumbline$");
    } catch (const std::runtime_error& error) {
      theirs = error.what();
    }
    CHECK_FALSE(ours.sqlstate.empty());
    CHECK_MESSAGE(theirs.find(ours.message) != std::string::npos, ours.message << " | " << theirs);
  }
  for (const Row& row : good) {
    if (row.tree == nullptr) continue;
    CAPTURE(std::string(row.body));
    CHECK_NOTHROW(server->run_sql(
        "blocks", std::string("BEGIN; CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS "
                              "$plumbline$") +
                      row.body + "$plumbline$; ROLLBACK"));
  }
}
