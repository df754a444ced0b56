#include "checks/script/simulated.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

std::vector<Finding> not_idempotent(const Plan& plan, const ChangeState& state, const Crossing&) {
  if (state.from_nothing.failing()) return {};
  const auto failing = state.again.failing();
  if (!failing) return {};
  const Statement& statement = state.again.list.statements[*failing];
  const StatementVerdict& verdict = state.again.verdicts[*failing];
  Finding finding = make_finding(
      "script/not-idempotent",
      core::format("\"{}\" cannot be run twice: the second run fails with {} at {}:{}: {}",
                   change_label(plan, *state.change), verdict.sqlstate, statement.where.file,
                   statement.end_line, verdict.message),
      statement.where);
  finding.end_line = statement.end_line;
  finding.change = state.change->id;
  finding.sqlstate = verdict.sqlstate;
  return {finding};
}

}  // namespace plumbline::checks::script
