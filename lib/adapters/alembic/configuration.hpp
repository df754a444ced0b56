/// What alembic.ini and pyproject.toml say together, as Config and ScriptDirectory.from_config read
/// them (alembic 1.20.1, config.py and script/base.py). The ini wins key by key.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "adapters/alembic/ini.hpp"
#include "plumbline/finding.hpp"
#include "plumbline/limits.hpp"
#include "plumbline/settings.hpp"

namespace plumbline::adapters::alembic {

/// A key of [tool.alembic], as far as it is looked at.
struct TomlValue {
  std::variant<std::monostate, std::string, bool, std::int64_t, std::vector<std::string>> value;
  Position where;
};

struct Toml {
  bool has_table = false;  ///< [tool.alembic] is there
  std::vector<std::pair<std::string, TomlValue>> values;
  std::optional<ConfigFault> fault;

  [[nodiscard]] const TomlValue* find(std::string_view key) const;
};

/// Reads [tool.alembic] of a pyproject.toml. read_toml.cpp is the only file that includes toml++.
Toml read_toml(std::string_view text, const std::string& file);

struct Configuration {
  std::string script_location;  ///< as written, interpolated
  std::optional<std::vector<std::string>> version_locations;
  std::vector<std::string> prepend_sys_path;
  bool is_recursive = false;
  bool is_sourceless = false;
  std::string version_table;          ///< a key that some env.py files read; "" = not said
  std::string version_table_schema;   ///< likewise
  std::vector<std::string> warnings;  ///< as Alembic words them
  std::optional<ConfigFault> fault;   ///< the first thing that stops Alembic
  Settings settings;
  Position script_location_where;
};

/// Reads what is there of the two files in `root`. Throws Error (io, limit).
Configuration read_configuration(const std::string& root, const std::string& ini_file,
                                 const std::string& toml_file, const Limits& limits);

}  // namespace plumbline::adapters::alembic
