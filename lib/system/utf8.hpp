/// UTF-8: validation, counting, classes, and display that no file can abuse.
/// Classes come from tables generated from the Unicode Character Database, version 14 (as Perl 5.36
/// and Python 3.11 have).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "plumbline/position.hpp"

namespace plumbline::system {

/// Byte offset of the first sequence that is not strict UTF-8 (overlong, surrogate, cut, above
/// U+10FFFF), or npos.
std::size_t find_invalid_utf8(std::string_view text) noexcept;
/// Number of code points; a bad byte counts as one.
std::size_t count_code_points(std::string_view text) noexcept;
/// The code point at the start of `text` and its length in bytes; U+FFFD and 1 for a bad byte.
/// `text` is not empty.
struct Decoded {
  char32_t code_point;
  std::size_t length;
};
Decoded decode_code_point(std::string_view text) noexcept;
void append_code_point(std::string& text, char32_t code_point);
/// `text` with each bad byte sequence replaced by U+FFFD, as Rust's from_utf8_lossy and Python's
/// errors="replace" do.
std::string to_valid_utf8(std::string_view text);

bool is_word(char32_t c) noexcept;       ///< Perl's and Python's \w
bool is_digit(char32_t c) noexcept;      ///< \d: general category Nd
bool is_blank(char32_t c) noexcept;      ///< Perl's [[:blank:]]: tab and category Zs
bool is_space(char32_t c) noexcept;      ///< \s: White_Space property
bool is_printable(char32_t c) noexcept;  ///< not Cc, Cf, Cs, Co, Cn, Zl, Zp, and of Zs only U+0020

/// For people: control, format and bidirectional characters as \n, \t, \u{1b}; bad bytes as \x9f;
/// at most `max_bytes`, cut on a character and ended by "…".
std::string escape_for_display(std::string_view text,
                               std::size_t max_bytes = static_cast<std::size_t>(-1));

/// Line and column of a byte offset. Lines end at LF. Linear in the distance: for many offsets of
/// one text use LineIndex.
Position position_at(std::string_view text, std::size_t offset, std::string file);

}  // namespace plumbline::system
