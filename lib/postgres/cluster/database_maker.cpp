#include "postgres/cluster/database_maker.hpp"

#include <cstdint>
#include <mutex>
#include <random>
#include <utility>

#include "plumbline/error.hpp"
#include "postgres/cluster/cluster.hpp"
#include "postgres/cluster/database_uri.hpp"
#include "postgres/cluster/gate_server.hpp"
#include "postgres/session.hpp"
#include "system/format.hpp"
#include "system/interruption.hpp"
#include "system/redact.hpp"

namespace plumbline::postgres {
namespace {

constexpr int longest_end_ms = 10'000;

/// Eight hexadecimal digits.
std::string new_run() {
  std::random_device source;
  return system::format("{:08x}", static_cast<std::uint32_t>(source()));
}

std::string name_in(const Writable& database) {
  return std::string(find_keyword(parse_uri(database.uri()), "dbname"));
}

[[noreturn]] void throw_not_ephemeral(std::string_view what, const std::string& server) {
  throw Error(
      Status::refused,
      system::format("databases of \"{}\" are not {}: it is no server of our own", server, what));
}

}  // namespace

struct DatabaseMaker::State {
  MakerOptions options;
  Cluster* cluster = nullptr;  ///< null on a given server
  std::string uri;             ///< where databases are made from
  Keywords server;             ///< of a given server
  std::string run = new_run();
  std::unique_ptr<Session> session;  ///< holds the run's advisory lock on a given server
  std::string name;
  int version = 0;
  int made = 0;
  std::vector<std::string> databases;
  std::vector<std::string> roles;
  std::mutex mutex;

  [[nodiscard]] Writable writable(std::string_view database) const {
    return cluster != nullptr ? cluster->database(database)
                              : Writable(database_uri(server, database));
  }

  /// Opened when it is first needed, and again when a call that was ended has closed it.
  Session& connected() {
    if (session != nullptr && session->is_open()) return *session;
    session = Session::open(Writable(uri));
    session->query(
        "SET search_path = pg_catalog, pg_temp; SET statement_timeout = 0; SET lock_timeout = 0;"
        " SET default_transaction_read_only = off");
    if (session->server_version() >= 140'000) session->query("SET idle_session_timeout = 0");
    if (cluster == nullptr) hold_run(*session, run);
    return *session;
  }

  [[nodiscard]] std::string make_database(std::string_view original);
  void drop_all();
};

/// A copy of `original`.
std::string DatabaseMaker::State::make_database(std::string_view original) {
  Session& maker = connected();
  std::string made_name = gate_prefix(run) + std::to_string(++made);
  const std::string database = quote_identifier(made_name);
  std::string sql =
      system::format("CREATE DATABASE {} TEMPLATE {}", database, quote_identifier(original));
  if (original == "template0") sql += " ENCODING 'UTF8'";
  // A server of ours has no WAL to spare, and a checkpoint without fsync costs nothing.
  if (cluster != nullptr && version >= 150'000) sql += " STRATEGY FILE_COPY";
  databases.push_back(made_name);
  maker.query(sql);
  if (cluster != nullptr) return made_name;
  if (version >= 140'000)
    maker.query(system::format("ALTER DATABASE {} SET client_connection_check_interval = '250ms'",
                               database));
  if (options.keep)
    maker.query(system::format("COMMENT ON DATABASE {} IS '{}'", database, kept_comment));
  return made_name;
}

void DatabaseMaker::State::drop_all() {
  if (databases.empty() && roles.empty()) return;
  Session& maker = connected();
  for (const std::string& database : databases) drop_gate_database(maker, database);
  for (const std::string& role : roles)
    static_cast<void>(maker.run("DROP ROLE IF EXISTS " + quote_identifier(role)));
}

DatabaseMaker::DatabaseMaker(Cluster& cluster, const MakerOptions& options)
    : state_(std::make_unique<State>()) {
  state_->options = options;
  state_->cluster = &cluster;
  state_->uri = cluster.uri();
  state_->version = cluster.version();
  state_->name = system::redact_uri(cluster.uri());
}

DatabaseMaker::DatabaseMaker(std::string_view uri, const MakerOptions& options)
    : state_(std::make_unique<State>()) {
  state_->options = options;
  state_->uri = uri;
  state_->server = complete_keywords(uri);
  // Asked before a lock is taken: a pooler would keep it.
  require_gate_server(*Session::open(Writable(state_->uri)));
  Session& maker = state_->connected();
  state_->version = maker.server_version();
  state_->name = maker.name();
  drop_dead_runs(maker);
}

DatabaseMaker::~DatabaseMaker() {
  try {
    if (state_->options.keep) {
      if (state_->cluster != nullptr) state_->cluster->leave();
      return;
    }
    if (state_->cluster != nullptr) return;
    // The call may have been ended; this is not part of it.
    const system::AdoptedScope none(nullptr);
    const system::CallScope own(nullptr, longest_end_ms);
    state_->drop_all();
  } catch (...) {  // the next maker on that server drops them
  }
}

Writable DatabaseMaker::create() {
  const std::lock_guard<std::mutex> turn(state_->mutex);
  return state_->writable(state_->make_database("template0"));
}

Writable DatabaseMaker::clone(const Writable& original) {
  const std::lock_guard<std::mutex> turn(state_->mutex);
  const std::string name = name_in(original);
  wait_until_free(state_->connected(), name);
  return state_->writable(state_->make_database(name));
}

void DatabaseMaker::drop(const Writable& database) {
  const std::lock_guard<std::mutex> turn(state_->mutex);
  const std::string name = name_in(database);
  drop_gate_database(state_->connected(), name);
  std::erase(state_->databases, name);
}

void DatabaseMaker::create_role(const std::string& name) {
  const std::lock_guard<std::mutex> turn(state_->mutex);
  Session& maker = state_->connected();
  if (has_role(maker, name)) return;
  if (state_->cluster != nullptr) {
    maker.query("CREATE ROLE " + quote_identifier(name) + " NOLOGIN");
    return;
  }
  if (!state_->options.create_roles)
    throw Error(Status::refused,
                {.message = system::format("role \"{}\" is missing on \"{}\"", name, state_->name),
                 .detail = "",
                 .hint = "roles belong to the whole server: allow it with --create-roles, which "
                         "drops them at the end, or let the gate start a server of its own",
                 .sqlstate = "",
                 .where = {}});
  make_gate_role(maker, state_->options.keep ? "" : state_->run, name);
  state_->roles.push_back(name);
}

std::vector<ServerRole> DatabaseMaker::roles() const {
  const std::lock_guard<std::mutex> turn(state_->mutex);
  return read_roles(state_->connected());
}

Writable DatabaseMaker::adopt(std::string_view name) {
  if (state_->cluster == nullptr) throw_not_ephemeral("adopted", state_->name);
  if (!state_->cluster->has(name))
    throw Error(Status::argument, system::format("no database \"{}\" was kept", name));
  return state_->writable(name);
}

Writable DatabaseMaker::rename(const Writable& database, std::string_view name) {
  const std::lock_guard<std::mutex> turn(state_->mutex);
  if (state_->cluster == nullptr) throw_not_ephemeral("renamed", state_->name);
  const std::string old = name_in(database);
  Session& maker = state_->connected();
  wait_until_free(maker, old);
  maker.query(system::format("ALTER DATABASE {} RENAME TO {}", quote_identifier(old),
                             quote_identifier(name)));
  std::erase(state_->databases, old);
  return state_->writable(name);
}

int DatabaseMaker::server_version() const noexcept { return state_->version; }

const std::string& DatabaseMaker::name() const noexcept { return state_->name; }

bool DatabaseMaker::is_ephemeral() const noexcept { return state_->cluster != nullptr; }

std::vector<std::string> DatabaseMaker::kept() const {
  std::vector<std::string> uris;
  if (!state_->options.keep) return uris;
  for (const std::string& database : state_->databases)
    uris.push_back(system::redact_uri(state_->writable(database).uri()));
  return uris;
}

}  // namespace plumbline::postgres
