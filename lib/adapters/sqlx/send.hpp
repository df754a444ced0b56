/// One migration's SQL on its way to the server: the whole file as one message, as sqlx sends it,
/// or, for a trace, statement by statement where that comes to the same.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plumbline/gate.hpp"
#include "postgres/session.hpp"
#include "postgres/trace/trace.hpp"
#include "sql/split.hpp"

namespace plumbline::adapters::sqlx {

/// A file as it is sent.
struct SqlText {
  std::string_view text;
  std::string_view file;  ///< relative to the tree's root
  bool in_transaction = true;
};

/// What went wrong with it.
struct SendFault {
  postgres::ServerError error;
  std::string words;                     ///< sqlx's Display of it
  std::size_t offset = 0;                ///< of the statement at fault in the file
  std::size_t length = 0;                ///< 0 when no statement can be named
  std::optional<std::size_t> committed;  ///< offset of the file's own last COMMIT that was run
};

/// Whether the statements may be sent one by one inside of sqlx's transaction: none of them ends or
/// begins one, reads what is behind it, or changes how the rest of the text is read.
bool is_divisible(std::string_view text, const std::vector<sql::Piece>& pieces);

/// A file's first 500 bytes of a statement, cut on a character.
std::string statement_start(std::string_view sql);

class Sender {
 public:
  /// `trace` null: nothing is told of the statements. `database` is `session`'s.
  Sender(postgres::Session& session, const postgres::Writable& database, postgres::Trace* trace)
      : session_(session), database_(database), trace_(trace) {}

  /// Sends it, in sqlx's transaction if `sql` says so, which is begun and left open. Throws Stopped
  /// when BEGIN is refused.
  std::optional<SendFault> send(const SqlText& sql);

 private:
  std::optional<SendFault> send_whole(const SqlText& sql);
  bool send_divided(const SqlText& sql, const std::vector<sql::Piece>& pieces);
  void begin();
  [[nodiscard]] StatementRun whole_run(const SqlText& sql,
                                       const std::vector<sql::Piece>& pieces) const;

  postgres::Session& session_;
  const postgres::Writable& database_;
  postgres::Trace* trace_;
};

}  // namespace plumbline::adapters::sqlx
