/// Readers of literals by family, for literal.cpp. Each returns the text of the output function.
#pragma once

#include "sql/types/literal.hpp"

namespace plumbline::sql::literal_text {

/// isspace() in the C locale.
bool is_space(char c) noexcept;
std::string_view trimmed(std::string_view text) noexcept;
std::string lower(std::string_view text);
/// 22P02 `invalid input syntax for type integer: "x"`.
[[noreturn]] void invalid_syntax(std::string_view type, std::string_view text);

std::string read_boolean(std::string_view text);
std::string read_integer(std::string_view text, TypeId type, int version);
std::string read_numeric(std::string_view text, int version);
/// Nothing else than digits, a point and an exponent: how make_const and JSON read numbers.
std::string plain_numeric(std::string_view text);
std::string read_float(std::string_view text, TypeId type);
std::string read_bytea(std::string_view text);
std::string read_uuid(std::string_view text);
std::string read_bits(std::string_view text);
std::string read_inet(std::string_view text, bool is_cidr);

Literal read_date(std::string_view text);
Literal read_time(std::string_view text);
Literal read_timestamp(std::string_view text, bool with_zone);
Literal read_interval(std::string_view text, std::int32_t typmod);

/// Checks that it is JSON; returns it as jsonb prints it.
std::string read_jsonb(std::string_view text, bool is_jsonb);

}  // namespace plumbline::sql::literal_text
