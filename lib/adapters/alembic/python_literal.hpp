/// A Python string literal taken apart: its prefixes, where its content lies, and what its escapes
/// stand for. Used where values are folded (python_strings) and where code is parsed (render).
/// Python 3.11 Language Reference, 2.4.1 and 2.4.3.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace plumbline::adapters::alembic {

struct StringLiteral {
  bool is_raw = false;
  bool is_bytes = false;
  bool is_formatted = false;
  std::size_t begin = 0;  ///< of its content
  std::size_t end = 0;
};

/// `text` from `begin` to `end` is one literal, prefixes and quotes with it.
StringLiteral take_apart(std::string_view text, std::size_t begin, std::size_t end) noexcept;

enum class DecodeOutcome {
  decoded,
  malformed,  ///< Python refuses it
  unknown     ///< an escape by a character's name, or a lone surrogate
};

/// Adds the UTF-8 value of a literal's content, newlines translated, to `out`.
DecodeOutcome decode_string(std::string_view content, bool is_raw, std::string& out);

/// Where the expression of an f-string's field at `at` ends: its `}`, `!` or `:` outside brackets;
/// 0 if not before `end`.
std::size_t field_expression_end(std::string_view text, std::size_t at, std::size_t end) noexcept;

}  // namespace plumbline::adapters::alembic
