/// poll(2) against the monotonic clock.
#include "system/deadline.hpp"

#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>

namespace plumbline::system {

int Deadline::remaining_ms() const noexcept {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(end_ - Clock::now()).count();
  return static_cast<int>(std::clamp<decltype(left)>(left, 0, std::numeric_limits<int>::max()));
}

Wakeup wait_for(const Awaited& awaited, const Deadline& deadline, int stop_descriptor) noexcept {
  const int events = (awaited.readable ? POLLIN : 0) | (awaited.writable ? POLLOUT : 0);
  while (true) {
    std::array<pollfd, 2> polled{
        {{awaited.descriptor, static_cast<short>(events), 0}, {stop_descriptor, POLLIN, 0}}};
    const int left = deadline.remaining_ms();
    const int ready = ::poll(polled.data(), polled.size(), left);
    if (ready > 0) return polled[1].revents != 0 ? Wakeup::stopped : Wakeup::ready;
    if (ready == 0 && (left == 0 || deadline.remaining_ms() == 0)) return Wakeup::over;
    if (ready < 0 && errno != EINTR && errno != EAGAIN) return Wakeup::over;
  }
}

}  // namespace plumbline::system
