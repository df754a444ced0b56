/// Where statements end, and how heavy they are.
#include "sql/split.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "sql/parse.hpp"

using namespace plumbline::sql;

namespace {

std::vector<std::string> parts(const std::string& text) {
  std::vector<std::string> all;
  for (const Piece& piece : split(text)) all.push_back(text.substr(piece.offset, piece.length));
  return all;
}

std::string repeat(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

}  // namespace

TEST_CASE("statements end where the server's grammar ends them") {
  using Parts = std::vector<std::string>;
  CHECK(parts("").empty());
  CHECK(parts(" ;; -- a;\n /* b; */ ;").empty());
  CHECK(parts("a; b -- c\n ; d") == Parts{"a", "b", "d"});
  CHECK(parts("SELECT ';' ; $$;$$") == Parts{"SELECT ';'", "$$;$$"});
  CHECK(parts("CREATE RULE r AS ON INSERT TO t DO (a; b); c") ==
        Parts{"CREATE RULE r AS ON INSERT TO t DO (a; b)", "c"});
  CHECK(parts("CREATE FUNCTION f() BEGIN ATOMIC a; CASE b END; END; c") ==
        Parts{"CREATE FUNCTION f() BEGIN ATOMIC a; CASE b END; END", "c"});
  CHECK(parts("create or replace procedure f() begin atomic end; c") ==
        Parts{"create or replace procedure f() begin atomic end", "c"});
  // Names that only look like a body's beginning.
  CHECK(parts("CREATE FUNCTION begin() AS 'x'; c") == Parts{"CREATE FUNCTION begin() AS 'x'", "c"});
  CHECK(parts("BEGIN; a; END; c") == Parts{"BEGIN", "a", "END", "c"});
  CHECK(parts("CREATE TABLE f (begin int); END") == Parts{"CREATE TABLE f (begin int)", "END"});
}

TEST_CASE("psql takes any BEGIN of a CREATE FUNCTION for a body") {
  const std::string_view text = "CREATE FUNCTION begin() AS 'x'; c";
  Lexer lexer(text);
  StatementEnd end(Splitting::psql);
  bool has_ended = false;
  for (Token token = lexer.next(); token.kind != TokenKind::end; token = lexer.next())
    has_ended = end.see(token, lexer.text_of(token)) || has_ended;
  CHECK_FALSE(has_ended);
  CHECK(end.has_inner_semicolon());
}

TEST_CASE("runs without a comma are counted at each level of brackets") {
  CHECK(measure("a b c").longest_run == 3);
  CHECK(measure("a b, c d e").longest_run == 3);
  CHECK(measure("f(a, b, c) + g(a, b)").longest_run == 5);
  CHECK(measure("a(b c d e(f))").longest_run == 5);
  CHECK(measure("((([1])))").nesting == 4);
  CHECK(measure(")))(").nesting == 1);
  CHECK(measure("VALUES " + repeat("(1, 2), ", 1'000)).longest_run == 2);
}

TEST_CASE("what kills the parser is refused before it gets there") {
  const ParseResult chain = parse("SELECT 1" + repeat("+1", 25'000));
  CHECK(chain.sqlstate == "54001");
  CHECK(chain.message == "it has 50002 tokens without a comma, the limit is 5000");
  CHECK(parse("SELECT 1" + repeat("::int", 25'000)).sqlstate == "54001");
  CHECK(parse("SELECT ''" + repeat("||f(1,2)", 25'000)).sqlstate == "54001");
  CHECK(parse("SELECT * FROM a" + repeat(" JOIN b ON x", 25'000)).sqlstate == "54001");
  CHECK(parse("SELECT " + repeat("(", 3'000) + "1" + repeat(")", 3'000)).sqlstate == "54001");
  CHECK(parse("SELECT 1" + repeat("+1", 2'000)).sqlstate.empty());
  CHECK(parse("SELECT " + repeat("(", 1'500) + "1" + repeat(")", 1'500)).sqlstate.empty());
  CHECK(parse("INSERT INTO t VALUES (1, 'a')" + repeat(", (1, 'a')", 50'000)).sqlstate.empty());
}
