/// Indexes and constraints built side by side, each by a connection of its own. Those of one table
/// stay in the dump's order, except indexes among themselves. Used by the restore.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "postgres/restore/bad_backup.hpp"
#include "postgres/restore/dump_statement.hpp"
#include "postgres/session.hpp"
#include "postgres/writable.hpp"
#include "system/interruption.hpp"

namespace plumbline::postgres {

struct IndexJob {
  std::string sql;
  std::size_t line = 0;
  std::vector<DumpLock> locks;
  /// Ahead of its place in the dump: what the server refuses is tried again there.
  bool is_early = false;
};

class IndexPool {
 public:
  /// Told of each statement that was built, one at a time, in the thread that built it.
  using OnBuilt = std::function<void(const IndexJob& job, std::int64_t duration_us)>;

  /// Each connection first runs `setup`. The threads take part in the caller's call.
  IndexPool(Writable database, std::size_t connections, std::vector<std::string> setup,
            OnBuilt on_built);
  IndexPool(const IndexPool&) = delete;
  IndexPool& operator=(const IndexPool&) = delete;
  /// Waits for what is being built; what was not begun is dropped.
  ~IndexPool();

  /// Waits while there are many. Throws as `finish`.
  void add(IndexJob job);
  /// The dump has come to that line: whether its statement was added early and was not refused.
  bool is_under_way(std::size_t line);
  /// How many are built at a time.
  void allow(std::size_t connections);
  /// Waits until all are built. Throws BadBackup of the statement that comes first in the dump,
  /// Error, Interrupted.
  void finish();

 private:
  void work() noexcept;
  std::unique_ptr<Session> connect();
  void build(Session& session, std::unique_lock<std::mutex>& lock);
  /// The first that nothing before it or being built stands in the way of.
  std::list<IndexJob>::iterator next_job();
  void fail(std::exception_ptr failure) noexcept;
  void take_refusal(const IndexJob& job, const ServerError& error);

  Writable database_;
  std::vector<std::string> setup_;
  OnBuilt on_built_;
  const system::CallScope* scope_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::list<IndexJob> waiting_;
  std::list<IndexJob> running_;
  bool is_ended_ = false;
  std::size_t connections_;  ///< that there are, or that may still come
  std::size_t allowed_;
  std::set<std::size_t> early_;  ///< lines of early jobs that were not refused
  std::exception_ptr failure_;
  std::optional<RestoreProblem> problem_;
  std::vector<std::thread> threads_;
};

}  // namespace plumbline::postgres
