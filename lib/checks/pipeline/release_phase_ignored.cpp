/// pipeline/release-phase-ignored: heroku.yml or Procfile has a release phase, and a pipeline of
/// the same repository releases by `heroku container:release`, which does not read either file
/// (Heroku Dev Center, "Container Registry & Runtime").

#include "checks/checks.hpp"
#include "checks/pipeline/scope.hpp"
#include "core/format.hpp"

namespace plumbline::checks::pipeline {

namespace {

const PipelineStep* release_phase_of(const PipelineFile& file) noexcept {
  for (const PipelineStep& step : file.steps)
    if (step.is_release_phase) return &step;
  return nullptr;
}

Finding finding_of(const PipelineStep& step, const PipelineCommand& deploy,
                   const PipelineFile& ignored, const PipelineStep& release) {
  std::string_view tool;
  for (const PipelineCommand& command : release.commands)
    if (command.kind == CommandKind::migrate) tool = command.name;
  Finding finding = make_finding(
      "pipeline/release-phase-ignored",
      core::format("`{}` in {} \"{}\" does not run the release phase of \"{}\"{}", deploy.name,
                   kind_of_job(step), step.job, ignored.file,
                   tool.empty() ? "" : core::format(", so {} is never run by it", tool)),
      deploy.where);
  finding.related.push_back({release.where, "the release phase that is not run"});
  return finding;
}

}  // namespace

std::vector<Finding> release_phase_ignored(const Pipeline& pipeline) {
  std::vector<Finding> findings;
  for (const PipelineFile& ignored : pipeline.files) {
    const PipelineStep* release = release_phase_of(ignored);
    if (release == nullptr) continue;
    for (const PipelineFile& file : pipeline.files) {
      if (!concerns(pipeline, file, ignored.root)) continue;
      for (const PipelineStep& step : file.steps)
        for (const PipelineCommand& command : step.commands)
          if (command.skips_release_phase)
            findings.push_back(finding_of(step, command, ignored, *release));
    }
  }
  return findings;
}

}  // namespace plumbline::checks::pipeline
