#include "gate/restored_cluster.hpp"

#include <optional>

#include "gate/scratch_server.hpp"
#include "plumbline/error.hpp"
#include "postgres/session.hpp"
#include "system/digest.hpp"
#include "system/format.hpp"

namespace plumbline::gate {

namespace {

/// Who restores and migrates on a cluster of our own: nobody special, as in production.
constexpr std::string_view owner = "plumb_owner";

/// Tables, indexes and what migrations rewrite, to a dump's text.
constexpr std::uint64_t usual_growth = 4;
/// Text, to what is packed.
constexpr std::uint64_t usual_ratio = 8;

/// What will be in the cluster, before the backup is read.
std::uint64_t expected_bytes(const postgres::Backup& backup) {
  const bool is_packed = backup.format != postgres::BackupFormat::plain;
  return backup.bytes * usual_growth * (is_packed ? usual_ratio : 1);
}

class OnServer final : public RestoredDatabase {
 public:
  OnServer(const GateOptions& options, const postgres::Backup& backup)
      : options_(options),
        keeps_(!options.fresh && !options.keep),
        key_("plumb_b_" + system::sha256_hex(backup.identity).substr(0, 32)),
        expected_bytes_(expected_bytes(backup)) {
    server_.emplace(options_, std::vector<std::string>{key_}, key_, expected_bytes_);
  }

  [[nodiscard]] bool is_known() const noexcept override { return server_->has(key_); }
  [[nodiscard]] const std::string& server_name() const noexcept override { return server_->name(); }
  [[nodiscard]] const postgres::Writable& writable() const noexcept override { return *database_; }

  void reset(std::uint64_t text_bytes) override {
    if (is_known()) return;
    // One that was thought to fit into memory, before it was unpacked.
    if (server_->is_ephemeral() && text_bytes * usual_growth > expected_bytes_)
      server_.emplace(options_, std::vector<std::string>(), key_, text_bytes * usual_growth);
    made_.emplace(server_->create());
    database_ = made_;
    if (!server_->is_ephemeral()) return;
    const std::string name = server_->database_name(*made_);
    const auto session = postgres::Session::open(server_->take("postgres"));
    session->query(system::format("CREATE ROLE {} LOGIN", owner));
    session->query(
        system::format("ALTER DATABASE {} OWNER TO {}", postgres::quote_identifier(name), owner));
    database_ = server_->cluster().database_as(owner, name);
  }

  postgres::RestoreOptions restore_options(const postgres::BackupProof& proof) override {
    for (const std::string& role : proof.roles) {
      try {
        server_->create_role(role);
      } catch (const Error& error) {
        // The restore tells which statement needed it.
        if (error.status() != Status::refused) throw;
      }
    }
    postgres::RestoreOptions options;
    if (server_->is_ephemeral()) {
      options.extension_maker = &*made_;
      options.data_directory = server_->cluster().folder();
    }
    return options;
  }

  void remember() override {
    if (!keeps_ || !server_->is_ephemeral()) return;
    made_ = server_->keep_as_is({.database = *made_, .name = key_});
    take_known();
  }

  /// The cluster is a copy: its database may be used as it is.
  void take_known() override { database_ = server_->cluster().database_as(owner, key_); }

 private:
  const GateOptions& options_;
  bool keeps_;
  std::string key_;
  std::uint64_t expected_bytes_;
  std::optional<ScratchServer> server_;
  std::optional<postgres::Writable> made_;  ///< as superuser
  std::optional<postgres::Writable> database_;
};

}  // namespace

std::unique_ptr<RestoredDatabase> make_restored_on_server(const GateOptions& options,
                                                          const postgres::Backup& backup) {
  return std::make_unique<OnServer>(options, backup);
}

}  // namespace plumbline::gate
