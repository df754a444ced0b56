
#include <string_view>
#include <unordered_map>

#include "checks/checks.hpp"
#include "core/format.hpp"

namespace plumbline::checks::plan {

std::vector<Finding> identical_scripts(const Plan& plan) {
  if (!plan.traits.unique_checksums) return {};
  std::unordered_map<std::string_view, const Change*> first;
  first.reserve(plan.changes.size());
  std::vector<Finding> findings;
  for (const Change& change : plan.changes) {
    const Script& script = change.deploy;
    if (change.shadowed || !script.exists || script.checksum.empty()) continue;
    const auto [earlier, is_new] = first.emplace(script.checksum, &change);
    if (is_new) continue;
    findings.push_back(make_finding(
        "plan/identical-scripts",
        core::format("change \"{}\" has the same deploy script as \"{}\", byte for byte",
                     change_label(plan, change), change_label(plan, *earlier->second)),
        change.where));
    findings.back().change = change.id;
    findings.back().related.push_back(
        {earlier->second->where, "the first change with this script"});
  }
  return findings;
}

}  // namespace plumbline::checks::plan
