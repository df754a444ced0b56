/// The plain text of a backup as bytes, whatever packs it. What is wrong with the packing is thrown
/// as BadBackup. Used by the proof and the restore.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "postgres/restore/backup.hpp"

namespace plumbline::postgres {

/// Gives all bytes in turn, in the thread that runs it.
class ByteFeed {
 public:
  using Take = std::function<void(std::string_view bytes)>;
  virtual ~ByteFeed() = default;

  /// Throws BadBackup, Error (io), Interrupted, and what `take` throws.
  virtual void run(const Take& take) = 0;
  /// Of the backup's own bytes, how many were read. From any thread.
  [[nodiscard]] virtual std::uint64_t consumed() const noexcept = 0;
};

/// The same, asked for. Used by one thread.
class ByteSource {
 public:
  virtual ~ByteSource() = default;

  /// Fills `into` from its start; 0 only at the end. Throws as the feed does.
  virtual std::size_t read(std::span<char> into) = 0;
  [[nodiscard]] virtual std::uint64_t consumed() const noexcept = 0;
};

/// Opened once, judged by fstat; closed on destruction.
class BackupFile {
 public:
  /// Throws Error (io, not_found).
  explicit BackupFile(const std::string& path);
  BackupFile(const BackupFile&) = delete;
  BackupFile& operator=(const BackupFile&) = delete;
  ~BackupFile();

  /// 0 at the end. Throws Error (io), Interrupted.
  std::size_t read(std::span<char> into);
  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }

 private:
  std::string path_;
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
};

/// Unpacked, several members one behind the other.
std::unique_ptr<ByteFeed> gzip_feed(const std::string& path, std::uint64_t max_ratio);
/// What pg_restore makes of an archive.
std::unique_ptr<ByteFeed> archive_feed(const Backup& backup, const std::string& programs);
/// pg_restore's: 150020; 0 when it does not say. Throws BadBackup (tool), Error (tool).
int archive_tool_version(const std::string& programs);

/// `feed` run by a thread of its own, a megabyte ahead at most. The thread takes part in the call
/// of the one that asks here.
std::unique_ptr<ByteSource> read_ahead(std::unique_ptr<ByteFeed> feed);

/// The source for a backup of any format that can be restored, read ahead.
std::unique_ptr<ByteSource> open_source(const Backup& backup, const RestoreLimits& limits,
                                        const std::string& programs);

}  // namespace plumbline::postgres
