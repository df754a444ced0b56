#include <doctest/doctest.h>

#include "checks/checks.hpp"
#include "lib/checks/registry/world.hpp"

namespace plumbline::tests::checks {

using plumbline::checks::registry::pending;

TEST_CASE("each pending change is told where it stands") {
  const World world = world_with({"1", "2"});
  const auto findings = pending(world.plan, world.registry);
  REQUIRE(findings.size() == 2);
  CHECK(findings[0].rule == "registry/pending");
  CHECK(findings[0].severity == Severity::info);
  CHECK(findings[0].change == "3");
  CHECK(findings[0].where == line_of("migrations/3_step.sql", 3));
  CHECK(findings[0].message == "change \"3 step 3\" waits to be deployed");
  CHECK(findings[1].where == line_of("migrations/4_step.sql", 4));
}

TEST_CASE("a first deploy is one line") {
  const World world = world_with({});
  const auto findings = pending(world.plan, world.registry);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].message == "4 changes wait to be deployed, \"1 step 1\" is the first");
  CHECK(findings[0].where == line_of("migrations/1_step.sql", 1));
}

TEST_CASE("nothing waits when all is applied") {
  const World world = world_with({"1", "2", "3", "4"});
  CHECK(pending(world.plan, world.registry).empty());
}

}  // namespace plumbline::tests::checks
