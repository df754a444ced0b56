/// Moments as people read them.
#pragma once

#include <cstdint>
#include <string>

namespace plumbline::report {

/// "2026-01-31 23:59:59 UTC" for microseconds since 1970.
std::string utc_time(std::int64_t microseconds);

}  // namespace plumbline::report
