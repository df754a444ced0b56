#include <algorithm>

#include "checks/deploy/prediction.hpp"
#include "checks/drift/crossed.hpp"
#include "core/failure_class.hpp"
#include "core/format.hpp"

namespace plumbline::checks::deploy {

std::vector<Finding> will_rerun(const Plan& plan, const Crossing& crossing) {
  std::vector<Finding> findings;
  for (const PendingRun& run : crossing.pending) {
    const auto state = std::ranges::find(crossing.changes, run.change, &ChangeState::change);
    if (state == crossing.changes.end()) continue;
    if (state->presence != Presence::there && state->presence != Presence::partly) continue;
    const std::string label = change_label(plan, *run.change);
    const auto failing = run.deploy.failing();
    Finding finding;
    if (failing) {
      const Statement& statement = run.deploy.list.statements[*failing];
      const StatementVerdict& verdict = run.deploy.verdicts[*failing];
      finding = make_finding(
          "deploy/will-rerun",
          core::format("\"{}\" will be run again and will fail with {} at {}:{}", label,
                       verdict.sqlstate, statement.where.file, statement.end_line),
          statement.where);
      finding.end_line = statement.end_line;
      finding.sqlstate = verdict.sqlstate;
      finding.failure_class = "H";
    } else {
      Position where;
      where.file = run.deploy.list.file;
      finding = make_finding(
          "deploy/will-rerun",
          core::format("\"{}\" will be run again: {}", label, drift::what_is_there(*state)), where);
      finding.severity = Severity::warning;
    }
    finding.change = run.change->id;
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace plumbline::checks::deploy
