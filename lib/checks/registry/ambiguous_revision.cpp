/// An id that is applied and that several files claim: one finding for each file that lost.

#include <unordered_map>

#include "checks/checks.hpp"
#include "checks/registry/facts.hpp"
#include "core/format.hpp"
#include "core/plan_index.hpp"

namespace plumbline::checks::registry {

std::vector<Finding> ambiguous_revision(const Plan& plan, const Registry& registry) {
  if (std::ranges::none_of(plan.changes, &Change::shadowed)) return {};
  const core::PlanIndex index(plan);
  auto applied = applied_ids(registry);
  std::unordered_map<std::string_view, const RegistryRow*> rows;
  for (const RegistryRow& row : registry.rows) {
    rows.emplace(row.id, &row);
    applied.insert(row.id);
  }
  std::vector<Finding> findings;
  for (const Change& change : plan.changes) {
    if (!change.shadowed || !applied.contains(change.id)) continue;
    const Change* winner = index.find(change.id);
    const std::string other = winner == nullptr ? "another file" : winner->where.file;
    findings.push_back(
        make_finding("registry/ambiguous-revision",
                     core::format("\"{}\" is applied, and both \"{}\" and \"{}\" claim it",
                                  change.id, other, change.where.file),
                     change.where));
    findings.back().change = change.id;
    if (winner != nullptr)
      findings.back().related.push_back({winner->where, "the file that the tool runs"});
    if (const auto row = rows.find(change.id); row != rows.end())
      findings.back().tool_says = row->second->refusal;
  }
  return findings;
}

}  // namespace plumbline::checks::registry
