#include <algorithm>

#include "checks/drift/crossed.hpp"
#include "core/format.hpp"

namespace plumbline::checks::drift {

std::vector<Finding> ghost(const Plan& plan, const Crossing& crossing) {
  std::vector<Finding> findings;
  for (const ChangeState& state : crossing.changes) {
    if (!state.is_applied || state.is_shadowed || state.presence != Presence::absent) continue;
    Finding finding = make_finding(
        "drift/ghost",
        core::format(
            "\"{}\" is in the registry, but nothing of what it makes is in the database: {} "
            "is missing",
            change_label(plan, *state.change), list_evidence(state, false)),
        state.change->where);
    finding.change = state.change->id;
    for (const Evidence& one : state.evidence) {
      if (!one.is_there && finding.object.empty()) finding.object = one.object;
    }
    for (const ChangeState& other : crossing.changes) {
      if (!other.is_shadowed || other.change->id != state.change->id) continue;
      if (other.presence != Presence::there && other.presence != Presence::partly) continue;
      finding.related.push_back(
          {.where = other.change->where,
           .message =
               core::format("this file has the same id and was run: {}", what_is_there(other))});
    }
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace plumbline::checks::drift
