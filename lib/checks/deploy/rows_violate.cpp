#include "checks/deploy/prediction.hpp"
#include "core/format.hpp"

namespace plumbline::checks::deploy {

namespace {

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

struct Words {
  std::string what;
  std::string_view sqlstate;
};

Words words_of(const RowQuestion& question) {
  switch (question.kind) {
    case RowQuestion::Kind::not_null:
      return {core::format("with NULL in {}", listed(question.columns)), "23502"};
    case RowQuestion::Kind::unique:
      return {core::format("with the same {} as another", listed(question.columns)), "23505"};
    case RowQuestion::Kind::foreign_key:
      return {core::format("whose {} is not in \"{}.{}\"", listed(question.columns),
                           question.other_schema, question.other_table),
              "23503"};
    case RowQuestion::Kind::check:
      break;
  }
  return {core::format("for which {} is false", question.expression), "23514"};
}

}  // namespace

std::vector<Finding> rows_violate(const Plan& plan, const Crossing& crossing) {
  std::vector<Finding> findings;
  for (const RowQuestion& question : crossing.questions) {
    if (!question.violations || *question.violations == 0) continue;
    const Words words = words_of(question);
    Finding finding = make_finding(
        "deploy/rows-violate",
        core::format("\"{}\" will fail with {} at {}:{}: \"{}.{}\" holds {}{} {} {}{}",
                     change_label(plan, *question.change), words.sqlstate, question.where.file,
                     question.end_line, question.schema, question.table,
                     question.at_least ? "at least " : "", *question.violations,
                     *question.violations == 1 ? "row" : "rows", words.what,
                     question.is_prepared ? ", unless a statement before it mends them" : ""),
        question.where);
    if (question.is_prepared) finding.severity = Severity::warning;
    finding.end_line = question.end_line;
    finding.change = question.change->id;
    finding.object = question.schema + '.' + question.table;
    finding.sqlstate = words.sqlstate;
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace plumbline::checks::deploy
