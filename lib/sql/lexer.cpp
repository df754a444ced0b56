#include "sql/lexer.hpp"

#include <algorithm>
#include <array>

#include "system/utf8.hpp"

namespace plumbline::sql {

namespace {

/// What a character may begin or go on with. A set of flags.
enum : std::uint8_t {
  blank = 1,       // space, tab, newline, carriage return, form feed
  word_start = 2,  // a letter, _ or a byte above 127
  digit = 4,
  sign_part = 8,    // of an operator
  horizontal = 16,  // a blank that is no newline
};

constexpr std::array<std::uint8_t, 256> make_classes() {
  std::array<std::uint8_t, 256> classes{};
  const auto add = [&](std::string_view characters, std::uint8_t flags) {
    for (const char c : characters) {
      auto& entry = classes[static_cast<unsigned char>(c)];
      entry = static_cast<std::uint8_t>(entry | flags);
    }
  };
  add(" \t\f", blank | horizontal);
  add("\n\r", blank);
  add("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_", word_start);
  add("0123456789", digit);
  add("~!@#^&|`?+-*/%<>=", sign_part);
  for (std::size_t c = 128; c < 256; ++c) classes[c] = word_start;
  return classes;
}

constexpr std::array<std::uint8_t, 256> classes = make_classes();

bool is(char c, unsigned flags) noexcept {
  return (classes[static_cast<unsigned char>(c)] & flags) != 0;
}

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

int hex_value(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  const char folded = lower(c);
  return folded >= 'a' && folded <= 'f' ? folded - 'a' + 10 : -1;
}

}  // namespace

bool is_name_character(char c) noexcept { return is(c, word_start | digit); }
bool is_blank_character(char c) noexcept { return is(c, blank); }

bool is_word(std::string_view text, std::string_view keyword) noexcept {
  if (text.size() != keyword.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (lower(text[i]) != keyword[i]) return false;
  }
  return true;
}

std::string to_lower(std::string_view text) {
  std::string folded(text);
  for (char& c : folded) c = lower(c);
  return folded;
}

void Lexer::skip_line_comment() {
  const std::size_t end = text_.find_first_of("\n\r", at_);
  at_ = end == std::string_view::npos ? text_.size() : end;
}

/// Nested. False when the text ends inside.
bool Lexer::skip_block_comment() {
  std::size_t depth = 0;
  while (true) {
    at_ = text_.find_first_of("*/", at_);
    if (at_ == std::string_view::npos) {
      at_ = text_.size();
      return false;
    }
    if (text_[at_] == '/' && peek(1) == '*') {
      ++depth;
      at_ += 2;
    } else if (text_[at_] == '*' && peek(1) == '/') {
      at_ += 2;
      if (--depth == 0) return true;
    } else {
      ++at_;
    }
  }
}

/// From behind the opening quote to behind the closing one; a doubled quote is part of it.
bool Lexer::skip_quoted(char quote, bool has_escapes) {
  const char stops[] = {quote, '\\'};
  const std::string_view wanted(stops, has_escapes ? 2 : 1);
  while (true) {
    at_ = text_.find_first_of(wanted, at_);
    if (at_ == std::string_view::npos) {
      at_ = text_.size();
      return false;
    }
    if (text_[at_] == '\\' && quote != '\\') {
      at_ = std::min(at_ + 2, text_.size());
    } else if (peek(1) == quote) {
      at_ += 2;
    } else {
      ++at_;
      return true;
    }
  }
}

/// Strings that only blanks with a newline (and comments) stand between are one: `quotecontinue`.
bool Lexer::skip_continuation() {
  std::size_t at = at_;
  bool has_newline = false;
  while (at < text_.size()) {
    const char c = text_[at];
    if (is(c, blank)) {
      has_newline = has_newline || !is(c, horizontal);
      ++at;
    } else if (c == '-' && at + 1 < text_.size() && text_[at + 1] == '-') {
      at = text_.find_first_of("\n\r", at);
      if (at == std::string_view::npos) return false;
    } else {
      break;
    }
  }
  if (!has_newline || at >= text_.size() || text_[at] != '\'') return false;
  at_ = at + 1;
  return true;
}

bool Lexer::skip_string(bool has_escapes) {
  do {
    if (!skip_quoted('\'', has_escapes)) return false;
  } while (options_.joins_strings && skip_continuation());
  return true;
}

bool Lexer::skip_dollar_string(std::size_t tag_length) {
  const std::string_view tag = text_.substr(at_, tag_length);
  const std::size_t end = text_.find(tag, at_ + tag_length);
  at_ = end == std::string_view::npos ? text_.size() : end + tag_length;
  return end != std::string_view::npos;
}

Token Lexer::read_dollar(std::size_t start) {
  std::size_t end = at_ + 1;
  if (is(peek(1), digit)) {
    while (end < text_.size() && is(text_[end], digit)) ++end;
    at_ = end;
    return finish(TokenKind::parameter, start);
  }
  if (is(peek(1), word_start)) {
    while (end < text_.size() && is(text_[end], word_start | digit)) ++end;
  }
  if (end < text_.size() && text_[end] == '$') {
    const bool is_whole = skip_dollar_string(end + 1 - at_);
    return finish(TokenKind::dollar_string, start, !is_whole);
  }
  ++at_;
  return finish(TokenKind::mark, start);
}

Token Lexer::read_number(std::size_t start) {
  const auto skip_digits = [&] {
    while (is(peek(), digit)) ++at_;
  };
  skip_digits();
  if (peek() == '.' && peek(1) != '.') {
    ++at_;
    skip_digits();
  }
  if (lower(peek()) == 'e') {
    const std::size_t sign = peek(1) == '+' || peek(1) == '-' ? 2 : 1;
    if (is(peek(sign), digit)) {
      at_ += sign;
      skip_digits();
    }
  }
  return finish(TokenKind::number, start);
}

/// The longest run of operator characters, cut before a comment; a final + or - goes back unless
/// one of ~!@#^&|`?% is in it.
Token Lexer::read_sign(std::size_t start) {
  std::size_t end = at_;
  while (end < text_.size() && is(text_[end], sign_part)) ++end;
  const std::string_view run = text_.substr(at_, end - at_);
  std::size_t length = run.size();
  length = std::min({length, run.find("/*", 1), run.find("--", 1)});
  const std::string_view sign = run.substr(0, length);
  if (length > 1 && sign.find_first_of("~!@#^&|`?%") == std::string_view::npos) {
    while (length > 1 && (sign[length - 1] == '+' || sign[length - 1] == '-')) --length;
  }
  at_ += length;
  return finish(TokenKind::sign, start);
}

Token Lexer::read_string(std::size_t start, std::size_t prefix, TokenKind kind, bool has_escapes) {
  at_ = start + prefix + 1;
  const bool is_whole = skip_string(has_escapes);
  return finish(kind, start, !is_whole);
}

Token Lexer::read_word(std::size_t start) {
  const char first = lower(text_[at_]);
  if (peek(1) == '\'') {
    if (first == 'e') return read_string(start, 1, TokenKind::escape_string, true);
    if (first == 'b' || first == 'x') return read_string(start, 1, TokenKind::bit_string, false);
    if (first == 'n')
      return read_string(start, 1, TokenKind::string, !options_.standard_conforming_strings);
  }
  if (first == 'u' && peek(1) == '&') {
    if (peek(2) == '\'') return read_string(start, 2, TokenKind::string, false);
    if (peek(2) == '"') {
      at_ += 3;
      const bool is_whole = skip_quoted('"', false);
      return finish(TokenKind::quoted_word, start, !is_whole);
    }
  }
  std::size_t end = at_ + 1;
  while (end < text_.size() && (is(text_[end], word_start | digit) || text_[end] == '$')) ++end;
  at_ = end;
  return finish(TokenKind::word, start);
}

Token Lexer::next() {
  while (at_ < text_.size()) {
    const std::size_t start = at_;
    const char c = text_[at_];
    if (is(c, blank)) {
      ++at_;
      continue;
    }
    if (c == '-' && peek(1) == '-') {
      skip_line_comment();
      if (options_.with_comments) return finish(TokenKind::comment, start);
      continue;
    }
    if (c == '/' && peek(1) == '*') {
      const bool is_whole = skip_block_comment();
      if (options_.with_comments || !is_whole) return finish(TokenKind::comment, start, !is_whole);
      continue;
    }
    if (is(c, word_start)) return read_word(start);
    if (is(c, digit) || (c == '.' && is(peek(1), digit))) return read_number(start);
    if (is(c, sign_part)) return read_sign(start);
    if (c == '\'')
      return read_string(start, 0, TokenKind::string, !options_.standard_conforming_strings);
    if (c == '$') return read_dollar(start);
    ++at_;
    if (c == '"') {
      const bool is_whole = skip_quoted('"', false);
      return finish(TokenKind::quoted_word, start, !is_whole);
    }
    const bool is_pair =
        (c == ':' && (peek() == ':' || peek() == '=')) || (c == '.' && peek() == '.');
    if (is_pair) ++at_;
    return finish(is_pair ? TokenKind::sign : TokenKind::mark, start);
  }
  return {.kind = TokenKind::end, .is_cut = false, .offset = text_.size(), .length = 0};
}

std::string name_of(const Token& token, std::string_view text) {
  if (token.kind != TokenKind::quoted_word) return to_lower(text);
  if (text.front() != '"') return std::string(text);
  std::string name;
  for (std::size_t i = 1; i + 1 < text.size(); ++i) {
    name += text[i];
    if (text[i] == '"') ++i;
  }
  return name;
}

namespace {

/// Up to `most` digits of that base from `at` on.
std::uint32_t read_code(std::string_view body, std::size_t& at, std::size_t most, int base) {
  std::uint32_t code = 0;
  for (std::size_t count = 0; count < most && at < body.size(); ++count) {
    const int value = hex_value(body[at]);
    if (value < 0 || value >= base) break;
    code = code * static_cast<std::uint32_t>(base) + static_cast<std::uint32_t>(value);
    ++at;
  }
  return code;
}

/// One escape of E'…' from behind its backslash; moves `at` behind it.
void append_escape(std::string& out, std::string_view body, std::size_t& at) {
  constexpr std::string_view letters = "bfnrt";
  constexpr std::string_view meanings = "\b\f\n\r\t";
  const char c = body[at];
  if (c >= '0' && c <= '7') {
    out += static_cast<char>(read_code(body, at, 3, 8));
    return;
  }
  ++at;
  const bool has_hex = at < body.size() && hex_value(body[at]) >= 0;
  if (c == 'x' && has_hex) {
    out += static_cast<char>(read_code(body, at, 2, 16));
  } else if ((c == 'u' || c == 'U') && has_hex) {
    system::append_code_point(out, read_code(body, at, c == 'u' ? 4 : 8, 16));
  } else {
    const std::size_t found = letters.find(c);
    out += found == std::string_view::npos ? c : meanings[found];
  }
}

}  // namespace

std::string string_of(const Token& token, std::string_view text) {
  if (token.kind == TokenKind::dollar_string) {
    const std::size_t tag = text.find('$', 1) + 1;
    return std::string(text.substr(tag, text.size() - 2 * tag));
  }
  const bool has_escapes = token.kind == TokenKind::escape_string;
  std::string value;
  std::size_t at = text.find('\'') + 1;
  while (at < text.size()) {
    const char c = text[at];
    if (c == '\'') {
      ++at;
      if (at >= text.size()) break;
      if (text[at] == '\'') {
        value += '\'';
        ++at;
      } else {  // behind blanks and comments the string goes on
        while (at < text.size() && text[at] != '\'') {
          const bool is_comment = text[at] == '-';
          at = is_comment ? text.find_first_of("\n\r", at) : at + 1;
        }
        ++at;
      }
    } else if (c == '\\' && has_escapes && at + 1 < text.size()) {
      ++at;
      append_escape(value, text, at);
    } else {
      value += c;
      ++at;
    }
  }
  return value;
}

}  // namespace plumbline::sql
