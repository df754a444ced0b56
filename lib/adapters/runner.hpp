/// How a tool runs its migrations: for the gates, on scratch databases only. sqlx natively, Alembic
/// through a driver in the user's own Python, sqitch through `sqitch`. Made by Tree::make_runner.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plumbline/gate.hpp"
#include "postgres/writable.hpp"

namespace plumbline::postgres {
class SchemaWatch;
}

namespace plumbline::adapters {

struct RunnerOptions {
  std::string working_directory;  ///< as the system opens it; "" = the tree's root
  /// Alembic: the Python to use; "" = looked for. sqitch: the program. As the system opens it; a
  /// bare name is looked for in PATH.
  std::string interpreter;
  /// Alembic: what `-x` would be given. There, as in `environment`, "{url}" is the database's URL
  /// as SQLAlchemy reads it ("{url:postgresql+asyncpg}" with that driver), "{host}", "{port}",
  /// "{user}", "{password}" and "{dbname}" are its parts.
  std::vector<std::string> arguments;
  std::map<std::string, std::string> environment;  ///< beside the cleaned one
  bool with_trace =
      false;  ///< statements with locks, rewrites, rows and times, where they can be seen
  /// Told before each change and after it, as far as the tool lets it be known. What it throws
  /// ends the run and the tool's processes.
  std::function<void(const ChangeRun& change, bool is_done)> on_change;
};

/// Why a run stopped.
struct RunFailure {
  std::string message;    ///< as the tool prints it, without a traceback
  std::string output;     ///< the end of all that it said, at most 4,096 bytes, on a character
  std::string sqlstate;   ///< "" when no server refused anything
  std::string detail;     ///< the server's DETAIL and HINT
  std::string exception;  ///< class of a Python exception, "RuntimeError"
  std::string change;     ///< id of the change at fault
  std::string file;       ///< where it stands, relative to the tree's root
  std::size_t line = 0;
  std::string statement;  ///< the SQL at fault, its first 500 bytes
  /// Where `file` itself had committed before it failed: what stands up to there has stayed. 0 = it
  /// had not.
  std::size_t committed_line = 0;
  /// Rule when the failure is not the migration's own: "gate/wrong-database"; "" else.
  std::string rule;
};

struct RunOutcome {
  std::vector<ChangeRun>
      changes;  ///< in the order in which they were run; the last may have failed
  std::optional<RunFailure> failure;
};

/// A way up or down that is looked at between the changes, without the tool starting anew for each.
struct Walk {
  bool is_down = false;
  std::string to;         ///< as Runner::upgrade and downgrade have it
  std::size_t count = 0;  ///< changes until then: behind the last one all is looked at once more
  postgres::SchemaWatch* watch = nullptr;
  /// The watch is at what the first `done` changes of the walk have come to; called before the
  /// first one as well. False ends the walk there.
  std::function<bool(std::size_t done)> on_state;
};

/// Words for a walk that a SchemaWatch calls unfit.
inline constexpr std::string_view not_watchable =
    "what has changed cannot be told on the connection that changes it";

struct WalkOutcome {
  RunOutcome run;
  std::string unwatched;  ///< why it ended where it could be watched no longer; "" else
};

/// One tree's way to run. Used by one thread at a time. Every call observes the thread's call
/// (cancel, deadline) and throws Interrupted for it, with its children ended; throws Error: tool
/// (the program is missing or does not start), connection, io.
class Runner {
 public:
  virtual ~Runner() = default;

  /// Applies what is pending, up to and with `upto` (a change's id; "" = as a deploy does).
  virtual RunOutcome upgrade(const postgres::Writable& database, const std::string& upto) = 0;
  /// Takes changes back until `downto` is the last applied one ("" = all of them).
  virtual RunOutcome downgrade(const postgres::Writable& database, const std::string& downto) = 0;
  [[nodiscard]] virtual bool can_walk() const noexcept { return false; }
  /// As upgrade and downgrade. REQUIRES: can_walk().
  virtual WalkOutcome walk(const postgres::Writable& /*database*/, const Walk& /*walk*/) {
    return {};
  }
  /// Runs the verify scripts of what is applied; absent where the tool has none.
  virtual std::optional<RunOutcome> verify(const postgres::Writable& database) = 0;
  /// The tool's own words for its heads, as it would print them: several mean that no deploy works.
  virtual RunOutcome check_heads(std::vector<std::string>& heads) = 0;
  /// Lets go of `database`: no connection of the tool's is left open, so that it can be copied.
  virtual void release() = 0;
  /// What this way of running cannot show, one line each, for the report.
  [[nodiscard]] virtual std::vector<std::string> not_covered() const = 0;
};

}  // namespace plumbline::adapters
