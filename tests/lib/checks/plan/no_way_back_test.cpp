#include <doctest/doctest.h>

#include "checks/checks.hpp"

namespace plumbline::tests::checks {

using plumbline::checks::plan::no_way_back;

namespace {

Plan two_changes() {
  Plan plan;
  for (const char* id : {"0001", "0002"}) {
    Change change;
    change.id = id;
    change.deploy = {std::string("versions/") + id + ".py", true, ""};
    change.revert = change.deploy;
    change.where = {change.deploy.file, 7, 1, 100};
    plan.changes.push_back(change);
  }
  return plan;
}

}  // namespace

TEST_CASE("a revision whose downgrade does nothing is told where it stands") {
  Plan plan = two_changes();
  plan.traits.scripts_are_separate = false;
  plan.changes[1].revert.exists = false;
  const auto findings = no_way_back(plan);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].rule == "plan/no-way-back");
  CHECK(findings[0].severity == Severity::info);
  CHECK(findings[0].change == "0002");
  CHECK(findings[0].where == Position{"versions/0002.py", 7, 1, 100});
  CHECK(findings[0].message == "change \"0002\" has no way back");
}

TEST_CASE("a change that cannot go back among changes that can is told") {
  Plan plan = two_changes();
  plan.changes[1].revert = {};
  REQUIRE(no_way_back(plan).size() == 1);
  CHECK(no_way_back(plan)[0].change == "0002");
}

TEST_CASE("a tree that only goes forward has chosen so") {
  Plan plan = two_changes();
  for (Change& change : plan.changes) change.revert = {};
  CHECK(no_way_back(plan).empty());
}

TEST_CASE("a way back that is there, or that should be there, is not missing by nature") {
  Plan plan = two_changes();
  CHECK(no_way_back(plan).empty());
  plan.changes[1].revert.exists = false;  // plan/missing-script speaks of it
  CHECK(no_way_back(plan).empty());
}

}  // namespace plumbline::tests::checks
