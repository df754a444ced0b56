#include "plumbline/finding.hpp"

#include <doctest/doctest.h>

#include "plumbline/error.hpp"

using namespace plumbline;

TEST_CASE("a finding takes severity, class and remedy from the catalogue") {
  const Finding finding = make_finding("plan/duplicate-revision", "x",
                                       {.file = "f", .line = 2, .column = 3, .offset = 9});
  const Rule* rule = find_rule("plan/duplicate-revision");
  REQUIRE(rule != nullptr);
  CHECK(finding.severity == rule->severity);
  CHECK(finding.failure_class == "C");
  CHECK(finding.remedy == rule->remedy);
  CHECK(finding.where.line == 2);
}

TEST_CASE("a rule that the catalogue lacks is our defect") {
  CHECK_THROWS_AS(make_finding("plan/nothing", "x"), Error);
}

TEST_CASE("findings are ordered by project, file, line, column, rule, message") {
  const auto at = [](const char* file, int line, int column) {
    return make_finding("plan/syntax", "m",
                        {.file = file, .line = line, .column = column, .offset = 0});
  };
  CHECK(finding_before(at("a", 1, 1), at("b", 1, 1)));
  CHECK(finding_before(at("a", 2, 9), at("a", 10, 1)));
  CHECK(finding_before(at("a", 2, 1), at("a", 2, 2)));
  CHECK_FALSE(finding_before(at("a", 2, 2), at("a", 2, 2)));
}
