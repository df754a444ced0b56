/// A PgBouncer in transaction mode in front of a server of the tests' own.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "support/guard.hpp"
#include "support/postgres_server.hpp"

namespace plumbline::tests {

/// Socket only, in a private folder; one connection to the server for each database and user, so
/// that what a client leaves behind reaches the next one. Ends with this object or process.
class PgBouncer {
 public:
  /// Why none can be started here, in one line; "" when one can.
  static std::string missing();

  /// Lets `users` in, without a password. Throws std::runtime_error when it does not start.
  explicit PgBouncer(const PostgresServer& server,
                     const std::vector<std::string>& users = {"postgres"});

  /// postgresql://USER@/DATABASE?host=FOLDER
  [[nodiscard]] std::string uri(std::string_view database,
                                std::string_view user = "postgres") const;
  /// What it has logged so far.
  [[nodiscard]] std::string log() const;

 private:
  std::string folder_;
  Guard guard_;
};

}  // namespace plumbline::tests
