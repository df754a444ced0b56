#include <doctest/doctest.h>

#include "checks/checks.hpp"
#include "lib/checks/registry/world.hpp"

namespace plumbline::tests::checks {

using plumbline::checks::registry::modified;

TEST_CASE("a script that changed after it ran is told at its file, with the reason") {
  struct Case {
    const char* name;
    const char* recorded;
    const char* difference;
    const char* message;
  };
  constexpr Case cases[] = {
      {"content", "beef", "",
       "change \"2 step 2\" was modified after it was applied: its content differs from what ran"},
      {"line ends", "beef", "its line ends",
       "change \"2 step 2\" was modified after it was applied: it differs from what ran only in "
       "its "
       "line ends"},
  };
  for (const Case& row : cases) {
    CAPTURE(row.name);
    World world = world_with({"1", "2", "3"});
    world.registry.rows[1].checksum = row.recorded;
    world.registry.rows[1].difference = row.difference;
    world.registry.rows[1].refusal = ToolSays{"sqlx migrate run", "modified", 1, 0};
    const auto findings = modified(world.plan, world.registry);
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].rule == "registry/modified");
    CHECK(findings[0].severity == Severity::error);
    CHECK(findings[0].change == "2");
    CHECK(findings[0].where == line_of("migrations/2_step.sql", 2));
    CHECK(findings[0].message == row.message);
    CHECK(findings[0].tool_says == world.registry.rows[1].refusal);
  }
}

TEST_CASE("equal checksums, and those that nobody knows, are no modification") {
  World world = world_with({"1", "2", "3"});
  CHECK(modified(world.plan, world.registry).empty());

  world.registry.rows[0].checksum = "";        // none recorded
  world.plan.changes[1].deploy.checksum = "";  // file not read
  CHECK(modified(world.plan, world.registry).empty());
}

TEST_CASE("a script declared elsewhere is told at the script, the declaration beside it") {
  World world = world_with({"1"});
  world.plan.changes[0].where = line_of("sqitch.plan", 5);
  world.registry.rows[0].checksum = "beef";
  const auto findings = modified(world.plan, world.registry);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].where == Position{.file = world.plan.changes[0].deploy.file});
  REQUIRE(findings[0].related.size() == 1);
  CHECK(findings[0].related[0].where == line_of("sqitch.plan", 5));
}

TEST_CASE("where every row has a checksum an empty one is a modification") {
  World world = world_with({"1"});
  world.plan.traits.records_checksums = true;
  world.registry.rows[0].checksum = "";
  const auto findings = modified(world.plan, world.registry);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].message ==
        "change \"1 step 1\" was modified after it was applied: no checksum is recorded");
}

}  // namespace plumbline::tests::checks
