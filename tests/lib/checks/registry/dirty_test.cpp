#include <doctest/doctest.h>

#include "checks/checks.hpp"
#include "lib/checks/registry/world.hpp"

namespace plumbline::tests::checks {

using plumbline::checks::registry::dirty;

TEST_CASE("a row without success is told at its file") {
  World world = world_with({"1", "2"});
  world.registry.rows[0].success = true;
  world.registry.rows[1].success = false;
  world.registry.rows[1].refusal = ToolSays{"sqlx migrate run", "partially applied", 1, 0};
  const auto findings = dirty(world.plan, world.registry);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].rule == "registry/dirty");
  CHECK(findings[0].severity == Severity::error);
  CHECK(findings[0].change == "2");
  CHECK(findings[0].where == line_of("migrations/2_step.sql", 2));
  CHECK(findings[0].message ==
        "change \"2 step 2\" is recorded as not successful in public._sqlx_migrations");
  CHECK(findings[0].tool_says == world.registry.rows[1].refusal);
}

TEST_CASE("a dirty row that no file has is told at the plan") {
  World world = world_with({});
  RegistryRow row;
  row.id = "9";
  row.success = false;
  world.registry.rows.push_back(row);
  const auto findings = dirty(world.plan, world.registry);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].where.file == "migrations");
  CHECK(findings[0].message ==
        "change \"9\" is recorded as not successful in public._sqlx_migrations");
}

TEST_CASE("success, and a tool that records none, are clean") {
  World world = world_with({"1", "2"});
  world.registry.rows[0].success = true;
  CHECK(dirty(world.plan, world.registry).empty());
}

}  // namespace plumbline::tests::checks
