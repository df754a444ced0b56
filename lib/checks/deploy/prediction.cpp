#include "checks/deploy/prediction.hpp"

#include "core/failure_class.hpp"

namespace plumbline::checks::deploy {

std::optional<Finding> finding_of(const PredictedStatement& statement) {
  const StatementVerdict& verdict = statement.verdict;
  if (verdict.verdict == Verdict::ok) return std::nullopt;
  const bool fails = verdict.verdict == Verdict::fails;
  Finding finding = make_finding(fails ? "deploy/will-fail" : "deploy/not-predicted",
                                 fails ? verdict.message : verdict.why, statement.statement.where);
  finding.end_line = statement.statement.end_line;
  finding.change = statement.change;
  if (fails) {
    finding.sqlstate = verdict.sqlstate;
    finding.failure_class = core::failure_class_of(verdict.sqlstate, verdict.message);
  }
  return finding;
}

}  // namespace plumbline::checks::deploy
