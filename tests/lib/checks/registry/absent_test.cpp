#include <doctest/doctest.h>

#include "checks/checks.hpp"
#include "lib/checks/registry/world.hpp"

namespace plumbline::tests::checks {

using plumbline::checks::registry::absent;

TEST_CASE("a database without a registry is told, at the plan") {
  World world = world_with({});
  world.registry.exists = false;
  const auto findings = absent(world.plan, world.registry);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].rule == "registry/absent");
  CHECK(findings[0].severity == Severity::info);
  CHECK(findings[0].where.file == "migrations");
  CHECK(findings[0].where.line == 0);
  CHECK(findings[0].message ==
        "registry public._sqlx_migrations is not in this database: nothing was deployed here");
}

TEST_CASE("a registry without rows is not absent") {
  const World world = world_with({});
  CHECK(absent(world.plan, world.registry).empty());
}

TEST_CASE("a registry that is a view is not absent") {
  World world = world_with({});
  world.registry.exists = false;
  world.registry.findings.push_back(make_finding("registry/not-a-table", "it is a view"));
  CHECK(absent(world.plan, world.registry).empty());
}

}  // namespace plumbline::tests::checks
