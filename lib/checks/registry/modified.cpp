
#include "checks/checks.hpp"
#include "checks/registry/facts.hpp"
#include "core/format.hpp"
#include "core/plan_index.hpp"

namespace plumbline::checks::registry {

namespace {

bool is_modified(const Plan& plan, const Change& change, const RegistryRow& row) {
  if (change.deploy.checksum.empty() || row.checksum == change.deploy.checksum) return false;
  return !row.checksum.empty() || plan.traits.records_checksums;
}

std::string explain(const RegistryRow& row) {
  if (row.checksum.empty()) return "no checksum is recorded";
  if (!row.difference.empty())
    return core::format("it differs from what ran only in {}", row.difference);
  return "its content differs from what ran";
}

}  // namespace

std::vector<Finding> modified(const Plan& plan, const Registry& registry) {
  const core::PlanIndex index(plan);
  std::vector<Finding> findings;
  for (const RegistryRow& row : registry.rows) {
    const Change* change = index.find(row.id);
    if (change == nullptr || !is_modified(plan, *change, row)) continue;
    const bool declares_itself = change->where.file == change->deploy.file;
    findings.push_back(
        make_finding("registry/modified",
                     core::format("change \"{}\" was modified after it was applied: {}",
                                  change_label(plan, *change), explain(row)),
                     declares_itself ? change->where : Position{.file = change->deploy.file}));
    if (!declares_itself)
      findings.back().related.push_back({change->where, "where the plan declares it"});
    findings.back().change = row.id;
    findings.back().tool_says = row.refusal;
  }
  return findings;
}

}  // namespace plumbline::checks::registry
