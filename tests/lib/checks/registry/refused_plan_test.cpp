/// A plan that its tool refuses, where ids hash what is above them.
#include <doctest/doctest.h>

#include "checks/checks.hpp"
#include "lib/checks/registry/world.hpp"

namespace plumbline::tests::checks {

namespace {

std::vector<std::string> registry_rules(const World& world) {
  std::vector<std::string> rules;
  for (const Finding& finding : plumbline::checks::check_tree(
           {.plan = &world.plan, .settings = nullptr, .registry = &world.registry})) {
    if (finding.rule.starts_with("registry/")) rules.push_back(finding.rule);
  }
  return rules;
}

}  // namespace

TEST_CASE("rows are not compared with ids that the tool will not have") {
  World world = world_with({"1", "2"});
  world.plan.traits.ids_are_hashes = true;
  world.registry.rows[1].id = "gone";
  world.registry.findings.push_back(make_finding("registry/dirty", "said by the adapter"));
  const std::vector<std::string> own = {"registry/dirty"};
  SUBCASE("a refused plan") {
    world.plan.refusal = ToolSays{"sqitch plan", "Syntax error", 2, 3};
    CHECK(plumbline::checks::has_unknown_ids(world.plan));
    CHECK(registry_rules(world) == own);
  }
  SUBCASE("a plan that the tool reads") {
    CHECK_FALSE(plumbline::checks::has_unknown_ids(world.plan));
    CHECK(registry_rules(world).size() > 1);
  }
  SUBCASE("ids that are written, not hashed") {
    world.plan.traits.ids_are_hashes = false;
    world.plan.refusal = ToolSays{"alembic upgrade head", "Multiple heads", 255, 0};
    CHECK_FALSE(plumbline::checks::has_unknown_ids(world.plan));
    CHECK(registry_rules(world).size() > 1);
  }
}

TEST_CASE("that nothing was deployed is true of a refused plan too") {
  World world = world_with({});
  world.plan.traits.ids_are_hashes = true;
  world.plan.refusal = ToolSays{"sqitch plan", "Syntax error", 2, 3};
  CHECK(registry_rules(world) == std::vector<std::string>{"registry/empty"});
  world.registry.exists = false;
  CHECK(registry_rules(world) == std::vector<std::string>{"registry/absent"});
}

}  // namespace plumbline::tests::checks
