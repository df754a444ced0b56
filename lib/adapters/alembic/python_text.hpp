/// Python's own spellings, for what Alembic prints: repr() of a text, strip(), universal newlines.
#pragma once

#include <string>
#include <string_view>

namespace plumbline::adapters::alembic {

/// As repr(str).
std::string python_repr(std::string_view text);
/// As str.strip().
std::string_view python_strip(std::string_view text) noexcept;
/// Cuts the first line off `rest`, its end (LF, CRLF or CR) taken away.
std::string_view take_line(std::string_view& rest) noexcept;

}  // namespace plumbline::adapters::alembic
