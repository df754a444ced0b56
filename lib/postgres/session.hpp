/// A connection that runs any SQL and may write: to scratch databases and, for making and dropping
/// them, to a server's own. Who may be written to is decided elsewhere: only a Writable opens one.
/// Every wait has our own deadline and observes the thread's call (system/interruption.hpp).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "plumbline/error.hpp"
#include "postgres/connection.hpp"
#include "postgres/writable.hpp"

namespace plumbline::postgres {

/// What the server said of a statement that it refused. Nothing in it holds a password of ours.
struct ServerError {
  ErrorFields fields;          ///< message, detail, hint, SQLSTATE
  std::size_t position = 0;    ///< character of the text that was sent, from 1; 0 = unknown
  std::string internal_query;  ///< of a function's own statement, when the position is in that
  std::string context;         ///< the call stack, lines
  std::string object;          ///< "schema.table", ".column" or ".constraint" behind, when it told
  std::string source_line;     ///< of the server's own C source: sqlx 0.9 shows it
};

/// One command of a text that was carried out.
struct Command {
  std::string tag;                   ///< "CREATE TABLE", "INSERT 0 3"
  std::optional<std::int64_t> rows;  ///< that the tag tells
  Rows result{0, {}};
};

/// What one text came to: commands up to the first refused one.
struct Outcome {
  std::vector<Command> commands;
  std::optional<ServerError> error;
};

struct SessionOptions {
  std::string application_name = "plumbline";
  int connect_ms = 10'000;
  int statement_ms = 0;  ///< longest single call; 0 = only the thread's call limits it
  /// Settings sent while connecting, as a client library sends its own: TimeZone, DateStyle …
  std::vector<std::pair<std::string, std::string>> settings;
  std::function<void(std::string_view notice)> on_notice;  ///< NOTICE and WARNING texts
};

class Session {
 public:
  /// Throws Error: tool (no libpq), connection, timeout, cancelled.
  static std::unique_ptr<Session> open(const Writable& database,
                                       const SessionOptions& options = {});
  virtual ~Session() = default;

  [[nodiscard]] virtual const std::string& name() const noexcept = 0;  ///< redacted
  [[nodiscard]] virtual const std::string& database() const noexcept = 0;
  [[nodiscard]] virtual int server_version() const noexcept = 0;
  [[nodiscard]] virtual int backend_pid() const noexcept = 0;
  /// Whether a transaction is open, perhaps one that can only be rolled back.
  [[nodiscard]] virtual bool in_transaction() const noexcept = 0;
  [[nodiscard]] virtual bool is_open() const noexcept = 0;

  /// Sends `sql` as one message of the simple protocol, so that the server parses all of it before
  /// it runs the first statement. A COPY FROM STDIN in it is refused, COPY TO STDOUT is read and
  /// thrown away. What the server refuses is in the outcome. Throws Error: argument (a NUL byte),
  /// connection (it is lost), timeout and cancelled (the statement was cancelled; the connection is
  /// closed then).
  virtual Outcome run(std::string_view sql) = 0;
  /// One statement with parameters, unprepared. As run.
  virtual Outcome run(std::string_view sql, Parameters parameters) = 0;
  /// As run; throws Error (server) for what the server refuses.
  Rows query(std::string_view sql);
  Rows query(std::string_view sql, Parameters parameters);

  /// Begins a COPY … FROM STDIN; the outcome has the error when the server refuses it.
  virtual Outcome begin_copy(std::string_view sql) = 0;
  /// Bytes of its data, in pieces of any size. False when the server has already ended it: end_copy
  /// tells why.
  virtual bool put_copy(std::string_view bytes) = 0;
  /// Ends the data; with `refusal` the server is told to fail it.
  virtual Outcome end_copy(const std::optional<std::string>& refusal = {}) = 0;

  /// Closes it at once; nothing is sent after this.
  virtual void close() noexcept = 0;
};

}  // namespace plumbline::postgres
