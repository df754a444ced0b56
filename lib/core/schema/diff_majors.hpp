/// What two major versions of PostgreSQL print differently though it is the same, beside
/// expressions, which are not compared at all.
#pragma once

#include <string_view>

#include "plumbline/schema.hpp"

namespace plumbline::core {

/// Whether two values of a property that are not the same text are only printed otherwise.
/// Source: pg_get_function_arguments names IN for procedures from PostgreSQL 14 on.
bool is_printed_otherwise(ObjectKind kind, std::string_view property, std::string_view old,
                          std::string_view now);

}  // namespace plumbline::core
