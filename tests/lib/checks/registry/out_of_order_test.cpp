#include <doctest/doctest.h>

#include "checks/checks.hpp"
#include "lib/checks/registry/world.hpp"

namespace plumbline::tests::checks {

using plumbline::checks::registry::out_of_order;

TEST_CASE("a pending change below an applied one is told at its file") {
  const World world = world_with({"1", "3"});
  const auto findings = out_of_order(world.plan, world.registry);
  REQUIRE(findings.size() == 1);  // 4 is pending too, but in order
  CHECK(findings[0].rule == "registry/out-of-order");
  CHECK(findings[0].severity == Severity::warning);
  CHECK(findings[0].change == "2");
  CHECK(findings[0].where == line_of("migrations/2_step.sql", 2));
  CHECK(findings[0].message ==
        "change \"2 step 2\" waits to be deployed although \"3 step 3\", which comes later, is "
        "applied");
  REQUIRE(findings[0].related.size() == 1);
  CHECK(findings[0].related[0].where == line_of("migrations/3_step.sql", 3));
}

TEST_CASE("pending changes at the end are in order") {
  const World world = world_with({"1", "2"});
  CHECK(out_of_order(world.plan, world.registry).empty());
  const World fresh = world_with({});
  CHECK(out_of_order(fresh.plan, fresh.registry).empty());
}

TEST_CASE("what never will run is no matter of order, nor is anything in a branched plan") {
  World gap = world_with({"1", "3"});
  gap.registry.pending = {"4"};
  CHECK(out_of_order(gap.plan, gap.registry).empty());

  World branched = world_with({"1", "3"});
  branched.plan.traits.linear = false;
  CHECK(out_of_order(branched.plan, branched.registry).empty());
}

}  // namespace plumbline::tests::checks
