/// What the next deploy would do, statement by statement.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plumbline/effects.hpp"
#include "plumbline/event.hpp"
#include "plumbline/finding.hpp"
#include "plumbline/schema.hpp"
#include "plumbline/statement.hpp"
#include "plumbline/target.hpp"

namespace plumbline {

/// With the numbers of the C ABI's PLUMB_VERDICT_….
enum class Verdict : std::int32_t { ok = 0, fails = 1, unknown = 2 };

std::string_view verdict_name(Verdict verdict) noexcept;  ///< "ok", "fails", "unknown"

struct StatementVerdict {
  Verdict verdict = Verdict::ok;
  std::string sqlstate;  ///< of one that fails
  std::string message;   ///< of one that fails: as PostgreSQL words it in English
  std::string why;       ///< of an unknown one: a clause
  /// What it changes when it succeeds is known, whatever the verdict.
  bool effects_known = true;
};

/// One statement of a prediction.
struct PredictedStatement {
  Statement statement;
  StatementVerdict verdict;
  std::string change;  ///< id; "" for a script
  /// Of one that does not surely succeed: where, what, SQLSTATE and failure class. Rules
  /// deploy/will-fail and deploy/not-predicted.
  std::optional<Finding> finding;
};

/// Immutable; shared freely between threads.
struct Prediction {
  int grammar = 0;  ///< PG_VERSION_NUM of the grammar that read the statements
  std::vector<PredictedStatement> statements;  ///< in the order in which they would be run
  std::vector<Unchecked> unchecked;

  [[nodiscard]] bool has(Verdict verdict) const noexcept;
};

struct PredictOptions {
  std::string upto;  ///< the last change to run, as its tool names it; "" = all that are pending
  /// Files of SQL as psql takes them, instead of the pending changes. Relative to where the process
  /// is.
  std::vector<std::string> scripts;
  /// Instead of the live one; without a target every change is taken as pending. Must outlive the
  /// call.
  const Schema* schema = nullptr;
  bool twice = false;  ///< everything once more, over its own result
  CallControl control;
};

/// What files of SQL would do to the schema of `target`, or to `options.schema`. Nothing is run.
/// Each statement is judged; after a failed one it goes on unless the script sets ON_ERROR_STOP.
/// Throws Error: argument (neither a target nor a schema), not_found, io, limit, server,
/// connection, timeout, cancelled, busy.
Prediction predict_scripts(Target* target, const PredictOptions& options);

}  // namespace plumbline
