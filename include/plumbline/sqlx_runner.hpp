/// sqlx's migrations run as sqlx runs them, without sqlx: it and the real one can take turns on one
/// database. Scratch databases only.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plumbline/event.hpp"
#include "plumbline/gate.hpp"
#include "plumbline/position.hpp"
#include "plumbline/project.hpp"
#include "plumbline/scratch.hpp"
#include "plumbline/server.hpp"
#include "plumbline/target.hpp"

namespace plumbline {

/// sqlx is two programs, and they differ.
enum class SqlxRules : std::int32_t {
  library = 0,       ///< `Migrator::run`, what a service embeds: takes the advisory lock
  command_line = 1,  ///< `sqlx migrate run`: takes none, knows targets and dry runs
};

struct SqlxOptions {
  SqlxRules rules = SqlxRules::library;
  /// run: the last version to apply. revert: the version to go back to, all above it are taken
  /// back; without it the command line takes back one, the library all.
  std::optional<std::int64_t> target;
  bool dry_run = false;  ///< the command line's rules only
  bool ignore_missing = false;
  int lock_ms = 10'000;     ///< longest wait for the advisory lock
  bool with_trace = false;  ///< statements with their locks, rewrites, rows and times
  /// Gets each line that `sqlx migrate …` prints on stdout, without its end, when it is due.
  std::function<void(std::string_view line)> on_line;
  std::vector<KnownTarget> targets;  ///< as ScratchOptions::targets
  /// `scratch` is the name of a database of this server, which needs no mark. Must outlive the
  /// call.
  const Server* server = nullptr;
  CallControl control;
};

/// What one run came to.
struct SqlxResult {
  bool passed = false;
  std::string error;     ///< as sqlx words it; "" when it passed
  std::string output;    ///< of `sqlx migrate …` on stdout, with "error: …" at its end
  std::string remarks;   ///< of `sqlx migrate …` on stderr
  int exit_status = 0;   ///< of `sqlx migrate …`
  std::string sqlstate;  ///< what sqlx leaves out of its text: SQLSTATE, DETAIL and HINT
  std::string detail;
  Position where;         ///< of the statement at fault; the file is relative to the tree's root
  std::string statement;  ///< its first 500 bytes
  std::vector<ChangeRun>
      changes;  ///< in the order in which they were run; the last may have failed
};

/// `scratch`: a database that mark_scratch has marked; it is not reset, and its mark says from then
/// on that whatever is in it may go. What the migrations do wrong is in the result. Throw Error:
/// argument (a tree of another tool; a wish that the rules don't know), refused (no scratch
/// database, or the guard's other reasons), busy (another session holds sqlx's lock: it is named),
/// connection, server, timeout, cancelled, limit, io.
SqlxResult run_sqlx(const Project& project, std::string_view scratch,
                    const SqlxOptions& options = {});
/// Down files, the newest first.
SqlxResult revert_sqlx(const Project& project, std::string_view scratch,
                       const SqlxOptions& options = {});
/// Records what is pending as applied and runs none of it.
SqlxResult skip_sqlx(const Project& project, std::string_view scratch,
                     const SqlxOptions& options = {});
/// What is applied and what is pending. Makes the registry where it is missing, as sqlx does.
SqlxResult inspect_sqlx(const Project& project, std::string_view scratch,
                        const SqlxOptions& options = {});
/// The same of any database: only reads, so a missing registry is an empty one.
SqlxResult inspect_sqlx(const Project& project, Target& target);

}  // namespace plumbline
