/// Rules over single statements: what locks, rewrites, destroys or surprises. Pure functions of
/// parsed statements, what was seen before them, and perhaps a schema. Source of the facts:
/// statements measured on PostgreSQL 15 (locks, rewrites, scans), the manual for other versions.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "checks/script/conventions.hpp"
#include "plumbline/change.hpp"
#include "plumbline/finding.hpp"
#include "plumbline/schema.hpp"
#include "plumbline/statement.hpp"

namespace plumbline::checks::script {

/// What a change sends in one direction.
struct Script {
  const Change* change = nullptr;
  const StatementList* list = nullptr;
  /// What running it in the simulator has shown; inline suppressions excuse that, too.
  std::vector<Finding> simulated;
  /// By the place of a statement with CASCADE that ran there: what went along unnamed. Null = not
  /// known.
  const std::map<std::size_t, std::vector<std::string>>* fallen = nullptr;
  bool is_live = false;           ///< `fallen` speaks of the live schema, not of the plan alone
  bool is_followed_only = false;  ///< it has run: what it made is known, nothing is said of it
  bool is_newest = true;          ///< no change comes behind it
};

/// What is known of the scripts before another one.
enum class Earlier {
  ran,      ///< what they made is in use
  pending,  ///< what they make is as new as what a script makes itself
  unknown,  ///< what they make may be in use
};

struct ScriptOptions {
  int server_version = 150000;
  const Schema* schema = nullptr;  ///< the live one; null when not known
  Earlier earlier = Earlier::ran;
  const Conventions* conventions = nullptr;  ///< null: none
};

struct Judgement {
  std::vector<Finding> findings;
  /// With Earlier::unknown, of changes that are not the newest: what is right only when the scripts
  /// before have run, and matters of taste. Somebody has lived with them for long, perhaps.
  std::vector<Finding> older;
};

/// All script rules over scripts in the order in which they would run, inline suppressions obeyed.
/// In the order of the statements. Fastest on a large stack (system/large_stack.hpp), which each
/// statement's parse would else start.
Judgement check_scripts(std::span<const Script> scripts, const ScriptOptions& options);

}  // namespace plumbline::checks::script
