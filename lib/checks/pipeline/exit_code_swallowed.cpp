/// pipeline/exit-code-swallowed: a step runs migrations, and their failure does not reach the
/// platform.

#include <algorithm>

#include "checks/checks.hpp"
#include "checks/pipeline/scope.hpp"
#include "core/format.hpp"

namespace plumbline::checks::pipeline {

namespace {

/// Why the platform itself forgives the step.
std::string_view forgiven_because(const PipelineStep& step) noexcept {
  if (!step.ignores_failure) return {};
  if (step.platform == Platform::github) return "`continue-on-error: true` goes on after it";
  return step.name == "after_script" ? "the status of `after_script` is ignored"
                                     : "`allow_failure: true` goes on after it";
}

}  // namespace

std::vector<Finding> exit_code_swallowed(const Pipeline& pipeline,
                                         const std::vector<TreeFacts>& trees) {
  std::vector<Finding> findings;
  for (const PipelineFile& file : pipeline.files) {
    for (const PipelineStep& step : file.steps) {
      for (const PipelineCommand& command : step.commands) {
        if (command.kind != CommandKind::migrate) continue;
        if (std::ranges::find(trees, command.name, &TreeFacts::tool) == trees.end()) continue;
        const std::string_view reason = command.swallowed_by.empty()
                                            ? forgiven_because(step)
                                            : std::string_view(command.swallowed_by);
        if (reason.empty()) continue;
        findings.push_back(
            make_finding("pipeline/exit-code-swallowed",
                         core::format("a failure of {} in {} \"{}\" does not stop the deploy: {}",
                                      command.name, kind_of_job(step), step.job, reason),
                         command.where));
      }
    }
  }
  return findings;
}

}  // namespace plumbline::checks::pipeline
