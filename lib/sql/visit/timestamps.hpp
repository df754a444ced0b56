/// Points in time as SQL writes them, for VALID UNTIL.
#pragma once

#include <string>
#include <string_view>

namespace plumbline::sql {

struct Timestamp {
  std::string text;       ///< "2030-01-01 00:00:00+00", "infinity"
  bool is_exact = false;  ///< false: it names no zone, so the session's decides
};

/// Fails with 22007 for what is surely none, 22008 for months and days out of range; throws Unknown
/// for forms that are not read.
Timestamp read_timestamp(std::string_view text);

}  // namespace plumbline::sql
