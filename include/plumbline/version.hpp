/// The version of this library. CMake's project(VERSION) is its source; a test compares the two.
#pragma once

#include <string_view>

namespace plumbline {

inline constexpr std::string_view version = "0.1.0";

}  // namespace plumbline
