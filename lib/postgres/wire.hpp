/// One connection and its waits: connecting, sending, receiving, giving up in time. Below
/// Connection (which can only look) and Session (which may write); says nothing to the server by
/// itself.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "plumbline/cancel.hpp"
#include "postgres/libpq.hpp"
#include "postgres/uri.hpp"
#include "system/deadline.hpp"
#include "system/redact.hpp"

namespace plumbline::postgres {

struct WireOptions {
  std::string application_name;
  int connect_ms = 10'000;
  int statement_ms = 0;                  ///< named in what is said when a wait was too long
  std::string client_encoding = "UTF8";  ///< "" = as the server has it
  const Cancel* cancel = nullptr;        ///< beside the call's own
};

class Wire {
 public:
  /// Connects. `more` are libpq keywords behind the URI's own. Throws Error: argument, tool,
  /// connection, timeout, cancelled, unsupported (older than PostgreSQL 12).
  Wire(std::string_view uri, const WireOptions& options, const Keywords& more = {});

  [[nodiscard]] const std::string& name() const noexcept { return name_; }  ///< redacted
  [[nodiscard]] const std::string& database() const noexcept { return database_; }
  [[nodiscard]] int server_version() const noexcept { return server_version_; }
  [[nodiscard]] bool is_open() const noexcept { return raw_.has_value(); }
  void close() noexcept { raw_.reset(); }
  /// REQUIRES: is_open().
  [[nodiscard]] RawConnection& raw() noexcept { return *raw_; }
  [[nodiscard]] const RawConnection& raw() const noexcept { return *raw_; }
  [[nodiscard]] const system::Redactor& redactor() const noexcept { return redactor_; }

  /// Throws when it is closed or the call is to end.
  void require_open() const;

  /// All of these throw Error (connection) when the connection breaks, and close it; the waits
  /// also timeout and cancelled, after asking the server to stop the statement.
  void send(const std::string& sql);
  void send(const std::string& sql, Parameters parameters);
  void hand_over(const system::Deadline& deadline);
  std::optional<RawResult> next(const system::Deadline& deadline);
  void wait(bool readable, bool writable, const system::Deadline& deadline);
  [[noreturn]] void throw_broken();
  /// What the server said as an Error; one that ended the connection closes it.
  [[noreturn]] void throw_server_error(ErrorFields fields);

 private:
  void connect(const system::Deadline& deadline);
  [[noreturn]] void give_up(system::Wakeup why);
  /// Of the call that this thread is in; without one, of the connection.
  [[nodiscard]] int stop_descriptor() const noexcept;

  WireOptions options_;
  std::string name_;
  std::string database_;
  int server_version_ = 0;
  system::Redactor redactor_;
  std::optional<RawConnection> raw_;  ///< empty once closed
};

}  // namespace plumbline::postgres
