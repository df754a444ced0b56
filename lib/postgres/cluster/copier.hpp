/// Bytes of large files copied by several threads. Used where data folders are packed and unpacked.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <string>

#include "postgres/cluster/descriptor.hpp"
#include "system/interruption.hpp"
#include "system/threads.hpp"

namespace plumbline::postgres {

using SharedFile = std::shared_ptr<const Descriptor>;

struct CopyWork {
  SharedFile from;
  std::uint64_t from_offset = 0;
  SharedFile to;
  std::uint64_t to_offset = 0;
  std::uint64_t bytes = 0;
  std::string name;  ///< of what is copied, for errors
};

/// Used by one thread. What it copies must not change meanwhile.
class Copier {
 public:
  Copier();
  Copier(const Copier&) = delete;
  Copier& operator=(const Copier&) = delete;
  /// What was not begun is dropped.
  ~Copier();

  /// Copies some itself when others are behind, so that few files are open at a time. Throws as
  /// `finish`, of earlier work too.
  void add(const CopyWork& work);
  /// Until all is copied. Throws Error: not_found (too short, or it cannot be read), io (it cannot
  /// be written), and Interrupted.
  void finish();

 private:
  struct Buffer;
  void work() noexcept;
  bool copy_next(Buffer& buffer);
  void keep_failure() noexcept;

  const system::CallScope* scope_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<CopyWork> waiting_;
  std::exception_ptr failure_;
  bool is_ended_ = false;
  std::size_t most_threads_;
  std::size_t started_ = 0;
  std::size_t running_ = 0;
  std::unique_ptr<Buffer> own_;
  system::Threads threads_;  ///< the last member: they end first
};

}  // namespace plumbline::postgres
