#include "system/utf8.hpp"

#include <algorithm>
#include <cstring>

#include "system/format.hpp"
#include "system/unicode_tables.hpp"

namespace plumbline::system {

namespace {

constexpr char32_t replacement = 0xFFFD;

bool is_continuation(char c) noexcept { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

bool is_ascii(const char* eight_bytes) noexcept {
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, eight_bytes, sizeof bytes);
  return (bytes & 0x8080808080808080ULL) == 0;
}

/// How a sequence must go on after its first byte: length, and the bounds of the second byte
/// (Unicode 14, table 3-7).
struct Lead {
  std::size_t length;
  unsigned char low;
  unsigned char high;
};

Lead lead_of(unsigned char c) noexcept {
  if (c < 0x80) return {1, 0, 0};
  if (c < 0xC2) return {0, 0, 0};
  if (c < 0xE0) return {2, 0x80, 0xBF};
  if (c == 0xE0) return {3, 0xA0, 0xBF};
  if (c == 0xED) return {3, 0x80, 0x9F};
  if (c < 0xF0) return {3, 0x80, 0xBF};
  if (c == 0xF0) return {4, 0x90, 0xBF};
  if (c < 0xF4) return {4, 0x80, 0xBF};
  if (c == 0xF4) return {4, 0x80, 0x8F};
  return {0, 0, 0};
}

/// Bytes of the well-formed sequence at the start of `text`; 0 for a bad one, whose maximal part is
/// in `bad_length`.
std::size_t sequence_length(std::string_view text, std::size_t& bad_length) noexcept {
  const Lead lead = lead_of(static_cast<unsigned char>(text[0]));
  bad_length = 1;
  if (lead.length < 2) return lead.length;
  if (text.size() < 2) return 0;
  const auto second = static_cast<unsigned char>(text[1]);
  if (second < lead.low || second > lead.high) return 0;
  for (std::size_t i = 2; i < lead.length; ++i) {
    bad_length = i;
    if (i >= text.size() || !is_continuation(text[i])) return 0;
  }
  return lead.length;
}

bool in_table(std::span<const CodePointRange> table, char32_t c) noexcept {
  const auto after = std::ranges::upper_bound(table, c, {}, &CodePointRange::first);
  return after != table.begin() && c <= std::prev(after)->last;
}

}  // namespace

Decoded decode_code_point(std::string_view text) noexcept {
  std::size_t bad_length = 0;
  const auto byte = [&](std::size_t i) {
    return static_cast<char32_t>(static_cast<unsigned char>(text[i]));
  };
  switch (sequence_length(text, bad_length)) {
    case 1:
      return {byte(0), 1};
    case 2:
      return {((byte(0) & 0x1F) << 6) | (byte(1) & 0x3F), 2};
    case 3:
      return {((byte(0) & 0x0F) << 12) | ((byte(1) & 0x3F) << 6) | (byte(2) & 0x3F), 3};
    case 4:
      return {((byte(0) & 0x07) << 18) | ((byte(1) & 0x3F) << 12) | ((byte(2) & 0x3F) << 6) |
                  (byte(3) & 0x3F),
              4};
    default:
      return {replacement, 1};
  }
}

std::size_t find_invalid_utf8(std::string_view text) noexcept {
  std::size_t i = 0;
  std::size_t bad_length = 0;
  while (i < text.size()) {
    // Nearly all text is ASCII: eight bytes at once where all of them are.
    while (i + 8 <= text.size() && is_ascii(text.data() + i)) i += 8;
    if (i == text.size()) break;
    if (static_cast<unsigned char>(text[i]) < 0x80) {
      ++i;
      continue;
    }
    const std::size_t length = sequence_length(text.substr(i), bad_length);
    if (length == 0) return i;
    i += length;
  }
  return std::string_view::npos;
}

std::size_t count_code_points(std::string_view text) noexcept {
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++count) {
    while (i + 8 < text.size() && is_ascii(text.data() + i)) {
      i += 8;
      count += 8;
    }
    i += static_cast<unsigned char>(text[i]) < 0x80 ? 1 : decode_code_point(text.substr(i)).length;
  }
  return count;
}

void append_code_point(std::string& text, char32_t c) {
  const auto add = [&](char32_t value) {
    text += static_cast<char>(static_cast<unsigned char>(value));
  };
  if (c < 0x80) {
    add(c);
  } else if (c < 0x800) {
    add(0xC0 | (c >> 6));
    add(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    add(0xE0 | (c >> 12));
    add(0x80 | ((c >> 6) & 0x3F));
    add(0x80 | (c & 0x3F));
  } else {
    add(0xF0 | (c >> 18));
    add(0x80 | ((c >> 12) & 0x3F));
    add(0x80 | ((c >> 6) & 0x3F));
    add(0x80 | (c & 0x3F));
  }
}

std::string to_valid_utf8(std::string_view text) {
  std::string valid;
  valid.reserve(text.size());
  std::size_t bad_length = 0;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = sequence_length(text.substr(i), bad_length);
    if (length > 0) {
      valid.append(text.substr(i, length));
      i += length;
    } else {
      append_code_point(valid, replacement);
      i += bad_length;
    }
  }
  return valid;
}

bool is_word(char32_t c) noexcept {
  if (c < 0x80) {
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  }
  return in_table(word_ranges(), c);
}

bool is_digit(char32_t c) noexcept {
  return c < 0x80 ? c >= '0' && c <= '9' : in_table(digit_ranges(), c);
}

bool is_blank(char32_t c) noexcept {
  return c == '\t' || c == ' ' || (c >= 0x80 && in_table(blank_ranges(), c));
}

bool is_space(char32_t c) noexcept {
  return (c >= '\t' && c <= '\r') || c == ' ' || c == 0x85 || c == 0x2028 || c == 0x2029 ||
         is_blank(c);
}

bool is_printable(char32_t c) noexcept {
  if (c < 0x80) return c >= 0x20 && c != 0x7F;
  return !in_table(unprintable_ranges(), c) && !is_blank(c);
}

std::string escape_for_display(std::string_view text, std::size_t max_bytes) {
  // Nearly every name and id: nothing to escape, nothing to cut.
  const auto is_plain = [](char c) { return c >= ' ' && c < '\x7F'; };
  if (text.size() <= max_bytes && std::ranges::all_of(text, is_plain)) return std::string(text);
  std::string shown;
  for (std::size_t i = 0; i < text.size();) {
    const Decoded decoded = decode_code_point(text.substr(i));
    const bool is_bad = decoded.code_point == replacement && decoded.length == 1;
    std::string piece;
    if (is_bad) {
      piece = system::format("\\x{:02x}", static_cast<unsigned char>(text[i]));
    } else if (decoded.code_point == '\n') {
      piece = "\\n";
    } else if (decoded.code_point == '\r') {
      piece = "\\r";
    } else if (decoded.code_point == '\t') {
      piece = "\\t";
    } else if (!is_printable(decoded.code_point)) {
      piece = system::format("\\u{{{:x}}}", static_cast<std::uint32_t>(decoded.code_point));
    } else {
      piece = text.substr(i, decoded.length);
    }
    if (shown.size() + piece.size() > max_bytes) return shown + "…";
    shown += piece;
    i += decoded.length;
  }
  return shown;
}

Position position_at(std::string_view text, std::size_t offset, std::string file) {
  offset = std::min(offset, text.size());
  const std::string_view before = text.substr(0, offset);
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  Position position;
  position.file = std::move(file);
  position.line = 1 + static_cast<int>(std::ranges::count(before, '\n'));
  position.column = 1 + static_cast<int>(count_code_points(before.substr(line_start)));
  position.offset = offset;
  return position;
}

}  // namespace plumbline::system
