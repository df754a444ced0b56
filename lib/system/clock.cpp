#include "system/clock.hpp"

#include <chrono>

namespace plumbline::system {

std::int64_t now_us() noexcept {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(since).count();
}

}  // namespace plumbline::system
