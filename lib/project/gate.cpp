/// Repository::gate and Project::gate: what the options leave open is taken from plumbline.toml.
#include "gate/gate.hpp"

#include <span>

#include "core/call.hpp"
#include "plumbline/project.hpp"
#include "project/known_targets.hpp"
#include "project/state.hpp"
#include "system/format.hpp"

namespace plumbline {

namespace {

constexpr int usual_step_ms = 600'000;

std::vector<Finding> registry_errors(const Project& project, const std::string& uri) {
  Target target = Target::open(uri);
  CheckOptions options;
  options.only = {"registry"};
  Report report = project.check(&target, options);
  std::erase_if(report.findings,
                [](const Finding& finding) { return finding.severity != Severity::error; });
  return std::move(report.findings);
}

/// Options win over plumbline.toml.
GateOptions completed(GateOptions options, const gate::GateSettings& settings) {
  if (!options.server && !settings.server.empty()) options.server = settings.server;
  if (!options.scratch && !settings.scratch.empty()) options.scratch = settings.scratch;
  if (options.backup.empty()) options.backup = settings.backup;
  if (!options.record) options.record = settings.record;
  if (options.tier.empty()) options.tier = settings.tier;
  if (options.step_ms == 0) options.step_ms = settings.step_ms;
  if (options.step_ms == 0) options.step_ms = usual_step_ms;
  options.infer = options.infer && settings.infer;
  options.each = options.each || settings.each;
  options.create_roles = options.create_roles || settings.create_roles;
  return options;
}

GateRun run_gate(const project::Context& context, std::span<const Project> projects,
                 const GateOptions& given) {
  return core::run_call(given.control, "gate", [&](const core::Call&) {
    if (projects.empty()) {
      throw Error(
          Status::not_found,
          system::format("\"{}\" holds no migrations of sqitch, Alembic or sqlx", context.base));
    }
    const GateOptions options = completed(given, context.config.gate);
    gate::GateInput input;
    input.settings = context.config.gate;
    input.targets = project::known_targets(context, projects);
    for (const Project& project : projects) {
      gate::TreeInput tree{.path = project.path(),
                           .root = project.state().root,
                           .tree = project.state().tree.get(),
                           .settings = {}};
      const gate::ProjectSettings* const settings =
          context.config.project(project.path(), project.plan().tool);
      if (settings != nullptr) tree.settings = *settings;
      input.trees.push_back(std::move(tree));
    }
    input.check_registry = [&](const gate::TreeInput& tree, const std::string& uri) {
      const auto at = static_cast<std::size_t>(&tree - input.trees.data());
      return registry_errors(projects[at], uri);
    };
    GateRun run = options.kind == GateKind::dry_run ? gate::run_dry_run(input, options)
                                                    : gate::run_round_trip(input, options);
    run.report.root = context.base;
    return run;
  });
}

}  // namespace

GateRun Repository::gate(const GateOptions& options) const {
  return run_gate(*state_->context, state_->projects, options);
}

GateRun Project::gate(const GateOptions& options) const {
  return run_gate(*state().context, std::span(this, 1), options);
}

}  // namespace plumbline
