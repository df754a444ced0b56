/// What PostgreSQL calls an expression that was given no name. Used for the names of indexes.
/// Rules: FigureColname of PostgreSQL's parser/parse_target.c, on the text that the server prints.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace plumbline::core {

/// The column or function that it is made of, else "case", "coalesce" …, the type that it is cast
/// to, or "expr".
std::string expression_name(std::string_view text);

/// Where the bracket closes that `text` opens first; npos when nowhere. Quotes are passed over.
std::size_t closing_bracket(std::string_view text) noexcept;

}  // namespace plumbline::core
