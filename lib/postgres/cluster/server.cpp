/// The public Server: a Cluster, its maker of databases, and one call around what takes time.
#include "plumbline/server.hpp"

#include "core/call.hpp"
#include "postgres/cluster/cluster.hpp"
#include "postgres/cluster/database_maker.hpp"
#include "postgres/uri.hpp"

namespace plumbline {

namespace {

constexpr int longest_making_ms = 60'000;

/// Throws Error (argument) for a URI that is not of this cluster.
postgres::Writable database_of(const postgres::Cluster& cluster, std::string_view uri) {
  const postgres::Keywords keywords = postgres::parse_uri(uri);
  const std::string_view name = postgres::find_keyword(keywords, "dbname");
  if (name.empty() || postgres::find_keyword(keywords, "host") != cluster.folder())
    throw Error(Status::argument, "the URI is not that of a database of this server");
  return cluster.database(name);
}

}  // namespace

Server Server::start(const ServerOptions& options) {
  return core::run_call(options.control, "server", [&](const core::Call& call) {
    call.tell_note("starting an ephemeral PostgreSQL");
    postgres::ClusterOptions wishes;
    wishes.server = options;
    return Server(postgres::Cluster::start(wishes));
  });
}

Server::Server(std::unique_ptr<postgres::Cluster> cluster)
    : cluster_(std::move(cluster)),
      maker_(std::make_unique<postgres::DatabaseMaker>(*cluster_)),
      uri_(cluster_->uri()) {}
Server::Server(Server&&) noexcept = default;
Server& Server::operator=(Server&&) noexcept = default;
Server::~Server() = default;

const std::string& Server::uri() const noexcept { return uri_; }

std::string Server::uri(std::string_view database) const { return cluster_->uri(database); }

int Server::version() const noexcept { return cluster_->version(); }

std::string Server::add_database(std::string_view copy_of) const {
  const CallControl control{.deadline_ms = longest_making_ms};
  return core::run_call(control, "server", [&](const core::Call&) {
    if (copy_of.empty()) return maker_->create().uri();
    return maker_->clone(database_of(*cluster_, copy_of)).uri();
  });
}

void Server::drop_database(std::string_view uri) const {
  const CallControl control{.deadline_ms = longest_making_ms};
  core::run_call(control, "server",
                 [&](const core::Call&) { maker_->drop(database_of(*cluster_, uri)); });
}

}  // namespace plumbline
