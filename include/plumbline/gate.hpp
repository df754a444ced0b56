/// Gates: migrations run for real on scratch databases, before a deploy, with a record of what
/// happened. A gate cannot be forced green.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plumbline/event.hpp"
#include "plumbline/report.hpp"

namespace plumbline {

/// With the numbers of the C ABI's PLUMB_GATE_….
enum class GateKind : std::int32_t {
  round_trip = 0,  ///< up, down and up again on empty databases
  dry_run = 1,     ///< the pending migrations on a restored backup
};

/// "round-trip", "dry-run": the record's `gate_kind`.
std::string_view gate_kind_name(GateKind kind) noexcept;

struct GateOptions {
  GateKind kind = GateKind::round_trip;
  /// A server on which the gate may make databases of its own, and drops them; absent: an ephemeral
  /// one; "" = that of libpq's environment (PGHOST …), as the service container of a CI job.
  std::optional<std::string> server;
  std::string bin;  ///< folder with the programs of an ephemeral server; "" = looked for
  /// Dry run: a database marked by mark_scratch, which is reset; absent: one of the gate's own. ""
  /// is a red gate, as where a variable that should hold it is unset.
  std::optional<std::string> scratch;
  std::string backup;  ///< dry run: a dump, or a folder whose newest dump is taken
  /// Where runs are recorded; absent: $XDG_STATE_HOME/plumbline/; "" = nowhere.
  std::optional<std::string> record;
  std::string version;        ///< what is gated, a commit or release; for the record
  std::string tier;           ///< "staging"; for the record
  int step_ms = 0;            ///< longest a step may take; 0 = plumbline.toml's, else 600,000
  bool infer = true;          ///< make roles and rows that migrations need and nobody gave
  bool each = false;          ///< round trip: every change's way back, not only the last one's
  bool keep = false;          ///< keep what was made, for a look at it
  bool fresh = false;         ///< take nothing over from what earlier gates kept
  bool create_roles = false;  ///< on `server`: make the cluster-wide roles, dropped at the end
  CallControl control;
};

/// A lock on a table or another object of the user's.
struct HeldLock {
  std::string mode;          ///< "AccessExclusiveLock", as pg_locks names it
  std::string object;        ///< "public.orders"
  std::int64_t held_us = 0;  ///< from the statement that took it to the end of its transaction
};

/// One statement that was run, where the tool lets it be seen.
struct StatementRun {
  std::string sql;  ///< its beginning, at most 500 bytes
  std::string file;
  std::size_t line = 0;
  std::int64_t duration_us = 0;
  std::optional<std::int64_t> rows;   ///< that it touched
  std::vector<HeldLock> locks;        ///< that it took
  std::vector<std::string> rewrites;  ///< tables that it wrote anew
};

/// One change that was run, up or down.
struct ChangeRun {
  std::string change;  ///< id
  std::string name;
  std::string file;
  std::int64_t duration_us = 0;
  std::vector<StatementRun> statements;
};

enum class StepState : std::uint8_t { passed, failed, timed_out, interrupted, not_reached };

struct GateStep {
  std::string project;  ///< path of the tree; "" for a step of the whole gate
  std::string name;     ///< "roles", "upgrade", "seed", "heads", "downgrade", "restore" …
  std::string subject;  ///< the revision, file or seed that it is about
  StepState state = StepState::not_reached;
  std::string detail;           ///< of a red step: the end of what was said, at most 4,096 bytes
  std::string fingerprint;      ///< of the schema after it; "" where none was taken
  std::int64_t started_at = 0;  ///< microseconds since 1970 UTC
  std::int64_t duration_us = 0;
  std::vector<ChangeRun> changes;
};

/// One run of a gate, as it is recorded.
struct GateRun {
  std::string id;  ///< of the record
  GateKind kind = GateKind::round_trip;
  std::string version;
  std::string tier;
  bool passed = false;
  std::string detail;           ///< of the first red step, at most 4,096 bytes; else what was done
  std::string server;           ///< where it ran, redacted
  std::int64_t started_at = 0;  ///< microseconds since 1970 UTC
  std::int64_t finished_at = 0;
  std::vector<GateStep> steps;
  Report report;              ///< what was found, with failure classes and remedies
  std::string inferred_sql;   ///< the roles and rows that were made besides what was given
  std::string inferred_toml;  ///< the same for plumbline.toml
  std::vector<std::string> not_covered;  ///< what this gate cannot show
};

/// What an error of a tool or server means: one finding with its failure class (`explain class/M`),
/// or class "other" with the end of the text. `sqlstate` "" when there is none; `step` the gate's
/// step in which it came, "" when unknown.
Report classify_output(std::string_view output, std::string_view sqlstate, std::string_view step);

/// Recorded runs, the newest first.
struct History {
  std::vector<GateRun> runs;  ///< steps and reports are empty where the record has none
};

/// Which recorded runs are read.
struct HistoryOptions {
  std::size_t limit = 0;  ///< the newest so many; 0 = all
  std::string version;    ///< only of what was gated as this; "" = whatever it was
  std::string tier;       ///< only of this tier; "" = of all
};

/// `record` as GateOptions::record. A run whose process died, or that is still under way, reads as
/// red, "interrupted". Throws Error: not_found (no record there), io, busy, format (something else,
/// damaged, or of a newer Plumbline), unsupported (SQLite, where built without).
History read_history(const std::optional<std::string>& record, const HistoryOptions& options = {});

}  // namespace plumbline
