#include <doctest/doctest.h>

#include "checks/checks.hpp"
#include "lib/checks/registry/world.hpp"

namespace plumbline::tests::checks {

using plumbline::checks::registry::unknown_change;

TEST_CASE("a row that no file has is told at the plan, with what the tool says") {
  World world = world_with({"1", "2"});
  RegistryRow row;
  row.id = "9";
  row.name = "lost";
  row.refusal = ToolSays{"sqlx migrate run", "migration 9 is missing", 1, 0};
  world.registry.rows.push_back(row);
  const auto findings = unknown_change(world.plan, world.registry);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].rule == "registry/unknown-change");
  CHECK(findings[0].severity == Severity::error);
  CHECK(findings[0].change == "9");
  CHECK(findings[0].where.file == "migrations");
  CHECK(findings[0].where.line == 0);
  CHECK(findings[0].message == "public._sqlx_migrations records \"9 lost\", which no file has");
  CHECK(findings[0].tool_says == row.refusal);
}

TEST_CASE("a deployed change whose line was edited is told at that line, with its new id") {
  World world = world_with({"1"});
  world.plan.traits.ids_are_hashes = true;
  world.plan.changes[1].name = "products";
  world.plan.changes[1].where = {.file = "sqitch.plan", .line = 5};
  RegistryRow row;
  row.id = "c3";
  row.name = "products";
  world.registry.rows.push_back(row);
  const auto findings = unknown_change(world.plan, world.registry);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].where.line == 5);
  CHECK(findings[0].change == "c3");
  CHECK(findings[0].message ==
        "public._sqlx_migrations records \"c3 products\"; the plan now makes the id 2 of that "
        "name, so its line, or one that it builds on, was edited after the deploy");
  SUBCASE("but not when that change has a row of its own: an older instance was taken out") {
    row.id = "2";
    world.registry.rows.push_back(row);
    CHECK(unknown_change(world.plan, world.registry)[0].where.line == 0);
  }
  SUBCASE("nor where ids are no hashes") {
    world.plan.traits.ids_are_hashes = false;
    CHECK(unknown_change(world.plan, world.registry)[0].where.line == 0);
  }
}

TEST_CASE("every unknown row is told, not the first alone") {
  World world = world_with({"1"});
  for (const char* id : {"7", "8", "9"}) {
    RegistryRow row;
    row.id = id;
    world.registry.rows.push_back(row);
  }
  CHECK(unknown_change(world.plan, world.registry).size() == 3);
}

TEST_CASE("a row whose file only takes back is known") {
  World world = world_with({"1", "2"});
  world.plan.changes[1].deploy = {};
  world.plan.changes[1].revert = {"migrations/2_step.down.sql", true, ""};
  CHECK(unknown_change(world.plan, world.registry).empty());
}

}  // namespace plumbline::tests::checks
