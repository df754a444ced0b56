#include "gate/detail.hpp"

#include <algorithm>
#include <vector>

#include "system/utf8.hpp"

namespace plumbline::gate {

namespace {

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

/// At most `max_detail_bytes` from the end, not from within a character.
std::string_view last_bytes(std::string_view text) {
  if (text.size() <= max_detail_bytes) return text;
  constexpr std::size_t longest_character = 4;
  std::size_t start = text.size() - max_detail_bytes;
  for (std::size_t i = 1; i < longest_character && is_continuation(text[start]); ++i) ++start;
  return text.substr(start);
}

}  // namespace

std::string detail_tail(std::string_view text) {
  text = last_bytes(text.substr(0, text.find_last_not_of(" \t\r\n") + 1));
  std::string shown;
  std::vector<std::size_t> starts;  // of each character's spelling in `shown`
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = system::decode_code_point(text.substr(i)).length;
    const std::string_view character = text.substr(i, length);
    i += length;
    if (character == "\r" && i < text.size() && text[i] == '\n') continue;
    starts.push_back(shown.size());
    const bool is_kept = character == "\n" || character == "\t";
    shown += is_kept ? std::string(character) : system::escape_for_display(character);
  }
  if (shown.size() <= max_detail_bytes) return shown;
  const auto first = std::ranges::lower_bound(starts, shown.size() - max_detail_bytes);
  return shown.substr(*first);
}

}  // namespace plumbline::gate
