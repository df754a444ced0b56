/// How Rust's standard library reads and prints what sqlx shows: whole numbers, quoted strings and
/// durations. Used by the resolver and the runner. Source: core::num (from_str_radix 10) and
/// core::str (impl Debug), Rust 1.95.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "system/unicode_tables.hpp"

namespace plumbline::adapters::sqlx {

/// As `str::parse::<i64>`: one optional sign, then ASCII digits only; leading zeros count for
/// nothing. Absent for everything else and for what 64 bits cannot hold.
std::optional<std::int64_t> parse_i64(std::string_view text) noexcept;

/// As `format!("{:?}", text)`, quotes included. REQUIRES: valid UTF-8.
std::string debug_string(std::string_view text);

/// A Duration as `format!("{:?}", duration)`: `1.002703157s`, `7.466426ms`, `566.852µs`, `0ns`.
std::string debug_duration(std::chrono::nanoseconds duration);

/// The code points from U+0080 on that Rust's Debug form escapes: the unprintable and the
/// combining.
std::span<const system::CodePointRange> debug_escapes() noexcept;

}  // namespace plumbline::adapters::sqlx
