#include "gate/classify.hpp"

#include <algorithm>

#include "gate/classify/decide.hpp"
#include "gate/classify/read_output.hpp"
#include "gate/detail.hpp"
#include "plumbline/gate.hpp"
#include "system/format.hpp"
#include "system/utf8.hpp"

namespace plumbline {

namespace gate {

namespace {

constexpr std::size_t longest_message = 500;

/// sqlx: "migration 7 was previously applied …".
std::string change_named_in(std::string_view message) {
  constexpr std::string_view word = "migration ";
  if (!message.starts_with(word)) return {};
  const std::string_view rest = message.substr(word.size());
  const std::size_t digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
  return std::string(rest.substr(0, digits));
}

std::string message_of(const Verdict& verdict, const Said& said) {
  std::string text = said.message;
  if (!said.exception.empty() && said.sqlstate.empty()) {
    text = said.exception + (text.empty() ? "" : ": " + text);
  }
  while (text.ends_with('.')) text.pop_back();
  if (text.empty() && !said.sqlstate.empty()) text = "SQLSTATE " + said.sqlstate;
  if (text.empty()) text = "nothing was said";
  return system::format("{}: {}", verdict.cause, system::escape_for_display(text, longest_message));
}

Finding finding_of(const Said& said, std::string_view step, std::string_view output) {
  const Verdict verdict = decide(said, step);
  Finding finding =
      make_finding(verdict.rule, message_of(verdict, said), {.file = said.file, .line = said.line});
  if (!verdict.failure_class.empty()) finding.failure_class = verdict.failure_class;
  if (!verdict.remedy.empty()) finding.remedy = verdict.remedy;
  finding.sqlstate = said.sqlstate;
  finding.object = said.object;
  finding.change = said.change.empty() ? change_named_in(said.message) : said.change;
  // Whole, as far as it is kept: nobody knows yet which line matters.
  if (finding.failure_class == "other") {
    std::string tail = detail_tail(output);
    if (!tail.empty() && tail != said.message) {
      finding.related.push_back({.where = {}, .message = std::move(tail)});
    }
  }
  return finding;
}

}  // namespace

Finding classify_failure(const adapters::RunFailure& failure, std::string_view step) {
  // As Python prints it, so that the class counts; some runners have it so already.
  std::string text = failure.message;
  if (!failure.exception.empty() && text.find(failure.exception) == std::string::npos) {
    text = failure.exception + ": " + text;
  }
  // What was said before may tell more, as a warning before a KeyError.
  if (!failure.output.empty() && failure.output != text) text = failure.output + '\n' + text;
  Said said = read_output(text, failure.sqlstate);
  const auto prefer = [](std::string& value, const std::string& known) {
    if (!known.empty()) value = known;
  };
  prefer(said.change, failure.change);
  prefer(said.statement, failure.statement);
  if (!failure.file.empty()) {
    said.file = failure.file;
    said.line = static_cast<int>(failure.line);
  }
  if (!failure.rule.empty()) {
    Finding finding =
        make_finding(failure.rule, system::escape_for_display(said.message, longest_message),
                     {.file = said.file, .line = said.line});
    finding.sqlstate = said.sqlstate;
    finding.change = said.change;
    return finding;
  }
  Finding finding =
      finding_of(said, step, failure.output.empty() ? failure.message : failure.output);
  if (failure.committed_line != 0) {
    finding.related.push_back(
        {.where = {.file = said.file, .line = static_cast<int>(failure.committed_line)},
         .message = "committed here by the file itself: what stands before it has stayed, and the "
                    "registry does not know"});
  }
  return finding;
}

}  // namespace gate

Report classify_output(std::string_view output, std::string_view sqlstate, std::string_view step) {
  Report report;
  report.command = "classify";
  report.findings.push_back(gate::finding_of(gate::read_output(output, sqlstate), step, output));
  finish_report(report, 1);
  return report;
}

}  // namespace plumbline
