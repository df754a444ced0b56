/// What the next deploy would do, statement by statement.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "plumbline/statement.hpp"

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

}  // namespace plumbline
