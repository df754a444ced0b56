/// Where forward and back are one file, a change whose way back does nothing; where they are two, a
/// change that cannot have a way back in a tree whose others do. A tree that only goes forward has
/// chosen so, and a file that should be there and is not is plan/missing-script.

#include <algorithm>

#include "checks/checks.hpp"
#include "core/format.hpp"

namespace plumbline::checks::plan {

std::vector<Finding> no_way_back(const Plan& plan) {
  const bool is_separate = plan.traits.scripts_are_separate;
  const bool goes_back =
      std::ranges::any_of(plan.changes, [](const Change& change) { return change.revert.exists; });
  if (is_separate && !goes_back) return {};
  std::vector<Finding> findings;
  for (const Change& change : plan.changes) {
    if (change.shadowed || change.revert.exists || change.deploy.file.empty()) continue;
    if (is_separate && !change.revert.file.empty()) continue;
    findings.push_back(make_finding(
        "plan/no-way-back",
        core::format("change \"{}\" has no way back", change_label(plan, change)), change.where));
    findings.back().change = change.id;
  }
  return findings;
}

}  // namespace plumbline::checks::plan
