/// Every spelling of a database URI. Where libpq reads it too, libpq is the judge; SQLAlchemy 2's
/// make_url and create_connect_args and Perl's URI::db 0.21 gave the other expectations.
#include "postgres/uri.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "lib/postgres/database.hpp"

namespace {

using plumbline::Error;
using plumbline::Status;
using plumbline::postgres::Keywords;
using plumbline::postgres::parse_uri;
using plumbline::tests::error_of;
using plumbline::tests::read_by_libpq;

/// "name=value …", sorted, the last of each name.
std::vector<std::string> read(const std::string& uri) {
  std::map<std::string, std::string> last;
  for (const auto& [name, value] : parse_uri(uri)) last[name] = value;
  std::vector<std::string> result;
  for (const auto& [name, value] : last) {
    if (!value.empty()) result.push_back(name + '=' + value);
  }
  return result;
}

std::vector<std::string> read_or_refuse(const std::string& uri) {
  try {
    return read(uri);
  } catch (const Error&) {
    return {"refused"};
  }
}

}  // namespace

TEST_CASE("libpq's own forms are read as libpq reads them") {
  const std::vector<std::string> uris = {
      "postgres://",
      "postgresql://db",
      "postgresql://ada:s3cret@db.example:5433/shop",
      "postgres://ada@db/shop?sslmode=require&connect_timeout=3",
      "postgres://ada:p%40ss%2Fw%25rd@db/sh%20op",
      "postgres://ada:@db/shop",
      "postgres://:pw@db/shop",
      "postgres://ada:a:b@db/shop",
      "postgres:///shop?host=/run/postgresql",
      "postgres://%2Frun%2Fpg:5433/shop",
      "postgres://ada@[::1]:5433/shop",
      "postgres://[::1]",
      "postgres://a:1,b:2,c/shop?target_session_attrs=any",
      "postgres://a,b/shop",
      "postgres://a,,b:3/shop",
      "postgres://h/shop?host=other&port=5",
      "postgres://h/shop?user=u&password=p%26q",
      "postgres://h/shop?ssl=true",
      "postgres://h?dbname=shop",
      "postgres://h/shop?",
      "postgres://h/a/b",
      "postgres://h/d@b",
      "postgres://h/shop?options=-csearch_path%3Dapp",
      "postgres://h/shop#frag",
      "postgres://u+v@h/s+p?application_name=a+b",
      "host=db dbname=shop user=ada",
      "  host = 'db one'\tdbname='sh\\'op' password=a\\ b\\\\c ",
      "host=db password=''",
      "dbname='postgres://x'",
      "host=db dbname=a=b",
      // refused by both
      "postgres://h:port/shop@",
      "postgres://[::1/shop",
      "postgres://[]/shop",
      "postgres://[::1]x/shop",
      "postgres://ada:100%@h/shop",
      "postgres://ada:%zz@h/shop",
      "postgres://h/sh%0",
      "postgres://h/sh%00op",
      "postgres://h/shop?sslmode",
      "postgres://h/shop?a=b=c",
      "postgres://h/shop?application_name=%G0",
      "host=db password='open",
      "host=db password",
      "host=db = x",
  };
  for (const std::string& uri : uris) {
    CAPTURE(uri);
    std::vector<std::string> expected = read_by_libpq(uri);
    // A port that is no number libpq refuses later, when it connects.
    const bool is_port = uri.find(":port") != std::string::npos;
    CHECK(read_or_refuse(uri) == (is_port ? std::vector<std::string>{"refused"} : expected));
  }
}

TEST_CASE("the drivers' and sqitch's forms are read as they read them") {
  struct Row {
    std::string uri;
    std::vector<std::string> expected;
  };
  const std::vector<Row> rows = {
      {"postgresql+psycopg2://ada:s3cret@db.example:5433/shop",
       {"dbname=shop", "host=db.example", "password=s3cret", "port=5433", "user=ada"}},
      {"postgresql+psycopg2://ada:p%40ss%2Fw%25rd@db/shop",
       {"dbname=shop", "host=db", "password=p@ss/w%rd", "user=ada"}},
      {"postgresql+psycopg2://ada:p/a@db/shop",
       {"dbname=shop", "host=db", "password=p/a", "user=ada"}},
      {"postgresql+psycopg2://ada:p+w@db/sh%20op",
       {"dbname=sh op", "host=db", "password=p+w", "user=ada"}},
      {"postgresql+psycopg2://ada:100%@db/shop",
       {"dbname=shop", "host=db", "password=100%", "user=ada"}},
      {"postgresql+psycopg2://ada:a:b@db/shop",
       {"dbname=shop", "host=db", "password=a:b", "user=ada"}},
      {"postgresql+psycopg2:///shop?host=/run/postgresql", {"dbname=shop", "host=/run/postgresql"}},
      {"postgresql+psycopg2://%2Frun%2Fpg/shop", {"dbname=shop", "host=%2Frun%2Fpg"}},
      {"postgresql+psycopg2://ada@/shop?host=a:5433&host=b:5434",
       {"dbname=shop", "host=a,b", "port=5433,5434", "user=ada"}},
      {"postgresql+psycopg2://ada@/shop?host=a,b&port=5433,5434",
       {"dbname=shop", "host=a,b", "port=5433,5434", "user=ada"}},
      {"postgresql+psycopg2://ada@[::1]:5433/shop",
       {"dbname=shop", "host=::1", "port=5433", "user=ada"}},
      {"postgresql+psycopg2://db", {"host=db"}},
      {"postgresql+asyncpg://ada:x@db/shop?ssl=require&prepared_statement_cache_size=0",
       {"dbname=shop", "host=db", "password=x", "sslmode=require", "user=ada"}},
      {"postgresql+asyncpg://ada:x@db/shop?ssl=true",
       {"dbname=shop", "host=db", "password=x", "sslmode=require", "user=ada"}},
      {"postgresql+pg8000://ada:x@db/shop?application_name=a+b",
       {"application_name=a b", "dbname=shop", "host=db", "password=x", "user=ada"}},
      {"postgresql+psycopg://ada:x@db/shop?sslmode=verify-full&options=-csearch_path%3Dapp",
       {"dbname=shop", "host=db", "options=-csearch_path=app", "password=x", "sslmode=verify-full",
        "user=ada"}},
      {"db:pg:shop", {"dbname=shop"}},
      {"db:pg:/shop", {"dbname=/shop"}},
      {"db:pg:///shop", {"dbname=shop"}},
      {"db:pg:", {}},
      {"DB:PG:shop", {"dbname=shop"}},
      {"db:pg://ada:s@h:5433/shop",
       {"dbname=shop", "host=h", "password=s", "port=5433", "user=ada"}},
      {"db:postgres://ada:p%40@h/shop?sslmode=require",
       {"dbname=shop", "host=h", "password=p@", "sslmode=require", "user=ada"}},
      {"db:postgresql://h/shop", {"dbname=shop", "host=h"}},
      {"db:pg://ada:p@ss@h/shop", {"dbname=shop", "host=h", "password=p@ss", "user=ada"}},
      {"db:pg://ada:100%@h/x", {"dbname=x", "host=h", "password=100%", "user=ada"}},
      {"db:pg:shop?host=/run/pg;port=5433", {"dbname=shop", "host=/run/pg", "port=5433"}},
      {"db:pg://%2Frun%2Fpg/sh%20op", {"dbname=sh op", "host=/run/pg"}},
      {"db:pg://[::1]:5433/x", {"dbname=x", "host=::1", "port=5433"}},
      {"db:pg:shop#frag", {"dbname=shop"}},
      {"db:pg://h//shop", {"dbname=/shop", "host=h"}},
      {"shop", {"dbname=shop"}},
      {"", {}},
      {" \n", {}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.uri);
    CHECK(read(row.uri) == row.expected);
  }
}

TEST_CASE("what is no PostgreSQL URI is refused with the reason and without the password") {
  struct Row {
    const char* uri;
    const char* message;
  };
  const Row rows[] = {
      {"$DATABASE_URL",
       "the database URI holds the variable \"$DATABASE_URL\" unexpanded: no shell replaced it by "
       "its value"},
      {"${DATABASE_URL}",
       "the database URI holds the variable \"$DATABASE_URL\" unexpanded: no shell replaced it by "
       "its value"},
      {"${DATABASE_URL:-x}",
       "the database URI holds the variable \"$DATABASE_URL\" unexpanded: no shell replaced it by "
       "its value"},
      {"db:pg:$DATABASE_URL",
       "the database URI holds the variable \"$DATABASE_URL\" unexpanded: no shell replaced it by "
       "its value"},
      {"db:$DATABASE_URL",
       "the database URI holds the variable \"$DATABASE_URL\" unexpanded: no shell replaced it by "
       "its value"},
      {"postgres://$PGUSER:hunter2@h/d",
       "the database URI holds the variable \"$PGUSER\" unexpanded: no shell replaced it by its "
       "value"},
      {"postgres://ada:$PGPASSWORD@h/d",
       "the database URI holds the variable \"$PGPASSWORD\" unexpanded: no shell replaced it by "
       "its value"},
      {"postgres://ada:hunter2@h/${db}",
       "the database URI holds the variable \"$db\" unexpanded: no shell replaced it by its value"},
      {"host=h password=hunter2 dbname=$db",
       "the database URI holds the variable \"$db\" unexpanded: no shell replaced it by its value"},
      // in lower case it could be a piece of a password
      {"postgres://ada:${hunter2}@h/d",
       "the database URI holds a variable unexpanded: no shell replaced it by its value"},
      {"postgres://ada:$hunter2/x@h/d",
       "the database URI holds a variable unexpanded: no shell replaced it by its value"},
      {"postgres://ada:x@$hunter2/y@h/d",
       "the database URI holds a variable unexpanded: no shell replaced it by its value"},
      {"postgres:$hunter2@h/d",
       "the database URI holds a variable unexpanded: no shell replaced it by its value"},
      {"mysql://ada:hunter2@h/d",
       "the database URI's scheme is \"mysql\", which is not PostgreSQL"},
      {"sqlite:///x.db", "the database URI's scheme is \"sqlite\", which is not PostgreSQL"},
      {"db:sqlite:x.db", "the database URI's engine is \"sqlite\", which is not PostgreSQL"},
      {"db:shop", "the database URI has no engine"},
      {"db:pg:postgres://ada:hunter2@h/d",
       "the database URI has two schemes: sqitch takes what follows \"db:pg:\" for a database's "
       "name"},
      {"postgres://ada:hunter2/x@h/d", "the database URI's port is no number"},
      {"postgres://ada:hunter2@x@h/d", "the database URI holds more than one \"@\""},
      {"postgres://ada:hunter2%@h/d",
       "the database URI's password has a percent sign without two hexadecimal digits"},
      {"postgres://ada@h/d?hunter2",
       "the database URI has a parameter without \"=\" behind its \"?\""},
      {"ada:hunter2@h/d", "\"ada@h/d\" is no database URI"},
      {"./migrations", "\"./migrations\" is no database URI"},
      {"host=h password='hunter2", "the connection string has a quote that is not closed"},
      {"postgresql+psycopg2://ada:hunter2@h/d?ssl_context=x",
       "the database URI's parameter \"ssl_context\" is the driver's own and means nothing to "
       "libpq"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.uri);
    const Error error = error_of([&] { parse_uri(row.uri); });
    CHECK(error.status() == Status::argument);
    CHECK(error.fields().message == row.message);
    CHECK(error.fields().message.find("hunter2") == std::string::npos);
    CHECK(error.fields().hint.find("hunter2") == std::string::npos);
  }
}

TEST_CASE("a dollar sign inside a password is no variable") {
  for (const char* password : {"pa$word", "$ecret", "a$B", "$1x", "$"}) {
    CAPTURE(std::string(password));
    const Keywords keywords = parse_uri(std::string("postgres://ada:") + password + "@h/d");
    CHECK(plumbline::postgres::find_keyword(keywords, "password") == password);
  }
}
