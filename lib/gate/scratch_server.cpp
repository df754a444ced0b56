#include "gate/scratch_server.hpp"

#include <array>
#include <utility>

#include "plumbline/error.hpp"
#include "postgres/session.hpp"
#include "postgres/uri.hpp"

namespace plumbline::gate {

namespace {

/// In the cluster's own database, which is kept with it.
constexpr std::string_view notes = "public.plumb_known_schemas";

std::uint64_t size_of(const postgres::Writable& database) {
  const postgres::Rows size = postgres::Session::open(database)->query(
      "SELECT pg_catalog.pg_database_size(pg_catalog.current_database())");
  return std::stoull(size.text(0, 0));
}

}  // namespace

ScratchServer::ScratchServer(const GateOptions& options, const std::vector<std::string>& wanted,
                             const std::string& family, std::optional<std::uint64_t> bytes)
    : making_{.create_roles = options.create_roles, .keep = options.keep} {
  if (options.server) {
    maker_ = std::make_unique<postgres::DatabaseMaker>(*options.server, making_);
    return;
  }
  postgres::ClusterOptions starting;
  if (!options.fresh) starting.wanted = wanted;
  starting.family = family;
  starting.server.bin = options.bin;
  starting.expected_bytes = bytes;
  cluster_ = postgres::Cluster::start(starting);
  maker_ = std::make_unique<postgres::DatabaseMaker>(*cluster_, making_);
}

postgres::Writable ScratchServer::create() {
  const std::lock_guard lock(mutex_);
  return maker_->create();
}

postgres::Writable ScratchServer::clone(const postgres::Writable& original) {
  const std::lock_guard lock(mutex_);
  return maker_->clone(original);
}

std::string ScratchServer::database_name(const postgres::Writable& database) {
  return std::string(postgres::find_keyword(postgres::parse_uri(database.uri()), "dbname"));
}

void ScratchServer::drop(const postgres::Writable& database) {
  const std::lock_guard lock(mutex_);
  maker_->drop(database);
}

void ScratchServer::create_role(const std::string& role) {
  const std::lock_guard lock(mutex_);
  maker_->create_role(role);
}

bool ScratchServer::has(const std::string& database) const noexcept {
  return cluster_ != nullptr && cluster_->has(database);
}

std::optional<std::size_t> ScratchServer::best_known(const KnownPrefix& prefix) const {
  for (std::size_t count = prefix.count(); count > 0; --count)
    if (has(prefix.database(count))) return count;
  return std::nullopt;
}

postgres::Writable ScratchServer::take(const std::string& database) const {
  return cluster_->database(database);
}

std::optional<Schema> ScratchServer::known_schema(const KnownPrefix& prefix, std::size_t count) {
  if (cluster_ == nullptr || cluster_->kept().empty() || count > prefix.count())
    return std::nullopt;
  const auto session = postgres::Session::open(cluster_->database("postgres"));
  const std::array<std::optional<std::string>, 1> hash = {prefix.hash(count)};
  const postgres::Outcome found =
      session->run("SELECT snapshot FROM " + std::string(notes) + " WHERE prefix = $1", hash);
  if (found.error || found.commands.empty() || found.commands[0].result.count() == 0)
    return std::nullopt;
  return load_snapshot(found.commands[0].result.text(0, 0));
}

void ScratchServer::remember(const KnownPrefix& prefix, std::size_t count, const Schema& schema) {
  if (cluster_ == nullptr || count > prefix.count()) return;
  std::string snapshot = save_snapshot(schema);
  const std::lock_guard lock(mutex_);
  remembered_.insert_or_assign(prefix.hash(count), std::move(snapshot));
}

void ScratchServer::keep(const std::vector<Kept>& databases) {
  if (cluster_ == nullptr || databases.empty()) return;
  try {
    std::vector<std::string> names;
    {
      const auto session = postgres::Session::open(cluster_->database("postgres"));
      session->query("CREATE TABLE IF NOT EXISTS " + std::string(notes) +
                     " (prefix text PRIMARY KEY, snapshot text NOT NULL)");
      for (const auto& [hash, snapshot] : remembered_) {
        const std::array<std::optional<std::string>, 2> row = {hash, snapshot};
        session->query("INSERT INTO " + std::string(notes) +
                           " VALUES ($1, $2) ON CONFLICT (prefix) DO NOTHING",
                       row);
      }
      for (const Kept& kept : databases) {
        const std::string old = database_name(kept.database);
        if (old != kept.name) {
          session->query("DROP DATABASE IF EXISTS " + postgres::quote_identifier(kept.name));
          session->query("ALTER DATABASE " + postgres::quote_identifier(old) + " RENAME TO " +
                         postgres::quote_identifier(kept.name));
        }
        names.push_back(kept.name);
      }
    }
    maker_.reset();
    cluster_->stop_and_save(names);
  } catch (const Error&) {  // the next gate makes them again
  }
}

postgres::Writable ScratchServer::keep_as_is(const Kept& kept) {
  const std::lock_guard lock(mutex_);
  const postgres::Writable renamed = maker_->rename(kept.database, kept.name);
  if (!cluster_->has_room_to_keep(size_of(renamed))) return renamed;
  maker_.reset();  // it is connected
  cluster_->save(std::vector<std::string>{kept.name});
  maker_ = std::make_unique<postgres::DatabaseMaker>(*cluster_, making_);
  return renamed;
}

}  // namespace plumbline::gate
