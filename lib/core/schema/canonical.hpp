/// The one form of expressions that PostgreSQL prints in two.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace plumbline::core {

/// `x IN ('a', 'b')` over a varchar is printed as (ARRAY['a', 'b'])::text[], and as
/// ARRAY[('a')::text, ('b')::text] once that text was read again, as after a dump and restore
/// (transformArrayExpr, parse_expr.c, takes the cast to the elements). In the same way
/// `a BETWEEN 1 AND 5 AND b` is printed as (((a >= 1) AND (a <= 5)) AND b), whose inner brackets
/// are gone once it was read again (makeAndExpr, gram.y). This gives the second form of both.
/// Absent when `expression` is in it already.
std::optional<std::string> canonical_expression(std::string_view expression);

}  // namespace plumbline::core
