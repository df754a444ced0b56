/// The dry run: the newest backup proven good, restored into a scratch database, its registry
/// looked at, and the pending migrations run on it, with what they lock, rewrite and take.
#include <algorithm>
#include <memory>
#include <utility>

#include "gate/course.hpp"
#include "gate/gate.hpp"
#include "gate/migrate.hpp"
#include "gate/restored.hpp"
#include "gate/schemas.hpp"
#include "gate/summary.hpp"
#include "plumbline/error.hpp"
#include "postgres/restore/backup.hpp"
#include "system/format.hpp"

namespace plumbline::gate {

namespace {

/// Tells how far a file has been read.
postgres::OnRestoreProgress progress_of(Lane& lane, const char* what) {
  return [&lane, what](const postgres::RestoreProgress& progress) {
    lane.tell_progress(
        what, progress.bytes >> 10,
        progress.total == 0 ? std::optional<std::size_t>() : std::size_t{progress.total >> 10});
  };
}

Red red_of(const postgres::RestoreProblem& problem) {
  Finding finding = make_finding("gate/restore-failed", postgres::describe_problem(problem));
  finding.sqlstate = problem.sqlstate;
  std::string detail = finding.message;
  for (const std::string* more : {&problem.statement, &problem.detail, &problem.hint})
    if (!more->empty()) detail += '\n' + *more;
  return {.detail = std::move(detail), .findings = {std::move(finding)}};
}

Red red_of(std::string_view rule, std::string message) {
  Finding finding = make_finding(rule, message);
  return {.detail = std::move(message), .findings = {std::move(finding)}};
}

/// One tree on the restored database.
struct Candidate {
  const TreeInput& tree;
  Lane lane;
  Migration migration;

  Candidate(const TreeInput& input, Course& course)
      : tree(input), lane(course, input.path), migration(input, lane, true) {}
};

class DryRun {
 public:
  DryRun(const GateInput& input, const GateOptions& options)
      : input_(input), options_(options), course_(options), lane_(course_, "") {}

  GateRun run();

 private:
  void work();
  std::optional<Red> find();
  void choose_database();
  std::optional<Red> prove();
  std::optional<Red> reset();
  std::optional<Red> restore();
  static std::optional<Red> check(const GateInput& input, Candidate& candidate,
                                  const std::string& uri);
  void finish(GateRun& run);

  const GateInput& input_;
  const GateOptions& options_;
  Course course_;
  Lane lane_;
  std::vector<std::unique_ptr<Candidate>> candidates_;
  std::optional<postgres::Backup> backup_;
  std::optional<postgres::BackupProof> proof_;
  std::unique_ptr<RestoredDatabase> database_;
  std::optional<Error> unreachable_;  ///< why there is no database_
  std::vector<std::string> notes_;
};

std::optional<Red> DryRun::find() {
  if (!options_.backup.empty()) backup_ = postgres::find_backup(options_.backup);
  if (backup_) {
    if (!backup_->choice.empty()) lane_.tell_note(backup_->path + ": " + backup_->choice);
    return std::nullopt;
  }
  return red_of("gate/no-backup", options_.backup.empty()
                                      ? std::string("no backup was given")
                                      : system::format("\"{}\" holds no backup", options_.backup));
}

/// Before anything is reset. One that an earlier gate has restored was proven then.
std::optional<Red> DryRun::prove() {
  if (database_ && database_->is_known()) {
    lane_.tell_note("the backup is known from an earlier gate");
    return std::nullopt;
  }
  postgres::ProveOptions options;
  options.programs = options_.bin;
  options.on_progress = progress_of(lane_, "reading the backup");
  proof_ = postgres::prove_backup(*backup_, options);
  if (proof_->problem) return red_of(*proof_->problem);
  return std::nullopt;
}

/// Looked at early, told in its own step: a bad backup comes first.
void DryRun::choose_database() {
  if (options_.scratch && options_.scratch->empty()) return;
  try {
    database_ = RestoredDatabase::plan(options_, input_.targets, *backup_);
  } catch (const Error& error) {
    if (error.status() == Status::cancelled) throw;
    unreachable_ = error;
  }
}

std::optional<Red> DryRun::reset() {
  if (options_.scratch && options_.scratch->empty()) {
    return red_of(
        "gate/scratch-unset",
        "the scratch database's URI is empty: a variable may be unset where it comes from");
  }
  try {
    if (unreachable_) throw Error(*unreachable_);
    database_->reset(proof_ ? proof_->bytes : 0);
    return std::nullopt;
  } catch (const Error& error) {
    const Status status = error.status();
    if (status == Status::refused || status == Status::cancelled || status == Status::tool) throw;
    const ErrorFields& fields = error.fields();
    Red red = red_of("gate/reset-failed", fields.message);
    red.findings.front().sqlstate = fields.sqlstate;
    if (!fields.detail.empty()) red.detail += '\n' + fields.detail;
    return red;
  }
}

std::optional<Red> DryRun::restore() {
  if (database_->is_known()) {
    database_->take_known();
    return std::nullopt;
  }
  postgres::RestoreOptions options = database_->restore_options(*proof_);
  options.programs = options_.bin;
  options.on_progress = progress_of(lane_, "restoring");
  const postgres::RestoreResult result =
      postgres::restore_backup(*backup_, *proof_, database_->writable(), options);
  if (result.problem) return red_of(*result.problem);
  std::uint64_t rows = 0;
  for (const postgres::RestoredTable& table : result.tables) rows += table.rows;
  lane_.tell_note(system::format("{} statements, {} rows in {} tables restored", result.statements,
                                 rows, result.tables.size()));
  for (const postgres::SkippedStatement& skipped : result.skipped)
    notes_.push_back(system::format("line {} of the backup, \"{}\": {}", skipped.line,
                                    skipped.statement, skipped.reason));
  if (result.skipped_count > result.skipped.size())
    notes_.push_back(system::format("{} more statements of the backup that were left out",
                                    result.skipped_count - result.skipped.size()));
  database_->remember();
  return std::nullopt;
}

/// Applied but missing, applied but modified, half applied: before anything is run.
std::optional<Red> DryRun::check(const GateInput& input, Candidate& candidate,
                                 const std::string& uri) {
  std::vector<Finding> findings = input.check_registry(candidate.tree, uri);
  if (findings.empty()) return std::nullopt;
  const Finding& first = findings.front();
  Red red;
  red.detail = first.tool_says ? first.tool_says->message : first.message;
  red.findings = std::move(findings);
  return red;
}

void DryRun::work() {
  for (const TreeInput& tree : input_.trees)
    candidates_.push_back(std::make_unique<Candidate>(tree, course_));
  lane_.step("backup", "", [&](GateStep& step) -> std::optional<Red> {
    if (auto red = find()) return red;
    step.subject = backup_->path;
    choose_database();
    return prove();
  });
  lane_.step("reset", "", [&](GateStep&) { return reset(); });
  lane_.step("restore", "", [&](GateStep&) { return restore(); });
  if (lane_.is_red()) return;
  for (const auto& one : candidates_) {
    Migration& migration = one->migration;
    migration.set_database(database_->writable());
    migration.step("registry", "",
                   [&](GateStep&) { return check(input_, *one, database_->writable().uri()); });
    migration.step(std::string(migrate_step), "", [&](GateStep& step) -> std::optional<Red> {
      if (auto red = migration.upgrade(step, "")) return red;
      step.fingerprint = capture(database_->writable()).fingerprint().hex();
      return std::nullopt;
    });
    migration.runner().release();
    for (const std::string& line : migration.runner().not_covered()) notes_.push_back(line);
  }
}

void DryRun::finish(GateRun& run) {
  std::vector<const Lane*> lanes = {&lane_};
  for (const auto& one : candidates_) lanes.push_back(&one->lane);
  if (database_) run.server = database_->server_name();
  run.not_covered = std::move(notes_);
  summarise(run, lanes, input_);
}

GateRun DryRun::run() {
  GateRun run = course_.begun();
  try {
    course_.start(system::format("dry run of {} tree{}", input_.trees.size(),
                                 input_.trees.size() == 1 ? "" : "s"));
    course_.run({[this] { work(); }});
  } catch (...) {
    finish(run);
    close_red(course_, run, std::current_exception());
    throw;
  }
  finish(run);
  course_.finish(run);
  if (database_) database_->close();
  return run;
}

}  // namespace

GateRun run_dry_run(const GateInput& input, const GateOptions& options) {
  return DryRun(input, options).run();
}

}  // namespace plumbline::gate
