/// Each pending change, or one line for a plan of which nothing was applied yet.

#include "checks/checks.hpp"
#include "checks/registry/facts.hpp"
#include "core/format.hpp"
#include "core/plan_index.hpp"

namespace plumbline::checks::registry {

std::vector<Finding> pending(const Plan& plan, const Registry& registry) {
  if (registry.pending.empty()) return {};
  const core::PlanIndex index(plan);
  std::vector<Finding> findings;
  for (const std::string& id : registry.pending) {
    const Change* change = index.find(id);
    if (change == nullptr) continue;
    const std::string label = change_label(plan, *change);
    const bool is_first_deploy = registry.applied.empty() && registry.pending.size() > 1;
    std::string message = is_first_deploy
                              ? core::format("{} changes wait to be deployed, \"{}\" is the first",
                                             registry.pending.size(), label)
                              : core::format("change \"{}\" waits to be deployed", label);
    findings.push_back(make_finding("registry/pending", std::move(message), change->where));
    findings.back().change = id;
    if (is_first_deploy) break;
  }
  return findings;
}

}  // namespace plumbline::checks::registry
