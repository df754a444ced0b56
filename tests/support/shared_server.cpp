/// Ends with the process: the static object's destructor, or the guard when there is no time for
/// it.
#include "support/shared_server.hpp"

#include <map>
#include <memory>

#include "support/skip.hpp"

namespace plumbline::tests {

const PostgresServer* shared_server() {
  static const std::unique_ptr<PostgresServer> server =
      PostgresServer::missing().empty() ? std::make_unique<PostgresServer>() : nullptr;
  if (server == nullptr) skip_case(PostgresServer::missing());
  return server.get();
}

const PostgresServer* server_of_version(int version) {
  static std::map<int, std::unique_ptr<PostgresServer>> servers;
  if (default_programs() != nullptr && default_programs()->version == version)
    return shared_server();
  if (const auto started = servers.find(version); started != servers.end())
    return started->second.get();
  for (const ServerPrograms& programs : all_programs()) {
    if (programs.version != version) continue;
    auto server = std::make_unique<PostgresServer>(PostgresOptions{.programs = &programs});
    return servers.emplace(version, std::move(server)).first->second.get();
  }
  return nullptr;
}

void for_each_server(const std::function<void(const PostgresServer&)>& call) {
  if (all_programs().empty()) skip_case(PostgresServer::missing());
  for (const ServerPrograms& programs : all_programs()) call(*server_of_version(programs.version));
}

}  // namespace plumbline::tests
