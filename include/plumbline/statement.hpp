/// SQL with its place and its certainty: the seam between migration tools and PostgreSQL.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "plumbline/position.hpp"

namespace plumbline {

/// Which script of a change; the values of PLUMB_SCRIPT_DEPLOY and its kin.
enum class Direction : std::uint8_t { deploy, revert, verify };

/// One statement as the server gets it.
struct Statement {
  /// Variables set, without the final semicolon and the comments before it; "" when opaque.
  std::string sql;
  Position where;    ///< where it starts in its file, comments skipped
  int end_line = 0;  ///< where it ends, which is the line psql names
  /// Why it cannot be known without running something, as a clause ("the rows of a query decide");
  /// "" when it is known.
  std::string opaque;
  /// What of it is known although it is opaque: it changes no object, it only reads or writes rows.
  bool only_data = false;
  /// After a failure the next one is run (psql without ON_ERROR_STOP); else all that follows is not
  /// reached.
  bool goes_on = false;
  /// The client says this and sends nothing: `invalid command \foo`. `opaque` is set too; "" for
  /// all that reaches the server.
  std::string client_error;
  /// Sent in one message with the statement before, so that the server undoes both when this one
  /// fails (psql's `\;`). Implied by StatementList::one_message.
  bool with_previous = false;
  /// The tool asks the catalog first and leaves it out when what it makes is there already, or what
  /// it drops is gone (Alembic: `checkfirst`).
  bool is_guarded = false;
  /// A query whose rows must be there: without them the script itself raises an error (Alembic: a
  /// SELECT, then `raise`).
  bool needs_rows = false;

  bool operator==(const Statement&) const = default;
};

/// A comment `-- plumbline:ignore RULE: REASON`. On a line of its own it speaks of the statement
/// that follows, else of the one whose lines it stands in or ends.
struct Suppression {
  std::string rule;    ///< as written; "" when the comment names none
  std::string reason;  ///< "" when it gives none
  Position where;      ///< of the comment
  /// Place in StatementList::statements; their number when it speaks of none.
  std::size_t statement = 0;

  bool operator==(const Suppression&) const = default;
};

/// What a tool sends to the server for one change in one direction, in order.
struct StatementList {
  std::string file;  ///< relative to the tree's root; "" when there is no such script
  std::vector<Statement> statements;
  /// The tool begins a transaction before and commits it after (sqlx, Alembic).
  bool in_transaction = false;
  /// Sent by a process of its own (psql): what it sets ends with it, an open transaction is lost.
  bool own_session = false;
  /// All of it is one message (sqlx): the server parses everything before it runs the first one.
  bool one_message = false;
  /// COPY data and other rows that are sent besides: they change no object.
  bool has_rows = false;
  std::vector<Suppression> suppressions;  ///< in the order of the files
};

}  // namespace plumbline
