#include <doctest/doctest.h>

#include "checks/checks.hpp"
#include "pipeline/readers.hpp"
#include "settings_of.hpp"

namespace plumbline::tests::checks {

using plumbline::checks::config::uri_scheme;

TEST_CASE("a URI is judged by the tool that reads it, as the tool itself judged it") {
  struct Row {
    const char* tool;
    const char* value;
    const char* says;  ///< part of the quotation; "" = fires without one; null = must not fire
  };
  const Row rows[] = {
      {"sqitch", "db:pg:shop", nullptr},
      {"sqitch", "db:pg://ada@db.example.com/shop", nullptr},
      {"sqitch", "DB:PG://h/d", nullptr},
      {"sqitch", "postgres://h/d", nullptr},
      {"sqitch", "db:postgresql://h/d", nullptr},
      {"sqitch", "db:sqlite:shop.db", nullptr},
      {"sqitch", "staging", nullptr},
      {"sqitch", "db:$DATABASE_URL", nullptr},
      {"sqitch", "db:pg:$DB_NAME", nullptr},
      {"sqitch", "db:pg:?host=/tmp&dbname=d", nullptr},
      {"sqitch", "db:pg:postgres://ada@h/d", ""},
      {"sqitch", "db:pg:$DATABASE_URL", ""},
      {"sqitch", "db:pg:${DATABASE_URL}", ""},
      {"sqitch", "db:postgres:postgres://h/d", ""},
      {"sqitch", "postgresql+psycopg2://h/d",
       "Unable to load App::Sqitch::Engine::postgresql+psycopg2"},
      {"sqitch", "db:pgg:shop", "Unable to load App::Sqitch::Engine::pgg"},
      {"sqitch", "jdbc:postgresql://h/d", "Unable to load App::Sqitch::Engine::jdbc"},
      {"alembic", "postgresql://h/d", nullptr},
      {"alembic", "postgresql+psycopg://h/d", nullptr},
      {"alembic", "postgresql+asyncpg://h/d", nullptr},
      {"alembic", "driver://user:pass@localhost/dbname", nullptr},
      {"alembic", "%(scheme)s://h/d", nullptr},
      {"alembic", "cockroachdb://h/d", nullptr},
      {"alembic", "awsathena+rest://h/d", nullptr},
      {"alembic", "sqlite:///x.db", nullptr},
      {"alembic", "", nullptr},
      {"alembic", "postgres://h/d", "Can't load plugin: sqlalchemy.dialects:postgres"},
      {"alembic", "postgressql://h/d", "Can't load plugin: sqlalchemy.dialects:postgressql"},
      {"alembic", "postgresql+psycopg3://h/d",
       "Can't load plugin: sqlalchemy.dialects:postgresql.psycopg3"},
      {"alembic", "db:pg:shop", "Could not parse SQLAlchemy URL from given URL string"},
      {"alembic", "localhost/d", "Could not parse SQLAlchemy URL from given URL string"},
      {"sqlx", "postgres://h/d", nullptr},
      {"sqlx", "postgresql://h/d", nullptr},
      {"sqlx", "sqlite::memory:", nullptr},
      {"sqlx", "${DATABASE_URL}", nullptr},
      {"sqlx", "postgresql+asyncpg://h/d", "no driver found for URL scheme \"postgresql+asyncpg\""},
      {"sqlx", "db:pg:shop", "no driver found for URL scheme \"db\""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.tool);
    CAPTURE(row.value);
    const auto findings = uri_scheme(target(row.value), row.tool);
    REQUIRE(findings.size() == (row.says == nullptr ? 0U : 1U));
    if (row.says == nullptr) continue;
    CHECK(findings[0].rule == "config/uri-scheme");
    CHECK(findings[0].where == Position{"tool.conf", 1, 9, 0});
    REQUIRE(findings[0].tool_says.has_value() == (*row.says != '\0'));
    if (findings[0].tool_says)
      CHECK(findings[0].tool_says->message.find(row.says) != std::string::npos);
  }
}

TEST_CASE("a URL that env.py may replace is a note") {
  Settings settings = target("postgres://h/d");
  CHECK(uri_scheme(settings, "alembic")[0].severity == Severity::error);
  settings.target_may_be_replaced = true;
  CHECK(uri_scheme(settings, "alembic")[0].severity == Severity::info);
}

TEST_CASE("the database that a pipeline command names is judged likewise, at its place") {
  struct Row {
    const char* command;
    int column;  ///< 0 = must not fire
  };
  const Row rows[] = {
      {"sqitch deploy --verify db:pg:$DATABASE_URL", 33},
      {"sqitch deploy --target db:pg:$DATABASE_URL", 33},
      {"sqitch deploy \"db:pg:${DATABASE_URL#postgres:}\"", 0},
      {"sqitch deploy db:$DATABASE_URL", 0},
      {"sqitch deploy --target \"$DATABASE_URL\"", 0},
      {"sqitch deploy db:pg:${{ secrets.DATABASE_URL }}", 24},
      {"sqitch deploy db:pg:${{ secrets.DB_NAME }}", 0},
      {"sqitch deploy postgres://h/d", 24},
      {"sqitch deploy --target postgres://h/d", 0},
      {"sqitch deploy staging", 0},
      {"sqlx migrate run -D postgresql+asyncpg://h/d", 30},
      {"alembic upgrade head", 0},
  };
  for (const Row& row : rows) {
    CAPTURE(row.command);
    Pipeline pipeline;
    pipeline.files.push_back(plumbline::pipeline::read_procfile(
                                 std::string("release: ") + row.command + "\n", "Procfile")
                                 .file);
    const auto findings = uri_scheme(pipeline);
    REQUIRE(findings.size() == (row.column == 0 ? 0U : 1U));
    if (row.column != 0) CHECK(findings[0].where.column == row.column);
  }
}

TEST_CASE("no message shows a password") {
  for (const char* value : {"db:pg:postgres://ada:s3cret@h/d", "db:pgg://ada:s3cret@h/d",
                            "postgresql+x://ada:s3cret@h/d"}) {
    for (const Finding& finding : uri_scheme(target(value), "sqitch")) {
      CHECK(finding.message.find("s3cret") == std::string::npos);
      CHECK(finding.remedy.find("s3cret") == std::string::npos);
    }
  }
}

}  // namespace plumbline::tests::checks
