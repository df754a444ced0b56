/// Where the runs of gates are kept. A run is written first as red and "interrupted" and becomes
/// what it was only by `finish`, so that no death of the process, at whatever moment, leaves a
/// green one or none. The formats: record.md beside this file.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "plumbline/gate.hpp"

namespace plumbline::gate {

/// Time and chance, in an order that is that of time: "20261122T020733123456-3f9a1c2b".
std::string new_run_id();

/// One run at a time, but from several threads. Each function is one transaction, which outlives
/// the process when it returns, and throws Error (io, format) when that cannot be had. Several
/// processes may record in one place; they wait for each other for seconds at most, also when the
/// call is cancelled: what has happened is still written down.
class Record {
 public:
  /// `where` as GateOptions::record: a file that ends in .jsonl holds JSON lines, any other one an
  /// SQLite database; "" keeps nothing. Makes the file (mode 0600) and its folder (0700) where they
  /// are missing. Throws Error: io, format (no record, or of a newer Plumbline), unsupported (built
  /// without SQLite).
  static std::unique_ptr<Record> open(const std::optional<std::string>& where);
  virtual ~Record() = default;
  Record(const Record&) = delete;
  Record& operator=(const Record&) = delete;

  /// Before anything is done: id, kind, version, tier, server and started_at are read.
  virtual void begin(const GateRun& run) = 0;
  /// Project, name, subject and started_at are read.
  virtual void step_started(const GateStep& step) = 0;
  /// The step begun last of those with this project and name.
  virtual void step_done(const GateStep& step) = 0;
  /// All of the run, its steps and report included. Only this makes it green.
  virtual void finish(const GateRun& run) = 0;

 protected:
  Record() = default;
};

}  // namespace plumbline::gate
