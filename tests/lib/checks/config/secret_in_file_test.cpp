#include <doctest/doctest.h>

#include "checks/checks.hpp"
#include "settings_of.hpp"

namespace plumbline::tests::checks {

using plumbline::checks::config::secret_in_file;

TEST_CASE("a password in a file is told by its place, never by its value") {
  const auto findings = secret_in_file(target("db:pg://ada:s3cret@db.example.com/shop"), "sqitch");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].message == "\"core.target\" holds a password");
  CHECK(findings[0].severity == Severity::warning);
  CHECK(findings[0].where == Position{"tool.conf", 1, 9, 0});
}

TEST_CASE("a password is told from what only stands for one") {
  struct Row {
    const char* value;
    int severity;  ///< -1 = must not fire
  };
  const Row rows[] = {
      {"postgresql://ada:s3cret@10.0.0.1/d", 1},
      {"postgres://ada:a/b@db.example.com/d", 1},
      {"postgresql://ada:s3cret@localhost/d", 0},
      {"postgresql://ada:s3cret@db:5432/d", 0},
      {"postgresql://ada@db.example.com/d", -1},
      {"postgresql://ada:@db.example.com/d", -1},
      {"postgresql://ada:$PW@db.example.com/d", -1},
      {"postgresql://ada:%(pw)s@db.example.com/d", -1},
      {"postgresql://ada:<password>@db.example.com/d", -1},
      {"postgresql://ada:***@db.example.com/d", -1},
      {"postgresql://db.example.com:5432/d?x=a@b", -1},
      {"driver://user:pass@localhost/dbname", -1},
      {"db:pg:shop", -1},
  };
  for (const Row& row : rows) {
    CAPTURE(row.value);
    const auto findings = secret_in_file(target(row.value), "alembic");
    REQUIRE(findings.size() == (row.severity < 0 ? 0U : 1U));
    if (row.severity >= 0) CHECK(static_cast<int>(findings[0].severity) == row.severity);
  }
}

TEST_CASE("a credential is told, a variable in its place is not") {
  CHECK(secret_in_file(settings_of({{"user.token", "abc", SettingKind::credential}}), "sqitch")
            .size() == 1);
  CHECK(secret_in_file(settings_of({{"user.token", "$TOKEN", SettingKind::credential}}), "sqitch")
            .empty());
}

TEST_CASE("a .env file is where passwords belong") {
  Settings settings = target("postgres://ada:s3cret@db.example.com/d");
  settings.entries[0].where.file = "api/.env";
  CHECK(secret_in_file(settings, "sqlx").empty());
}

TEST_CASE("what comes from the environment is in no file") {
  Settings settings = target("postgres://ada:s3cret@db.example.com/d");
  settings.entries[0].where = {};
  CHECK(secret_in_file(settings, "sqlx").empty());
}

}  // namespace plumbline::tests::checks
