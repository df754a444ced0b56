/// The modifier of a type: `(20)`, `(10,2)`, `day to second(3)`. As the typmodin and typmodout
/// functions of varchar.c, numeric.c, timestamp.c, date.c, varbit.c.
#pragma once

#include "sql/types/type.hpp"

namespace plumbline::sql {

/// `given` is the list of constants behind the type's name. Throws Failure (22023, 22P02, 42601),
/// and Unknown for types of extensions and users.
std::int32_t modifier_in(const TypeScope& scope, TypeId type, Node given);

/// "(20)", "(10,2)", "(3)", " day to second(3)"; "" for types without.
std::string modifier_out(TypeId type, std::int32_t typmod);

/// Of `interval day to second(3)`: the words behind `interval` as `modifier_out` writes them, and
/// the precision if there is one. Nothing for other words.
std::optional<std::int32_t> interval_modifier(std::string_view fields,
                                              const std::vector<int>& precision);

}  // namespace plumbline::sql
