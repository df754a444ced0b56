/// Repository and Project check and verify: gathers the facts, runs the checks, and makes their
/// places relative to the given PATH.

#include <algorithm>
#include <iterator>
#include <set>
#include <unordered_map>

#include "checks/checks.hpp"
#include "checks/deploy/verify.hpp"
#include "checks/drift/expectation.hpp"
#include "checks/drift/live.hpp"
#include "core/call.hpp"
#include "core/large_stack.hpp"
#include "plumbline/error.hpp"
#include "plumbline/project.hpp"
#include "plumbline/rule.hpp"
#include "postgres/connection.hpp"
#include "project/apply_config.hpp"
#include "project/baseline.hpp"
#include "project/excerpts.hpp"
#include "project/filter.hpp"
#include "project/fix.hpp"
#include "project/git_history.hpp"
#include "project/schema_names.hpp"
#include "project/simulate.hpp"
#include "project/state.hpp"
#include "project/vocabulary.hpp"
#include "sql/parse.hpp"
#include "system/files.hpp"
#include "system/format.hpp"
#include "system/utf8.hpp"

namespace plumbline {

namespace {

/// Makes the places of a tree's finding relative to the given PATH.
void relocate(Finding& finding, const std::string& project) {
  finding.project = project;
  const auto move = [&](std::string& file) {
    if (!file.empty()) file = system::normalise_path(system::join_path(project, file));
  };
  move(finding.where.file);
  for (Related& related : finding.related) move(related.where.file);
  if (finding.fix) change_files(*finding.fix, move);
}

void add(Report& report, std::vector<Finding> findings, const std::string& project,
         const project::Filter& filter) {
  for (Finding& finding : findings) {
    if (!filter.wants(finding.rule)) continue;
    relocate(finding, project);
    report.findings.push_back(std::move(finding));
  }
}

ReportProject describe(const Project& project) {
  const Plan& plan = project.plan();
  const auto changes = static_cast<std::size_t>(
      std::ranges::count_if(plan.changes, [](const Change& change) { return !change.shadowed; }));
  return {.path = project.path(),
          .tool = plan.tool,
          .changes = changes,
          .heads = plan.heads,
          .applied = {},
          .pending = {}};
}

ReportTarget describe(const Target& target) {
  return {.uri = target.name(),
          .server_version = target.server_version(),
          .database = target.database()};
}

/// Says how far the plan got in the registry, or why nobody can tell.
void describe_progress(Report& report, const Project& project, const Registry& registry) {
  if (registry.exists && checks::has_unknown_ids(project.plan())) {
    report.unchecked.push_back({.what = system::format("registry of {}", project.path()),
                                .why = "the plan is refused, so its change ids are not known"});
    return;
  }
  report.projects.back().applied = registry.applied.size();
  report.projects.back().pending = registry.pending.size();
}

void add_expectations(Report& report, const std::vector<ObjectName>& names,
                      const CheckOptions& options, const project::Filter& filter) {
  if (options.expect.empty()) return;
  std::vector<checks::drift::Expectation> expected;
  for (const std::string& text : options.expect)
    expected.push_back(checks::drift::parse_expectation(text));
  add(report, checks::drift::expectations(expected, names), "", filter);
}

/// Whether a rule that this pattern means was run at all.
bool was_run(std::string_view pattern, const project::Filter& filter, bool with_database) {
  return std::ranges::any_of(rules(), [&](const Rule& rule) {
    const std::string_view family = rule.name.substr(0, rule.name.find('/'));
    const bool needs_database = family == "registry" || family == "drift" || family == "deploy";
    return rule_matches(pattern, rule.name) && filter.wants(rule.name) &&
           (with_database || !needs_database);
  });
}

/// What script rules say of one tree's old changes.
struct OlderFindings {
  std::string plan_file;
  std::string project;
  std::vector<Finding> findings;
};

/// One line for them, unless that line is not wanted: then all of them. Returns which suppressions
/// hid one.
std::vector<bool> add_older(Report& report, std::vector<OlderFindings> trees,
                            const project::Config& config, const project::Baseline& baseline,
                            const project::Filter& filter) {
  constexpr std::string_view rule = "script/old-changes";
  std::vector<bool> used(config.suppressions.size());
  for (OlderFindings& older : trees) {
    Position where;
    where.file = older.plan_file;
    Finding line = make_finding(rule, {}, where);
    relocate(line, older.project);
    // That the baseline has the line does not call for all of them.
    if (!filter.wants(rule) || project::apply_config(config, {line}).findings.empty()) {
      std::ranges::move(older.findings, std::back_inserter(report.findings));
      continue;
    }
    const project::Applied applied =
        project::apply_config(config, std::move(older.findings), baseline);
    for (std::size_t i = 0; i < used.size(); ++i) used[i] = used[i] || applied.used[i];
    if (applied.findings.empty()) continue;
    std::set<std::string> changes;
    for (const Finding& finding : applied.findings) changes.insert(finding.change);
    line.message = system::format(
        "{} finding{} in {} change{} before the newest left out: nobody knows whether {} run; "
        "--since or --db tells",
        applied.findings.size(), applied.findings.size() == 1 ? "" : "s", changes.size(),
        changes.size() == 1 ? "" : "s", applied.findings.size() == 1 ? "it has" : "they have");
    report.findings.push_back(std::move(line));
  }
  return used;
}

/// What plumbline.toml says about the findings, and what it says for nothing.
void apply(Report& report, std::vector<OlderFindings> older, const project::Context& context,
           const project::Baseline& baseline, const project::Filter& filter, bool with_unused) {
  const project::Config& config = context.config;
  const std::vector<bool> used = add_older(report, std::move(older), config, baseline, filter);
  project::Applied applied = project::apply_config(config, std::move(report.findings), baseline);
  report.findings = std::move(applied.findings);
  if (!with_unused || !filter.wants("config/unused-suppression")) return;
  project::Baseline left = baseline;
  for (std::size_t i = 0; i < config.suppressions.size(); ++i) {
    const project::Suppression& suppression = config.suppressions[i];
    if (applied.used[i] || used[i] || !was_run(suppression.rule, filter, report.target.has_value()))
      continue;
    Finding finding =
        make_finding("config/unused-suppression",
                     system::format("the suppression of \"{}\" hides no finding", suppression.rule),
                     suppression.where);
    if (!left.take(finding)) report.findings.push_back(std::move(finding));
  }
}

}  // namespace

namespace {

/// A check or verify that runs: what it was asked, and the report as it grows.
class Run {
 public:
  Run(const char* command, const project::Context& context, Target* target,
      const CheckOptions& options)
      : context_(context),
        target_(target),
        options_(options),
        filter_(options),
        baseline_(project::read_baseline(options, context.config, context.limits)) {
    report_.command = command;
    report_.root = context.base;
    if (target != nullptr) report_.target = describe(*target);
    if (target == nullptr && options.schema == nullptr && !options.expect.empty())
      throw Error(Status::argument, "expectations need a database: names are looked up in it");
    if (options.schema != nullptr && !options.expect.empty())
      names_ = project::schema_names(*options.schema);
  }

  /// Reads what a verify needs of the target, all in one snapshot. The transaction is over before
  /// anything is compared or simulated: nobody waits for it, and no server ends it as idle.
  void read(std::span<const Project> projects) {
    if (target_ == nullptr) return;
    postgres::SnapshotScope snapshot(target_->connection());
    read_registries(projects);
    snapshot.end();
  }

  /// The same for a check.
  void read_with_schema(std::span<const Project> projects) {
    if (target_ == nullptr) return;
    postgres::SnapshotScope snapshot(target_->connection());
    read_registries(projects);
    const bool simulates = std::ranges::any_of(
        projects, [](const Project& one) { return !checks::has_unknown_ids(one.plan()); });
    if (asks_for_family(options_, "drift") || (simulates && asks_for_simulation())) {
      simulator_ = project::simulation_options(
          target_, options_.schema == nullptr ? target_->server_version()
                                              : options_.schema->source().server_version);
      begin_crossings(projects);
      if (options_.schema == nullptr) capture();
    }
    snapshot.end();
  }

  /// Whether `since` is a change of one of the trees, or else, where git may be asked, a revision.
  void settle_since(std::span<const Project> projects) {
    if (options_.since.empty() || projects.empty()) return;
    const bool is_change = std::ranges::any_of(
        projects, [&](const Project& one) { return one.find(options_.since) != nullptr; });
    if (is_change) return;
    if (!options_.use_git) {
      throw Error(Status::argument,
                  system::format("\"{}\" is a change of no tree, and git may not be asked for a "
                                 "revision of that name",
                                 system::escape_for_display(options_.since)));
    }
    since_is_revision_ = true;
  }

  void check(const Project& project) {
    report_.projects.push_back(describe(project));
    checks::Facts facts{
        .plan = &project.plan(), .settings = &project.settings(), .registry = nullptr};
    if (target_ != nullptr) {
      facts.registry = &registries_.at(&project);
      if (facts.registry->exists) describe_progress(report_, project, *facts.registry);
    }
    std::vector<Finding> findings = checks::check_tree(facts);
    std::ranges::move(simulate(project, facts.registry), std::back_inserter(findings));
    if (options_.use_git && facts.registry != nullptr) {
      project::add_commits(findings, project.plan(), *facts.registry, project.state().root,
                           report_.unchecked);
    }
    project::add_fixes(findings, project.state(),
                       {.registry = facts.registry,
                        .schema = project::needs_schema(findings) ? live() : options_.schema});
    add(report_, std::move(findings), project.path(), filter_);
  }

  void verify(const Project& project) {
    report_.projects.push_back(describe(project));
    const Plan& plan = project.plan();
    const Registry& registry = registries_.at(&project);
    describe_progress(report_, project, registry);
    std::vector<Finding> findings =
        checks::check_tree({.plan = &plan, .settings = nullptr, .registry = &registry});
    // After a deploy only what is wrong counts: "pending" is said by deploy/incomplete, with its
    // own severity.
    std::erase_if(findings,
                  [](const Finding& finding) { return finding.severity == Severity::info; });
    for (auto* rule : {checks::deploy::nothing_applied, checks::deploy::incomplete}) {
      if (registry.exists && checks::has_unknown_ids(plan)) break;
      std::ranges::move(rule(plan, registry), std::back_inserter(findings));
    }
    add(report_, std::move(findings), project.path(), filter_);
  }

  /// What belongs to the repository, not to one tree of it.
  void check_repository(const Pipeline& pipeline, std::span<const Project> projects,
                        const std::vector<Finding>& findings) {
    add(report_, findings, "", filter_);
    // Databases that pipeline commands name are judged by the config rules.
    if (!asks_for_family(options_, "pipeline") && !asks_for_family(options_, "config")) return;
    std::vector<checks::TreeFacts> trees;
    for (const Project& project : projects)
      trees.push_back({.tool = project.plan().tool, .path = project.path()});
    add(report_, checks::check_pipeline(pipeline, trees), "", filter_);
  }

  /// What the schema shows, live or given. `projects`: all trees of the repository; absent when
  /// not all are known.
  void check_schema(std::optional<std::span<const Project>> projects) {
    if ((target_ == nullptr && options_.schema == nullptr) || !asks_for_family(options_, "drift"))
      return;
    const Schema* const schema = live();
    if (schema == nullptr) return;
    add(report_, checks::drift::unfinished(*schema), "", filter_);
    add(report_, checks::drift::unreadable(*schema), "", filter_);
    std::ranges::copy(schema->source().unchecked, std::back_inserter(report_.unchecked));
    if (!projects || !filter_.wants("drift/unexpected-object")) return;
    std::vector<Project> all(projects->begin(), projects->end());
    for (const Repository* other : options_.beside)
      all.insert(all.end(), other->projects().begin(), other->projects().end());
    const core::Vocabulary vocabulary =
        project::read_vocabulary(all, context_.limits, report_.unchecked);
    add(report_, checks::drift::unplanned_objects(*schema, vocabulary), "", filter_);
  }

  Report finish(std::vector<Unchecked> unchecked, bool with_unused_suppressions) && {
    std::ranges::move(report_.unchecked, std::back_inserter(unchecked));
    report_.unchecked = std::move(unchecked);
    add_expectations(report_, names_, options_, filter_);
    apply(report_, std::move(older_), context_, baseline_, filter_, with_unused_suppressions);
    finish_report(report_, options_.max_per_rule);
    if (options_.with_excerpts)
      project::fill_excerpts(report_.findings, context_.base, context_.limits);
    return std::move(report_);
  }

 private:
  /// Rules over scripts know of the live schema what is in use, and what depends on it.
  [[nodiscard]] bool asks_for_simulation() const {
    return asks_for_family(options_, "deploy") || asks_for_family(options_, "script");
  }

  void read_registries(std::span<const Project> projects) {
    for (const Project& project : projects) {
      registries_.emplace(&project, project.state().tree->read_registry(target_->connection()));
    }
    if (!options_.expect.empty() && options_.schema == nullptr)
      names_ = postgres::list_catalog_names(target_->connection());
  }

  /// What the applied changes make takes no server: it is found while the schema is read.
  void begin_crossings(std::span<const Project> projects) {
    std::vector<const Project*> all;
    for (const Project& project : projects) {
      if (!checks::has_unknown_ids(project.plan())) all.push_back(&project);
    }
    crossings_.emplace(all, registries_, simulator_);
  }

  /// Rows of now: which ones to count the simulation has said.
  void count(checks::Crossing& crossing) const {
    postgres::SnapshotScope snapshot(target_->connection());
    project::count_rows(crossing, target_->connection());
    if (options_.preflight) project::count_violations(crossing, target_->connection());
    snapshot.end();
  }

  /// What the simulation of the tree's scripts shows.
  std::vector<Finding> simulate(const Project& project, const Registry* registry) {
    std::vector<Finding> findings;
    core::run_on_large_stack([&] {
      const sql::ParseMemo memo;
      findings = simulate_here(project, registry);
    });
    return findings;
  }

  std::vector<Finding> simulate_here(const Project& project, const Registry* registry) {
    const bool wants_live = asks_for_family(options_, "drift") || asks_for_simulation();
    const bool wants_scripts = asks_for_family(options_, "script");
    const Plan& plan = project.plan();
    if (checks::has_unknown_ids(plan)) return {};
    const Schema* const schema =
        wants_live && (target_ != nullptr || options_.schema != nullptr) ? live() : nullptr;
    if (schema == nullptr && !wants_scripts) return {};
    const checks::ReadStatements read = project::statements_of(project);
    std::vector<Finding> findings;
    if (schema == nullptr) {
      checks::Crossing crossing = checks::cross_plan(plan, read, {});
      judge_since(project, crossing);
      judge_scripts(project, crossing, registry, findings);
      return findings;
    }
    checks::Crossing crossing;
    if (crossings_) {
      crossing = crossings_->finish(project, *schema);
    } else {
      const checks::CrossingOptions how{
          .simulator = project::simulation_options(nullptr, schema->source().server_version),
          .manner = project::deploy_manner(project)};
      crossing = checks::cross(plan, registry, *schema, read, how);
    }
    judge_since(project, crossing);
    if (target_ != nullptr) count(crossing);
    findings = checks::check_crossing(plan, crossing);
    if (wants_scripts) judge_scripts(project, crossing, registry, findings);
    std::ranges::copy(crossing.unchecked, std::back_inserter(report_.unchecked));
    return findings;
  }

  /// The rules of family script. Where nobody knows what has run, what they say of old changes is
  /// one finding a tree.
  void judge_scripts(const Project& project, const checks::Crossing& crossing,
                     const Registry* registry, std::vector<Finding>& findings) {
    using checks::script::Earlier;
    const bool is_known = registry != nullptr || !options_.since.empty();
    checks::script::Judgement judgement =
        checks::check_scripts(project.plan(), crossing, context_.config.conventions,
                              is_known ? Earlier::pending : Earlier::unknown);
    std::ranges::move(judgement.findings, std::back_inserter(findings));
    OlderFindings older{.plan_file = project.plan().file, .project = project.path()};
    for (Finding& finding : judgement.older) {
      if (!filter_.wants(finding.rule)) continue;
      relocate(finding, project.path());
      older.findings.push_back(std::move(finding));
    }
    if (!older.findings.empty()) older_.push_back(std::move(older));
  }

  /// What stands at or before `since` in the plan is old.
  void judge_since(const Project& project, checks::Crossing& crossing) const {
    if (options_.since.empty()) return;
    if (since_is_revision_) {
      const std::vector<std::string> changed =
          project::changed_files(project.state().root, options_.since);
      for (checks::ChangeState& state : crossing.changes) {
        state.is_old =
            !std::ranges::binary_search(changed, system::normalise_path(state.change->deploy.file));
      }
      return;
    }
    const Change* const since = project.find(options_.since);
    if (since == nullptr) return;
    std::set<const Change*> old;
    for (const Change& change : project.plan().changes) {
      old.insert(&change);
      if (&change == since) break;
    }
    for (checks::ChangeState& state : crossing.changes) state.is_old = old.contains(state.change);
  }

  /// The given schema, or the target's, read once. Null when the server refuses to be asked; the
  /// rest of the check has its worth without.
  const Schema* live() {
    if (options_.schema != nullptr) return options_.schema;
    if (target_ == nullptr) return nullptr;
    if (!live_ && !live_is_refused_) {
      postgres::SnapshotScope snapshot(target_->connection());
      capture();
      snapshot.end();
    }
    return live_ ? &*live_ : nullptr;
  }

  void capture() {
    try {
      live_ = capture_schema(*target_, {});
    } catch (const Error& error) {
      if (error.status() != Status::server) throw;
      live_is_refused_ = true;
      report_.unchecked.push_back({.what = "live schema", .why = error.fields().message});
    }
  }

  const project::Context& context_;
  Target* target_;
  const CheckOptions& options_;
  project::Filter filter_;
  project::Baseline baseline_;
  std::unordered_map<const Project*, Registry> registries_;  ///< empty without a target
  std::vector<ObjectName> names_;                            ///< that expectations are looked up in
  sql::SimulatorOptions simulator_;                          ///< the target's
  std::optional<Schema> live_;
  bool live_is_refused_ = false;
  bool since_is_revision_ = false;  ///< of git, not a change
  std::vector<OlderFindings> older_;
  Report report_;
  std::optional<project::Crossings> crossings_;  ///< begun while the target's schema was read
};

}  // namespace

Report Repository::check(Target* target, const CheckOptions& options) const {
  return core::run_call(options.control, "check", [&](const core::Call& call) {
    Run run("check", *state_->context, target, options);
    run.settle_since(state_->projects);
    run.read_with_schema(state_->projects);
    std::size_t done = 0;
    for (const Project& project : state_->projects) {
      run.check(project);
      call.tell_progress(project.path(), ++done, state_->projects.size());
    }
    run.check_repository(state_->pipeline, state_->projects, state_->findings);
    run.check_schema(std::span<const Project>(state_->projects));
    return std::move(run).finish(state_->unchecked, true);
  });
}

Report Repository::verify(Target& target, const CheckOptions& options) const {
  if (state_->projects.empty() && options.expect.empty()) {
    throw Error(Status::not_found,
                system::format("there is no sqitch, Alembic or sqlx tree in \"{}\" to verify",
                               system::escape_for_display(state_->context->base)));
  }
  return core::run_call(options.control, "verify", [&](const core::Call& call) {
    Run run("verify", *state_->context, &target, options);
    run.read(state_->projects);
    std::size_t done = 0;
    for (const Project& project : state_->projects) {
      run.verify(project);
      call.tell_progress(project.path(), ++done, state_->projects.size());
    }
    return std::move(run).finish({}, false);
  });
}

Report Project::check(Target* target, const CheckOptions& options) const {
  return core::run_call(options.control, "check", [&](const core::Call& call) {
    Run run("check", *state_->context, target, options);
    run.settle_since({this, 1});
    run.read_with_schema({this, 1});
    run.check(*this);
    run.check_schema(std::nullopt);
    call.tell_progress(path(), 1, 1);
    return std::move(run).finish({}, false);
  });
}

Report Project::verify(Target& target, const CheckOptions& options) const {
  return core::run_call(options.control, "verify", [&](const core::Call& call) {
    Run run("verify", *state_->context, &target, options);
    run.read({this, 1});
    run.verify(*this);
    call.tell_progress(path(), 1, 1);
    return std::move(run).finish({}, false);
  });
}

}  // namespace plumbline
