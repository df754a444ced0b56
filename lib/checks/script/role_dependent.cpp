#include "checks/script/simulated.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

std::vector<Finding> role_dependent(const Plan& plan, const ChangeState& state, const Crossing&) {
  std::vector<Finding> findings;
  for (const std::string& role : state.roles) {
    Position where;
    where.file = state.from_nothing.list.file;
    Finding finding =
        make_finding("script/role-dependent",
                     core::format("\"{}\" needs the role \"{}\", which no change makes",
                                  change_label(plan, *state.change), role),
                     where);
    finding.change = state.change->id;
    finding.object = role;
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace plumbline::checks::script
