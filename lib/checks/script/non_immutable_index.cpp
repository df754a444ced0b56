#include "checks/script/simulated.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

std::vector<Finding> non_immutable_index(const Plan& plan, const ChangeState& state,
                                         const Crossing&) {
  std::vector<Finding> findings;
  const RunScript& run = state.from_nothing;
  for (std::size_t at = 0; at < run.verdicts.size(); ++at) {
    const StatementVerdict& verdict = run.verdicts[at];
    const bool is_index = verdict.message.starts_with("functions in index");
    const bool is_column = verdict.message.starts_with("generation expression is not immutable");
    if (verdict.sqlstate != "42P17" || (!is_index && !is_column)) continue;
    const Statement& statement = run.list.statements[at];
    Finding finding =
        make_finding("script/non-immutable-index",
                     core::format("\"{}\" makes {} that PostgreSQL refuses: {}",
                                  change_label(plan, *state.change),
                                  is_index ? "an index" : "a generated column", verdict.message),
                     statement.where);
    finding.end_line = statement.end_line;
    finding.change = state.change->id;
    finding.sqlstate = verdict.sqlstate;
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace plumbline::checks::script
