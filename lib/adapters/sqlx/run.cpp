#include "adapters/sqlx/run.hpp"

#include <algorithm>
#include <chrono>
#include <map>

#include "adapters/sqlx/rust_text.hpp"
#include "adapters/sqlx/words.hpp"
#include "plumbline/error.hpp"
#include "system/files.hpp"
#include "system/format.hpp"
#include "system/interruption.hpp"
#include "system/utf8.hpp"

namespace plumbline::adapters::sqlx {

namespace {

using std::chrono::nanoseconds;
using Clock = std::chrono::steady_clock;

/// `change` and `file` "" where sqlx speaks of none.
[[noreturn]] void stop(std::string message, std::string change = {}, std::string file = {}) {
  RunFailure failure;
  failure.output = failure.message = std::move(message);
  failure.change = std::move(change);
  failure.file = std::move(file);
  throw Stopped{std::move(failure)};
}

/// What every sqlx connection sends while it opens.
postgres::SessionOptions session_options() {
  return {.settings = {{"DateStyle", "ISO, MDY"},
                       {"client_encoding", "UTF8"},
                       {"TimeZone", "UTC"},
                       {"extra_float_digits", "2"}},
          .on_notice = {}};
}

/// One run on one connection.
class MigrationRun {
 public:
  MigrationRun(const RunSource& source, const postgres::Writable& database,
               const RunRequest& request)
      : source_(source),
        database_(database),
        request_(request),
        is_library_(request.rules == SqlxRules::library) {}

  RunReport run();

 private:
  void resolve();
  void connect();
  void follow_rules();
  /// Schemas, table, dirty, list, missing: what both programs do before their loop.
  void prepare();
  void check_missing() const;
  void check_target() const;
  void inspect();
  void go_forward();
  void go_back();
  bool go_back_over(const Migration& migration);

  /// Each runs one file and returns what sqlx would tell as elapsed.
  nanoseconds apply(const Migration& migration);
  nanoseconds take_back(const Migration& migration);
  template <typename Book>
  nanoseconds carry_out(const Migration& migration, Book book);
  [[noreturn]] void fail(const Migration& migration, SendFault fault, std::string_view text);
  std::string read(const Migration& migration) const;
  [[nodiscard]] bool goes_on() const { return !request_.on_state || request_.on_state(*session_); }
  void tell(const ChangeRun& change, bool is_done) const {
    if (request_.on_change) request_.on_change(change, is_done);
  }

  [[nodiscard]] std::string path_of(const Migration& migration) const {
    return system::join_path(source_.directory, migration.file);
  }
  void say(std::string line);
  void say(std::string_view word, const Migration& migration, nanoseconds elapsed);

  [[nodiscard]] std::int64_t latest() const {
    return applied_.empty() ? 0 : applied_.rbegin()->first;
  }
  [[nodiscard]] bool has_version(std::int64_t version) const {
    return std::ranges::find(source_.resolution.migrations, version, &Migration::version) !=
           source_.resolution.migrations.end();
  }

  const RunSource& source_;
  const postgres::Writable& database_;
  const RunRequest& request_;
  bool is_library_;
  std::unique_ptr<postgres::Session> session_;
  std::optional<Ledger> ledger_;
  std::optional<postgres::Trace> trace_;
  std::map<std::int64_t, std::string> applied_;  ///< checksums by version
  const Migration* current_ = nullptr;           ///< that is being run
  RunReport report_;
};

void MigrationRun::say(std::string line) {
  if (request_.on_line) request_.on_line(line);
  report_.output += line;
  report_.output += '\n';
}

void MigrationRun::say(std::string_view word, const Migration& migration, nanoseconds elapsed) {
  const bool is_down = migration.type == MigrationType::down;
  say(system::format("{} {}/{} {} ({})", word, migration.version, is_down ? "revert" : "migrate",
                     migration.description, debug_duration(elapsed)));
}

void MigrationRun::resolve() {
  if (auto error = resolution_error(source_, request_.rules)) {
    const auto finding = std::ranges::find_if(
        source_.resolution.findings, [](const Finding& one) { return one.tool_says.has_value(); });
    stop(std::move(*error), "",
         finding == source_.resolution.findings.end() ? "" : finding->where.file);
  }
  for (const Migration& migration : source_.resolution.migrations)
    if (migration.checksum.empty()) read(migration);  // throws why
  if (is_library_ || !request_.target) return;
  const std::int64_t target = *request_.target;
  const bool is_all = request_.action == RunAction::revert && target == 0;
  if (!is_all && !has_version(target)) stop(version_not_present(target));
}

void MigrationRun::connect() {
  session_ = postgres::Session::open(database_, session_options());
  ledger_.emplace(*session_, source_.config);
  if (request_.with_trace) trace_.emplace(*session_);
}

void MigrationRun::check_missing() const {
  if (request_.ignore_missing) return;
  for (const auto& [version, checksum] : applied_)
    if (!has_version(version)) stop(version_missing(version), std::to_string(version));
}

void MigrationRun::prepare() {
  // The library's undo leaves the schemas out.
  if (!is_library_ || request_.action != RunAction::revert) ledger_->create_schemas();
  ledger_->ensure_table();
  if (request_.action != RunAction::inspect)
    if (const auto version = ledger_->dirty_version())
      stop(dirty(*version), std::to_string(*version));
  for (AppliedMigration& row : ledger_->list())
    applied_.insert_or_assign(row.version, std::move(row.checksum));
  if (request_.action != RunAction::inspect) check_missing();
}

void MigrationRun::check_target() const {
  if (is_library_ || !request_.target) return;
  const std::int64_t target = *request_.target;
  if (request_.action == RunAction::revert) {
    if (target > latest()) stop(version_too_new(target, latest()));
  } else if (target < latest()) {
    stop(version_too_old(target, latest()));
  }
}

void MigrationRun::inspect() {
  for (const Migration& migration : source_.resolution.migrations) {
    if (migration.type == MigrationType::down) continue;
    const auto row = applied_.find(migration.version);
    for (std::string& line : info_lines(migration, row == applied_.end() ? nullptr : &row->second))
      say(std::move(line));
  }
}

void MigrationRun::go_forward() {
  for (const Migration& migration : source_.resolution.migrations) {
    const bool is_beyond = request_.target && migration.version > *request_.target;
    if (is_beyond && is_library_) return;
    if (migration.type == MigrationType::down) continue;
    if (const auto row = applied_.find(migration.version); row != applied_.end()) {
      if (row->second != migration.checksum)
        stop(version_mismatch(migration.version), std::to_string(migration.version),
             path_of(migration));
      continue;
    }
    if (is_beyond) {
      say("Skipped", migration, nanoseconds(0));
    } else if (request_.dry_run) {
      say("Can apply", migration, nanoseconds(0));
    } else if (request_.action == RunAction::skip) {
      ledger_->record(migration.version, migration.description, migration.checksum);
      say("Skipped on request", migration, nanoseconds(0));
    } else {
      say("Applied", migration, apply(migration));
      if (!goes_on()) return;
    }
  }
}

/// False when that was the last one.
bool MigrationRun::go_back_over(const Migration& migration) {
  const bool is_kept = request_.target && migration.version <= *request_.target;
  if (is_kept) {
    if (!is_library_) say("Skipped", migration, nanoseconds(0));
    return true;
  }
  if (request_.dry_run) {
    say("Can apply", migration, nanoseconds(0));
  } else {
    say("Applied", migration, take_back(migration));
    if (!goes_on()) return false;
  }
  return is_library_ || request_.target.has_value();
}

void MigrationRun::go_back() {
  bool was_any = false;
  const std::vector<Migration>& all = source_.resolution.migrations;
  for (auto one = all.rbegin(); one != all.rend(); ++one) {
    const Migration& migration = *one;
    if (migration.type != MigrationType::down || !applied_.contains(migration.version)) continue;
    was_any = true;
    if (!go_back_over(migration)) break;
  }
  if (!was_any && !is_library_) say("No migrations available to revert");
}

std::string MigrationRun::read(const Migration& migration) const {
  return system::read_file(
      system::join_path(system::join_path(source_.root, source_.directory), migration.file),
      source_.limits);
}

void MigrationRun::fail(const Migration& migration, SendFault fault, std::string_view text) {
  RunFailure failure = failure_of(fault.error, executing_version(migration.version, fault.words));
  if (fault.length != 0 || fault.offset != 0)
    failure.line = static_cast<std::size_t>(system::position_at(text, fault.offset, "").line);
  failure.statement = statement_start(text.substr(fault.offset, fault.length));
  if (fault.committed)
    failure.committed_line =
        static_cast<std::size_t>(system::position_at(text, *fault.committed, "").line);
  throw Stopped{std::move(failure)};
}

template <typename Book>
nanoseconds MigrationRun::carry_out(const Migration& migration, Book book) {
  system::check_interruption();
  ChangeRun change;
  change.change = std::to_string(migration.version);
  change.name = migration.description;
  change.file = path_of(migration);
  current_ = &migration;
  tell(change, false);
  const std::string text = read(migration);
  const Clock::time_point start = Clock::now();
  const auto keep = [&] {
    change.duration_us = postgres::microseconds(Clock::now() - start);
    if (trace_) change.statements = trace_->finish();
    report_.changes.push_back(change);
  };
  try {
    Sender sender(*session_, database_, trace_ ? &*trace_ : nullptr);
    auto fault =
        sender.send({.text = text, .file = change.file, .in_transaction = !migration.no_tx});
    if (fault) fail(migration, std::move(*fault), text);
    book(text);
    if (!migration.no_tx) ledger_->commit();
  } catch (const Stopped&) {
    keep();
    throw;
  }
  const nanoseconds elapsed = Clock::now() - start;
  keep();
  return elapsed;
}

nanoseconds MigrationRun::apply(const Migration& migration) {
  const nanoseconds elapsed = carry_out(migration, [&](const std::string& text) {
    // Of what was sent: the file may have changed since the folder was read.
    ledger_->record(migration.version, migration.description,
                    migration_checksum(text, source_.config.ignored_chars));
  });
  ledger_->record_time(migration.version, elapsed.count());
  current_ = nullptr;
  tell(report_.changes.back(), true);
  return elapsed;
}

nanoseconds MigrationRun::take_back(const Migration& migration) {
  const nanoseconds elapsed =
      carry_out(migration, [&](const std::string&) { ledger_->remove(migration.version); });
  current_ = nullptr;
  tell(report_.changes.back(), true);
  return elapsed;
}

void MigrationRun::follow_rules() {
  resolve();
  connect();
  if (is_library_) ledger_->lock(request_.lock_ms);
  prepare();
  check_target();
  const bool may_begin = goes_on();
  switch (request_.action) {
    case RunAction::run:
    case RunAction::skip:
      if (may_begin) go_forward();
      break;
    case RunAction::revert:
      if (may_begin) go_back();
      break;
    case RunAction::inspect:
      inspect();
      break;
  }
  ledger_->unlock();
}

RunReport MigrationRun::run() {
  if (!is_library_ && source_.has_config_file)
    report_.remarks = "Found `sqlx.toml` in current directory; reading...\n";
  try {
    follow_rules();
  } catch (Stopped& stopped) {
    report_.failure = std::move(stopped.failure);
    if (current_ != nullptr) {
      report_.failure->change = std::to_string(current_->version);
      report_.failure->file = path_of(*current_);
    }
    if (ledger_) ledger_->unlock_after_failure();
  }
  if (session_) session_->close();
  return std::move(report_);
}

}  // namespace

RunReport run_migrations(const RunSource& source, const postgres::Writable& database,
                         const RunRequest& request) {
  return MigrationRun(source, database, request).run();
}

std::optional<std::string> resolution_error(const RunSource& source, SqlxRules rules) {
  if (source.config.error) return source.config.error;
  const Resolution& resolution = source.resolution;
  if (!resolution.error) return std::nullopt;
  // The library is given the whole path, the command line what is configured.
  if (rules == SqlxRules::library && resolution.folder.empty()) {
    const std::string path = system::join_path(system::real_path(source.root), source.directory);
    return resolving("error canonicalizing path " + system::to_valid_utf8(path));
  }
  return resolving(*resolution.error);
}

std::vector<std::string> info_lines(const Migration& migration, const std::string* applied) {
  const bool differs = applied != nullptr && *applied != migration.checksum;
  const std::string_view state = applied == nullptr ? "pending"
                                 : differs          ? "installed (different checksum)"
                                                    : "installed";
  std::vector<std::string> lines = {
      system::format("{}/{} {}", migration.version, state, migration.description)};
  if (differs) {
    lines.push_back("applied migration had checksum " + *applied);
    lines.push_back("local migration has checksum " + migration.checksum);
  }
  return lines;
}

}  // namespace plumbline::adapters::sqlx
