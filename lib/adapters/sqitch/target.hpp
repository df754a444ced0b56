/// What sqitch works on: a database, a plan file and script folders, resolved from a name or URI
/// and the configuration. Follows App::Sqitch::Target, Engine and Engine::pg.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/sqitch/config.hpp"
#include "adapters/sqitch/database_uri.hpp"
#include "system/environment.hpp"

namespace plumbline::adapters::sqitch {

/// Where the scripts of one kind are: now, and before they were reworked.
struct ScriptFolders {
  std::string current;
  std::string reworked;
};

/// What can be known without an engine: files.
struct TargetFiles {
  std::string plan_file;
  std::string top_folder;
  std::string reworked_folder;
  ScriptFolders deploy;
  ScriptFolders revert;
  ScriptFolders verify;
  std::string extension;
};

struct SqitchTarget {
  std::string name;
  DatabaseUri uri{""};
  std::string engine;
  std::optional<std::string> user;
  std::optional<std::string> password;
  TargetFiles files;
  std::map<std::string, std::string> variables;
  std::optional<std::string>
      registry;  ///< absent when the engine that would give the default is unknown
  std::optional<std::string> client;
  std::optional<ToolError> engine_error;
};

struct TargetResult {
  std::optional<SqitchTarget> target;
  std::optional<ToolError> error;  ///< when there is no target
};

/// `asked`: a name or URI, absent for the default.
TargetResult resolve_target(const Config& config, const system::Environment& environment,
                            const std::optional<std::string>& asked);

/// The target of a positional argument of `sqitch deploy` in an empty project, or its error.
TargetResult resolve_argument(const Config& config, const system::Environment& environment,
                              const std::string& argument);

/// The target's files even where it cannot be resolved: what target-independent keys say.
TargetFiles resolve_files(const Config& config, std::string_view target_name,
                          std::string_view engine);

/// Names for which `resolve_target` may give other files: the default (absent), named targets,
/// engines.
std::vector<std::optional<std::string>> list_targets(const Config& config);

/// `section` is "core.variables" and the like: names as the file spells them. A variable without
/// one value stops sqitch; it is left out.
std::map<std::string, std::string> section_variables(const Config& config,
                                                     const std::string& section);

/// psql's command line up to `--file`, as Engine::pg's `_psql`.
std::vector<std::string> psql_command(const SqitchTarget& target);

/// The name shown to people, as Engine::pg's `destination`; `system_user` where nothing names a
/// user.
std::string destination(const SqitchTarget& target, std::string_view system_user);

bool is_known_engine(std::string_view engine) noexcept;

}  // namespace plumbline::adapters::sqitch
