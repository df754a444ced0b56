/// The ephemeral PostgreSQL: a server of our own on a socket in a private folder, started from a
/// cached copy, without fsync, gone with the object or with its process. Rules: reliability.md §6.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "plumbline/server.hpp"
#include "postgres/writable.hpp"

namespace plumbline::postgres {

struct ClusterOptions {
  ServerOptions server;  ///< but for its control: the thread's call counts
  /// Databases that an earlier cluster of the same `family` may have kept (stop_and_save). The kept
  /// cluster with the most of them is copied; among equals the one with an earlier one, then the
  /// newest; none of them: an empty one.
  std::vector<std::string> wanted;
  /// Whose kept clusters these are, such as a hash that names one repository: roles belong to a
  /// whole cluster, so what another repository made must not be there by chance.
  std::string family;
  /// What will be in it, about: it lives in memory (/dev/shm) where that is plenty, which makes
  /// start and end several times faster. Absent: nobody knows, so on a disk.
  std::optional<std::uint64_t> expected_bytes;
};

/// Any number of threads may ask it at a time; save and stop_and_save are for one, when none is
/// connected.
class Cluster {
 public:
  /// Sweeps what dead processes left, copies, starts, and waits until it takes connections. Throws
  /// Error: tool (no server programs, or they do not run), configuration (nobody to run it as), io,
  /// and Interrupted.
  static std::unique_ptr<Cluster> start(const ClusterOptions& options = {});
  Cluster(const Cluster&) = delete;
  Cluster& operator=(const Cluster&) = delete;
  /// Ends it at once and takes its folder away.
  ~Cluster();

  /// As its superuser `postgres`: postgres://postgres@/DATABASE?host=FOLDER.
  [[nodiscard]] std::string uri(std::string_view database = "postgres") const;
  /// Every database of it is ours.
  [[nodiscard]] Writable database(std::string_view name) const;
  /// As another role than its superuser. REQUIRES: a role of [a-z0-9_] that may log in.
  [[nodiscard]] Writable database_as(std::string_view role, std::string_view name) const;
  [[nodiscard]] const std::string& folder() const noexcept;  ///< of its socket, port 5432
  [[nodiscard]] int version() const noexcept;                ///< 150020
  /// What the server has logged, at most its last 64 KiB.
  [[nodiscard]] std::string log() const;
  /// False once the server has ended, whatever ended it.
  [[nodiscard]] bool is_running() const noexcept;

  /// Whether it was started from a kept cluster that holds this database.
  [[nodiscard]] bool has(std::string_view database) const noexcept;
  /// Everything that it was started with.
  [[nodiscard]] const std::vector<std::string>& kept() const noexcept;
  /// It and its folder stay when this object and this process end, and no sweep touches them; who
  /// looked at it ends it: kill -INT the number in FOLDER/data/postmaster.pid, remove FOLDER.
  void leave();

  /// Whether so many bytes may be kept without filling the disk of the cache.
  [[nodiscard]] bool has_room_to_keep(std::uint64_t bytes) const;
  /// Drops all databases but these and the system's, stops it cleanly, and keeps its data for later
  /// clusters of its family. It serves nothing after this. False when it cannot be kept (no cache,
  /// a tablespace in it). REQUIRES: they exist, nobody is connected, names are [a-z0-9_]. Throws
  /// Error: argument, server, io, and Interrupted; nothing is kept then.
  bool stop_and_save(std::span<const std::string> databases);
  /// The same, and starts it again with these databases in it. Also when it could not be kept.
  /// Throws Error (tool) besides: it does not start again.
  bool save(std::span<const std::string> databases);

 private:
  struct State;
  explicit Cluster(std::unique_ptr<State> state);
  bool stop_and_keep(std::span<const std::string> databases);
  std::unique_ptr<State> state_;
};

}  // namespace plumbline::postgres
