/// Patterns of `*` (any run) and `?` (any one byte). Linear: only the last star is retried.
#pragma once

#include <string_view>

namespace plumbline::core {

bool glob_matches(std::string_view pattern, std::string_view text) noexcept;

}  // namespace plumbline::core
