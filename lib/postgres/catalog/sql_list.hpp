/// SQL as the server prints it, taken apart at its outermost commas and brackets.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace plumbline::postgres {

/// The pieces between commas that stand in no bracket and no quotes, without blanks around them.
std::vector<std::string_view> split_sql_list(std::string_view text);

/// Where the bracket that opens at `open` is closed; npos when it is not. REQUIRES: text[open] is
/// '('.
std::size_t closing_bracket(std::string_view text, std::size_t open);

}  // namespace plumbline::postgres
