#include "checks/drift/crossed.hpp"
#include "core/format.hpp"

namespace plumbline::checks::drift {

std::vector<Finding> partial(const Plan& plan, const Crossing& crossing) {
  std::vector<Finding> findings;
  for (const ChangeState& state : crossing.changes) {
    if (state.is_shadowed || state.presence != Presence::partly) continue;
    Finding finding =
        make_finding("drift/partial",
                     core::format("\"{}\" is {}, but only a part of it is in the database: {}",
                                  change_label(plan, *state.change),
                                  state.is_applied ? "in the registry" : "not in the registry",
                                  what_is_there(state)),
                     state.change->where);
    finding.change = state.change->id;
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace plumbline::checks::drift
