#include "adapters/alembic/python_lexer.hpp"

#include <algorithm>
#include <cstring>

#include "system/format.hpp"

namespace plumbline::adapters::alembic {

namespace {

constexpr std::size_t npos = LogicalLine::npos;

enum ByteClass : std::uint8_t { plain = 0, special = 1, word = 2, stops_string = 4 };

/// One look-up a byte for every loop of the lexer.
constexpr std::array<std::uint8_t, 256> make_classes() {
  std::array<std::uint8_t, 256> classes{};
  for (const char c : std::string_view("\"'#()[]{}\\\n\r")) {
    classes[static_cast<unsigned char>(c)] |= special;
  }
  for (const char c : std::string_view("\"'\\\n\r")) {
    classes[static_cast<unsigned char>(c)] |= stops_string;
  }
  for (unsigned c = 0; c < 256; ++c) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    if (is_letter || (c >= '0' && c <= '9') || c >= 0x80) classes[c] |= word;
  }
  return classes;
}

constexpr std::array<std::uint8_t, 256> classes = make_classes();

std::uint8_t class_of(char c) noexcept { return classes[static_cast<unsigned char>(c)]; }

bool is_newline(char c) noexcept { return c == '\n' || c == '\r'; }

std::size_t triple_end(std::string_view text, std::size_t at, char quote) noexcept {
  while (at < text.size()) {
    const void* found = std::memchr(text.data() + at, quote, text.size() - at);
    if (found == nullptr) return npos;
    const auto where = static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
    // An odd number of backslashes before it makes it part of the text.
    std::size_t backslashes = 0;
    while (where > at + backslashes && text[where - 1 - backslashes] == '\\') ++backslashes;
    if (backslashes % 2 == 1) {
      at = where + 1;
      continue;
    }
    if (where + 2 < text.size() && text[where + 1] == quote && text[where + 2] == quote)
      return where + 3;
    at = where + 1;
  }
  return npos;
}

}  // namespace

std::size_t string_end(std::string_view text, std::size_t at) noexcept {
  const char quote = text[at];
  if (at + 2 < text.size() && text[at + 1] == quote && text[at + 2] == quote)
    return triple_end(text, at + 3, quote);
  ++at;
  while (at < text.size()) {
    const char c = text[at];
    if ((class_of(c) & stops_string) == 0) {
      ++at;
    } else if (c == quote) {
      return at + 1;
    } else if (c == '\\') {
      const bool is_crlf = at + 2 < text.size() && text[at + 1] == '\r' && text[at + 2] == '\n';
      at += is_crlf ? 3 : 2;
    } else if (is_newline(c)) {
      return npos;
    } else {
      ++at;  // the other quote
    }
  }
  return npos;
}

std::size_t find_newline(std::string_view text, std::size_t at) noexcept {
  // Not two memchr: a file with one kind of line end would be searched to its end for the other.
  while (at < text.size() && !is_newline(text[at])) ++at;
  return std::min(at, text.size());
}

std::size_t name_end(std::string_view text, std::size_t at) noexcept {
  while (at < text.size() && (class_of(text[at]) & word) != 0) ++at;
  return at;
}

void Lexer::refuse(std::size_t offset, std::string message) {
  if (!fault_) fault_ = LexicalFault{offset, std::move(message)};
}

std::size_t Lexer::after_newline(std::size_t at) const noexcept {
  if (at >= text_.size()) return text_.size();
  if (text_[at] == '\r' && at + 1 < text_.size() && text_[at + 1] == '\n') return at + 2;
  return at + 1;
}

std::size_t Lexer::skip_plain(std::size_t at) const noexcept {
  while (at < text_.size() && (class_of(text_[at]) & special) == 0) ++at;
  return at;
}

void Lexer::open_bracket(std::size_t at) {
  if (depth_ == max_depth) {
    refuse(at, "too many nested parentheses");
    return;
  }
  open_[depth_++] = at;
}

void Lexer::close_bracket(std::size_t at) {
  if (depth_ == 0) {
    refuse(at, system::format("unmatched '{}'", text_[at]));
    return;
  }
  const char opening = text_[open_[--depth_]];
  const char expected = opening == '(' ? ')' : opening == '[' ? ']' : '}';
  if (text_[at] != expected && !fault_) {
    refuse(at, system::format("closing parenthesis '{}' does not match opening parenthesis '{}'",
                              text_[at], opening));
  }
}

/// Behind the string at `at`; behind its line when it is cut off there.
std::size_t Lexer::pass_string(std::size_t at) {
  const std::size_t end = string_end(text_, at);
  if (end != npos) return end;
  const char quote = text_[at];
  const bool is_triple = at + 2 < text_.size() && text_[at + 1] == quote && text_[at + 2] == quote;
  refuse(at,
         is_triple ? "unterminated triple-quoted string literal" : "unterminated string literal");
  return is_triple ? text_.size() : find_newline(text_, at);
}

void Lexer::finish_brackets() {
  if (depth_ == 0) return;
  refuse(open_[depth_ - 1], system::format("'{}' was never closed", text_[open_[depth_ - 1]]));
  depth_ = 0;
}

int Lexer::measure_indent(std::size_t& at) const noexcept {
  int column = 0;
  for (; at < text_.size(); ++at) {
    if (text_[at] == ' ') {
      ++column;
    } else if (text_[at] == '\t') {
      column = (column / 8 + 1) * 8;
    } else if (text_[at] == '\f') {
      column = 0;
    } else {
      break;
    }
  }
  return column;
}

LogicalLine Lexer::read_line(std::size_t at) {
  LogicalLine line;
  line.begin = at;
  line.end = at;
  while (at < text_.size()) {
    const char c = text_[at];
    const std::uint8_t kind = class_of(c);
    if ((kind & special) == 0) {
      if (c == ':') {
        const bool is_walrus = at + 1 < text_.size() && text_[at + 1] == '=';
        line.has_walrus |= is_walrus;
        if (depth_ == 0 && !is_walrus && line.colon == npos) line.colon = at;
      } else if (c == ';' && depth_ == 0 && line.semicolon == npos) {
        line.semicolon = at;
      }
      ++at;
      if (c != ' ' && c != '\t' && c != '\f') line.end = at;
    } else if (is_newline(c)) {
      if (depth_ == 0) {
        line.next = after_newline(at);
        return line;
      }
      ++at;
    } else if (c == '#') {
      at = find_newline(text_, at);
    } else if (c == '\\') {
      const bool continues = at + 1 < text_.size() && is_newline(text_[at + 1]);
      if (!continues) refuse(at, "unexpected character after line continuation character");
      at = continues ? after_newline(at + 1) : at + 1;
    } else {
      if (c == '"' || c == '\'') {
        at = pass_string(at);
      } else if (c == '(' || c == '[' || c == '{') {
        line.has_brackets = true;
        open_bracket(at++);
      } else {
        close_bracket(at++);
      }
      line.end = at;
    }
  }
  finish_brackets();
  line.next = text_.size();
  return line;
}

bool Lexer::is_code_line(std::size_t at) const noexcept {
  return at < text_.size() && !is_newline(text_[at]) && text_[at] != '#';
}

std::size_t Lexer::skip_suite(std::size_t at, int indent) {
  bool at_line_start = true;
  while (true) {
    if (at_line_start && depth_ == 0 && at < text_.size()) {
      const char c = text_[at];
      if (indent != 0 || (c != ' ' && c != '\t')) {
        std::size_t code = at;
        if (measure_indent(code) <= indent && is_code_line(code)) return at;
      }
    }
    at_line_start = false;
    at = skip_plain(at);
    if (at >= text_.size()) {
      finish_brackets();
      return text_.size();
    }
    const char c = text_[at];
    if (is_newline(c)) {
      at = after_newline(at);
      at_line_start = true;
    } else if (c == '"' || c == '\'') {
      at = pass_string(at);
    } else if (c == '#') {
      at = find_newline(text_, at);
    } else if (c == '\\') {
      // A continued line's next physical line is no new statement.
      at = at + 1 < text_.size() && is_newline(text_[at + 1]) ? after_newline(at + 1) : at + 1;
    } else if (c == '(' || c == '[' || c == '{') {
      open_bracket(at++);
    } else {
      close_bracket(at++);
    }
  }
}

}  // namespace plumbline::adapters::alembic
