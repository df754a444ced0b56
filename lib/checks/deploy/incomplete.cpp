
#include "checks/deploy/verify.hpp"
#include "core/format.hpp"
#include "core/plan_index.hpp"

namespace plumbline::checks::deploy {

std::vector<Finding> incomplete(const Plan& plan, const Registry& registry) {
  if (registry.applied.empty()) return {};
  const core::PlanIndex index(plan);
  std::vector<Finding> findings;
  for (const std::string& id : registry.pending) {
    const Change* change = index.find(id);
    if (change == nullptr) continue;
    findings.push_back(make_finding(
        "deploy/incomplete",
        core::format("change \"{}\" was not applied", change_label(plan, *change)), change->where));
    findings.back().change = id;
  }
  return findings;
}

}  // namespace plumbline::checks::deploy
