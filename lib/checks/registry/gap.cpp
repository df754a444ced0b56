
#include "checks/checks.hpp"
#include "checks/registry/facts.hpp"
#include "core/format.hpp"

namespace plumbline::checks::registry {

std::vector<Finding> gap(const Plan& plan, const Registry& registry) {
  if (!plan.traits.linear || registry.applied.size() == plan.changes.size()) return {};
  const auto applied = applied_ids(registry);
  const auto last = last_applied(plan, applied);
  if (!last) return {};
  const Change& latest = plan.changes[*last];
  const std::unordered_set<std::string_view> pending(registry.pending.begin(),
                                                     registry.pending.end());
  std::vector<Finding> findings;
  for (std::size_t i = 0; i < *last; ++i) {
    const Change& change = plan.changes[i];
    const bool has_way_forward = !change.shadowed && !change.deploy.file.empty();
    if (!has_way_forward || applied.contains(change.id) || pending.contains(change.id)) continue;
    findings.push_back(make_finding(
        "registry/gap",
        core::format(
            "change \"{}\" is not recorded and will never run: \"{}\", which comes later, is "
            "applied",
            change_label(plan, change), change_label(plan, latest)),
        change.where));
    findings.back().change = change.id;
    findings.back().related.push_back({latest.where, "the latest change that is applied"});
  }
  return findings;
}

}  // namespace plumbline::checks::registry
