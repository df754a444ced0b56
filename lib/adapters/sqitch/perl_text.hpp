/// What sqitch takes from Perl: truth, white space, and which bytes are text at all.
#pragma once

#include <cstddef>
#include <string_view>

namespace plumbline::adapters::sqitch {

/// Neither empty nor "0".
constexpr bool is_true(std::string_view text) noexcept { return !text.empty() && text != "0"; }

/// `text` without the white space (Unicode's) at its end; likewise at both ends.
std::string_view drop_final_space(std::string_view text) noexcept;
std::string_view trim_space(std::string_view text) noexcept;

/// Offset of the first byte at which the layer :utf8_strict stops: bad UTF-8 or a noncharacter;
/// npos for none.
std::size_t find_bad_text(std::string_view text) noexcept;

/// 40 lower-case hex digits at the start.
bool begins_with_sha1(std::string_view text) noexcept;

}  // namespace plumbline::adapters::sqitch
