/// What several registry rules ask of a plan and a registry.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>
#include <unordered_set>

#include "plumbline/plan.hpp"
#include "plumbline/registry.hpp"

namespace plumbline::checks::registry {

/// Whether the rows were seen at all. A view in the table's place, or one that this role may not
/// read, is found by the adapter, and says nothing about what was applied.
inline bool was_read(const Registry& registry) {
  return std::ranges::none_of(registry.findings, [](const Finding& finding) {
    return finding.rule == "registry/not-a-table" || finding.rule == "registry/unreadable";
  });
}

/// Where a finding stands that no change of the plan can be blamed for.
inline Position plan_position(const Plan& plan) {
  Position where;
  where.file = plan.file;
  return where;
}

/// Ids that the rows mean as applied. Borrowed from the registry.
inline std::unordered_set<std::string_view> applied_ids(const Registry& registry) {
  return {registry.applied.begin(), registry.applied.end()};
}

/// Index in the plan of the last change that is applied; absent when none is.
inline std::optional<std::size_t> last_applied(
    const Plan& plan, const std::unordered_set<std::string_view>& applied) {
  for (std::size_t i = plan.changes.size(); i > 0; --i)
    if (!plan.changes[i - 1].shadowed && applied.contains(plan.changes[i - 1].id)) return i - 1;
  return std::nullopt;
}

}  // namespace plumbline::checks::registry
