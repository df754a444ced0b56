/// libpq's asynchronous calls behind one small class, so that libpq-fe.h is included by a single
/// file and libpq itself is loaded when the first target is opened: loading it costs more than
/// checking a tree. None of these calls ever waits.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "plumbline/error.hpp"
#include "postgres/connection.hpp"
#include "postgres/uri.hpp"

struct pg_conn;  // as libpq-fe.h names them
struct pg_result;

namespace plumbline::postgres {

/// What has to happen before a call goes on.
enum class Wait { nothing, readable, writable };

enum class TransactionState { none, open, failed };

/// Where an error stands, as far as the server told.
struct ErrorPlace {
  std::size_t position = 0;  ///< character of the text, or of internal_query, from 1
  std::string internal_query;
  std::string context;
  std::string object;
  std::string source_line;
};

/// One result of a statement.
class RawResult {
 public:
  explicit RawResult(pg_result* result) noexcept : result_(result) {}

  /// The server refused it, or the connection broke.
  [[nodiscard]] bool is_error() const;
  /// One that carries rows, perhaps none.
  [[nodiscard]] bool has_rows() const;
  [[nodiscard]] Rows rows() const;
  /// The end of a pipeline's statements.
  [[nodiscard]] bool is_sync() const;
  /// Not run, because an earlier statement of the pipeline failed.
  [[nodiscard]] bool is_aborted() const;
  [[nodiscard]] std::size_t row_count() const;
  [[nodiscard]] std::size_t column_count() const;
  [[nodiscard]] bool is_null(std::size_t row, std::size_t column) const;
  [[nodiscard]] std::string_view text(std::size_t row, std::size_t column) const;
  /// message, detail, hint and SQLSTATE as the server gave them; all "" without an error.
  [[nodiscard]] ErrorFields error() const;
  /// All of an error as libpq words it, lines, with the SQLSTATE in it.
  [[nodiscard]] std::string words() const;
  [[nodiscard]] ErrorPlace error_place() const;
  [[nodiscard]] bool is_copy_in() const;
  [[nodiscard]] bool is_copy_out() const;
  /// "INSERT 0 3"; "" for what is no command.
  [[nodiscard]] std::string tag() const;
  [[nodiscard]] std::optional<std::int64_t> rows_touched() const;

 private:
  struct Clear {
    void operator()(pg_result* result) const noexcept;
  };
  std::unique_ptr<pg_result, Clear> result_;
};

/// A connection of libpq in non-blocking mode. Used by one thread at a time.
class RawConnection {
 public:
  /// Begins to connect. Throws Error: tool when there is no libpq, no_memory.
  explicit RawConnection(const Keywords& keywords);

  /// Goes on connecting. Absent when it failed; `nothing` when the connection stands.
  [[nodiscard]] std::optional<Wait> connect();
  /// -1 when there is none.
  [[nodiscard]] int socket() const;
  /// Who is told of notices and warnings.
  void listen(std::function<void(std::string_view)> on_notice);
  [[nodiscard]] TransactionState transaction() const;

  /// Puts a statement on its way; several separated by `;` when there are no parameters. False when
  /// it failed.
  [[nodiscard]] bool send(const std::string& sql);
  [[nodiscard]] bool send(const std::string& sql, Parameters parameters);
  /// Whether this libpq (14 and later) can send statements without waiting for the answer to the
  /// last one.
  [[nodiscard]] static bool has_pipeline();
  /// From here on next_result is absent after each statement, and is_sync ends them. False when it
  /// failed.
  [[nodiscard]] bool enter_pipeline();
  [[nodiscard]] bool end_statements();
  void leave_pipeline();
  /// Hands waiting bytes to the kernel. Absent when it failed; `writable` when some are left.
  [[nodiscard]] std::optional<Wait> flush();
  /// Takes in what has arrived. False when the connection broke.
  [[nodiscard]] bool consume();
  /// Whether next_result would have to wait.
  [[nodiscard]] bool is_busy() const;
  /// Absent after the statement's last one. REQUIRES: !is_busy().
  [[nodiscard]] std::optional<RawResult> next_result();

  /// Of a COPY: absent when it failed, `writable` when the bytes have to wait.
  [[nodiscard]] std::optional<Wait> put_copy(std::string_view bytes);
  [[nodiscard]] std::optional<Wait> end_copy(const char* refusal);
  /// Throws a row that COPY sends away: absent after the last one.
  [[nodiscard]] std::optional<Wait> skip_copy_row();

  /// Whether the connection is beyond use.
  [[nodiscard]] bool is_broken() const;
  /// libpq's last words, which may hold secrets; with the SQLSTATE in it while connecting.
  [[nodiscard]] std::string last_words() const;
  /// Whether an allocation of libpq's own failed in this query.
  [[nodiscard]] bool is_out_of_memory() const;

  [[nodiscard]] int server_version() const;
  [[nodiscard]] std::string user() const;
  [[nodiscard]] std::string host() const;  ///< the one reached, or a socket's folder
  [[nodiscard]] std::string port() const;
  [[nodiscard]] std::string database() const;
  [[nodiscard]] int announced_pid() const;  ///< of what answered us: the server or a pooler
  [[nodiscard]] bool uses_tls() const;
  /// The one in use, from wherever libpq took it; for the redactor.
  [[nodiscard]] std::string password() const;

  /// Asks the server to stop the running statement; returns after `limit_ms` at the latest,
  /// whatever the network does.
  void request_cancel(int limit_ms) const;

 private:
  struct Finish {
    void operator()(pg_conn* connection) const noexcept;
  };
  /// libpq holds a pointer to it, and the connection may be moved.
  std::unique_ptr<std::function<void(std::string_view)>> on_notice_ =
      std::make_unique<std::function<void(std::string_view)>>();
  std::unique_ptr<pg_conn, Finish> connection_;
};

}  // namespace plumbline::postgres
