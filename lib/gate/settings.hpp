/// What a team has written about its gates: `[gate]` and `[[project]]` of plumbline.toml
/// (project/config.md), and what was inferred besides.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace plumbline::gate {

/// Rows that a migration needs, put in when `before` is the next change to run.
struct Seed {
  std::string before;  ///< a change as its tool names it; "" = when all are applied
  std::string sql;     ///< idempotent
  std::string file;  ///< where it was read from; "" when it stands in plumbline.toml or is inferred
  bool is_inferred = false;
};

/// A command run in the working directory, with the scratch database's URI as DATABASE_URL.
struct Hook {
  std::string step;  ///< "upgrade", "downgrade", "restore" …
  bool is_before = false;
  std::string command;  ///< for /bin/sh -c
};

/// Of one tree.
struct ProjectSettings {
  std::string path;                ///< of the tree, relative to plumbline.toml
  std::vector<std::string> roles;  ///< to be there before the first change
  std::vector<Seed> seeds;
  std::vector<Hook> hooks;
  std::string interpreter;
  std::string working_directory;
  std::vector<std::string> arguments;  ///< Alembic's -x
  std::map<std::string, std::string> environment;
};

/// Of the whole repository.
struct GateSettings {
  std::vector<std::string> roles;
  std::vector<std::string> protected_targets;  ///< URIs that no gate may reset, whatever they carry
  int step_ms = 0;                             ///< 0 = the option's
  std::string server;
  std::string scratch;
  std::string backup;
  std::vector<ProjectSettings> projects;
};

}  // namespace plumbline::gate
