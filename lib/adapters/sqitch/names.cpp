#include "adapters/sqitch/names.hpp"

#include "system/utf8.hpp"

namespace plumbline::adapters::sqitch {

namespace {

bool is_ascii(char c) noexcept { return static_cast<unsigned char>(c) < 0x80; }

bool is_continuation(char c) noexcept { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

/// Start of the code point that ends before `end`. REQUIRES: end > 0.
std::size_t previous_start(std::string_view text, std::size_t end) noexcept {
  std::size_t start = end - 1;
  while (start > 0 && end - start < 4 && is_continuation(text[start])) --start;
  return start;
}

std::size_t digit_length(std::string_view text) noexcept {
  if (text.empty()) return 0;
  if (is_ascii(text[0])) return text[0] >= '0' && text[0] <= '9' ? 1 : 0;
  const system::Decoded decoded = system::decode_code_point(text);
  return system::is_digit(decoded.code_point) ? decoded.length : 0;
}

bool is_word_at(std::string_view text) noexcept {
  return !text.empty() && system::is_word(system::decode_code_point(text).code_point);
}

/// `[~/=%^] digits (end | blank)`: what sqitch would take for a symbolic reference.
bool has_symbolic_digits(std::string_view text) noexcept {
  std::size_t at = 1;
  while (const std::size_t length = digit_length(text.substr(at))) at += length;
  return at > 1 && (at == text.size() || blank_length(text.substr(at)) > 0);
}

constexpr bool is_symbol(char c) noexcept {
  return c == '/' || c == '~' || c == '=' || c == '%' || c == '^';
}

bool is_excluded(char c) noexcept { return c == ':' || c == '@' || c == '#' || c == '\\'; }

}  // namespace

std::size_t wide_blank_length(std::string_view text) noexcept {
  const system::Decoded decoded = system::decode_code_point(text);
  return system::is_blank(decoded.code_point) ? decoded.length : 0;
}

std::string_view skip_blanks(std::string_view text) noexcept {
  while (const std::size_t length = blank_length(text)) text.remove_prefix(length);
  return text;
}

std::string_view drop_final_blanks(std::string_view text) noexcept {
  while (!text.empty()) {
    const std::size_t start = previous_start(text, text.size());
    const std::size_t length = blank_length(text.substr(start));
    if (length == 0 || start + length != text.size()) break;
    text.remove_suffix(length);
  }
  return text;
}

NameEnds::NameEnds(std::string_view text) noexcept : text_(text) {
  if (text.empty() || is_punctuation(text[0])) return;
  while (reach_ < text.size()) {
    const char c = text[reach_];
    if (is_ascii(c)) {
      if (c == ' ' || c == '\t' || is_excluded(c)) break;
      if (is_symbol(c) && has_symbolic_digits(text.substr(reach_))) break;
      ++reach_;
    } else {
      const system::Decoded decoded = system::decode_code_point(text.substr(reach_));
      if (system::is_blank(decoded.code_point)) break;
      reach_ += decoded.length;
    }
  }
  end_ = reach_;
  settle();
}

bool NameEnds::can_end() const noexcept {
  const char last = text_[end_ - 1];
  const bool last_is_word = is_ascii(last) ? system::is_word(static_cast<unsigned char>(last))
                                           : is_word_at(text_.substr(previous_start(text_, end_)));
  if (is_ascii(last) && is_punctuation(last)) return false;
  return last_is_word != is_word_at(text_.substr(end_));
}

void NameEnds::settle() noexcept {
  while (end_ > 0 && !can_end()) end_ = previous_start(text_, end_);
}

void NameEnds::give_back() noexcept {
  if (end_ == 0) return;
  end_ = previous_start(text_, end_);
  settle();
}

bool is_name(std::string_view text, bool at_end) noexcept {
  if (text.empty() || is_punctuation(text[0])) return false;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (is_ascii(c)) {
      if (c == ' ' || c == '\t' || is_excluded(c)) return false;
      if (at_end && is_symbol(c) && has_symbolic_digits(text.substr(at))) return false;
      ++at;
    } else {
      const system::Decoded decoded = system::decode_code_point(text.substr(at));
      if (system::is_blank(decoded.code_point)) return false;
      at += decoded.length;
    }
  }
  return is_word_at(text.substr(previous_start(text, text.size())));
}

std::size_t timestamp_length(std::string_view text) noexcept {
  std::size_t at = 0;
  for (const char c : std::string_view("dddd-dd-ddTdd:dd:ddZ")) {
    if (at >= text.size()) return 0;
    const bool is_plain = c == 'd' ? text[at] >= '0' && text[at] <= '9' : text[at] == c;
    const std::size_t length = is_plain ? 1 : c == 'd' ? digit_length(text.substr(at)) : 0;
    if (length == 0) return 0;
    at += length;
  }
  return at;
}

}  // namespace plumbline::adapters::sqitch
