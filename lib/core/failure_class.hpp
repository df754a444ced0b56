/// Which failure class an error of PostgreSQL belongs to. Source: the table of failure classes
/// (`explain class/…`): SQLSTATE first, never a localised text.
#pragma once

#include <string_view>

namespace plumbline::core {

/// "B" for a missing role … ; "" for one that belongs to none.
std::string_view failure_class_of(std::string_view sqlstate, std::string_view message) noexcept;

}  // namespace plumbline::core
