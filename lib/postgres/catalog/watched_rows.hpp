/// What a schema watch reads of each catalog: all that counts as the schema, by names and as the
/// server prints it, and nothing that changes by itself. Used by watch_question.cpp.
#pragma once

#include <cstddef>
#include <span>

namespace plumbline::postgres {

struct WatchedRows {
  enum class Ways {
    usual,
    joined,   ///< printed with what stands in the row of alias c, where there is one
    columns,  ///< rows go with their relation; a dropped column's stays
    always,   ///< a view, or little: read whole at each look
    updated,  ///< of the server's own: none comes or goes
  };
  int since;  ///< first major version that has it
  Ways ways;
  const char* key;               ///< SQL: an oid
  const char* sub;               ///< SQL: a bigint, for more than one row an oid
  const char* name;              ///< SQL: text that others' printed forms may hold
  const char* body;              ///< SQL: text, all the rest; never NULL
  const char* from;              ///< catalog, alias x, always with WHERE
  const char* stored = nullptr;  ///< catalog that holds a view's rows
};

inline constexpr std::size_t watched_relations = 0;  ///< places in the list
inline constexpr std::size_t watched_columns = 1;
inline constexpr std::size_t watched_defaults = 2;

/// Read at each look, and only where one look has seen that something there has changed.
std::span<const WatchedRows> watched_rows() noexcept;
std::span<const WatchedRows> rarely_watched_rows() noexcept;

}  // namespace plumbline::postgres
