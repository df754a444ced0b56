/// A moment on the monotonic clock until which a wait may last, and the wait itself.
#pragma once

#include <chrono>

namespace plumbline::system {

class Deadline {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Deadline(std::chrono::milliseconds from_now) : end_(Clock::now() + from_now) {}

  /// For poll(2): milliseconds left, rounded up, so that 0 means over.
  [[nodiscard]] int remaining_ms() const noexcept;

  friend Deadline earlier(const Deadline& left, const Deadline& right) noexcept {
    return left.end_ < right.end_ ? left : right;
  }

 private:
  Clock::time_point end_;
};

/// What ended a wait. A request to stop wins over the rest.
enum class Wakeup { ready, over, stopped };

/// What a descriptor is awaited for.
struct Awaited {
  int descriptor = -1;
  bool readable = false;
  bool writable = false;
};

/// Waits until `awaited` is ready or broken, `deadline` is over, or `stop_descriptor` (-1 for none)
/// is readable. Signals don't end it.
Wakeup wait_for(const Awaited& awaited, const Deadline& deadline, int stop_descriptor) noexcept;

}  // namespace plumbline::system
