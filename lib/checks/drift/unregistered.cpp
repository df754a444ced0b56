#include "checks/drift/crossed.hpp"
#include "core/format.hpp"

namespace plumbline::checks::drift {

std::vector<Finding> unregistered(const Plan& plan, const Crossing& crossing) {
  std::vector<Finding> findings;
  for (const ChangeState& state : crossing.changes) {
    if (state.is_applied || state.is_shadowed || state.presence != Presence::there) continue;
    Finding finding = make_finding(
        "drift/unregistered",
        core::format("\"{}\" is not in the registry, but {}{}", change_label(plan, *state.change),
                     what_is_there(state), state.is_known ? "" : "; not all that it does is known"),
        state.change->where);
    if (!state.is_known) finding.severity = Severity::warning;
    finding.change = state.change->id;
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace plumbline::checks::drift
