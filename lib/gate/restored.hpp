/// The database that a backup is restored into: a marked one, or one of the gate's own. What an
/// earlier gate has restored from the same backup is copied instead, where it was kept.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "plumbline/gate.hpp"
#include "plumbline/scratch.hpp"
#include "postgres/restore/backup.hpp"
#include "postgres/writable.hpp"

namespace plumbline::gate {

class RestoredDatabase {
 public:
  /// Decides by the options; writes nothing. A scratch database is looked at, so that what the
  /// guard refuses is known before the backup is read.
  static std::unique_ptr<RestoredDatabase> plan(const GateOptions& options,
                                                const std::vector<KnownTarget>& targets,
                                                const postgres::Backup& backup);
  virtual ~RestoredDatabase() = default;

  /// Whether this backup is there already, from an earlier gate.
  [[nodiscard]] virtual bool is_known() const noexcept = 0;
  /// An empty database, proven so, for a dump of so many bytes. With one that is known nothing is
  /// done yet. Throws Error.
  virtual void reset(std::uint64_t text_bytes) = 0;
  /// What the restore needs besides: roles that the dump names are made where that is allowed.
  virtual postgres::RestoreOptions restore_options(const postgres::BackupProof& proof) = 0;
  /// Keeps a copy of what was just restored for later gates, where that can be. REQUIRES: nobody
  /// is connected. `writable` may be another one after it.
  virtual void remember() = 0;
  /// REQUIRES: is_known().
  virtual void take_known() = 0;
  /// REQUIRES: reset().
  [[nodiscard]] virtual const postgres::Writable& writable() const noexcept = 0;
  [[nodiscard]] virtual const std::string& server_name() const noexcept = 0;
  /// When nobody is connected any longer.
  virtual void close() {}

 protected:
  RestoredDatabase() = default;
};

}  // namespace plumbline::gate
