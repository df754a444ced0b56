/// The version of this library. CMake's project(VERSION) is its source; a test compares the two.
#pragma once

#include <string_view>

namespace plumbline {

inline constexpr std::string_view version = "0.1.0";

/// PostgreSQL version of the SQL grammar that is built in, as PG_VERSION_NUM: 150001.
int grammar_version() noexcept;

}  // namespace plumbline
