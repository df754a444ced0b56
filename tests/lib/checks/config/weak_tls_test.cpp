#include <doctest/doctest.h>

#include "checks/checks.hpp"
#include "settings_of.hpp"

namespace plumbline::tests::checks {

using plumbline::checks::config::weak_tls;

TEST_CASE("one note for the first target elsewhere that is not verified") {
  const auto findings = weak_tls(settings_of({{"a", "db:pg://localhost/d"},
                                              {"b", "db:pg://db.example.com/d"},
                                              {"c", "db:pg://db.example.org/d"}}),
                                 "sqitch");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].message ==
        "\"b\" reaches \"db.example.com\" without sslmode, which does not prove that it is that "
        "host");
  CHECK(findings[0].severity == Severity::info);
  CHECK(findings[0].where.line == 2);
}

TEST_CASE("hosts and modes are told apart") {
  struct Row {
    const char* value;
    bool fires;
  };
  const Row rows[] = {
      {"postgres://db.example.com/d?sslmode=require", true},
      {"postgres://db.example.com/d?sslmode=verify-ca", true},
      {"postgres://db.example.com/d?sslmode=disable&sslmode=verify-full", false},
      {"postgres://db.example.com/d?sslmode=verify-full", false},
      {"postgres://db.example.com/d?ssl-mode=verify-full", false},
      {"postgres:///d?host=db.example.com", true},
      {"postgres:///d?host=/run/postgresql", false},
      {"postgres://[2001:db8::1]/d", true},
      {"postgres://[::1]/d", false},
      {"postgres://127.0.0.1/d", false},
      {"postgres://db/d", false},
      {"postgres://${HOST}.example.com/d", false},
      {"db:pg:shop", false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.value);
    CHECK(weak_tls(target(row.value), "sqlx").size() == (row.fires ? 1U : 0U));
  }
}

}  // namespace plumbline::tests::checks
