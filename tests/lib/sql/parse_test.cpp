#include "sql/parse.hpp"

#include <doctest/doctest.h>

namespace plumbline::sql {

namespace {

std::int64_t constant_of(const ParseResult& result) {
  return result.ast.root()["targetList"].at(0)["val"]["ival"].number("ival");
}

TEST_CASE("negative integers are what the text says") {
  CHECK(constant_of(parse("SELECT -5")) == -5);
  CHECK(constant_of(parse("SELECT 'ä' = 'b', 1")) == 0);
  CHECK(constant_of(parse("SELECT - 7")) == -7);
  CHECK(constant_of(parse("SELECT 0")) == 0);
  CHECK(constant_of(parse("SELECT 5")) == 5);
  const ParseResult role = parse("CREATE ROLE ä CONNECTION LIMIT -1 LOGIN");
  CHECK(role.ast.root()["options"].at(0)["arg"].as_number() == -1);
  const ParseResult sequence = parse("CREATE SEQUENCE s INCREMENT -2 MINVALUE 0");
  CHECK(sequence.ast.root()["options"].at(0)["arg"].as_number() == -2);
  CHECK(sequence.ast.root()["options"].at(1)["arg"].as_number() == 0);
  const ParseResult table =
      parse("ALTER TABLE t ALTER a SET STATISTICS 0, ALTER b SET STATISTICS -1");
  CHECK(table.ast.root()["cmds"].at(0)["def"].as_number() == 0);
  CHECK(table.ast.root()["cmds"].at(1)["def"].as_number() == -1);
}

TEST_CASE("arguments of an aggregate that are no direct ones are told from none") {
  const auto direct = [](const char* sql) {
    return parse(sql).ast.root()["args"].at(1).as_number();
  };
  CHECK(direct("CREATE AGGREGATE a (int) (sfunc = f, stype = int)") == -1);
  CHECK(direct("CREATE AGGREGATE a (ORDER BY int) (sfunc = f, stype = int)") == 0);
  CHECK(direct("CREATE AGGREGATE a (text ORDER BY int) (sfunc = f, stype = int)") == 1);
}

TEST_CASE("errors of the grammar that are none of syntax have their own SQLSTATE") {
  CHECK(parse("CREATE ROLE public").sqlstate == "42939");
  CHECK(parse("CREATE SCHEMA IF NOT EXISTS a CREATE TABLE b ()").sqlstate == "0A000");
  CHECK(parse("CREATE TABLE a (b float(0))").sqlstate == "22023");
  CHECK(parse("SELECT E'\\u00zz'").sqlstate == "22025");
  CHECK(parse("SELECT U&'\\zzzz'").sqlstate == "42601");
  CHECK(parse("SELEC 1").sqlstate == "42601");
}

}  // namespace

}  // namespace plumbline::sql
