/// plumbline.toml: what a team has decided about the findings in its repository and about its
/// gates. Used by Repository::open, check and gate. Its format is described in config.md beside
/// this file.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "checks/script/conventions.hpp"
#include "gate/settings.hpp"
#include "plumbline/finding.hpp"
#include "plumbline/project.hpp"

namespace plumbline::project {

/// `[rules]`: the severity of all rules that match.
struct RuleLevel {
  std::string pattern;               ///< rule, family or glob
  std::optional<Severity> severity;  ///< absent: "off"
};

/// `[[suppress]]`: findings that are known and excused.
struct Suppression {
  std::string rule;    ///< rule, family or glob
  std::string path;    ///< glob over the file, relative to plumbline.toml; "" = any
  std::string change;  ///< glob over the change's id; "" = any
  std::string reason;  ///< never empty
  Position where;      ///< of its `rule`, in plumbline.toml
};

struct Config {
  std::string file;               ///< as the system opens it; "" = there is none
  std::vector<RuleLevel> levels;  ///< weakest first: families, globs, single rules
  std::vector<Suppression> suppressions;
  std::vector<std::string> ignored;  ///< `ignore`: globs over paths, relative to plumbline.toml
  std::string baseline;              ///< the report of an earlier check, as written; "" = none
  checks::script::Conventions conventions;  ///< `[conventions]`
  gate::GateSettings gate;                  ///< `[gate]` and `[[project]]`
  std::string prefix;  ///< what turns a path of a report into one relative to plumbline.toml

  /// Whether `path`, as reports write it, is ignored.
  [[nodiscard]] bool ignores(std::string_view path) const;
  /// What `[[project]]` says of the tree at `path`, as reports write it; null for nothing.
  [[nodiscard]] const gate::ProjectSettings* project(std::string_view path,
                                                     std::string_view tool) const;
};

/// Throws Error (configuration) with file and line for anything that it does not understand. Paths
/// of `gate` are as written, seeds in files not yet read.
Config parse_config(std::string_view text, const std::string& file);

/// `options.config`, or the nearest plumbline.toml at or above `base` that is not above its
/// repository. None found is an empty configuration. Throws Error: configuration, io, not_found (a
/// file that was named).
Config load_config(const std::string& base, const OpenOptions& options);

}  // namespace plumbline::project
