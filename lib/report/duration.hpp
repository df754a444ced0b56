/// Durations as people read them.
#pragma once

#include <cstdint>
#include <string>

namespace plumbline::report {

/// "0.9 ms", "42 ms", "1.20 s", "2 min 5 s".
std::string duration_text(std::int64_t microseconds);

}  // namespace plumbline::report
