#include <doctest/doctest.h>

#include "checks/checks.hpp"
#include "lib/checks/registry/world.hpp"

namespace plumbline::tests::checks {

using plumbline::checks::registry::empty;

TEST_CASE("a registry that records nothing of the plan is told, at the plan") {
  const World world = world_with({});
  const auto findings = empty(world.plan, world.registry);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].rule == "registry/empty");
  CHECK(findings[0].severity == Severity::warning);
  CHECK(findings[0].where.file == "migrations");
  CHECK(findings[0].message ==
        "registry public._sqlx_migrations is there but records none of 4 changes");
}

TEST_CASE("one row is enough, no registry is something else, and so is one that cannot be read") {
  const World one_row = world_with({"1"});
  CHECK(empty(one_row.plan, one_row.registry).empty());

  World absent = world_with({});
  absent.registry.exists = false;
  CHECK(empty(absent.plan, absent.registry).empty());

  World unreadable = world_with({"1"});
  make_unreadable(unreadable.registry);
  CHECK(empty(unreadable.plan, unreadable.registry).empty());
}

TEST_CASE("an empty registry beside an empty plan is as it should be") {
  World world = world_with({});
  world.plan.changes.clear();
  world.registry.pending.clear();
  CHECK(empty(world.plan, world.registry).empty());
}

}  // namespace plumbline::tests::checks
