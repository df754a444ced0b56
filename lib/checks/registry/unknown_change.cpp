
#include "checks/checks.hpp"
#include "checks/registry/facts.hpp"
#include "core/format.hpp"
#include "core/plan_index.hpp"

namespace plumbline::checks::registry {

std::vector<Finding> unknown_change(const Plan& plan, const Registry& registry) {
  const core::PlanIndex index(plan);
  std::vector<Finding> findings;
  for (const RegistryRow& row : registry.rows) {
    if (index.find(row.id) != nullptr) continue;
    const std::string label =
        row.name.empty() || row.name == row.id ? row.id : core::format("{} {}", row.id, row.name);
    findings.push_back(
        make_finding("registry/unknown-change",
                     core::format("{} records \"{}\", which no file has", registry.table, label),
                     plan_position(plan)));
    findings.back().change = row.id;
    findings.back().tool_says = row.refusal;
  }
  return findings;
}

}  // namespace plumbline::checks::registry
