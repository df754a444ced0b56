#include <doctest/doctest.h>

#include "checks/checks.hpp"

namespace plumbline::tests::checks {

using plumbline::checks::plan::missing_script;

namespace {

Plan one_change() {
  Change change;
  change.id = "users";
  change.where = {"sqitch.plan", 4, 1, 60};
  change.deploy = {"deploy/users.sql", true, ""};
  change.revert = {"revert/users.sql", true, ""};
  change.verify = {"verify/users.sql", true, ""};
  Plan plan;
  plan.changes.push_back(change);
  return plan;
}

}  // namespace

TEST_CASE("each script that is not there is told at its change, by what it stops") {
  struct Case {
    Script Change::*script;
    Severity severity;
    const char* message;
  };
  constexpr Case cases[] = {
      {&Change::deploy, Severity::error,
       "change \"users\" has no deploy script \"deploy/users.sql\""},
      {&Change::revert, Severity::warning,
       "change \"users\" has no revert script \"revert/users.sql\""},
      {&Change::verify, Severity::info,
       "change \"users\" has no verify script \"verify/users.sql\""},
  };
  for (const Case& row : cases) {
    CAPTURE(row.message);
    Plan plan = one_change();
    (plan.changes[0].*row.script).exists = false;
    const auto findings = missing_script(plan);
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].rule == "plan/missing-script");
    CHECK(findings[0].severity == row.severity);
    CHECK(findings[0].message == row.message);
    CHECK(findings[0].where == Position{"sqitch.plan", 4, 1, 60});
    CHECK(findings[0].change == "users");
  }
}

TEST_CASE("scripts that are there, and those that the tool does not have, are not missing") {
  Plan plan = one_change();
  CHECK(missing_script(plan).empty());
  plan.changes[0].revert = {};
  plan.changes[0].verify = {};
  CHECK(missing_script(plan).empty());
}

TEST_CASE("a change that the tool never runs needs no script") {
  Plan plan = one_change();
  plan.changes[0].deploy.exists = false;
  plan.changes[0].shadowed = true;
  CHECK(missing_script(plan).empty());
}

TEST_CASE("where forward and back are one file nothing is missing beside it") {
  Plan plan = one_change();
  plan.traits.scripts_are_separate = false;
  plan.changes[0].revert.exists = false;
  CHECK(missing_script(plan).empty());
}

}  // namespace plumbline::tests::checks
