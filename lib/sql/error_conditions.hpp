/// Names of errors as PL/pgSQL has them. error_conditions.cpp is written by
/// cmake/error_conditions.py.
#pragma once

#include <span>
#include <string_view>

namespace plumbline::sql {

struct ErrorCondition {
  std::string_view name;  ///< "duplicate_table"
  std::string_view sqlstate;
};

/// Those of that name: none, one, or the few that share it. REQUIRES: in lower case.
std::span<const ErrorCondition> find_conditions(std::string_view name) noexcept;

}  // namespace plumbline::sql
