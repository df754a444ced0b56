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

class OnServer final : public RestoredDatabase {
 public:
  OnServer(const GateOptions& options, const postgres::Backup& backup)
      : keeps_(!options.fresh && !options.keep),
        key_("plumb_b_" + system::sha256_hex(backup.identity).substr(0, 32)),
        server_(options, {key_}, key_) {}

  [[nodiscard]] bool is_known() const noexcept override { return server_.has(key_); }
  [[nodiscard]] const std::string& server_name() const noexcept override { return server_.name(); }
  [[nodiscard]] const postgres::Writable& writable() const noexcept override { return *database_; }

  void reset() override {
    if (is_known()) return;
    made_.emplace(server_.create());
    database_ = made_;
    if (!server_.is_ephemeral()) return;
    const std::string name = server_.database_name(*made_);
    const auto session = postgres::Session::open(server_.take("postgres"));
    session->query(system::format("CREATE ROLE {} LOGIN", owner));
    session->query(
        system::format("ALTER DATABASE {} OWNER TO {}", postgres::quote_identifier(name), owner));
    database_ = server_.cluster().database_as(owner, name);
  }

  postgres::RestoreOptions restore_options(const postgres::BackupProof& proof) override {
    for (const std::string& role : proof.roles) {
      try {
        server_.create_role(role);
      } catch (const Error& error) {
        // The restore tells which statement needed it.
        if (error.status() != Status::refused) throw;
      }
    }
    postgres::RestoreOptions options;
    if (server_.is_ephemeral()) {
      options.extension_maker = &*made_;
      options.data_directory = server_.cluster().folder();
    }
    return options;
  }

  void remember() override {
    if (!keeps_ || !server_.is_ephemeral()) return;
    copy_.emplace(server_.clone(*made_));
    const auto session = postgres::Session::open(server_.take("postgres"));
    session->query(system::format("ALTER DATABASE {} OWNER TO {}",
                                  postgres::quote_identifier(server_.database_name(*copy_)),
                                  owner));
  }

  /// The cluster is a copy: its database may be used as it is.
  void take_known() override { database_ = server_.cluster().database_as(owner, key_); }

  void close() override {
    if (copy_) server_.keep({{.database = *copy_, .name = key_}});
  }

 private:
  bool keeps_;
  std::string key_;
  ScratchServer server_;
  std::optional<postgres::Writable> made_;  ///< as superuser
  std::optional<postgres::Writable> database_;
  std::optional<postgres::Writable> copy_;
};

}  // namespace

std::unique_ptr<RestoredDatabase> make_restored_on_server(const GateOptions& options,
                                                          const postgres::Backup& backup) {
  return std::make_unique<OnServer>(options, backup);
}

}  // namespace plumbline::gate
