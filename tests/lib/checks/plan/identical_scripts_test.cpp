#include <doctest/doctest.h>

#include "checks/checks.hpp"

namespace plumbline::tests::checks {

using plumbline::checks::plan::identical_scripts;

namespace {

/// Two changes with one script's content, for a tool that keeps checksums apart.
Plan twins() {
  Plan plan;
  plan.traits.unique_checksums = true;
  int line = 3;
  for (const char* id : {"users", "accounts"}) {
    Change change;
    change.id = id;
    change.where = {"sqitch.plan", line++, 1, 0};
    change.deploy = {std::string("deploy/") + id + ".sql", true, "da39"};
    plan.changes.push_back(change);
  }
  return plan;
}

}  // namespace

TEST_CASE("the second of two equal scripts is told at its change, and names the first") {
  const auto findings = identical_scripts(twins());
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].rule == "plan/identical-scripts");
  CHECK(findings[0].severity == Severity::error);
  CHECK(findings[0].change == "accounts");
  CHECK(findings[0].where == Position{"sqitch.plan", 4, 1, 0});
  CHECK(findings[0].message ==
        "change \"accounts\" has the same deploy script as \"users\", byte for byte");
  REQUIRE(findings[0].related.size() == 1);
  CHECK(findings[0].related[0].where == Position{"sqitch.plan", 3, 1, 0});
}

TEST_CASE("equal scripts are fine where the tool does not keep them apart") {
  Plan plan = twins();
  plan.traits.unique_checksums = false;
  CHECK(identical_scripts(plan).empty());
}

TEST_CASE("different, missing and unread scripts are not identical") {
  Plan different = twins();
  different.changes[1].deploy.checksum = "beef";
  CHECK(identical_scripts(different).empty());

  Plan missing = twins();
  missing.changes[0].deploy.exists = false;
  CHECK(identical_scripts(missing).empty());

  Plan unread = twins();
  for (Change& change : unread.changes) change.deploy.checksum.clear();
  CHECK(identical_scripts(unread).empty());
}

}  // namespace plumbline::tests::checks
