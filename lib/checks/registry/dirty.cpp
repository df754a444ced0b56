
#include "checks/checks.hpp"
#include "checks/registry/facts.hpp"
#include "core/format.hpp"
#include "core/plan_index.hpp"

namespace plumbline::checks::registry {

std::vector<Finding> dirty(const Plan& plan, const Registry& registry) {
  const auto is_clean = [](const RegistryRow& row) { return row.success.value_or(true); };
  if (std::ranges::all_of(registry.rows, is_clean)) return {};
  const core::PlanIndex index(plan);
  std::vector<Finding> findings;
  for (const RegistryRow& row : registry.rows) {
    if (is_clean(row)) continue;
    const Change* change = index.find(row.id);
    findings.push_back(make_finding(
        "registry/dirty",
        core::format("change \"{}\" is recorded as not successful in {}",
                     change == nullptr ? row.id : change_label(plan, *change), registry.table),
        change == nullptr ? plan_position(plan) : change->where));
    findings.back().change = row.id;
    findings.back().tool_says = row.refusal;
  }
  return findings;
}

}  // namespace plumbline::checks::registry
