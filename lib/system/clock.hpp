/// The time of day, as records keep it. What took how long is measured by
/// std::chrono::steady_clock.
#pragma once

#include <cstdint>

namespace plumbline::system {

/// Microseconds since 1970 UTC.
std::int64_t now_us() noexcept;

}  // namespace plumbline::system
