#include "checks/drift/expectation.hpp"

#include <doctest/doctest.h>

#include "plumbline/error.hpp"

using namespace plumbline;
using namespace plumbline::checks::drift;

namespace {

const std::vector<ObjectName> catalog = {
    {"table", "public", "billing_plan"},
    {"table", "public", "billing_audit"},
    {"sequence", "public", "billing_plan_id_seq"},
    {"index", "public", "billing_plan_pkey"},
    {"view", "report", "billing_totals"},
    {"function", "public", "billing_touch"},
    {"role", "", "app_ro"},
};

}  // namespace

TEST_CASE("an expectation holds by kind, pattern and count") {
  struct Row {
    const char* text;
    const char* rule;  // "" = holds
  };
  const Row rows[] = {
      {"billing_plan", ""},
      {"billing_*=3", ""},
      {"table:billing_*=2", ""},
      {"public.billing_*=2", ""},
      {"role:app_ro", ""},
      {"sequence:*", ""},
      {"table:nothing=0", ""},
      {"billing_*=4", "drift/missing-object"},
      {"billing_*=2", "drift/unexpected-object"},
      {"processed_stripe_events", "drift/missing-object"},
      {"role:other", "drift/missing-object"},
      {"billing_touch", "drift/missing-object"},
      {"report.billing_plan", "drift/missing-object"},
  };
  for (const Row& row : rows) {
    SUBCASE(row.text) {
      const auto findings = expectations({parse_expectation(row.text)}, catalog);
      if (*row.rule == '\0') {
        CHECK(findings.empty());
      } else {
        REQUIRE(findings.size() == 1);
        CHECK(findings[0].rule == row.rule);
      }
    }
  }
}

TEST_CASE("the message says what was expected and what was found") {
  CHECK(expectations({parse_expectation("billing_*=6")}, catalog)[0].message ==
        "expected 6 of table or view \"billing_*\", found 3");
  CHECK(expectations({parse_expectation("role:x")}, catalog)[0].message ==
        "expected role \"x\" is not in the database");
}

TEST_CASE("an expectation that cannot be read is an error that says why") {
  for (const char* text : {"thing:x", "x=many", "x=", "", "role:", "x=-1"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(parse_expectation(text), Error);
  }
}
