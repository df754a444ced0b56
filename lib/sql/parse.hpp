/// PostgreSQL's own grammar, by libpg_query, guarded from outside: what would crash or stall it is
/// refused before (spec: limits beside the functions), and it runs on a thread with a stack of its
/// own.
#pragma once

#include <memory>
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

/// While it lives, this thread parses no text twice: what a statement does to the plan's catalog
/// and to the live one, what it needs, what the script rules say of it is asked in several places.
/// Keeps some megabytes of trees at most. One inside of another does nothing.
class ParseMemo {
 public:
  ParseMemo();
  ~ParseMemo();
  ParseMemo(const ParseMemo&) = delete;
  ParseMemo& operator=(const ParseMemo&) = delete;

  struct Kept;

 private:
  std::unique_ptr<Kept> kept_;
};

}  // namespace plumbline::sql
