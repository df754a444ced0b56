#include "adapters/sqitch/perl_text.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "system/utf8.hpp"

namespace plumbline::adapters::sqitch {

std::string_view drop_final_space(std::string_view text) noexcept {
  while (!text.empty()) {
    std::size_t start = text.size() - 1;
    while (start > 0 && (static_cast<unsigned char>(text[start]) & 0xC0U) == 0x80U) --start;
    if (!system::is_space(system::decode_code_point(text.substr(start)).code_point)) break;
    text = text.substr(0, start);
  }
  return text;
}

std::string_view trim_space(std::string_view text) noexcept {
  while (!text.empty()) {
    const system::Decoded first = system::decode_code_point(text);
    if (!system::is_space(first.code_point)) break;
    text.remove_prefix(first.length);
  }
  return drop_final_space(text);
}

std::size_t find_bad_text(std::string_view text) noexcept {
  const std::size_t invalid = system::find_invalid_utf8(text);
  const std::size_t end = std::min(invalid, text.size());
  for (std::size_t i = 0; i < end;) {
    // Noncharacters begin with the bytes from EF on; most eights of bytes are all ASCII.
    if (std::uint64_t eight = 0; i + sizeof eight <= end) {
      std::memcpy(&eight, text.data() + i, sizeof eight);
      if ((eight & 0x8080808080808080U) == 0) {
        i += sizeof eight;
        continue;
      }
    }
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0xEF) {
      ++i;
      continue;
    }
    const system::Decoded decoded = system::decode_code_point(text.substr(i));
    const char32_t c = decoded.code_point;
    if ((c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF)) return i;
    i += decoded.length;
  }
  return invalid;
}

bool begins_with_sha1(std::string_view text) noexcept {
  return text.size() >= 40 && std::ranges::all_of(text.substr(0, 40), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

}  // namespace plumbline::adapters::sqitch
