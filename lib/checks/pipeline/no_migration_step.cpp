/// pipeline/no-migration-step: a pipeline deploys the application that a tree belongs to, and
/// nothing that could be read runs that tree's tool. Where something could run it unseen (an image,
/// a script from elsewhere) nothing is claimed.

#include <algorithm>

#include "checks/checks.hpp"
#include "checks/pipeline/scope.hpp"
#include "core/format.hpp"

namespace plumbline::checks::pipeline {

namespace {

/// Whether `file`, with a release phase, belongs to an application that is released around it.
bool is_skipped(const Pipeline& pipeline, const PipelineFile& file) {
  return std::ranges::any_of(pipeline.files, [&](const PipelineFile& other) {
    if (!concerns(pipeline, other, file.root)) return false;
    return std::ranges::any_of(other.steps, [](const PipelineStep& step) {
      return std::ranges::any_of(step.commands, &PipelineCommand::skips_release_phase);
    });
  });
}

bool runs(const Pipeline& pipeline, const PipelineFile& file, std::string_view tool) {
  for (const PipelineStep& step : file.steps) {
    const bool migrates = std::ranges::any_of(step.commands, [&](const PipelineCommand& command) {
      return command.kind == CommandKind::migrate && command.name == tool;
    });
    if (!migrates) continue;
    const bool is_heroku = file.platform == Platform::heroku || file.platform == Platform::procfile;
    if (!is_heroku || !is_skipped(pipeline, file)) return true;
  }
  return false;
}

/// Whether anything of the repository around `file` runs, or could run, that tool.
bool may_run(const Pipeline& pipeline, const PipelineFile& file, std::string_view tool) {
  const bool is_mentioned =
      std::ranges::any_of(pipeline.mentions, [&](const PipelineMention& mention) {
        return mention.tool == tool && is_within(mention.where.file, file.root);
      });
  if (is_mentioned || file.calls_elsewhere || !pipeline.searched_all) return true;
  return std::ranges::any_of(pipeline.files, [&](const PipelineFile& other) {
    return is_within(other.root, file.root) && runs(pipeline, other, tool);
  });
}

std::string_view noun_of(const PipelineFile& file) noexcept {
  return file.platform == Platform::github ? "workflow" : "pipeline";
}

}  // namespace

std::vector<Finding> no_migration_step(const Pipeline& pipeline,
                                       const std::vector<TreeFacts>& trees) {
  std::vector<Finding> findings;
  for (const TreeFacts& tree : trees) {
    Finding finding;
    for (const PipelineFile& file : pipeline.files) {
      const Place deploy = first_command(file, CommandKind::deploy);
      if (deploy.command == nullptr || !concerns(pipeline, file, tree.path) ||
          may_run(pipeline, file, tree.tool))
        continue;
      if (!finding.rule.empty()) {
        finding.related.push_back({deploy.command->where, core::format("{} \"{}\" deploys as well",
                                                                       noun_of(file), file.file)});
        continue;
      }
      finding = make_finding(
          "pipeline/no-migration-step",
          core::format("{} \"{}\" deploys by `{}`, and no step runs the {} migrations{}",
                       noun_of(file), file.name.empty() ? file.file : file.name,
                       deploy.command->name, tree.tool,
                       tree.path == "." ? "" : core::format(" of \"{}\"", tree.path)),
          deploy.command->where);
    }
    if (!finding.rule.empty()) findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace plumbline::checks::pipeline
