/// Target: what the public header promises, by the connection below.
#include "plumbline/target.hpp"

#include "postgres/connection.hpp"

namespace plumbline {

Target::Target(std::unique_ptr<postgres::Connection> connection)
    : connection_(std::move(connection)) {}
Target::Target(Target&&) noexcept = default;
Target& Target::operator=(Target&&) noexcept = default;
Target::~Target() = default;

Target Target::open(std::string_view uri, const TargetOptions& options) {
  return Target(postgres::Connection::open(uri, options));
}

const std::string& Target::name() const noexcept { return connection_->name(); }
int Target::server_version() const noexcept { return connection_->server_version(); }
const std::string& Target::database() const noexcept { return connection_->database(); }
postgres::Connection& Target::connection() noexcept { return *connection_; }

}  // namespace plumbline
