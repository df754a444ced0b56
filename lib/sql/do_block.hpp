/// The body of a DO statement or PL/pgSQL function as a tree. What it decides at run time is left
/// to the simulator as SQL; what no simulation can follow is opaque. Follows pl_gram.y of
/// PostgreSQL 15.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plumbline::sql {

enum class BlockKind : std::uint8_t {
  block,        ///< DECLARE … BEGIN body EXCEPTION handlers END
  branch,       ///< IF: its arms in order, that of ELSE without condition
  sql,          ///< a statement; PERFORM as SELECT; an INTO clause is blanked out
  execute,      ///< EXECUTE: `sql` is the text that it runs, when that is constant, else opaque
  assign,       ///< `target` := `sql`
  raise,        ///< RAISE
  assertion,    ///< ASSERT `sql`
  leave,        ///< RETURN, with `sql` as its expression
  transaction,  ///< COMMIT or ROLLBACK, as `sql`
  nothing,      ///< NULL, GET DIAGNOSTICS
  opaque,       ///< `why`; the statements in it, if any, are in `arms`
};

struct BlockNode;

struct BlockArm {
  std::string condition;  ///< an expression; "" for ELSE
  std::size_t offset = 0;
  std::vector<BlockNode> body;
};

struct BlockHandler {
  /// "42P07"; "42000" stands for its class, as PostgreSQL matches it.
  std::vector<std::string> sqlstates;
  bool others = false;  ///< all but query_canceled and assert_failure
  std::size_t offset = 0;
  std::vector<BlockNode> body;
};

struct BlockVariable {
  std::string name;
  std::string type;     ///< as written; "" for a cursor or an alias
  std::string initial;  ///< an expression; "" for NULL
  bool is_constant = false;
  bool is_not_null = false;
  std::size_t offset = 0;
};

/// Offsets are bytes into the body that was read.
struct BlockNode {
  BlockKind kind = BlockKind::nothing;
  std::size_t offset = 0;
  std::size_t length = 0;
  std::string sql;
  std::size_t sql_offset = 0;  ///< where `sql` stands in the body, byte for byte, unless folded
  std::string target;          ///< variables, as written: "a, b.c"
  bool is_strict = false;      ///< INTO STRICT: exactly one row
  bool has_using = false;      ///< EXECUTE … USING
  std::string level;           ///< of raise: "exception", "notice" …; "" raises again
  std::string sqlstate;        ///< of raise exception; "" when not known
  std::string message;         ///< of raise, when it is constant
  std::vector<std::string> arguments;  ///< of raise: expressions
  std::string why;
  std::vector<BlockVariable> variables;
  std::vector<BlockNode> body;
  std::vector<BlockHandler> handlers;
  std::vector<BlockArm> arms;
};

struct BlockOptions {
  /// A function has arguments and perhaps NEW: unknown names prove nothing.
  bool is_function = false;
  /// Statements and expressions are parsed as well, as the compiler of PL/pgSQL does.
  bool checks_sql = true;
};

struct BlockResult {
  BlockNode block;  ///< of kind opaque when it can't be followed at all
  std::string
      sqlstate;  ///< of a mistake that PostgreSQL surely finds when it compiles; "" for none
  std::string message;
  std::size_t offset = 0;
};

/// Linear; nested blocks to a depth of 100, deeper ones are opaque.
BlockResult read_block(std::string_view body, const BlockOptions& options = {});

/// Whether the handler takes an error of that SQLSTATE.
bool catches(const BlockHandler& handler, std::string_view sqlstate) noexcept;

}  // namespace plumbline::sql
