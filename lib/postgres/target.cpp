/// Target: what the public header promises, by the connection below.
#include "plumbline/target.hpp"

#include "core/call.hpp"
#include "postgres/connection.hpp"
#include "system/format.hpp"

namespace plumbline {

Target::Target(std::unique_ptr<postgres::Connection> connection)
    : connection_(std::move(connection)) {}
Target::Target(Target&&) noexcept = default;
Target& Target::operator=(Target&&) noexcept = default;
Target::~Target() = default;

Target Target::open(std::string_view uri, const TargetOptions& options) {
  return core::run_call(options.opening, "connect", [&](const core::Call& call) {
    Target target(postgres::Connection::open(uri, options));
    const int version = target.server_version();
    call.tell_note(system::format("connected to {}, PostgreSQL {}.{}", target.name(),
                                  version / 10'000, version % 10'000));
    return target;
  });
}

const std::string& Target::name() const noexcept { return connection_->name(); }
int Target::server_version() const noexcept { return connection_->server_version(); }
const std::string& Target::database() const noexcept { return connection_->database(); }
postgres::Connection& Target::connection() noexcept { return *connection_; }

}  // namespace plumbline
