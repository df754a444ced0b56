#include "core/ancestry.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using plumbline::Change;
using plumbline::Plan;
using plumbline::core::ancestry;

namespace {

Change change(const std::string& id, std::vector<std::string> parents,
              const std::vector<std::string>& required = {}) {
  Change made;
  made.id = id;
  made.parents = std::move(parents);
  for (const std::string& target : required)
    made.requirements.push_back({.target = target, .where = {}});
  return made;
}

}  // namespace

TEST_CASE("a change stands on its parents and requirements, not on its neighbours") {
  Plan plan;
  plan.changes = {change("a", {}),
                  change("b", {"a"}),
                  change("other", {"a"}),
                  change("needed", {}),
                  change("c", {"b"}, {"needed"}),
                  change("later", {"c"})};
  CHECK(ancestry(plan, plan.changes[4]) == std::set<std::string_view>{"a", "b", "c", "needed"});
  CHECK(ancestry(plan, plan.changes[0]) == std::set<std::string_view>{"a"});
}

TEST_CASE("a circle ends, and a parent that the plan does not have is passed over") {
  Plan plan;
  plan.changes = {change("a", {"b", "gone"}), change("b", {"a"})};
  CHECK(ancestry(plan, plan.changes[0]) == std::set<std::string_view>{"a", "b"});
}
