#include "postgres/cluster/copier.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>
#include <thread>

#include "plumbline/error.hpp"
#include "postgres/cluster/tree.hpp"
#include "system/format.hpp"

namespace plumbline::postgres {
namespace {

/// Small enough to stay in a processor's own cache between read and write.
constexpr std::size_t buffer_bytes = 128U << 10;
constexpr std::uint64_t piece_bytes = 4U << 20;
constexpr std::size_t max_waiting = 64;
constexpr std::size_t max_helpers = 3;

std::size_t read_some(const CopyWork& work, char* into, std::size_t most) {
  ssize_t count = -1;
  do {
    count = ::pread(work.from->get(), into, most, static_cast<off_t>(work.from_offset));
  } while (count < 0 && errno == EINTR);
  if (count > 0) return static_cast<std::size_t>(count);
  throw Error(Status::not_found, system::format("\"{}\" cannot be read: {}", work.name,
                                                count == 0 ? "it is cut" : reason_of(errno)));
}

void write_all(const CopyWork& work, std::string_view bytes) {
  std::uint64_t at = work.to_offset;
  while (!bytes.empty()) {
    const ssize_t count =
        ::pwrite(work.to->get(), bytes.data(), bytes.size(), static_cast<off_t>(at));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      throw Error(Status::io,
                  system::format("\"{}\" cannot be written: {}", work.name, reason_of(errno)));
    }
    at += static_cast<std::uint64_t>(count);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

}  // namespace

struct Copier::Buffer {
  std::array<char, buffer_bytes> bytes;
};

Copier::Copier()
    : scope_(system::CallScope::current()),
      most_threads_(std::min<std::size_t>(
          max_helpers, std::max(1U, std::thread::hardware_concurrency()) - 1U)) {}

Copier::~Copier() {
  const std::lock_guard lock(mutex_);
  waiting_.clear();
  is_ended_ = true;
  changed_.notify_all();
}

void Copier::add(const CopyWork& work) {
  CopyWork piece = work;
  for (std::uint64_t done = 0; done < work.bytes; done += piece.bytes) {
    piece.from_offset = work.from_offset + done;
    piece.to_offset = work.to_offset + done;
    piece.bytes = std::min(piece_bytes, work.bytes - done);
    std::size_t count = 0;
    {
      const std::lock_guard lock(mutex_);
      if (failure_) std::rethrow_exception(failure_);
      waiting_.push_back(piece);
      count = waiting_.size();
      changed_.notify_one();
    }
    if (started_ < most_threads_) {
      ++started_;
      threads_.start([this] { this->work(); });
    }
    if (!own_) own_ = std::make_unique<Buffer>();
    if (count > max_waiting) copy_next(*own_);
  }
}

void Copier::finish() {
  if (started_ == 0 && !own_) return;
  while (copy_next(*own_)) continue;
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return running_ == 0; });
  if (failure_) std::rethrow_exception(failure_);
}

void Copier::work() noexcept {
  try {
    const system::AdoptedScope adopted(scope_);
    const auto buffer = std::make_unique<Buffer>();
    while (true) {
      while (copy_next(*buffer)) continue;
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return is_ended_ || !waiting_.empty(); });
      if (is_ended_) return;
    }
  } catch (...) {
    keep_failure();
  }
}

void Copier::keep_failure() noexcept {
  const std::lock_guard lock(mutex_);
  if (!failure_) failure_ = std::current_exception();
  waiting_.clear();
  changed_.notify_all();
}

/// False when none is waiting.
bool Copier::copy_next(Buffer& buffer) {
  CopyWork work;
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.empty()) return false;
    work = std::move(waiting_.front());
    waiting_.pop_front();
    ++running_;
  }
  try {
    while (work.bytes > 0) {
      system::check_interruption();
      const auto most = static_cast<std::size_t>(std::min<std::uint64_t>(work.bytes, buffer_bytes));
      const std::size_t count = read_some(work, buffer.bytes.data(), most);
      write_all(work, {buffer.bytes.data(), count});
      work.from_offset += count;
      work.to_offset += count;
      work.bytes -= count;
    }
  } catch (...) {
    keep_failure();
  }
  const std::lock_guard lock(mutex_);
  --running_;
  changed_.notify_all();
  return true;
}

}  // namespace plumbline::postgres
