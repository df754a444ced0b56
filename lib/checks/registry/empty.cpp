
#include "checks/checks.hpp"
#include "checks/registry/facts.hpp"
#include "core/format.hpp"

namespace plumbline::checks::registry {

std::vector<Finding> empty(const Plan& plan, const Registry& registry) {
  const bool records_nothing = registry.rows.empty() && registry.applied.empty();
  if (!registry.exists || !was_read(registry) || !records_nothing || plan.changes.empty())
    return {};
  return {make_finding("registry/empty",
                       core::format("registry {} is there but records none of {} changes",
                                    registry.table, plan.changes.size()),
                       plan_position(plan))};
}

}  // namespace plumbline::checks::registry
