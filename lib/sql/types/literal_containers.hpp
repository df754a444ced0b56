/// Literals that hold others: arrays and ranges. Sources: arrayfuncs.c, rangetypes.c.
#pragma once

#include "sql/types/literal.hpp"

namespace plumbline::sql {

Literal read_array(const TypeScope& scope, std::string_view text, const TypeInfo& array);
Literal read_range(const TypeScope& scope, std::string_view text, const TypeInfo& range);

}  // namespace plumbline::sql
