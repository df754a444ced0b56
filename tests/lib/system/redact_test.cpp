/// A planted password must come out of nothing: every spelling of a URI, whole and broken, and what
/// others say of it.
#include "system/redact.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace {

using plumbline::system::redact_uri;
using plumbline::system::Redactor;

struct Row {
  const char* uri;
  const char* shown;
  const char* password;
};

constexpr Row rows[] = {
    {"postgres://ada:hunter2@db:5433/shop", "postgres://ada@db:5433/shop", "hunter2"},
    {"postgresql://ada@db/shop", "postgresql://ada@db/shop", ""},
    {"postgres://postgres:postgres@db/shop", "postgres://postgres@db/shop", "postgres"},
    {"postgres://:hunter2@db/shop", "postgres://@db/shop", "hunter2"},
    {"postgres://ada:@db/shop", "postgres://ada@db/shop", ""},
    {"postgres://db:5433/shop", "postgres://db:5433/shop", ""},
    {"postgres://db/shop?user=ada&password=hunter2", "postgres://db/shop?user=ada", "hunter2"},
    {"postgres://db/shop?passWord=hunter2&sslmode=require", "postgres://db/shop?sslmode=require",
     "hunter2"},
    {"postgres://db/shop?sslpassword=hunter2", "postgres://db/shop", "hunter2"},
    {"postgres://db/shop?token=hunter2", "postgres://db/shop", ""},
    {"postgres://db:5432/shop?user=a@b", "postgres://db:5432/shop", ""},
    {"postgresql+psycopg2://ada:hunter2@db/shop", "postgresql+psycopg2://ada@db/shop", "hunter2"},
    {"db:pg://ada:hunter2@db/shop", "db:pg://ada@db/shop", "hunter2"},
    {"db:postgres://ada:hunter2@db/shop", "db:postgres://ada@db/shop", "hunter2"},
    {"db:pg:shop?password=hunter2", "db:pg:shop", "hunter2"},
    {"db:pg:shop", "db:pg:shop", ""},
    {"db:pg:postgres://ada:hunter2@db/shop", "db:pg:postgres://ada@db/shop", "hunter2"},
    {"host=db user=ada password=hunter2 dbname=shop", "host=db user=ada dbname=shop", "hunter2"},
    {"host=db password = 'hun ter2\\'' user=ada", "host=db user=ada", "'hun ter2\\''"},
    {"dbname=postgres://ada:hunter2@db/shop host=x", "host=x", ""},
    {"shop", "shop", ""},
    {"my shop", "my shop", ""},
    {"host=::1 port=5433 dbname=shop", "host=::1 port=5433 dbname=shop", ""},
    {"host='db one' dbname=a:b@c user=ada", "host='db one' user=ada", ""},
    {"postgres://ada@corp:hunter2@a:1,b:2,[::1]:3/sh%20op?host=c:1&host=d:2&port=5",
     "postgres://ada@corp@a:1,b:2,[::1]:3/sh%20op?host=c:1&host=d:2&port=5", "hunter2"},
    {"postgres://ada@[::1]:5433,[fe80::1]/shop?sslmode=require",
     "postgres://ada@[::1]:5433,[fe80::1]/shop?sslmode=require", ""},
    {"", "", ""},
    // broken ones
    {"postgres://ada:hunt%er2@db/shop", "postgres://ada@db/shop", "hunt%er2"},
    {"postgres://ada:hunter2@[::1/shop", "postgres://ada@[::1/shop", "hunter2"},
    {"postgres://ada:hun/ter2@db/shop", "postgres://ada@db/shop", "hun/ter2"},
    {"postgres://ada:hun@ter2@db/shop", "postgres://ada@db/shop", "hun@ter2"},
    {"postgres://ada:hun?ter2@db/shop", "postgres://ada@db/shop", "hun?ter2"},
    {"postgres://ada:hun#ter2@db/shop", "postgres://ada@db/shop", "hun#ter2"},
    {"postgres://ada:h:/u@n=t[er2@db/shop", "postgres://ada@db/shop", "h:/u@n=t[er2"},
    {"postgres:/ada:hunter2@db/shop", "postgres:/ada@db/shop", "hunter2"},
    {"ada:hunter2@db/shop", "ada@db/shop", "hunter2"},
    {"postgres://db/shop?hunter2", "postgres://db/shop", ""},
    {"postgres://db/shop?password", "postgres://db/shop", ""},
    {"host=db password='hunter2", "host=db", "'hunter2"},
    {"host=db hunter2", "host=db", ""},
    {"postgres://ada:\x1b[31mred@db/shop", "postgres://ada@db/shop", "\x1b[31mred"},
    // each tool ends the password elsewhere: found by fuzzing
    {"postgresql+psycopg2://ada:1/hunter2@db:5433/shop", "postgresql+psycopg2://ada@db:5433/shop",
     "1/hunter2"},
    {"postgres://ada?x=y:hunter2?z@db", "postgres://ada", "hunter2?z"},
    {"postgres://db:5432?user=ada:hunter2@corp", "postgres://db", "5432?user=ada:hunter2"},
    {"pg:/x=1 user=ada password = 'hunter2\\''", "pg:/x", ""},
    {"db:pg://@db?host=a?password=hunter2", "db:pg://@db", ""},
    {"postgresql+psycopg2://db/shop?password=x;user=hunter2&port=5433",
     "postgresql+psycopg2://db/shop?port=5433", "x;user=hunter2"},
    {"db:pg://ada:hun?ter2@z@db/shop?user=bob", "db:pg://ada@db/shop?user=bob", "hun?ter2@z"},
    {"postgres://ada?password=hunter2:x@db/shop", "postgres://ada", "hunter2:x@db/shop"},
    {"postgres://ada:x?y@db&password=hunter2", "postgres://ada@db", "hunter2"},
    {"postgres://a:b host=hunter2 password=z@db/shop", "postgres://a", "b host=hunter2 password=z"},
    {"postgres://db/postgres://ada:hunter2@db/shop", "postgres://db/postgres", "hunter2"},
    {"x:postgres://ada:hunter2@db/shop", "x@db/shop", "hunter2"},
    {"my ada:hunter2@db/shop", "my ada", ""},
    {"ada:/hunter2@db/shop", "ada@db/shop", "/hunter2"},
    {"postgres://ada:hunter2", "postgres://ada", ""},
    {"postgres://ada:hunter2/shop", "postgres://ada", ""},
    {"host=db pass word=x user=hunter2", "host=db", ""},
    {"ho:/st=x user=ada?password=hunter2 host='", "", "hunter2"},
    {"postgres://ad\x1b[31ma@db/shop", "postgres://ad\\u{1b}[31ma@db/shop", ""},
};

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a URI is shown without its password") {
  for (const Row& row : rows) {
    CAPTURE(std::string(row.uri));
    CHECK(redact_uri(row.uri) == row.shown);
    CHECK_FALSE(holds(redact_uri(row.uri), "ter2"));
  }
}

TEST_CASE("whatever quotes a URI or a piece of it shows no password") {
  for (const Row& row : rows) {
    CAPTURE(std::string(row.uri));
    if (*row.password == '\0' || std::string(row.password) == "postgres") continue;
    Redactor redactor;
    redactor.add_uri(row.uri);
    const std::string password = row.password;
    for (const std::string& said : {
             "could not parse \"" + std::string(row.uri) + "\"",
             "invalid percent-encoded token: \"" + password + "\"",
             "unexpected " + password + "@db/shop",
             "database \"" + password + "@db/shop\" does not exist",
         }) {
      CAPTURE(said);
      CHECK_FALSE(holds(redactor.apply(said), "ter2"));
      CHECK_FALSE(holds(redactor.apply(said), password));
    }
  }
}

TEST_CASE("a secret is known in every spelling") {
  Redactor redactor;
  redactor.add_uri("postgres://ada:p%40s+s%2fw'rd@db/shop");
  for (const char* spelling :
       {"p%40s+s%2fw'rd", "p@s+s/w'rd", "p%40s%2Bs%2Fw%27rd", "p%40s%2bs%2fw%27rd"}) {
    CAPTURE(std::string(spelling));
    CHECK(redactor.apply(std::string("it is ") + spelling + " here") == "it is *** here");
  }
}

TEST_CASE("a parameter without its equals sign may be the secret itself") {
  Redactor redactor;
  redactor.add_uri("postgres://ada@db/shop?hunter2");
  CHECK(redactor.apply("missing key/value separator \"=\" in URI query parameter: \"hunter2\"") ==
        "missing key/value separator \"=\" in URI query parameter: \"***\"");
}

TEST_CASE("a secret that overlaps another is hidden whole") {
  Redactor redactor;
  redactor.add_secret("abcdef");
  redactor.add_secret("defghi");
  CHECK(redactor.apply("abcdefghi, abc") == "***, abc");
}

TEST_CASE("what is no secret stays readable") {
  Redactor redactor;
  redactor.add_uri("postgres://postgres:postgres@db/shop");
  CHECK(redactor.apply("role \"postgres\" does not exist") == "role \"postgres\" does not exist");
  redactor.add_secret("");
  redactor.add_secret("a");
  CHECK(redactor.apply("a role of ada") == "*** role of ada");
}

TEST_CASE("a source line is shown without its passwords") {
  struct Line {
    const char* line;
    const char* shown;
  };
  constexpr Line lines[] = {
      {"sqlalchemy.url = postgresql://app:geh%25eim@prod/db",
       "sqlalchemy.url = postgresql://app:***@prod/db"},
      {"\ttarget = db:pg:postgres://u:p@ss/w@h/d # x", "\ttarget = db:pg:postgres://u:***@h/d # x"},
      {"run: \"psql 'host=h password=geheim user=u'\"",
       "run: \"psql 'host=h password=*** user=u'\""},
      {"PGPASSWORD: geheim", "PGPASSWORD: ***"},
      {"url: postgres://h/d?password=geheim&sslmode=require",
       "url: postgres://h/d?password=***&sslmode=require"},
      {"users 2024-03-01T10:00:00Z Ada <ada@example.com>",
       "users 2024-03-01T10:00:00Z Ada <ada@example.com>"},
      {"target = db:pg://ada@host/x", "target = db:pg://ada@host/x"},
      {"see https://example.com/a:b", "see https://example.com/a:b"},
      {"the password is asked for", "the password is asked for"},
  };
  for (const Line& row : lines) {
    CAPTURE(std::string(row.line));
    CHECK(plumbline::system::redact_line(row.line) == row.shown);
  }
}
