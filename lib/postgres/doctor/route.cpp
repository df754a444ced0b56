/// Direct or through a pooler, without asking the pooler: its console is another database, which
/// few roles may enter.
#include "plumbline/error.hpp"
#include "postgres/doctor/parts.hpp"

namespace plumbline::postgres::doctor {

namespace {

constexpr int second_connection_ms = 1'000;

/// One process of one server: ids come again, moments of their start do not.
constexpr FixedSql server_process =
    "SELECT a.pid, a.backend_start FROM pg_catalog.pg_stat_activity a"
    " WHERE a.pid = pg_catalog.pg_backend_pid()";

struct ServerProcess {
  std::string pid;
  std::string started;
  bool operator==(const ServerProcess&) const = default;
};

ServerProcess process_of(Connection& connection) {
  const Rows rows = connection.query(server_process);
  return rows.count() == 0 ? ServerProcess{} : ServerProcess{rows.text(0, 0), rows.text(0, 1)};
}

/// REQUIRES: `connection` is in no transaction. A pooler with a server connection for each client
/// lets the second one wait or gives it another.
bool is_given_away(const Connection& connection, const ServerProcess& ours) {
  try {
    return process_of(*connection.open_another(second_connection_ms)) == ours;
  } catch (const Error& error) {
    if (error.status() == Status::cancelled) throw;
    return false;
  }
}

}  // namespace

Route find_route(Connection& connection) {
  connection.end_snapshot();
  const ServerProcess first = process_of(connection);
  connection.end_snapshot();
  const ServerProcess second = process_of(connection);
  connection.end_snapshot();
  if (first != second) return Route::transaction_pooler;
  if (first.pid == std::to_string(connection.announced_pid())) return Route::direct;
  return is_given_away(connection, first) ? Route::transaction_pooler : Route::pooler;
}

}  // namespace plumbline::postgres::doctor

namespace plumbline {

std::string_view route_name(Route route) noexcept {
  switch (route) {
    case Route::unknown:
      return "unknown";
    case Route::direct:
      return "direct";
    case Route::pooler:
      return "pooler";
    case Route::transaction_pooler:
      return "transaction-pooler";
  }
  return {};
}

}  // namespace plumbline
