/// How the catalog finds what may wait for the end of a transaction, without a look at all of it.
#pragma once

#include <string_view>

namespace plumbline::sql {

/// Deferrable constraints, indexes and triggers are in the catalog under this name too, as parts of
/// nothing. No identifier holds a NUL.
inline constexpr std::string_view waiting_name("deferrable\0", 11);

}  // namespace plumbline::sql
