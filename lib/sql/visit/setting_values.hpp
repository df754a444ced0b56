/// SET clauses that are stored: of functions, roles and databases. Rules: ExtractSetVariableArgs,
/// flatten_set_variable_args and validate_option_array_item (utils/misc/guc.c).
#pragma once

#include <string>
#include <string_view>

#include "sql/session.hpp"

namespace plumbline::sql {

struct Setting {
  std::string name;   ///< as the server spells it: "TimeZone"
  std::string value;  ///< as it is stored; "" with `is_reset`
  bool is_reset = false;
  bool is_reset_all = false;
  bool is_exact = true;
};

/// Of a VariableSetStmt. 42704 for a parameter that is none, 22023 for a bad value, 42501 and 55P02
/// where it may not be set.
Setting read_setting(Session& session, const Node& statement);

}  // namespace plumbline::sql
