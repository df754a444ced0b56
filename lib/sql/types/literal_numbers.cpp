/// Booleans, numbers, bytes and the like as literals. Sources: bool.c, int.c, numutils.c,
/// numeric.c, float.c, varlena.c, encode.c, uuid.c, varbit.c, network.c.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "core/format.hpp"
#include "sql/failure.hpp"
#include "sql/types/literal_text.hpp"

namespace plumbline::sql::literal_text {

namespace {

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_hex(char c) noexcept {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
char lower_letter(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

std::string_view digits_at(std::string_view text) {
  std::size_t count = 0;
  while (count < text.size() && is_digit(text[count])) ++count;
  return text.substr(0, count);
}

}  // namespace

bool is_space(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }

std::string_view trimmed(std::string_view text) noexcept {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::string lower(std::string_view text) {
  std::string made(text);
  std::transform(made.begin(), made.end(), made.begin(), lower_letter);
  return made;
}

void invalid_syntax(std::string_view type, std::string_view text) {
  fail("22P02", core::format("invalid input syntax for type {}: \"{}\"", type, text));
}

std::string read_boolean(std::string_view text) {
  const std::string word = lower(trimmed(text));
  const auto begins = [&](std::string_view whole, std::size_t least) {
    return word.size() >= least && whole.starts_with(word);
  };
  if (begins("true", 1) || begins("yes", 1) || begins("on", 2) || word == "1") return "t";
  if (begins("false", 1) || begins("no", 1) || begins("off", 2) || word == "0") return "f";
  invalid_syntax("boolean", text);
}

std::string read_integer(std::string_view text, TypeId type, int version) {
  const std::string_view name = type == types::int2   ? "smallint"
                                : type == types::int8 ? "bigint"
                                : type == types::oid  ? "oid"
                                                      : "integer";
  std::string_view rest = trimmed(text);
  const bool is_negative = rest.starts_with('-');
  if (is_negative || rest.starts_with('+')) rest.remove_prefix(1);
  const std::string_view digits = digits_at(rest);
  if (type == types::oid && (is_negative || (digits.size() > 1 && digits.front() == '0'))) {
    unknown("an oid as strtoul reads it");
  }
  std::uint64_t value = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  const std::uint64_t limit = type == types::int2   ? 32767
                              : type == types::int4 ? 2147483647
                              : type == types::oid  ? 4294967295
                                                    : 9223372036854775807ULL;
  // Asked while digits are read, so before what follows them.
  if (!digits.empty() && (read.ec != std::errc() || value > limit + (is_negative ? 1 : 0))) {
    fail("22003", core::format("value \"{}\" is out of range for type {}", text, name));
  }
  if (digits.empty() || digits.size() != rest.size()) {
    // Since 16 0x1F and 1_000 are numbers.
    if (version >= 16 && !digits.empty() &&
        rest.find_first_of("xXoObB_") != std::string_view::npos) {
      unknown("an integer that is not decimal");
    }
    invalid_syntax(name, text);
  }
  return (is_negative && value != 0 ? "-" : "") + std::to_string(value);
}

std::string plain_numeric(std::string_view text) {
  std::string_view rest = text;
  const bool is_negative = rest.starts_with('-');
  if (is_negative || rest.starts_with('+')) rest.remove_prefix(1);
  const std::string_view whole = digits_at(rest);
  rest.remove_prefix(whole.size());
  std::string_view fraction;
  if (rest.starts_with('.')) {
    rest.remove_prefix(1);
    fraction = digits_at(rest);
    rest.remove_prefix(fraction.size());
  }
  if (whole.empty() && fraction.empty()) return {};
  int exponent = 0;
  if (rest.starts_with('e') || rest.starts_with('E')) {
    rest.remove_prefix(1);
    if (rest.starts_with('+')) rest.remove_prefix(1);
    const auto read = std::from_chars(rest.data(), rest.data() + rest.size(), exponent);
    if (read.ec == std::errc::result_out_of_range) unknown("a number with a very large exponent");
    if (read.ec != std::errc()) return {};
    rest.remove_prefix(static_cast<std::size_t>(read.ptr - rest.data()));
    if (std::abs(exponent) > 1000) unknown("a number with a very large exponent");
  }
  if (!rest.empty()) return {};
  std::string digits = std::string(whole) + std::string(fraction);
  // The point stands behind so many of them.
  int point = static_cast<int>(whole.size()) + exponent;
  const int scale = std::max(0, static_cast<int>(fraction.size()) - exponent);
  if (digits.size() > 10'000) unknown("a number of very many digits");
  if (point < 0) {
    digits.insert(0, static_cast<std::size_t>(-point), '0');
    point = 0;
  }
  const auto wanted = static_cast<std::size_t>(point + scale);
  if (digits.size() < wanted) digits.append(wanted - digits.size(), '0');
  std::string integer = digits.substr(0, static_cast<std::size_t>(point));
  integer.erase(0, std::min(integer.find_first_not_of('0'), integer.size()));
  const bool is_zero = digits.find_first_not_of('0') == std::string::npos;
  std::string made = is_negative && !is_zero ? "-" : "";
  made += integer.empty() ? "0" : integer;
  if (scale > 0) {
    made += '.';
    made += digits.substr(static_cast<std::size_t>(point), static_cast<std::size_t>(scale));
  }
  return made;
}

std::string read_numeric(std::string_view text, int version) {
  const std::string_view rest = trimmed(text);
  const std::string word = lower(rest);
  if (word == "nan") return "NaN";
  if (version >= 14) {
    if (word == "infinity" || word == "inf" || word == "+infinity" || word == "+inf") {
      return "Infinity";
    }
    if (word == "-infinity" || word == "-inf") return "-Infinity";
  }
  if (version >= 16 && rest.find_first_of("xXoObB_") != std::string_view::npos) {
    unknown("a number that is not plainly decimal");
  }
  std::string made = plain_numeric(rest);
  if (made.empty()) invalid_syntax("numeric", text);
  return made;
}

std::string read_float(std::string_view text, TypeId type) {
  const std::string_view name = type == types::float4 ? "real" : "double precision";
  std::string_view rest = trimmed(text);
  const std::string word = lower(rest);
  if (word == "nan") return "NaN";
  for (const std::string_view infinite : {"infinity", "inf"}) {
    if (word == infinite || (word.starts_with('+') && word.substr(1) == infinite)) {
      return "Infinity";
    }
    if (word.starts_with('-') && word.substr(1) == infinite) return "-Infinity";
  }
  if (word.find("0x") != std::string::npos || word.find("nan") != std::string::npos) {
    unknown("a number as strtod reads it");
  }
  if (rest.starts_with('+')) {
    rest.remove_prefix(1);
    if (rest.starts_with('-')) invalid_syntax(name, text);
  }
  double value = 0;
  float single = 0;
  const char* const end = rest.data() + rest.size();
  const auto read = type == types::float4 ? std::from_chars(rest.data(), end, single)
                                          : std::from_chars(rest.data(), end, value);
  if (read.ec == std::errc::result_out_of_range && read.ptr == end) {
    fail("22003", core::format("\"{}\" is out of range for type {}", text, name));
  }
  if (read.ec != std::errc() || read.ptr != end) invalid_syntax(name, text);
  char digits[64];
  const auto made =
      type == types::float4
          ? std::to_chars(digits, std::end(digits), single, std::chars_format::scientific)
          : std::to_chars(digits, std::end(digits), value, std::chars_format::scientific);
  std::string_view shortest(digits, static_cast<std::size_t>(made.ptr - digits));
  const std::size_t e = shortest.find('e');
  int exponent = 0;
  std::string_view after_e = shortest.substr(e + 1);
  if (after_e.starts_with('+')) after_e.remove_prefix(1);
  std::from_chars(after_e.data(), after_e.data() + after_e.size(), exponent);
  std::string mantissa(shortest.substr(0, e));
  const bool is_negative = mantissa.starts_with('-');
  std::string significant;
  for (const char c : mantissa) {
    if (is_digit(c)) significant += c;
  }
  const std::string sign = is_negative ? "-" : "";
  if (significant == "0") return sign + "0";
  if (exponent < -4 || exponent >= (type == types::float4 ? 6 : 15)) {
    return core::format("{}e{}{:02}", mantissa, exponent < 0 ? "-" : "+", std::abs(exponent));
  }
  if (exponent < 0) {
    return sign + "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + significant;
  }
  const auto whole = static_cast<std::size_t>(exponent) + 1;
  if (significant.size() <= whole) {
    return sign + significant + std::string(whole - significant.size(), '0');
  }
  return sign + significant.substr(0, whole) + "." + significant.substr(whole);
}

std::string read_bytea(std::string_view text) {
  constexpr char hex[] = "0123456789abcdef";
  std::string made = "\\x";
  if (text.starts_with("\\x")) {
    int nibbles = 0;
    for (const char c : text.substr(2)) {
      if (nibbles % 2 == 0 && (c == ' ' || c == '\n' || c == '\t' || c == '\r')) continue;
      if (!is_hex(c)) {
        if ((static_cast<unsigned char>(c) & 0x80U) != 0) unknown("bytes of another script");
        fail("22023", core::format("invalid hexadecimal digit: \"{}\"", c));
      }
      made += lower_letter(c);
      ++nibbles;
    }
    if (nibbles % 2 != 0) fail("22023", "invalid hexadecimal data: odd number of digits");
    return made;
  }
  const auto add = [&](unsigned byte) {
    made += hex[(byte >> 4U) & 15U];
    made += hex[byte & 15U];
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      add(static_cast<unsigned char>(text[i]));
      continue;
    }
    const std::string_view rest = text.substr(i + 1);
    if (rest.starts_with('\\')) {
      add('\\');
      ++i;
    } else if (rest.size() >= 3 && rest[0] >= '0' && rest[0] <= '3' && rest[1] >= '0' &&
               rest[1] <= '7' && rest[2] >= '0' && rest[2] <= '7') {
      add(static_cast<unsigned>((rest[0] - '0') * 64 + (rest[1] - '0') * 8 + (rest[2] - '0')));
      i += 3;
    } else {
      fail("22P02", "invalid input syntax for type bytea");
    }
  }
  return made;
}

std::string read_uuid(std::string_view text) {
  std::string_view rest = text;
  const bool braces = rest.starts_with('{');
  if (braces) rest.remove_prefix(1);
  std::string made;
  for (int i = 0; i < 16; ++i) {
    if (rest.size() < 2 || !is_hex(rest[0]) || !is_hex(rest[1])) invalid_syntax("uuid", text);
    made += lower_letter(rest[0]);
    made += lower_letter(rest[1]);
    rest.remove_prefix(2);
    if (rest.starts_with('-') && i % 2 == 1 && i < 15) rest.remove_prefix(1);
    if (i == 3 || i == 5 || i == 7 || i == 9) made += '-';
  }
  if (braces) {
    if (!rest.starts_with('}')) invalid_syntax("uuid", text);
    rest.remove_prefix(1);
  }
  if (!rest.empty()) invalid_syntax("uuid", text);
  return made;
}

std::string read_bits(std::string_view text) {
  const auto refuse = [](char c, std::string_view kind) {
    if ((static_cast<unsigned char>(c) & 0x80U) != 0) unknown("bits in another script");
    fail("22P02", core::format("\"{}\" is not a valid {} digit", c, kind));
  };
  if (text.starts_with('x') || text.starts_with('X')) {
    std::string made;
    for (const char c : text.substr(1)) {
      if (!is_hex(c)) refuse(c, "hexadecimal");
      const int value = is_digit(c) ? c - '0' : lower_letter(c) - 'a' + 10;
      for (int bit = 8; bit > 0; bit /= 2) made += (value & bit) != 0 ? '1' : '0';
    }
    return made;
  }
  if (text.starts_with('b') || text.starts_with('B')) text.remove_prefix(1);
  for (const char c : text) {
    if (c != '0' && c != '1') refuse(c, "binary");
  }
  return std::string(text);
}

std::string read_inet(std::string_view text, bool is_cidr) {
  // A cidr may be written as 0x and digits.
  const bool is_hex = is_cidr && (text.starts_with("0x") || text.starts_with("0X"));
  if (!is_hex && text.find_first_not_of("0123456789abcdefABCDEF.:/") != std::string_view::npos)
    invalid_syntax(is_cidr ? "cidr" : "inet", text);
  // Without prefix length a host of version 4 has all four parts (inet_net_pton_ipv4).
  const bool is_host = !is_cidr && text.find_first_of(":/") == std::string_view::npos;
  const auto in_another_form = [&] {
    if (is_host) invalid_syntax("inet", text);
    unknown("an address in another form");
  };
  std::string_view rest = text;
  std::uint32_t address = 0;
  for (int part = 0; part < 4; ++part) {
    const std::string_view digits = digits_at(rest);
    if (digits.empty() || digits.size() > 3) in_another_form();
    unsigned value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (value > 255) in_another_form();
    address = (address << 8U) | value;
    rest.remove_prefix(digits.size());
    if (part < 3) {
      if (!rest.starts_with('.')) in_another_form();
      rest.remove_prefix(1);
    }
  }
  unsigned bits = 32;
  if (rest.starts_with('/')) {
    const std::string_view digits = digits_at(rest.substr(1));
    if (digits.empty() || digits.size() > 2 || digits.size() + 1 != rest.size()) {
      in_another_form();
    }
    std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    if (bits > 32) in_another_form();
  } else if (!rest.empty()) {
    in_another_form();
  }
  const std::uint32_t mask = bits == 0 ? 0 : 0xFFFFFFFFU << (32U - bits);
  if (is_cidr && (address & ~mask) != 0) {
    fail("22P02", core::format("invalid cidr value: \"{}\"", text));
  }
  std::string made = core::format("{}.{}.{}.{}", address >> 24U, (address >> 16U) & 255U,
                                  (address >> 8U) & 255U, address & 255U);
  if (is_cidr || bits != 32) made += core::format("/{}", bits);
  return made;
}

}  // namespace plumbline::sql::literal_text
