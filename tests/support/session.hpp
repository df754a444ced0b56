/// A connection that stays open, for what another session holds or does meanwhile.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace plumbline::tests {

/// Used by one thread at a time. Its open transaction ends with it.
class Session {
 public:
  /// Throws std::runtime_error with libpq's message.
  explicit Session(const std::string& uri);
  ~Session();
  Session(Session&&) noexcept;
  Session& operator=(Session&&) noexcept;

  /// As PostgresServer::run_sql.
  std::string run(std::string_view sql);

  /// One statement, whatever its outcome: "" for success, else the SQLSTATE and the message's first
  /// line.
  struct Outcome {
    std::string sqlstate;
    std::string message;
  };
  Outcome try_run(std::string_view sql);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace plumbline::tests
