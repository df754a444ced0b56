/// What a team has written about its gates: `[gate]` and `[[project]]` of plumbline.toml
/// (project/config.md), and what was inferred besides.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plumbline/position.hpp"

namespace plumbline::gate {

/// Rows that a migration needs, put in when `before` is the next change to run.
struct Seed {
  std::string before;  ///< a change as its tool names it; "" = when all are applied
  std::string sql;     ///< idempotent
  std::string file;  ///< where it was read from; "" when it stands in plumbline.toml or is inferred
  bool is_inferred = false;
  Position where;  ///< in plumbline.toml
};

/// Steps that hooks can stand before and after; those that a gate does not have call none.
inline constexpr std::array<std::string_view, 10> hook_steps = {
    "backup",  "downgrade", "heads", "registry", "reset",
    "restore", "roles",     "seed",  "upgrade",  "verify"};

/// A command run in the working directory, with the scratch database's URI as DATABASE_URL.
struct Hook {
  std::string step;  ///< one of hook_steps
  bool is_before = false;
  std::string command;  ///< for /bin/sh -c
  Position where;       ///< in plumbline.toml
};

/// Of one tree.
struct ProjectSettings {
  std::string path;                ///< of the tree, relative to plumbline.toml
  std::string tool;                ///< "" = whichever is there
  std::vector<std::string> roles;  ///< to be there before the first change
  std::vector<Seed> seeds;
  std::vector<Hook> hooks;
  std::string interpreter;        ///< as the system opens it; a bare name is looked for in PATH
  std::string working_directory;  ///< as the system opens it
  std::vector<std::string> arguments;  ///< Alembic's -x
  std::map<std::string, std::string> environment;
  Position where;  ///< in plumbline.toml
};

/// Of the whole repository. What an option says wins over it.
struct GateSettings {
  std::vector<std::string> roles;              ///< for every tree
  std::vector<std::string> protected_targets;  ///< URIs that no gate may reset, whatever they carry
  int step_ms = 0;                             ///< 0 = the option's
  std::string server;
  std::string scratch;
  std::string backup;                 ///< as the system opens it
  std::optional<std::string> record;  ///< as GateOptions::record
  std::string tier;
  bool infer = true;          ///< false wins over the option
  bool each = false;          ///< as the option, either one is enough
  bool create_roles = false;  ///< likewise
  std::vector<ProjectSettings> projects;
};

}  // namespace plumbline::gate
