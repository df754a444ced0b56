/// sqlx's runs, by the rules of its library and by those of its command line. Used by the public
/// functions of plumbline/sqlx_runner.hpp and by the tree's runner. Source: sqlx-core 0.9.0
/// `Migrator::run_direct` and `undo`, sqlx-cli 0.9.0 `migrate.rs`.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "adapters/runner.hpp"
#include "adapters/sqlx/config.hpp"
#include "adapters/sqlx/ledger.hpp"
#include "adapters/sqlx/migrations.hpp"
#include "adapters/sqlx/send.hpp"
#include "plumbline/sqlx_runner.hpp"
#include "postgres/session.hpp"
#include "postgres/trace/trace.hpp"

namespace plumbline::adapters::sqlx {

/// What a run needs of a tree, which must outlive it.
struct RunSource {
  const Resolution& resolution;
  const Config& config;
  const std::string& root;
  const std::string& directory;
  bool has_config_file = false;
  Limits limits;
};

enum class RunAction { run, skip, revert, inspect };

struct RunRequest {
  RunAction action = RunAction::run;
  SqlxRules rules = SqlxRules::library;
  std::optional<std::int64_t> target;
  bool dry_run = false;
  bool ignore_missing = false;
  int lock_ms = 10'000;
  bool with_trace = false;
  std::function<void(std::string_view line)> on_line;
  std::function<void(const ChangeRun& change, bool is_done)> on_change;
  /// Told before the first migration and after each, in no transaction; false ends the run.
  std::function<bool(postgres::Session& session)> on_state;
};

struct RunReport {
  std::string output;   ///< the command line's on stdout, without the error
  std::string remarks;  ///< on stderr
  std::vector<ChangeRun> changes;
  std::optional<RunFailure> failure;
};

/// Throws Error: busy, connection, timeout, limit, io; Interrupted.
RunReport run_migrations(const RunSource& source, const postgres::Writable& database,
                         const RunRequest& request);

/// What sqlx says instead of a list of migrations; absent when there is one.
std::optional<std::string> resolution_error(const RunSource& source, SqlxRules rules);

/// The lines of `sqlx migrate info` for one file that leads forward; `applied` null when it is not.
std::vector<std::string> info_lines(const Migration& migration, const std::string* applied);

}  // namespace plumbline::adapters::sqlx
