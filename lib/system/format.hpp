/// Text from a pattern and values, by fmt. The whole library formats through this one function, so
/// that fmt is compiled into one file: nothing to load at start, and half the compile time.
#pragma once

#include <fmt/core.h>

#include <string>
#include <string_view>

namespace plumbline::system {

/// As fmt::vformat; our own symbol, whichever way fmt is built.
std::string format_values(fmt::string_view pattern, fmt::format_args values);

/// `{}` and the rest of fmt's syntax, checked at compile time.
template <typename... Values>
std::string format(fmt::format_string<Values...> pattern, Values&&... values) {
  return format_values(pattern, fmt::make_format_args(values...));
}

/// The parts with `between` between them.
template <typename Range>
std::string join(const Range& parts, std::string_view between) {
  std::string joined;
  bool is_first = true;
  for (const auto& part : parts) {
    if (!is_first) joined += between;
    is_first = false;
    joined += part;
  }
  return joined;
}

}  // namespace plumbline::system
