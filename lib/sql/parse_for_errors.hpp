/// The grammar without its tree, for messages that the server parses as a whole before it runs any
/// of them.
#pragma once

#include <string_view>

#include "sql/parse.hpp"

namespace plumbline::sql {

/// The errors that `parse` has, at a third of its cost.
ParseResult parse_for_errors(std::string_view sql);

}  // namespace plumbline::sql
