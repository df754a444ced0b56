/// The simulator's own part: transactions, lists as tools send them, doubt, and the catalog's undo.
/// What single statements do is compared with a server (tests/simulator).
#include "sql/simulator.hpp"

#include <doctest/doctest.h>

#include "checks/deploy/prediction.hpp"
#include "plumbline/prediction.hpp"

namespace {

using plumbline::ObjectKind;
using plumbline::Statement;
using plumbline::StatementList;
using plumbline::StatementVerdict;
using plumbline::Verdict;
using plumbline::sql::Catalog;
using plumbline::sql::Simulator;

StatementList list_of(std::initializer_list<const char*> statements) {
  StatementList list;
  for (const char* sql : statements) {
    Statement statement;
    statement.sql = sql;
    statement.where.file = "a.sql";
    statement.where.line = static_cast<int>(list.statements.size()) + 1;
    list.statements.push_back(statement);
  }
  return list;
}

bool has_table(const Simulator& simulator, const char* name) {
  return simulator.schema().find(ObjectKind::table, name) != nullptr;
}

}  // namespace

TEST_CASE("a new database is what a server makes") {
  const Simulator simulator({.server_version = 150000});
  const plumbline::Schema schema = simulator.schema();
  const plumbline::CatalogObject* const object = schema.find(ObjectKind::schema, "public");
  REQUIRE(object != nullptr);
  CHECK(object->property("owner") == "pg_database_owner");
  CHECK(object->property("grant:PUBLIC") == "USAGE");
  CHECK(schema.find(ObjectKind::schema, "pg_catalog") == nullptr);
}

TEST_CASE("a script of psql stops at the first failure, and what ran before it stays") {
  Simulator simulator({});
  StatementList list =
      list_of({"CREATE TABLE a (id int)", "CREATE TABLE a (id int)", "CREATE TABLE b (id int)"});
  list.own_session = true;
  const auto verdicts = simulator.run(list);
  CHECK(verdicts[0].verdict == Verdict::ok);
  CHECK(verdicts[1].sqlstate == "42P07");
  CHECK(verdicts[2].why == "not reached");
  CHECK(has_table(simulator, "public.a"));
  CHECK_FALSE(has_table(simulator, "public.b"));
}

TEST_CASE("a tool's transaction takes everything back") {
  Simulator simulator({});
  StatementList list = list_of({"CREATE TABLE a (id int)", "DROP TABLE nowhere"});
  list.in_transaction = true;
  const auto verdicts = simulator.run(list);
  CHECK(verdicts[1].sqlstate == "42P01");
  CHECK_FALSE(has_table(simulator, "public.a"));
}

TEST_CASE("a ROLLBACK in a script leaves a ghost") {
  Simulator simulator({});
  StatementList list = list_of({"CREATE TABLE a (id int)", "ROLLBACK", "CREATE TABLE b (id int)"});
  list.in_transaction = true;
  list.one_message = true;
  for (const StatementVerdict& verdict : simulator.run(list)) CHECK(verdict.verdict == Verdict::ok);
  CHECK_FALSE(has_table(simulator, "public.a"));
  CHECK(has_table(simulator, "public.b"));
}

TEST_CASE("one message is parsed before anything runs") {
  Simulator simulator({});
  StatementList list = list_of({"CREATE TABLE a (id int)", "CREATE TABEL b (id int)"});
  list.one_message = true;
  const auto verdicts = simulator.run(list);
  CHECK(verdicts[0].why == "not reached");
  CHECK(verdicts[1].sqlstate == "42601");
  CHECK_FALSE(has_table(simulator, "public.a"));
}

TEST_CASE("what psql leaves open is lost") {
  Simulator simulator({});
  StatementList list = list_of({"BEGIN", "CREATE TABLE a (id int)"});
  list.own_session = true;
  simulator.run(list);
  CHECK_FALSE(has_table(simulator, "public.a"));
}

TEST_CASE("an opaque statement makes everything behind it doubtful, rows alone do not") {
  Simulator simulator({});
  StatementList list = list_of({"CREATE TABLE a (id int)", "", "DROP TABLE a"});
  list.statements[1].opaque = "the rows of a query decide";
  list.statements[1].only_data = true;
  CHECK(simulator.run(list)[2].verdict == Verdict::ok);
  list.statements[1].only_data = false;
  const auto verdicts = simulator.run(list);
  CHECK(verdicts[0].verdict == Verdict::ok);
  CHECK(verdicts[2].verdict == Verdict::unknown);
  CHECK(verdicts[2].why == "the rows of a query decide");
}

TEST_CASE("with standard_conforming_strings off a backslash is an escape") {
  Simulator simulator({});
  const auto verdicts = simulator.run(list_of({
      "SET standard_conforming_strings = off",
      "CREATE TABLE \"a\\b\" (a text DEFAULT 'it\\'s')",
      "SELECT 'it\\'s', E'it\\'s', 'plain', U&'d'",
      "SELECT $$\\$$",
  }));
  CHECK(verdicts[1].verdict == Verdict::ok);
  const plumbline::Schema schema = simulator.schema();
  const plumbline::CatalogObject* const column = schema.find(ObjectKind::column, "public.a\\b.a");
  REQUIRE(column != nullptr);
  CHECK(column->property("default") == "'it''s'::text");
  // U&'…' is refused, and a body is read when it runs.
  CHECK(verdicts[2].verdict == Verdict::unknown);
  CHECK(verdicts[3].verdict == Verdict::unknown);
}

TEST_CASE("a rehearsal leaves nothing") {
  Simulator simulator({});
  const StatementList list = list_of({"CREATE TABLE a (id int)", "CREATE INDEX ON a (id)"});
  CHECK(simulator.rehearse(list)[1].verdict == Verdict::ok);
  CHECK_FALSE(has_table(simulator, "public.a"));
  simulator.run(list);
  CHECK(simulator.rehearse(list)[0].sqlstate == "42P07");
  CHECK(has_table(simulator, "public.a"));
}

TEST_CASE("what a renamed column is part of follows") {
  Simulator simulator({});
  simulator.run(list_of({"CREATE TABLE a (id int CHECK (id > 0), b text)",
                         "CREATE INDEX a_b ON a (lower(b)) WHERE id > 5",
                         "ALTER TABLE a RENAME id TO number", "ALTER TABLE a RENAME TO c"}));
  const plumbline::Schema schema = simulator.schema();
  const auto* const check = schema.find(ObjectKind::constraint, "public.c.a_id_check");
  REQUIRE(check != nullptr);
  CHECK(check->property("expression") == "(number > 0)");
  const auto* const index = schema.find(ObjectKind::index, "public.a_b");
  REQUIRE(index != nullptr);
  CHECK(index->property("predicate") == "(number > 5)");
  CHECK(index->property("table") == "public.c");
}

TEST_CASE("a verdict that is not ok has a finding") {
  plumbline::PredictedStatement one;
  CHECK_FALSE(plumbline::checks::deploy::finding_of(one).has_value());
  one.verdict.verdict = Verdict::unknown;
  one.verdict.why = "rows decide";
  one.statement.where.line = 3;
  const auto finding = plumbline::checks::deploy::finding_of(one);
  REQUIRE(finding.has_value());
  CHECK(finding->rule == "deploy/not-predicted");
  CHECK(finding->where.line == 3);
  one.verdict = {.verdict = Verdict::fails,
                 .sqlstate = "42704",
                 .message = "role \"a\" does not exist",
                 .why = {}};
  CHECK(plumbline::checks::deploy::finding_of(one)->failure_class == "B");
}

TEST_CASE(
    "an unknown statement makes its own objects doubtful, not what has a column of that name") {
  Simulator simulator({});
  const auto verdicts = simulator.run(list_of(
      {"CREATE TABLE other (id int)", "CREATE TABLE made (x timestamptz DEFAULT '1.2.2020')"}));
  CHECK(verdicts[1].verdict == Verdict::unknown);
  StatementList later =
      list_of({"ALTER TABLE other DROP COLUMN x", "ALTER TABLE made DROP COLUMN x",
               "DROP TABLE made", "CREATE VIEW v AS SELECT x FROM other"});
  for (Statement& statement : later.statements) statement.goes_on = true;
  const auto after = simulator.run(later);
  CHECK(after[0].sqlstate == "42703");
  CHECK(after[1].verdict == Verdict::unknown);
  CHECK(after[2].verdict == Verdict::unknown);
  CHECK(after[3].sqlstate == "42703");
}

TEST_CASE("what is rolled back leaves no doubt") {
  Simulator simulator({});
  StatementList list =
      list_of({"CREATE TABLE kept (id int)", "BEGIN",
               "CREATE TABLE made (x timestamptz DEFAULT '1.2.2020')", "SET search_path = nowhere",
               "ROLLBACK", "CREATE TABLE made (id int)", "DROP TABLE kept"});
  for (Statement& statement : list.statements) statement.goes_on = true;
  const auto verdicts = simulator.run(list);
  CHECK(verdicts[2].verdict == Verdict::unknown);
  CHECK(verdicts[3].verdict == Verdict::unknown);
  CHECK(verdicts[4].verdict == Verdict::ok);
  CHECK(verdicts[5].verdict == Verdict::ok);
  CHECK(verdicts[6].verdict == Verdict::ok);
}
