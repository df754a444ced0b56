/// The end of what a failing step said, as records, events and reports keep it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace plumbline::gate {

inline constexpr std::size_t max_detail_bytes = 4096;

/// The last 4,096 bytes of `text` from a character on, without blank lines at the end. Line feeds
/// and tabs stay; other control characters and bad bytes are shown as \u{1b} and \x9f, carriage
/// returns before a line feed are left out. Costs the same however long `text` is.
std::string detail_tail(std::string_view text);

}  // namespace plumbline::gate
