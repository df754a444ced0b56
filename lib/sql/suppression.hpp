/// Comments of the form `-- plumbline:ignore RULE: REASON`.
#pragma once

#include <string>
#include <string_view>

#include "plumbline/statement.hpp"

namespace plumbline::sql {

/// Finds those of one file and the statements that they speak of. REQUIRES: the list's statements
/// of that file are in the file's order.
void add_suppressions(std::string_view text, const std::string& file, StatementList& list);

}  // namespace plumbline::sql
