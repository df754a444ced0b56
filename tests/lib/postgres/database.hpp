/// What the tests of this folder share: a fresh database, and the error of a call as a value.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

#include "plumbline/error.hpp"
#include "plumbline/target.hpp"
#include "support/shared_server.hpp"

namespace plumbline::tests {

/// An empty database of that name on the server.
struct Database {
  const PostgresServer& server;
  std::string name;

  Database(const PostgresServer& on, std::string called) : server(on), name(std::move(called)) {
    server.create_database(name);
  }
  std::string run(std::string_view sql) const { return server.run_sql(name, sql); }
  [[nodiscard]] Target open(const TargetOptions& options = {}) const {
    return Target::open(server.uri(name), options);
  }
  [[nodiscard]] Target open_as(std::string_view user, const TargetOptions& options = {}) const {
    return Target::open(server.uri(name, user), options);
  }
};

/// The error that `call` throws; status ok when it throws none.
template <typename Call>
Error error_of(Call&& call) {
  try {
    call();
  } catch (const Error& error) {
    return error;
  }
  return {Status::ok, ""};
}

inline int elapsed_ms(std::chrono::steady_clock::time_point since) {
  const auto passed = std::chrono::steady_clock::now() - since;
  return static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(passed).count());
}

}  // namespace plumbline::tests
