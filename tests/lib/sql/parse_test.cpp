#include "sql/parse.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>

#include "system/large_stack.hpp"

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

/// Whether both hold one tree, not two that are alike.
bool is_same_tree(const ParseResult& a, const ParseResult& b) {
  return &a.ast.root().item() == &b.ast.root().item();
}

TEST_CASE("with a memo no text is parsed twice") {
  system::run_on_large_stack([&] {
    std::optional<ParseMemo> memo(std::in_place);
    const ParseResult first = parse("SELECT 2");
    { const ParseMemo inner; }
    CHECK(is_same_tree(first, parse("SELECT 2")));
    CHECK(!is_same_tree(first, parse("SELECT  2")));
    CHECK(parse("SELEC 1").sqlstate == parse("SELEC 1").sqlstate);
    memo.reset();
    const ParseResult again = parse("SELECT 2");
    CHECK(!is_same_tree(first, again));
    CHECK(constant_of(first) == constant_of(again));
  });
}

TEST_CASE("a full memo forgets, and what was given before stays whole") {
  system::run_on_large_stack([&] {
    const ParseMemo memo;
    const ParseResult first = parse("SELECT 0");
    std::string list = "SELECT 1";
    while (list.size() < 40'000) list += ", 1";
    for (int i = 0; i < 40; ++i) {
      CHECK(parse(list + " AS n" + std::to_string(i)).sqlstate.empty());
    }
    CHECK(!is_same_tree(first, parse("SELECT 0")));
    CHECK(constant_of(first) == 0);
  });
}

}  // namespace

}  // namespace plumbline::sql
