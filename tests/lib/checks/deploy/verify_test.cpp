#include "checks/deploy/verify.hpp"

#include <doctest/doctest.h>

using namespace plumbline;
using namespace plumbline::checks::deploy;

namespace {

Plan two_changes() {
  Plan plan;
  plan.tool = "sqlx";
  plan.file = "migrations";
  for (const char* id : {"1", "2"}) {
    Change change;
    change.id = id;
    change.name = "step";
    change.where = {
        .file = std::string("migrations/") + id + "_step.sql", .line = 1, .column = 1, .offset = 0};
    plan.changes.push_back(change);
  }
  return plan;
}

Registry recorded(std::vector<std::string> applied, std::vector<std::string> pending) {
  Registry registry;
  registry.exists = true;
  registry.table = "public._sqlx_migrations";
  registry.applied = std::move(applied);
  registry.pending = std::move(pending);
  return registry;
}

}  // namespace

TEST_CASE("a deploy that applied nothing is told once, at the plan") {
  const auto findings = nothing_applied(two_changes(), recorded({}, {"1", "2"}));
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].rule == "deploy/nothing-applied");
  CHECK(findings[0].where.file == "migrations");
  CHECK(
      findings[0].message ==
      "nothing of the 2 changes was applied: registry public._sqlx_migrations records none of it");
  CHECK(incomplete(two_changes(), recorded({}, {"1", "2"})).empty());
}

TEST_CASE("a deploy without a registry says so") {
  Registry registry = recorded({}, {"1", "2"});
  registry.exists = false;
  CHECK(nothing_applied(two_changes(), registry)[0].message.find("there is no registry") !=
        std::string::npos);
}

TEST_CASE("each change that was not applied is named where it is declared") {
  const auto findings = incomplete(two_changes(), recorded({"1"}, {"2"}));
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].rule == "deploy/incomplete");
  CHECK(findings[0].change == "2");
  CHECK(findings[0].where.file == "migrations/2_step.sql");
  CHECK(nothing_applied(two_changes(), recorded({"1"}, {"2"})).empty());
}

TEST_CASE("a complete deploy, and an empty plan, are fine") {
  CHECK(nothing_applied(two_changes(), recorded({"1", "2"}, {})).empty());
  CHECK(incomplete(two_changes(), recorded({"1", "2"}, {})).empty());
  CHECK(nothing_applied(Plan{}, Registry{}).empty());
}
