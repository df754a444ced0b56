#include "checks/deploy/prediction.hpp"
#include "core/failure_class.hpp"
#include "core/format.hpp"

namespace plumbline::checks::deploy {

namespace {

Finding failure(const Plan& plan, const Change& change, const RunScript& script, std::size_t at,
                const char* what) {
  const Statement& statement = script.list.statements[at];
  const StatementVerdict& verdict = script.verdicts[at];
  Finding finding = make_finding(
      "deploy/will-fail",
      core::format("{}\"{}\" will fail with {} at {}:{}: {}", what, change_label(plan, change),
                   verdict.sqlstate, statement.where.file, statement.end_line, verdict.message),
      statement.where);
  finding.end_line = statement.end_line;
  finding.change = change.id;
  finding.sqlstate = verdict.sqlstate;
  finding.failure_class = core::failure_class_of(verdict.sqlstate, verdict.message);
  return finding;
}

}  // namespace

std::vector<Finding> will_fail(const Plan& plan, const Crossing& crossing) {
  std::vector<Finding> findings;
  for (const PendingRun& run : crossing.pending) {
    if (const auto at = run.deploy.failing()) {
      findings.push_back(failure(plan, *run.change, run.deploy, *at, ""));
    } else if (const auto verifying = run.verify.failing()) {
      findings.push_back(
          failure(plan, *run.change, run.verify, *verifying, "the verify script of "));
    }
  }
  return findings;
}

}  // namespace plumbline::checks::deploy
