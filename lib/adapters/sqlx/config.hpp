/// sqlx.toml, as far as it decides which migrations there are and where they are recorded.
/// Source: sqlx-core 0.9.0, `config::Config` and `config::migrate::Config`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "plumbline/finding.hpp"
#include "plumbline/limits.hpp"
#include "plumbline/settings.hpp"

namespace plumbline::adapters::sqlx {

struct Config {
  std::string migrations_dir = "migrations";
  std::string table_name = "_sqlx_migrations";  ///< put into the SQL text as it is
  std::vector<std::string> create_schemas;      ///< likewise; in the order of the file
  std::vector<char32_t> ignored_chars;          ///< sorted, each once
  Settings settings;
  std::vector<Finding> findings;
  std::optional<std::string> error;  ///< what sqlx says instead of reading any migration
};

/// Parses the text of a sqlx.toml. What can't be read is left at its default and found.
Config parse_config(const std::string& text, const std::string& file);

/// `file` in `root`; the defaults when there is none.
Config read_config(const std::string& root, const std::string& file, const Limits& limits);

}  // namespace plumbline::adapters::sqlx
