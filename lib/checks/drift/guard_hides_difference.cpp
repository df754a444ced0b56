#include "checks/drift/crossed.hpp"
#include "core/format.hpp"

namespace plumbline::checks::drift {

std::vector<Finding> guard_hides_difference(const Plan& plan, const Crossing& crossing) {
  constexpr std::size_t most_named = 6;
  std::vector<Finding> findings;
  for (const PendingRun& run : crossing.pending) {
    for (const HiddenDifference& hidden : run.hidden) {
      std::string differences;
      for (std::size_t at = 0; at < hidden.differences.size() && at < most_named; ++at) {
        differences += (at == 0 ? "" : "; ") + hidden.differences[at];
      }
      if (hidden.differences.size() > most_named) {
        differences += core::format("; and {} more", hidden.differences.size() - most_named);
      }
      Finding finding = make_finding(
          "drift/guard-hides-difference",
          core::format("\"{}\" passes over \"{}\", which is there in another shape: {}",
                       change_label(plan, *run.change), hidden.object, differences),
          hidden.where);
      finding.end_line = hidden.end_line;
      finding.change = run.change->id;
      finding.object = hidden.object;
      findings.push_back(std::move(finding));
    }
  }
  return findings;
}

}  // namespace plumbline::checks::drift
