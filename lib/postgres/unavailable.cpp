/// Until connection.cpp, target.cpp, cancel.cpp and names.cpp land: every open is refused. The
/// change that brings them deletes this file.
#include "plumbline/error.hpp"
#include "postgres/connection.hpp"
namespace plumbline::postgres {
std::unique_ptr<Connection> Connection::open(std::string_view, const TargetOptions&) {
  throw Error(Status::unsupported, "this build cannot open databases yet");
}
std::vector<ObjectName> list_catalog_names(Connection&) { return {}; }
std::vector<RegistryTable> find_tables(Connection&, const std::string&) { return {}; }
std::optional<RegistryTable> find_table(Connection&, const std::string&, const std::string&) {
  return {};
}
}  // namespace plumbline::postgres
namespace plumbline {
Cancel::Cancel() = default;
Cancel::~Cancel() {}
void Cancel::request() noexcept {}
Target::Target(std::unique_ptr<postgres::Connection> c) : connection_(std::move(c)) {}
Target::Target(Target&&) noexcept = default;
Target& Target::operator=(Target&&) noexcept = default;
Target::~Target() = default;
Target Target::open(std::string_view u, const TargetOptions& o) {
  return Target(postgres::Connection::open(u, o));
}
const std::string& Target::name() const noexcept { return connection_->name(); }
int Target::server_version() const noexcept { return 0; }
const std::string& Target::database() const noexcept { return connection_->database(); }
postgres::Connection& Target::connection() noexcept { return *connection_; }
}  // namespace plumbline
