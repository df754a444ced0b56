#include <fmt/format.h>

#include "checks/checks.hpp"
#include "checks/registry/facts.hpp"

namespace plumbline::checks::registry {

std::vector<Finding> absent(const Plan& plan, const Registry& registry) {
  if (registry.exists || !was_read(registry)) return {};
  return {make_finding(
      "registry/absent",
      fmt::format("registry {} is not in this database: nothing was deployed here", registry.table),
      plan_position(plan))};
}

}  // namespace plumbline::checks::registry
