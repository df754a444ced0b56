#include "report/duration.hpp"

#include "core/format.hpp"

namespace plumbline::report {

std::string duration_text(std::int64_t microseconds) {
  constexpr std::int64_t millisecond = 1000;
  constexpr std::int64_t second = 1000 * millisecond;
  constexpr std::int64_t minute = 60 * second;
  if (microseconds < 10 * millisecond) {
    return core::format("{}.{} ms", microseconds / millisecond, microseconds % millisecond / 100);
  }
  if (microseconds < second) return core::format("{} ms", microseconds / millisecond);
  if (microseconds < minute) {
    return core::format("{}.{:02} s", microseconds / second, microseconds % second / 10'000);
  }
  return core::format("{} min {} s", microseconds / minute, microseconds % minute / second);
}

}  // namespace plumbline::report
