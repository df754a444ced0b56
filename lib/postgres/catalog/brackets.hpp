/// Brackets in SQL as the server prints it.
#pragma once

#include <cstddef>
#include <string_view>

namespace plumbline::postgres {

/// Where the bracket that opens at `open` is closed; npos when it is not. REQUIRES: text[open] is
/// '('.
std::size_t closing_bracket(std::string_view text, std::size_t open);

}  // namespace plumbline::postgres
