/// How far two words are apart, to name what was probably meant.
#pragma once

#include <cstddef>
#include <string_view>

namespace plumbline::core {

/// Number of single-character edits between two words, at most `limit` + 1. Words over 64 bytes
/// are far apart.
std::size_t edit_distance(std::string_view left, std::string_view right,
                          std::size_t limit) noexcept;

}  // namespace plumbline::core
