/// What a team asks of names, schemas and comments in its scripts: `[conventions]` of
/// plumbline.toml. Nothing unless said. Used by naming.cpp, table_without_schema.cpp,
/// missing_comment.cpp, and lib/project, which reads it.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace plumbline::checks::script {

/// Whose names can be asked to match a pattern.
inline constexpr auto named_kinds = std::to_array<std::string_view>(
    {"check", "column", "exclude", "foreign_key", "function", "index", "matview", "policy",
     "primary_key", "schema", "sequence", "table", "trigger", "type", "unique", "view"});
/// What can be asked to have a comment.
inline constexpr auto commented_kinds = std::to_array<std::string_view>(
    {"column", "function", "matview", "schema", "sequence", "table", "type", "view"});

struct Conventions {
  /// Globs by kind; a kind that is not there may be called anything.
  std::map<std::string, std::string, std::less<>> names;
  std::set<std::string, std::less<>> comments;  ///< kinds
  bool qualified_tables = false;                ///< CREATE TABLE names the schema
};

}  // namespace plumbline::checks::script
