
#include "checks/deploy/verify.hpp"
#include "checks/registry/facts.hpp"
#include "core/format.hpp"

namespace plumbline::checks::deploy {

std::vector<Finding> nothing_applied(const Plan& plan, const Registry& registry) {
  // A registry that could not be read is an error of its own, and says nothing about what ran.
  if (!registry.applied.empty() || plan.changes.empty() || !checks::registry::was_read(registry))
    return {};
  const std::string where = registry.exists
                                ? core::format("registry {} records none of it", registry.table)
                                : core::format("there is no registry {}", registry.table);
  return {make_finding(
      "deploy/nothing-applied",
      core::format("nothing of the {} changes was applied: {}", plan.changes.size(), where),
      {.file = plan.file, .line = 0, .column = 0, .offset = 0})};
}

}  // namespace plumbline::checks::deploy
