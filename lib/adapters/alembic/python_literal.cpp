#include "adapters/alembic/python_literal.hpp"

#include "adapters/alembic/python_lexer.hpp"
#include "system/utf8.hpp"

namespace plumbline::adapters::alembic {

namespace {

int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Decodes the content of one literal into UTF-8.
class Decoder {
 public:
  Decoder(std::string_view content, bool is_raw) : content_(content), is_raw_(is_raw) {}

  DecodeOutcome run(std::string& out) {
    const bool is_plain = content_.find('\r') == std::string_view::npos &&
                          (is_raw_ || content_.find('\\') == std::string_view::npos);
    if (is_plain) {
      out += content_;
      return DecodeOutcome::decoded;
    }
    while (at_ < content_.size()) {
      const char c = content_[at_];
      if (c == '\\' && !is_raw_) {
        if (const DecodeOutcome outcome = escape(out); outcome != DecodeOutcome::decoded)
          return outcome;
      } else if (c == '\r') {
        newline();
        out.push_back('\n');
      } else {
        out.push_back(c);
        ++at_;
      }
    }
    return DecodeOutcome::decoded;
  }

 private:
  void newline() {
    const bool is_crlf =
        content_[at_] == '\r' && at_ + 1 < content_.size() && content_[at_ + 1] == '\n';
    at_ += is_crlf ? 2U : 1U;
  }

  DecodeOutcome code_point(std::string& out, std::size_t digits) {
    char32_t value = 0;
    for (std::size_t i = 0; i < digits; ++i, ++at_) {
      const int digit = at_ < content_.size() ? hex_digit(content_[at_]) : -1;
      if (digit < 0) return DecodeOutcome::malformed;
      value = value * 16 + static_cast<char32_t>(digit);
    }
    if (value > 0x10FFFF) return DecodeOutcome::malformed;
    if (value >= 0xD800 && value < 0xE000) return DecodeOutcome::unknown;  // no UTF-8 can hold it
    system::append_code_point(out, value);
    return DecodeOutcome::decoded;
  }

  void octal(std::string& out) {
    char32_t value = 0;
    for (int i = 0; i < 3 && at_ < content_.size(); ++i, ++at_) {
      const char c = content_[at_];
      if (c < '0' || c > '7') break;
      value = value * 8 + static_cast<char32_t>(c - '0');
    }
    system::append_code_point(out, value);
  }

  DecodeOutcome escape(std::string& out) {
    static constexpr std::string_view from = "\\'\"abfnrtv";
    static constexpr std::string_view to = "\\'\"\a\b\f\n\r\t\v";
    ++at_;
    if (at_ == content_.size()) return DecodeOutcome::malformed;
    const char c = content_[at_];
    if (const std::size_t found = from.find(c); found != std::string_view::npos) {
      out.push_back(to[found]);
      ++at_;
    } else if (c == '\n' || c == '\r') {
      newline();
    } else if (c >= '0' && c <= '7') {
      octal(out);
    } else if (c == 'x' || c == 'u' || c == 'U') {
      ++at_;
      return code_point(out, c == 'x' ? 2 : c == 'u' ? 4 : 8);
    } else if (c == 'N') {
      return DecodeOutcome::unknown;  // names of characters are not kept here
    } else {
      out.push_back('\\');
    }
    return DecodeOutcome::decoded;
  }

  std::string_view content_;
  bool is_raw_;
  std::size_t at_ = 0;
};

}  // namespace

StringLiteral take_apart(std::string_view text, std::size_t begin, std::size_t end) noexcept {
  StringLiteral literal;
  std::size_t at = begin;
  for (; at < end && text[at] != '"' && text[at] != '\''; ++at) {
    const auto c = static_cast<char>(text[at] | 0x20);
    literal.is_raw |= c == 'r';
    literal.is_bytes |= c == 'b';
    literal.is_formatted |= c == 'f';
  }
  const bool is_triple = end - at >= 6 && text[at + 1] == text[at] && text[at + 2] == text[at];
  const std::size_t quotes = is_triple ? 3 : 1;
  literal.begin = at + quotes;
  literal.end = end - quotes;
  return literal;
}

DecodeOutcome decode_string(std::string_view content, bool is_raw, std::string& out) {
  return Decoder(content, is_raw).run(out);
}

std::size_t field_expression_end(std::string_view text, std::size_t at, std::size_t end) noexcept {
  int brackets = 0;
  for (; at < end; ++at) {
    const char c = text[at];
    if (c == '"' || c == '\'') {
      const std::size_t closed = string_end(text.substr(0, end), at);
      if (closed == LogicalLine::npos) return 0;
      at = closed - 1;
    } else if (c == '(' || c == '[' || c == '{') {
      ++brackets;
    } else if (brackets > 0 && (c == ')' || c == ']' || c == '}')) {
      --brackets;
    } else if (brackets == 0 && (c == '}' || c == ':')) {
      return at;
    } else if (brackets == 0 && c == '!' && at + 1 < end && text[at + 1] != '=') {
      return at;
    }
  }
  return 0;
}

}  // namespace plumbline::adapters::alembic
