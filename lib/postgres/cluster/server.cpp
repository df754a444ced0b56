/// The public Server: a Cluster, and one call around its start.
#include "plumbline/server.hpp"

#include "core/call.hpp"
#include "postgres/cluster/cluster.hpp"

namespace plumbline {

Server Server::start(const ServerOptions& options) {
  return core::run_call(options.control, "server", [&](const core::Call& call) {
    call.tell_note("starting an ephemeral PostgreSQL");
    postgres::ClusterOptions wishes;
    wishes.server = options;
    return Server(postgres::Cluster::start(wishes));
  });
}

Server::Server(std::unique_ptr<postgres::Cluster> cluster)
    : cluster_(std::move(cluster)), uri_(cluster_->uri()) {}
Server::Server(Server&&) noexcept = default;
Server& Server::operator=(Server&&) noexcept = default;
Server::~Server() = default;

const std::string& Server::uri() const noexcept { return uri_; }

std::string Server::uri(std::string_view database) const { return cluster_->uri(database); }

int Server::version() const noexcept { return cluster_->version(); }

}  // namespace plumbline
