/// What runners share that start the user's own tool: which program, with which surroundings, and
/// what of its words is kept.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "system/environment.hpp"

namespace plumbline::adapters {

/// Where the tool is started: `chosen`, else the tree's root; absolute. Throws Error (not_found).
std::string find_directory(const std::string& chosen, const std::string& root);

/// The host's variables without those that could lead to a database: libpq's, the tools' own, and
/// any whose value is a PostgreSQL URI.
std::map<std::string, std::string> clean_environment(const system::Environment& environment);

/// Whether `value` is a PostgreSQL URI in one of the tools' spellings.
bool is_database_uri(std::string_view value) noexcept;

/// `name` as a path relative to `directory` when it has a slash, else looked up in `environment`'s
/// PATH; absolute, links not resolved. Absent when there is no such program.
std::optional<std::string> find_program(std::string_view name, std::string_view directory,
                                        const system::Environment& environment);

/// The last 4,096 bytes, from a character on.
std::string output_tail(const std::string& text);

}  // namespace plumbline::adapters
