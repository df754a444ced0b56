#include "postgres/restore/byte_source.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "plumbline/error.hpp"
#include "system/format.hpp"
#include "system/interruption.hpp"

namespace plumbline::postgres {

namespace {

constexpr std::size_t block_bytes = 256U << 10;
constexpr std::size_t max_blocks = 4;

[[noreturn]] void throw_io(const std::string& path, const char* what) {
  const int reason = errno;
  throw Error(reason == ENOENT ? Status::not_found : Status::io,
              system::format("\"{}\" cannot be {}: {}", path, what,
                             std::generic_category().message(reason)));
}

class PlainFeed final : public ByteFeed {
 public:
  explicit PlainFeed(const std::string& path) : file_(path) {}

  void run(const Take& take) override {
    std::vector<char> block(block_bytes);
    while (const std::size_t count = file_.read(block)) {
      consumed_ += count;
      take({block.data(), count});
    }
  }
  [[nodiscard]] std::uint64_t consumed() const noexcept override { return consumed_; }

 private:
  BackupFile file_;
  std::atomic<std::uint64_t> consumed_ = 0;
};

/// A thread fills blocks while the owner empties them.
class AheadSource final : public ByteSource {
 public:
  explicit AheadSource(std::unique_ptr<ByteFeed> feed)
      : feed_(std::move(feed)), scope_(system::CallScope::current()) {
    thread_ = std::thread([this] { run(); });
  }
  AheadSource(const AheadSource&) = delete;
  AheadSource& operator=(const AheadSource&) = delete;
  ~AheadSource() override {
    {
      const std::lock_guard lock(mutex_);
      is_unwanted_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

  std::size_t read(std::span<char> into) override {
    while (rest_.empty()) {
      if (!take()) return 0;
    }
    const std::size_t count = std::min(into.size(), rest_.size());
    rest_.copy(into.data(), count);
    rest_.remove_prefix(count);
    return count;
  }
  [[nodiscard]] std::uint64_t consumed() const noexcept override { return feed_->consumed(); }

 private:
  /// Ends the feed.
  struct Unwanted {};

  /// The next block; false at the end.
  bool take() {
    std::unique_lock lock(mutex_);
    if (!block_.empty()) free_.push_back(std::move(block_));
    block_.clear();
    changed_.notify_all();
    changed_.wait(lock, [&] { return !full_.empty() || is_done_; });
    if (full_.empty()) {
      if (failure_) std::rethrow_exception(failure_);
      return false;
    }
    block_ = std::move(full_.front());
    full_.pop_front();
    rest_ = block_;
    return true;
  }

  void run() noexcept {
    const system::AdoptedScope adopted(scope_);
    std::exception_ptr failure;
    try {
      feed_->run([this](std::string_view bytes) { give(bytes); });
    } catch (const Unwanted&) {
    } catch (...) {
      failure = std::current_exception();
    }
    const std::lock_guard lock(mutex_);
    failure_ = failure;
    is_done_ = true;
    changed_.notify_all();
  }

  void give(std::string_view bytes) {
    std::string block;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return full_.size() < max_blocks || is_unwanted_; });
      if (is_unwanted_) throw Unwanted();
      if (!free_.empty()) {
        block = std::move(free_.back());
        free_.pop_back();
      }
    }
    block.assign(bytes);
    const std::lock_guard lock(mutex_);
    full_.push_back(std::move(block));
    changed_.notify_all();
  }

  std::unique_ptr<ByteFeed> feed_;
  const system::CallScope* scope_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::string> full_;
  std::vector<std::string> free_;
  bool is_done_ = false;      ///< nothing more comes
  bool is_unwanted_ = false;  ///< nothing more is read
  std::exception_ptr failure_;
  std::string block_;  ///< the owner's
  std::string_view rest_;
  std::thread thread_;
};

}  // namespace

BackupFile::BackupFile(const std::string& path) : path_(path) {
  descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (descriptor_ < 0) throw_io(path, "opened");
  struct stat status {};
  const bool is_known = ::fstat(descriptor_, &status) == 0;
  if (!is_known || !S_ISREG(status.st_mode)) {
    ::close(descriptor_);
    throw Error(Status::io, system::format("\"{}\" is no regular file", path));
  }
  size_ = static_cast<std::uint64_t>(status.st_size);
}

BackupFile::~BackupFile() { ::close(descriptor_); }

std::size_t BackupFile::read(std::span<char> into) {
  system::check_interruption();
  ssize_t count = -1;
  do {
    count = ::read(descriptor_, into.data(), into.size());
  } while (count < 0 && errno == EINTR);
  if (count < 0) throw_io(path_, "read");
  return static_cast<std::size_t>(count);
}

std::unique_ptr<ByteSource> read_ahead(std::unique_ptr<ByteFeed> feed) {
  return std::make_unique<AheadSource>(std::move(feed));
}

std::unique_ptr<ByteSource> open_source(const Backup& backup, const RestoreLimits& limits,
                                        const std::string& programs) {
  switch (backup.format) {
    case BackupFormat::plain:
    case BackupFormat::unknown:
      return read_ahead(std::make_unique<PlainFeed>(backup.path));
    case BackupFormat::gzip:
      return read_ahead(gzip_feed(backup.path, limits.max_ratio));
    case BackupFormat::custom:
    case BackupFormat::directory:
    case BackupFormat::tar:
      return read_ahead(archive_feed(backup, programs));
  }
  return nullptr;
}

}  // namespace plumbline::postgres
