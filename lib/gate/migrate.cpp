#include "gate/migrate.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "adapters/tool_process.hpp"
#include "gate/classify.hpp"
#include "gate/detail.hpp"
#include "plumbline/error.hpp"
#include "postgres/session.hpp"
#include "system/child.hpp"
#include "system/files.hpp"
#include "system/format.hpp"
#include "system/redact.hpp"

namespace plumbline::gate {

namespace {

std::size_t place_of(const TreeInput& tree, const Seed& seed) {
  const Plan& plan = tree.tree->plan();
  if (seed.before.empty()) return plan.changes.size();
  const Change* const change = tree.tree->find(seed.before);
  if (change == nullptr) {
    throw Error(
        Status::configuration,
        {.message = system::format("a seed stands before \"{}\", which the plan of \"{}\" does "
                                   "not have",
                                   seed.before, tree.path),
         .detail = "",
         .hint = "name a change as the tool does",
         .sqlstate = "",
         .where = seed.where});
  }
  return static_cast<std::size_t>(change - plan.changes.data());
}

/// One finding for what failed, its file as reports name it.
Finding finding_of(const TreeInput& tree, const adapters::RunFailure& failure,
                   const std::string& step) {
  Finding finding = classify_failure(failure, step);
  if (!finding.where.file.empty()) finding.where.file = file_of(tree, finding.where.file);
  for (Related& related : finding.related)
    if (!related.where.file.empty()) related.where.file = file_of(tree, related.where.file);
  return finding;
}

/// The step that hooks and plumbline.toml know it by.
std::string_view hook_step(std::string_view step) {
  return step == migrate_step ? "upgrade" : step;
}

}  // namespace

std::string file_of(const TreeInput& tree, std::string_view file) {
  return system::normalise_path(system::join_path(tree.path, file));
}

std::vector<SeedPoint> seed_points(const TreeInput& tree, const Inferred& inferred) {
  std::map<std::size_t, std::vector<Seed>> by_place;
  for (const Seed& seed : tree.settings.seeds) by_place[place_of(tree, seed)].push_back(seed);
  for (const InferredSeed& row : inferred.seeds) {
    Seed seed{.before = row.before, .sql = row.sql, .file = "", .is_inferred = true, .where = {}};
    const std::size_t place = place_of(tree, seed);
    by_place[place].push_back(std::move(seed));
  }
  std::vector<SeedPoint> points;
  for (auto& [at, seeds] : by_place) points.push_back({.at = at, .seeds = std::move(seeds)});
  return points;
}

adapters::RunnerOptions runner_options(const ProjectSettings& settings) {
  adapters::RunnerOptions options;
  options.working_directory = settings.working_directory;
  options.interpreter = settings.interpreter;
  options.arguments = settings.arguments;
  options.environment = settings.environment;
  return options;
}

InferenceInput inference_input(const adapters::Tree& tree, const ProjectSettings& settings,
                               const std::vector<std::string>& common_roles,
                               const ServerFacts& server) {
  InferenceInput input;
  input.plan = &tree.plan();
  input.statements = [&tree](const Change& change) {
    return tree.statements(change, Direction::deploy);
  };
  input.find = [&tree](std::string_view reference) { return tree.find(reference); };
  input.server_version = server.version;
  input.roles = server.roles;
  input.given = &settings;
  input.common_roles = common_roles;
  return input;
}

Migration::Migration(const TreeInput& tree, Lane& lane, bool with_trace)
    : tree_(tree), lane_(lane) {
  adapters::RunnerOptions options = runner_options(tree.settings);
  options.with_trace = with_trace;
  options.on_change = [this](const ChangeRun& change, bool is_done) {
    if (is_done) ++done_;
    lane_.tell_progress(system::format("{} {}", is_done ? "done" : "running",
                                       change.name.empty() ? change.change : change.name),
                        done_, std::nullopt);
    return true;
  };
  runner_ = tree.tree->make_runner(options);
}

void Migration::set_database(const postgres::Writable& database) { database_.emplace(database); }

std::optional<Red> Migration::red_of(const adapters::RunOutcome& outcome, GateStep& step) {
  step.changes.insert(step.changes.end(), outcome.changes.begin(), outcome.changes.end());
  if (!outcome.failure) return std::nullopt;
  const adapters::RunFailure& failure = *outcome.failure;
  Red red;
  red.detail = failure.message;
  if (!failure.detail.empty()) red.detail += '\n' + failure.detail;
  // The tool's own words end with the cause: what is cut is the beginning.
  if (failure.output.find(failure.message) != std::string::npos) red.detail = failure.output;
  red.findings.push_back(finding_of(tree_, failure, step.name));
  return red;
}

std::optional<Red> Migration::upgrade(GateStep& step, const std::string& upto) {
  return red_of(runner_->upgrade(*database_, upto), step);
}

std::optional<Red> Migration::downgrade(GateStep& step, const std::string& downto) {
  return red_of(runner_->downgrade(*database_, downto), step);
}

adapters::WalkOutcome Migration::walk(GateStep& step, const adapters::Walk& walk,
                                      std::optional<Red>& red) {
  adapters::WalkOutcome outcome = runner_->walk(*database_, walk);
  red = red_of(outcome.run, step);
  return outcome;
}

std::optional<Red> Migration::verify(GateStep& step) {
  const std::optional<adapters::RunOutcome> outcome = runner_->verify(*database_);
  return outcome ? red_of(*outcome, step) : std::nullopt;
}

std::optional<Red> Migration::check_heads(GateStep& step) {
  std::vector<std::string> heads;
  if (std::optional<Red> red = red_of(runner_->check_heads(heads), step)) return red;
  if (heads.size() <= 1) return std::nullopt;
  std::string names;
  for (const std::string& head : heads) names += (names.empty() ? "" : "\n") + head;
  Finding finding =
      make_finding("gate/multiple-heads",
                   system::format("the tree has {} heads: no deploy works", heads.size()));
  return Red{.detail = names, .findings = {std::move(finding)}};
}

std::optional<Red> Migration::seed(GateStep& step, const std::vector<Seed>& seeds) {
  runner_->release();
  const auto session = postgres::Session::open(*database_);
  for (const Seed& seed : seeds) {
    const postgres::Outcome outcome = session->run(seed.sql);
    if (!outcome.error) continue;
    const ErrorFields& fields = outcome.error->fields;
    Red red{.detail = fields.message + (fields.detail.empty() ? "" : '\n' + fields.detail),
            .findings = classify_output(fields.message, fields.sqlstate, step.name).findings};
    for (Finding& finding : red.findings) {
      if (!seed.where.file.empty()) finding.where = seed.where;
    }
    return red;
  }
  return std::nullopt;
}

std::optional<Red> Migration::run_hooks(const std::string& name, bool is_before) {
  for (const Hook& hook : tree_.settings.hooks) {
    if (hook.step != hook_step(name) || hook.is_before != is_before || !database_) continue;
    system::ChildOptions options;
    options.directory =
        tree_.settings.working_directory.empty() ? tree_.root : tree_.settings.working_directory;
    options.environment = adapters::clean_environment({});
    options.environment->insert_or_assign("DATABASE_URL", database_->uri());
    for (const auto& [variable, value] : tree_.settings.environment)
      options.environment->insert_or_assign(variable, value);
    options.is_guarded = true;
    system::Child child({"/bin/sh", "-c", hook.command}, std::move(options));
    child.wait();
    if (child.exit_status() == 0) continue;
    system::Redactor redactor;
    redactor.add_uri(database_->uri());
    const std::string said = redactor.apply(child.output() + child.errors());
    Finding finding =
        make_finding("gate/environment",
                     system::format("the hook {} step \"{}\" failed: {}",
                                    is_before ? "before" : "after", name, hook.command),
                     hook.where);
    return Red{.detail = finding.message + '\n' + said, .findings = {std::move(finding)}};
  }
  return std::nullopt;
}

bool Migration::step(const std::string& name, const std::string& subject, const Lane::Work& work) {
  return lane_.step(name, subject, [&](GateStep& step) -> std::optional<Red> {
    done_ = 0;
    if (std::optional<Red> red = run_hooks(name, true)) return red;
    if (std::optional<Red> red = work(step)) return red;
    return run_hooks(name, false);
  });
}

}  // namespace plumbline::gate
