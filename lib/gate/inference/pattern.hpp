/// A text that a regular expression takes, for checks such as code ~ '^[A-Z]{3}$'. Knows what such
/// checks are made of. Rules: PostgreSQL's documentation of pattern matching, advanced expressions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace plumbline::gate {

/// The shortest one of the first branches. Nothing where the pattern holds something else (back
/// references, look-ahead, options).
std::optional<std::string> text_of_pattern(std::string_view pattern);

}  // namespace plumbline::gate
