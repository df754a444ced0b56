/// Rules over single statements: what locks, rewrites, destroys or surprises. Pure functions of
/// parsed statements, what was seen before them, and perhaps a schema. Source of the facts:
/// statements measured on PostgreSQL 15 (locks, rewrites, scans), the manual for other versions.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "plumbline/change.hpp"
#include "plumbline/finding.hpp"
#include "plumbline/schema.hpp"
#include "plumbline/statement.hpp"

namespace plumbline::checks::script {

/// What a change sends in one direction.
struct Script {
  const Change* change = nullptr;
  const StatementList* list = nullptr;
};

struct ScriptOptions {
  int server_version = 150000;
  const Schema* schema = nullptr;  ///< the live one; null when not known
  /// None of the scripts was run yet: what an earlier one makes is as new as what a script makes
  /// itself.
  bool all_are_pending = false;
};

/// All script rules over scripts in the order in which they would run, inline suppressions obeyed.
/// In the order of the statements. Fastest on a large stack (system/large_stack.hpp), which each
/// statement's parse would else start.
std::vector<Finding> check_scripts(std::span<const Script> scripts, const ScriptOptions& options);

}  // namespace plumbline::checks::script
