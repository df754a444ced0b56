/// PostgreSQL's own grammar, by libpg_query, guarded from outside: what would crash or stall it is
/// refused before (spec: limits beside the functions), and it runs on a thread with a stack of its
/// own.
#pragma once

#include <string>
#include <string_view>

#include "sql/node.hpp"

namespace plumbline::sql {

struct ParseResult {
  Ast ast;                 ///< empty root when there is an error, and for no statement at all
  std::string sqlstate;    ///< "42601"; "54001" over the limit; "" when parsed
  std::string message;     ///< `syntax error at or near "TABEL"`
  std::size_t offset = 0;  ///< bytes from the start of `sql` to where the error is
};

/// Exactly one statement. REQUIRES: `sql` without a NUL. Thread-safe.
ParseResult parse(std::string_view sql);

}  // namespace plumbline::sql
