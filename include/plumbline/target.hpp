/// A live database, opened for reading only.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "plumbline/cancel.hpp"
#include "plumbline/event.hpp"

namespace plumbline {

namespace postgres {
class Connection;
}

struct TargetOptions {
  std::string application_name = "plumbline";
  int connect_ms = 10'000;  ///< until the connection stands
  int lock_ms = 1'000;      ///< longest wait for any lock
  int statement_ms =
      30'000;  ///< longest single query; our own deadline is a little later than the server's
  const Cancel* cancel = nullptr;  ///< of every call on this target; must outlive it
  CallControl opening;             ///< of Target::open alone; it tells a note once connected
};

/// One connection; each call reads what is there when it begins. Serves one call at a time, from
/// any thread: a second one gets Error (busy). Never written to: everything is read in one
/// REPEATABLE READ READ ONLY transaction with the limits above, which holds no lock on a table but
/// the registry's. A role with LOGIN, CONNECT on the database, USAGE on the registry's schema and
/// SELECT on its tables is enough. After a timeout, a cancelled call or a broken connection it is
/// closed, and further calls get Error (connection).
class Target {
 public:
  /// Every URI form of the README: postgres://, postgresql://, db:pg:, key=value, SQLAlchemy's
  /// postgresql+driver://; "" for libpq's environment, where PGHOST, PGDATABASE, PGSERVICE or the
  /// like must then be set. Service and password files count as in psql. Throws Error: argument for
  /// an unreadable URI or one with an unexpanded variable, tool when libpq is not installed,
  /// connection, timeout, cancelled, unsupported for a server older than PostgreSQL 12.
  /// A host name is looked up by libpq, without our
  /// limit.
  static Target open(std::string_view uri, const TargetOptions& options = {});

  Target(Target&&) noexcept;
  Target& operator=(Target&&) noexcept;
  ~Target();

  [[nodiscard]] const std::string& name() const noexcept;  ///< the URI without its password
  [[nodiscard]] int server_version() const noexcept;       ///< 150020
  [[nodiscard]] const std::string& database() const noexcept;

  /// For the library's own layers.
  [[nodiscard]] postgres::Connection& connection() noexcept;

 private:
  explicit Target(std::unique_ptr<postgres::Connection> connection);
  std::unique_ptr<postgres::Connection> connection_;
};

}  // namespace plumbline
