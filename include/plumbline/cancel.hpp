/// A token that stops calls from outside.
#pragma once

#include <atomic>

namespace plumbline {

/// Stops a call from another thread or a signal handler. Sticky: once requested it stays requested.
class Cancel {
 public:
  Cancel();
  ~Cancel();
  Cancel(const Cancel&) = delete;  // the descriptor that wakes the waiting call has one owner
  Cancel& operator=(const Cancel&) = delete;

  /// Async-signal-safe: an atomic store and one write.
  void request() noexcept;
  [[nodiscard]] bool requested() const noexcept {
    return requested_.load(std::memory_order_relaxed);
  }
  /// Readable when requested; for poll(2).
  [[nodiscard]] int descriptor() const noexcept { return read_end_; }

 private:
  std::atomic<bool> requested_{false};
  int read_end_ = -1;
  int write_end_ = -1;
};

}  // namespace plumbline
