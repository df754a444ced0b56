
#include "checks/checks.hpp"
#include "checks/registry/facts.hpp"
#include "core/format.hpp"

namespace plumbline::checks::registry {

std::vector<Finding> out_of_order(const Plan& plan, const Registry& registry) {
  if (!plan.traits.linear || registry.pending.empty()) return {};
  const auto last = last_applied(plan, applied_ids(registry));
  if (!last) return {};
  const Change& latest = plan.changes[*last];
  const std::unordered_set<std::string_view> pending(registry.pending.begin(),
                                                     registry.pending.end());
  std::vector<Finding> findings;
  for (std::size_t i = 0; i < *last; ++i) {
    const Change& change = plan.changes[i];
    if (change.shadowed || !pending.contains(change.id)) continue;
    findings.push_back(make_finding(
        "registry/out-of-order",
        core::format(
            "change \"{}\" waits to be deployed although \"{}\", which comes later, is applied",
            change_label(plan, change), change_label(plan, latest)),
        change.where));
    findings.back().change = change.id;
    findings.back().related.push_back({latest.where, "the latest change that is applied"});
  }
  return findings;
}

}  // namespace plumbline::checks::registry
