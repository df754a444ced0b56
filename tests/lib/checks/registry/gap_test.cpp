#include <doctest/doctest.h>

#include "checks/checks.hpp"
#include "lib/checks/registry/world.hpp"

namespace plumbline::tests::checks {

using plumbline::checks::registry::gap;

TEST_CASE("a change below the latest applied one that will never run is told at its file") {
  World world = world_with({"1", "3"});
  world.registry.pending = {"4"};
  const auto findings = gap(world.plan, world.registry);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].rule == "registry/gap");
  CHECK(findings[0].severity == Severity::error);
  CHECK(findings[0].change == "2");
  CHECK(findings[0].where == line_of("migrations/2_step.sql", 2));
  CHECK(findings[0].message ==
        "change \"2 step 2\" is not recorded and will never run: \"3 step 3\", which comes later, "
        "is applied");
  REQUIRE(findings[0].related.size() == 1);
  CHECK(findings[0].related[0].where == line_of("migrations/3_step.sql", 3));
}

TEST_CASE("a change that still will run is no gap") {
  const World world = world_with({"1", "3"});  // 2 is pending
  CHECK(gap(world.plan, world.registry).empty());
}

TEST_CASE("a change without a way forward is no gap") {
  World world = world_with({"1", "3"});
  world.registry.pending = {"4"};
  world.plan.changes[1].deploy = {};
  CHECK(gap(world.plan, world.registry).empty());
}

TEST_CASE("a branched plan has no gaps") {
  World world = world_with({"1", "3"});
  world.registry.pending = {"4"};
  world.plan.traits.linear = false;
  CHECK(gap(world.plan, world.registry).empty());
}

}  // namespace plumbline::tests::checks
