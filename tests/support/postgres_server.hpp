/// A PostgreSQL of the tests' own: socket only, in a private folder, without fsync, gone when the
/// process is gone. Used by the unit tests that need a server and by with_postgres.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "support/guard.hpp"
#include "support/server_programs.hpp"

namespace plumbline::tests {

class PostgresServer;

struct PostgresOptions {
  const ServerPrograms* programs = nullptr;  ///< null = default_programs()
  bool with_standbys = false;                ///< it can have standbys
  /// Be the hot standby of that one, streaming over its socket; needs pg_basebackup.
  const PostgresServer* standby_of = nullptr;
  std::string settings;  ///< further arguments: "-c wal_level=logical"
};

/// A running server with the superuser `postgres` and trust for everybody who may enter its folder.
/// A guard process stops it and removes the folder when this object or this process ends, also by
/// SIGKILL.
class PostgresServer {
 public:
  /// Why none can be started here, in one line; "" when one can.
  static const std::string& missing();

  /// Starts one, with the further words of PLUMBLINE_TEST_PG_SETTINGS ("-c name=value …") as its
  /// arguments. Throws std::runtime_error with the server's own words.
  explicit PostgresServer(const PostgresOptions& options = {});

  [[nodiscard]] int version() const noexcept { return version_; }  ///< 15

  /// The folder of the socket, for PGHOST; the port is always 5432.
  [[nodiscard]] const std::string& folder() const noexcept { return folder_; }
  [[nodiscard]] std::string socket() const { return folder_ + "/.s.PGSQL.5432"; }
  /// postgresql://USER@/DATABASE?host=FOLDER
  [[nodiscard]] std::string uri(std::string_view database = "postgres",
                                std::string_view user = "postgres") const;
  /// What the server has logged so far.
  [[nodiscard]] std::string log() const;

  /// Makes an empty database; one of that name is dropped first.
  void create_database(std::string_view name) const;
  /// Runs SQL as the superuser, several statements at once if you like. Returns the last result's
  /// rows as `a|b` lines. Throws std::runtime_error with the server's message.
  std::string run_sql(std::string_view database, std::string_view sql) const;

  /// kill -9 to the postmaster and everything that it started.
  void kill() const;

 private:
  std::string folder_;
  int version_ = 0;
  Guard guard_;
};

/// As PostgresServer::run_sql, on whatever the URI leads to.
std::string run_sql_at(const std::string& uri, std::string_view sql);

/// `name=value` of everything that libpq itself reads in a URI or connection string, sorted;
/// "refused" when it cannot.
std::vector<std::string> read_by_libpq(const std::string& uri);

}  // namespace plumbline::tests
