#include <doctest/doctest.h>

#include "checks/checks.hpp"
#include "lib/checks/registry/world.hpp"

namespace plumbline::tests::checks {

using plumbline::checks::registry::ambiguous_revision;

namespace {

/// The world with a second file that claims "2".
World ambiguous_world(const std::vector<std::string>& applied) {
  World world = world_with(applied);
  Change other = world.plan.changes[1];
  other.deploy.file = "migrations/02_other.sql";
  other.where = line_of(other.deploy.file, 1);
  other.shadowed = true;
  world.plan.changes.insert(world.plan.changes.begin() + 2, other);
  return world;
}

}  // namespace

TEST_CASE("an applied id that two files claim is told at the file that lost") {
  World world = ambiguous_world({"1", "2"});
  world.registry.rows[1].refusal = ToolSays{"sqlx migrate run", "modified", 1, 0};
  const auto findings = ambiguous_revision(world.plan, world.registry);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].rule == "registry/ambiguous-revision");
  CHECK(findings[0].severity == Severity::error);
  CHECK(findings[0].change == "2");
  CHECK(findings[0].where == line_of("migrations/02_other.sql", 1));
  CHECK(
      findings[0].message ==
      "\"2\" is applied, and both \"migrations/2_step.sql\" and \"migrations/02_other.sql\" claim "
      "it");
  REQUIRE(findings[0].related.size() == 1);
  CHECK(findings[0].related[0].where == line_of("migrations/2_step.sql", 2));
  CHECK(findings[0].tool_says == world.registry.rows[1].refusal);
}

TEST_CASE("an id counts as applied when the rows only mean it") {
  World world = ambiguous_world({"1", "2"});
  world.registry.rows.clear();  // as Alembic, which records the heads alone
  CHECK(ambiguous_revision(world.plan, world.registry).size() == 1);
}

TEST_CASE("two files of an id that is not applied are no matter of the registry") {
  const World world = ambiguous_world({"1"});
  CHECK(ambiguous_revision(world.plan, world.registry).empty());
}

TEST_CASE("one file for each id is not ambiguous") {
  const World world = world_with({"1", "2"});
  CHECK(ambiguous_revision(world.plan, world.registry).empty());
}

}  // namespace plumbline::tests::checks
