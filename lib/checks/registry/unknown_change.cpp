
#include <algorithm>

#include "checks/checks.hpp"
#include "checks/registry/facts.hpp"
#include "core/format.hpp"
#include "core/plan_index.hpp"

namespace plumbline::checks::registry {

namespace {

/// The change of the row's name that is not recorded itself: where ids are hashes, an edited line
/// gives a deployed change another id. Null when there is none.
const Change* edited_since(const Plan& plan, const Registry& registry, const RegistryRow& row) {
  if (!plan.traits.ids_are_hashes || row.name.empty()) return nullptr;
  for (const Change& change : plan.changes) {
    if (change.shadowed || change.name != row.name) continue;
    const auto is_its_row = [&](const RegistryRow& other) { return other.id == change.id; };
    if (std::ranges::none_of(registry.rows, is_its_row)) return &change;
  }
  return nullptr;
}

Finding make(const Plan& plan, const Registry& registry, const RegistryRow& row) {
  const std::string label =
      row.name.empty() || row.name == row.id ? row.id : core::format("{} {}", row.id, row.name);
  const Change* const edited = edited_since(plan, registry, row);
  if (edited == nullptr) {
    return make_finding("registry/unknown-change",
                        core::format("{} records \"{}\", which no file has", registry.table, label),
                        plan_position(plan));
  }
  Finding finding = make_finding(
      "registry/unknown-change",
      core::format("{} records \"{}\"; the plan now makes the id {} of that name, so its line, or "
                   "one that it builds on, was edited after the deploy",
                   registry.table, label, edited->id),
      edited->where);
  finding.remedy =
      "Take the edits of deployed lines back; what should change belongs in a new change.";
  return finding;
}

}  // namespace

std::vector<Finding> unknown_change(const Plan& plan, const Registry& registry) {
  const core::PlanIndex index(plan);
  std::vector<Finding> findings;
  for (const RegistryRow& row : registry.rows) {
    if (index.find(row.id) != nullptr) continue;
    findings.push_back(make(plan, registry, row));
    findings.back().change = row.id;
    findings.back().tool_says = row.refusal;
  }
  return findings;
}

}  // namespace plumbline::checks::registry
