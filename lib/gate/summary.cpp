#include "gate/summary.hpp"

#include <algorithm>

#include "gate/detail.hpp"
#include "gate/migrate.hpp"
#include "plumbline/error.hpp"
#include "system/format.hpp"
#include "system/interruption.hpp"

namespace plumbline::gate {

namespace {

constexpr std::size_t max_findings_per_rule = 1'000;

std::string words_of(const std::exception_ptr& problem) {
  try {
    std::rethrow_exception(problem);
  } catch (const Error& error) {
    return error.fields().message;
  } catch (const system::Interrupted& interrupted) {
    return interrupted.status == Status::timeout ? "interrupted: the call took too long"
                                                 : "interrupted: the call was cancelled";
  } catch (const std::exception& other) {
    return other.what();
  } catch (...) {
    return "interrupted";
  }
}

/// What a green run did.
std::string done_in(const GateRun& run) {
  std::size_t applied = 0;
  for (const GateStep& step : run.steps)
    if (step.name == "upgrade" || step.name == migrate_step) applied += step.changes.size();
  return system::format("{} steps, {} applied", run.steps.size(), applied);
}

}  // namespace

std::vector<std::string> limits_of_gates() {
  return {
      "changes that succeed but break the application",
      "changes that are slow under production load",
      "privileged operations that one of the scratch role and production's may do and the other "
      "may not",
      "data that the backup does not hold yet"};
}

void summarise(GateRun& run, std::span<const Lane* const> lanes, const GateInput& input) {
  run.steps.clear();
  run.report = Report{};
  run.report.command = "gate";
  run.passed = true;
  for (const Lane* lane : lanes) {
    run.passed = run.passed && !lane->is_red();
    run.steps.insert(run.steps.end(), lane->steps().begin(), lane->steps().end());
    run.report.findings.insert(run.report.findings.end(), lane->findings().begin(),
                               lane->findings().end());
  }
  run.passed = run.passed && !run.steps.empty();
  for (const TreeInput& tree : input.trees) {
    const Plan& plan = tree.tree->plan();
    run.report.projects.push_back({.path = tree.path,
                                   .tool = plan.tool,
                                   .changes = plan.changes.size(),
                                   .heads = plan.heads,
                                   .applied = {},
                                   .pending = {}});
  }
  const auto red = std::ranges::find_if(run.steps, [](const GateStep& step) {
    return step.state != StepState::passed && step.state != StepState::not_reached;
  });
  run.detail = run.passed ? done_in(run) : red == run.steps.end() ? "" : red->detail;
  finish_report(run.report, max_findings_per_rule);
  for (std::string& line : limits_of_gates()) run.not_covered.push_back(std::move(line));
}

void close_red(Course& course, GateRun& run, const std::exception_ptr& problem) noexcept {
  try {
    run.passed = false;
    if (run.detail.empty()) run.detail = detail_tail(words_of(problem));
    course.finish(run);
  } catch (...) {  // the record says "interrupted" already
  }
}

}  // namespace plumbline::gate
