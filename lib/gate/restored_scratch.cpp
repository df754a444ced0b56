#include "gate/restored_scratch.hpp"

#include <optional>

#include "postgres/scratch/guard.hpp"
#include "system/digest.hpp"

namespace plumbline::gate {

namespace {

class InScratch final : public RestoredDatabase {
 public:
  InScratch(const GateOptions& options, const std::vector<KnownTarget>& targets,
            const postgres::Backup& backup)
      : guard_(postgres::ScratchGuard::open(*options.scratch, {.targets = targets})),
        key_(system::sha256_hex(backup.identity).substr(0, 32)),
        keeps_(!options.fresh && guard_.why_no_copies().empty()) {
    if (keeps_) template_ = guard_.find_template(key_);
  }

  [[nodiscard]] bool is_known() const noexcept override { return template_.has_value(); }
  [[nodiscard]] const postgres::Writable& writable() const noexcept override { return *database_; }
  [[nodiscard]] const std::string& server_name() const noexcept override { return guard_.name(); }

  void reset(std::uint64_t) override {
    if (is_known()) return;
    guard_.reset();
    database_.emplace(guard_.writable());
  }

  /// Roles belong to the server, which is not ours.
  postgres::RestoreOptions restore_options(const postgres::BackupProof&) override { return {}; }

  void remember() override {
    if (keeps_) guard_.keep_as_template(key_);
  }

  void take_known() override {
    guard_.replace_by_copy_of(*template_);
    database_.emplace(guard_.writable());
  }

  void close() override {
    if (database_) guard_.remark();
  }

 private:
  postgres::ScratchGuard guard_;
  std::string key_;
  bool keeps_;
  std::optional<std::string> template_;
  std::optional<postgres::Writable> database_;
};

}  // namespace

std::unique_ptr<RestoredDatabase> make_restored_in_scratch(const GateOptions& options,
                                                           const std::vector<KnownTarget>& targets,
                                                           const postgres::Backup& backup) {
  return std::make_unique<InScratch>(options, targets, backup);
}

}  // namespace plumbline::gate
