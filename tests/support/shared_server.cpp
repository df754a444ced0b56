/// Ends with the process: the static object's destructor, or the guard when there is no time for
/// it.
#include "support/shared_server.hpp"

#include <memory>

#include "support/skip.hpp"

namespace plumbline::tests {

const PostgresServer* shared_server() {
  static const std::unique_ptr<PostgresServer> server =
      PostgresServer::missing().empty() ? std::make_unique<PostgresServer>() : nullptr;
  if (server == nullptr) skip_case(PostgresServer::missing());
  return server.get();
}

}  // namespace plumbline::tests
