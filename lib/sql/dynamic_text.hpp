/// The text of an EXECUTE, where it is constant. Used by the reader of PL/pgSQL blocks.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace plumbline::sql {

/// What a constant variable holds; absent for any other name.
using ConstantOf = std::function<std::optional<std::string>(std::string_view name)>;

/// The value of an expression of literals, `||`, format(), quote_ident(), quote_literal() and
/// constants; absent for all else.
std::optional<std::string> fold_text(std::string_view expression, const ConstantOf& constant_of);

}  // namespace plumbline::sql
