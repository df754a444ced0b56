
#include "checks/checks.hpp"
#include "checks/registry/facts.hpp"
#include "core/format.hpp"

namespace plumbline::checks::registry {

std::vector<Finding> absent(const Plan& plan, const Registry& registry) {
  if (registry.exists || !was_read(registry)) return {};
  return {
      make_finding("registry/absent",
                   core::format("registry {} is not in this database: nothing was deployed here",
                                registry.table),
                   plan_position(plan))};
}

}  // namespace plumbline::checks::registry
