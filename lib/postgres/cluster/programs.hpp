/// Where a PostgreSQL server's programs are on this machine. Order: an explicit folder,
/// PLUMBLINE_PG_BIN, PATH, the places of packages (newest first), pg_config.
#pragma once

#include <string>

namespace plumbline::postgres {

/// A folder that holds initdb and postgres.
struct ServerPrograms {
  std::string folder;

  /// Tells one build from another without starting it: path, size and time of `postgres`.
  [[nodiscard]] std::string build() const;
};

/// What `postgres --version` says.
struct ServerVersion {
  int number = 0;    ///< 150020
  std::string text;  ///< "15.20"
};

/// Throws Error (tool): what to install is in the hint. `bin` "" = looked for; `major` 0 = any.
ServerPrograms find_programs(const std::string& bin, int major);

/// Starts it. Throws Error (tool).
ServerVersion ask_version(const ServerPrograms& programs);

/// "15.20" → 150020, "18beta1" → 180000; 0 when it is none.
int version_number(const std::string& text) noexcept;

/// First executable of that name in PATH's folders, else in the system's; "" when there is none.
std::string find_program(const std::string& name);

}  // namespace plumbline::postgres
