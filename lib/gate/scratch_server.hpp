/// Where a gate's own databases are: an ephemeral cluster, perhaps one that holds what an earlier
/// gate came to, or a server that was given. Used by any number of threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "gate/known_prefix.hpp"
#include "plumbline/schema.hpp"
#include "postgres/cluster/cluster.hpp"
#include "postgres/cluster/database_maker.hpp"

namespace plumbline::gate {

class ScratchServer {
 public:
  /// Starts a cluster when `options.server` is "". `wanted` are databases that an earlier gate of
  /// the same `family` may have kept, `bytes` what is to be in it. Throws as Cluster::start and
  /// DatabaseMaker.
  ScratchServer(const GateOptions& options, const std::vector<std::string>& wanted,
                const std::string& family, std::optional<std::uint64_t> bytes);

  [[nodiscard]] const std::string& name() const noexcept { return maker_->name(); }
  [[nodiscard]] int version() const noexcept { return maker_->server_version(); }
  [[nodiscard]] std::vector<postgres::ServerRole> roles() const { return maker_->roles(); }
  [[nodiscard]] bool is_ephemeral() const noexcept { return cluster_ != nullptr; }
  [[nodiscard]] postgres::Cluster& cluster() noexcept { return *cluster_; }
  [[nodiscard]] std::vector<std::string> kept() const { return maker_->kept(); }

  postgres::Writable create();
  postgres::Writable clone(const postgres::Writable& original);
  void drop(const postgres::Writable& database);
  void create_role(const std::string& role);

  /// The longest prefix of which a database is there.
  [[nodiscard]] std::optional<std::size_t> best_known(const KnownPrefix& prefix) const;
  [[nodiscard]] bool has(const std::string& database) const noexcept;
  [[nodiscard]] static std::string database_name(const postgres::Writable& database);
  postgres::Writable take(const std::string& database) const;
  /// What the schema was at that prefix, when an earlier gate remembered it.
  [[nodiscard]] std::optional<Schema> known_schema(const KnownPrefix& prefix, std::size_t count);
  void remember(const KnownPrefix& prefix, std::size_t count, const Schema& schema);

  /// Keeps these databases for the next gate, each under its new name, and ends the server. Never
  /// throws but Interrupted: what cannot be kept is made again. REQUIRES: nobody is connected.
  struct Kept {
    postgres::Writable database;
    std::string name;
  };
  void keep(const std::vector<Kept>& databases);
  /// Keeps one as it is now and goes on with it under its new name. REQUIRES: an ephemeral cluster,
  /// nobody is connected. Throws as Cluster::save.
  postgres::Writable keep_as_is(const Kept& kept);

 private:
  postgres::MakerOptions making_;
  std::unique_ptr<postgres::Cluster> cluster_;
  std::unique_ptr<postgres::DatabaseMaker> maker_;
  mutable std::mutex mutex_;                       ///< of the maker and the remembered schemas
  std::map<std::string, std::string> remembered_;  ///< snapshots by the prefix's hash
};

}  // namespace plumbline::gate
