/// What the server makes of a quoted literal: whether its type's input function takes it, and how
/// the output function prints the value. Sources: the input and output functions in utils/adt.
#pragma once

#include "sql/types/type.hpp"

namespace plumbline::sql {

struct Literal {
  /// As the output function prints it, with the settings that a capture has (DateStyle ISO,
  /// TimeZone UTC, bytea_output hex); as written where `is_exact` is false.
  std::string text;
  /// False: it is taken, but how it prints is not known ('now', the session's time zone).
  bool is_exact = true;
  /// 's' where the value is another one each time ('now', 'today'): the constant is of the moment
  /// at which it is read. Checks for immutable expressions do not ask.
  char volatility = 'i';
  /// Always false: a literal is read when the statement is analysed.
  bool can_fail = false;
};

/// Reads `text` as a value of that type. The modifier counts for interval alone; lengths are
/// applied later, by a cast. A domain is read as its base, which does not ask its checks. Throws
/// Failure: 22P02, 22003, 22007, 22008 …; Unknown where it is not sure.
Literal literal(const TypeScope& scope, std::string_view text, TypeRef type);

}  // namespace plumbline::sql
