#include "adapters/sqlx/rust_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>

#include "system/format.hpp"
#include "system/utf8.hpp"

namespace plumbline::adapters::sqlx {

namespace {

bool is_escaped(char32_t c) noexcept {
  if (c < 0x80) return c < 0x20 || c == 0x7F;
  const auto table = debug_escapes();
  const auto after = std::ranges::upper_bound(table, c, {}, &system::CodePointRange::first);
  return after != table.begin() && c <= std::prev(after)->last;
}

}  // namespace

std::optional<std::int64_t> parse_i64(std::string_view text) noexcept {
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-')) return std::nullopt;  // from_chars takes a minus of its own
  }
  std::int64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, problem] = std::from_chars(text.data(), end, value);
  if (problem != std::errc() || rest != end) return std::nullopt;
  return value;
}

std::string debug_string(std::string_view text) {
  std::string quoted = "\"";
  while (!text.empty()) {
    const system::Decoded decoded = system::decode_code_point(text);
    const char32_t c = decoded.code_point;
    if (c == U'"' || c == U'\\') {
      quoted += '\\';
      quoted += static_cast<char>(c);
    } else if (c == U'\0') {
      quoted += "\\0";
    } else if (c == U'\t') {
      quoted += "\\t";
    } else if (c == U'\n') {
      quoted += "\\n";
    } else if (c == U'\r') {
      quoted += "\\r";
    } else if (is_escaped(c)) {
      quoted += system::format("\\u{{{:x}}}", static_cast<std::uint32_t>(c));
    } else {
      quoted += text.substr(0, decoded.length);
    }
    text.remove_prefix(decoded.length);
  }
  return quoted + '"';
}

std::string debug_duration(std::chrono::nanoseconds duration) {
  struct Unit {
    std::int64_t nanoseconds;
    std::size_t digits;  ///< behind the point
    std::string_view name;
  };
  static constexpr std::array<Unit, 4> units = {
      {{1'000'000'000, 9, "s"}, {1'000'000, 6, "ms"}, {1'000, 3, "µs"}, {1, 0, "ns"}}};
  const std::int64_t count = duration.count();
  const auto unit = std::ranges::find_if(
      units, [&](const Unit& one) { return count >= one.nanoseconds || one.digits == 0; });
  std::string text = std::to_string(count / unit->nanoseconds);
  if (const std::int64_t rest = count % unit->nanoseconds; rest != 0) {
    std::string fraction = system::format("{:0{}}", rest, unit->digits);
    fraction.erase(fraction.find_last_not_of('0') + 1);
    text += '.' + fraction;
  }
  return text.append(unit->name);
}

}  // namespace plumbline::adapters::sqlx
