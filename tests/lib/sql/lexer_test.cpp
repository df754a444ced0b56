/// Tokens, as scan.l of PostgreSQL 15 has them.
#include "sql/lexer.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace plumbline::sql;

namespace {

std::string tokens(std::string_view text, LexerOptions options = {}) {
  constexpr std::string_view letters = "!wqsebdnpom#";
  Lexer lexer(text, options);
  std::string all;
  for (Token token = lexer.next(); token.kind != TokenKind::end; token = lexer.next()) {
    if (!all.empty()) all += ' ';
    all += letters[static_cast<std::size_t>(token.kind)];
    if (token.is_cut) all += '!';
    all += std::string(lexer.text_of(token));
  }
  return all;
}

std::string value(std::string_view text) {
  Lexer lexer(text);
  return string_of(lexer.next(), text);
}

}  // namespace

TEST_CASE("a text is divided into tokens as the server divides it") {
  struct Row {
    const char* text;
    const char* tokens;
  };
  const std::vector<Row> rows = {
      {"", ""},
      {"SELECT a$b, é", "wSELECT wa$b m, wé"},
      {"'it''s' n'x' U&'y'", "s'it''s' sn'x' sU&'y'"},
      {"'plain \\' a", "s'plain \\' wa"},
      {"E'it\\'s' a", "eE'it\\'s' wa"},
      {"b'01' X'1f'", "bb'01' bX'1f'"},
      {"'a'\n 'b'", "s'a'\n 'b'"},
      {"'a' -- c\n 'b'", "s'a' -- c\n 'b'"},
      {"'a' 'b'", "s'a' s'b'"},
      {"\"a\"\"b\" U&\"c\"", "q\"a\"\"b\" qU&\"c\""},
      {"$$a;b$$ $x$ $$ $x$", "d$$a;b$$ d$x$ $$ $x$"},
      {"a$$b$$", "wa$$b$$"},
      {"$1 $12", "p$1 p$12"},
      {"1 1.5 .5 1e3 1.e-3 1..2", "n1 n1.5 n.5 n1e3 n1.e-3 n1 o.. n2"},
      {"a/* x /* y */ z */b", "wa wb"},
      {"a--b\nc", "wa wc"},
      {"a+-1", "wa o+ o- n1"},
      {"a@-1", "wa o@- n1"},
      {"a*/*c*/b", "wa o* wb"},
      {"a<=b::int:=c", "wa o<= wb o:: wint o:= wc"},
      {"(a[1]);\\x", "m( wa m[ n1 m] m) m; m\\ wx"},
      {"'open", "s!'open"},
      {"a /* open", "wa #!/* open"},
      {"$q$ open $$", "d!$q$ open $$"},
      {"\"open", "q!\"open"},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.text));
    CHECK(tokens(row.text) == row.tokens);
  }
  CHECK(tokens("a -- b\n", {.with_comments = true}) == "wa #-- b");
  CHECK(tokens("'a\\'b'", {.standard_conforming_strings = false}) == "s'a\\'b'");
  CHECK(tokens("'a'\n'b'", {.joins_strings = false}) == "s'a' s'b'");
}

TEST_CASE("strings and names say what they mean") {
  CHECK(value("'it''s'") == "it's");
  CHECK(value("'a'\n  'b'") == "ab");
  CHECK(value("'a' -- it's\n  'b'") == "ab");
  CHECK(value("E'a\\tb\\x41\\101\\u00e9\\'\\q'") == "a\tbAAé'q");
  CHECK(value("$x$a$$b$x$") == "a$$b");
  CHECK(value("$$$$").empty());
  CHECK(value("n'x'") == "x");
  Lexer lexer("\"A\"\"b\" Foo");
  const Token quoted = lexer.next();
  CHECK(name_of(quoted, lexer.text_of(quoted)) == "A\"b");
  const Token plain = lexer.next();
  CHECK(name_of(plain, lexer.text_of(plain)) == "foo");
}
