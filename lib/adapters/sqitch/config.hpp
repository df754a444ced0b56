/// sqitch.conf as sqitch reads it: three files, later ones win. Follows Config::GitLike 1.18 and
/// App::Sqitch::Config.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plumbline/finding.hpp"
#include "plumbline/limits.hpp"
#include "plumbline/position.hpp"
#include "system/environment.hpp"

namespace plumbline::adapters::sqitch {

/// An error of sqitch's own before any plan is read, with the class name that
/// conformance/sqitch/README.md gives it.
struct ToolError {
  std::string ident;
  std::string message;

  bool operator==(const ToolError&) const = default;
};

struct ConfigValue {
  std::optional<std::string> text;  ///< absent for a key without `=`
  Position where;
};

/// A key with all its values; more than one when a file gives it twice.
struct ConfigEntry {
  std::string original_key;  ///< as the last file spells it
  std::string origin;        ///< the file it comes from
  std::vector<ConfigValue> values;
};

/// One `key = value` or `key` of a file, before files are put together.
struct ConfigDefinition {
  std::string
      section;  ///< "core", "target.eu": the section in lower case, the subsection as written
  std::string name;
  ConfigValue value;
};

struct ConfigFault {
  std::string message;  ///< "Error parsing FILE at line N, position P.\nBad line was: '...'\n"
  Position where;
  std::size_t definitions_before = 0;  ///< of this file
};

/// What one file says. Never throws for content.
struct ConfigText {
  std::vector<ConfigDefinition> definitions;
  std::vector<ConfigFault> faults;  ///< sqitch stops at the first
};
ConfigText parse_config(std::string_view content, const std::string& file);

/// Immutable after loading.
struct Config {
  std::map<std::string, ConfigEntry, std::less<>>
      entries;                  ///< by canonical key: section and name in lower case
  std::size_t longest_key = 0;  ///< bytes, of those in `entries`
  std::vector<Finding> findings;
  std::optional<ToolError> error;  ///< with it, every command stops
  bool is_initialised = false;     ///< a local sqitch.conf was found
  std::string local_file;          ///< relative to the root; "" when there is none
  std::vector<std::string> files;  ///< those that were read, as paths that can be opened

  /// The entry of that key; looked up as Config::GitLike does. Null when there is none.
  [[nodiscard]] const ConfigEntry* find(std::string_view key) const;
};

/// Reads system, user and local file. `root` is where sqitch would be started.
Config read_config(const std::string& root, const system::Environment& environment,
                   const Limits& limits);

/// What `sqitch config -l` prints on stdout.
std::string list_config(const Config& config);

}  // namespace plumbline::adapters::sqitch
