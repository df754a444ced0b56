#include "adapters/alembic/run/url_ways.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace plumbline::adapters::alembic;

TEST_CASE("settings that env.py names and that speak of a database get their part of it") {
  const UrlWays ways = find_url_ways(R"(
import os  # os.environ["COMMENT_DB_URL"]
url = os.environ["CONSOLE_DB_URL"]
user, word = os.getenv('POSTGRES_USER'), os.environ.get("POSTGRES_PASSWORD", "")
host = os.environ.get("DB_HOST", "localhost"); port = os.environ.get("DB_PORT")
name = config("POSTGRES_DB")
cache = os.environ["REDIS_URL"], os.environ["SENTRY_DSN"], os.environ["DB_ECHO"]
)");
  const auto at = [&](const std::string& name) {
    const auto found = ways.variables.find(name);
    return found == ways.variables.end() ? std::string("-") : found->second;
  };
  struct Row {
    std::string name;
    std::string value;
  };
  const std::vector<Row> rows = {
      {"CONSOLE_DB_URL", "{url}"}, {"POSTGRES_USER", "{user}"}, {"POSTGRES_PASSWORD", "{password}"},
      {"DB_HOST", "{host}"},       {"DB_PORT", "{port}"},       {"POSTGRES_DB", "{dbname}"},
      {"DATABASE_URL", "{url}"},   {"PGHOST", "{server}"},      {"COMMENT_DB_URL", "-"},
      {"REDIS_URL", "-"},          {"SENTRY_DSN", "-"},         {"DB_ECHO", "-"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(at(row.name) == row.value);
  }
  CHECK(find_url_ways("os.environ['PGHOST']").variables.at("PGHOST") == "{host}");
  CHECK(ways.arguments.empty());
  CHECK_FALSE(ways.is_async);
}

TEST_CASE("arguments of -x that stand for a URL are given where env.py asks for such") {
  const std::string text =
      "x = context.get_x_argument(as_dictionary=True)\n"
      "url = x.get('db_url') or x.get('url') or x['tenant'] or x.get('URL')\n";
  CHECK(find_url_ways(text).arguments == std::vector<std::string>{"db_url={url}", "url={url}"});
  CHECK(find_url_ways("url = x.get('url')\n").arguments.empty());
  CHECK(find_url_ways("get_x_argument()\n'url='").arguments ==
        std::vector<std::string>{"url={url}"});
}

TEST_CASE("an asynchronous engine and SQLAlchemy's names of drivers are told") {
  CHECK(find_url_ways("connectable = async_engine_from_config(x)").is_async);
  CHECK_FALSE(find_url_ways("connectable = engine_from_config(x)").is_async);
  CHECK(drivername_of("postgresql+asyncpg://u:p@h/d") == "postgresql+asyncpg");
  CHECK(drivername_of("postgresql://h/d") == "postgresql");
  CHECK(drivername_of("postgres://h/d").empty());
  CHECK(drivername_of("mysql://h/d").empty());
  CHECK(drivername_of("driver").empty());
}
