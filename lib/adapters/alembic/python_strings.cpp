/// The value of a Python string literal: prefixes, escapes, newline translation, and f-strings over
/// constants. Python 3.11 Language Reference, 2.4.1 and 2.4.3.

#include <algorithm>

#include "adapters/alembic/python_lexer.hpp"
#include "adapters/alembic/python_value.hpp"
#include "system/format.hpp"
#include "system/utf8.hpp"

namespace plumbline::adapters::alembic {

namespace {

/// A literal taken apart.
struct Literal {
  bool is_raw = false;
  bool is_bytes = false;
  bool is_formatted = false;
  std::size_t begin = 0;  // of its content
  std::size_t end = 0;
};

Literal take_apart(std::string_view text, std::size_t begin, std::size_t end) {
  Literal literal;
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

  /// Empty when it went well; else what Python says, or why it is not known.
  enum class Outcome { decoded, malformed, unknown };

  Outcome run(std::string& out) {
    const bool is_plain = content_.find('\r') == std::string_view::npos &&
                          (is_raw_ || content_.find('\\') == std::string_view::npos);
    if (is_plain) {
      out += content_;
      return Outcome::decoded;
    }
    while (at_ < content_.size()) {
      const char c = content_[at_];
      if (c == '\\' && !is_raw_) {
        if (const Outcome outcome = escape(out); outcome != Outcome::decoded) return outcome;
      } else if (c == '\r') {
        newline();
        out.push_back('\n');
      } else {
        out.push_back(c);
        ++at_;
      }
    }
    return Outcome::decoded;
  }

 private:
  void newline() {
    const bool is_crlf =
        content_[at_] == '\r' && at_ + 1 < content_.size() && content_[at_ + 1] == '\n';
    at_ += is_crlf ? 2U : 1U;
  }

  Outcome code_point(std::string& out, std::size_t digits) {
    char32_t value = 0;
    for (std::size_t i = 0; i < digits; ++i, ++at_) {
      const int digit = at_ < content_.size() ? hex_digit(content_[at_]) : -1;
      if (digit < 0) return Outcome::malformed;
      value = value * 16 + static_cast<char32_t>(digit);
    }
    if (value > 0x10FFFF) return Outcome::malformed;
    if (value >= 0xD800 && value < 0xE000) return Outcome::unknown;  // no UTF-8 can hold it
    system::append_code_point(out, value);
    return Outcome::decoded;
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

  Outcome escape(std::string& out) {
    static constexpr std::string_view from = "\\'\"abfnrtv";
    static constexpr std::string_view to = "\\'\"\a\b\f\n\r\t\v";
    ++at_;
    if (at_ == content_.size()) return Outcome::malformed;
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
      return Outcome::unknown;  // names of characters are not kept here
    } else {
      out.push_back('\\');
    }
    return Outcome::decoded;
  }

  std::string_view content_;
  bool is_raw_;
  std::size_t at_ = 0;
};

/// The pieces of an f-string, folded.
class Formatter {
 public:
  Formatter(std::string_view text, const Literal& literal, const Names& names, int depth)
      : text_(text), literal_(literal), names_(names), depth_(depth) {}

  Value run() {
    std::size_t at = literal_.begin;
    std::size_t plain_begin = at;
    while (at < literal_.end) {
      const char c = text_[at];
      if (c != '{' && c != '}') {
        ++at;
        continue;
      }
      if (!add_plain(plain_begin, at)) return unknown();
      if (at + 1 < literal_.end && text_[at + 1] == c) {
        out_.push_back(c);
        at += 2;
      } else if (c == '{') {
        at = add_field(at);
        if (at == 0) return std::move(failure_);
      } else {
        return raising_value("SyntaxError: f-string: single '}' is not allowed", literal_.begin);
      }
      plain_begin = at;
    }
    if (!add_plain(plain_begin, at) || out_.size() > max_folded_bytes) return unknown();
    Value value;
    value.kind = Value::Kind::text;
    value.text = std::move(out_);
    return value;
  }

 private:
  Value unknown() const { return opaque_value("an f-string", literal_.begin); }

  bool add_plain(std::size_t begin, std::size_t end) {
    return Decoder(text_.substr(begin, end - begin), literal_.is_raw).run(out_) ==
           Decoder::Outcome::decoded;
  }

  /// Where the expression of the field at `at` ends: its `}`, `!` or `:` outside brackets; 0 if
  /// never.
  std::size_t expression_end(std::size_t at) const {
    int brackets = 0;
    for (; at < literal_.end; ++at) {
      const char c = text_[at];
      if (c == '"' || c == '\'') {
        const std::size_t end = string_end(text_.substr(0, literal_.end), at);
        if (end == LogicalLine::npos) return 0;
        at = end - 1;
      } else if (c == '(' || c == '[' || c == '{') {
        ++brackets;
      } else if (brackets > 0 && (c == ')' || c == ']' || c == '}')) {
        --brackets;
      } else if (brackets == 0 && (c == '}' || c == ':')) {
        return at;
      } else if (brackets == 0 && c == '!' && at + 1 < literal_.end && text_[at + 1] != '=') {
        return at;
      }
    }
    return 0;
  }

  /// Behind the field's `}`; 0 with `failure_` set.
  std::size_t add_field(std::size_t open) {
    failure_ = unknown();
    const std::size_t end = expression_end(open + 1);
    if (end == 0) return 0;
    Value value = evaluate(text_, open + 1, end, names_, depth_ + 1);
    if (!value.is_known()) {
      failure_ = std::move(value);
      return 0;
    }
    std::size_t at = end;
    if (text_[at] == '!') {
      if (text_.substr(at, 2) != "!s") return 0;
      value = text_of(value);
      at += 2;
    }
    std::string_view specification;
    if (at < literal_.end && text_[at] == ':') {
      const std::size_t close = text_.find_first_of("{}", at);
      if (close == std::string_view::npos || close >= literal_.end || text_[close] != '}') return 0;
      specification = text_.substr(at + 1, close - at - 1);
      at = close;
    }
    if (at >= literal_.end || text_[at] != '}') return 0;
    Value formatted = format_value(value, specification);
    if (!formatted.is(Value::Kind::text)) {
      failure_ = std::move(formatted);
      return 0;
    }
    out_ += formatted.text;
    return at + 1;
  }

  std::string_view text_;
  const Literal& literal_;
  const Names& names_;
  int depth_;
  std::string out_;
  Value failure_;
};

}  // namespace

bool decode_string(std::string_view content, bool is_raw, std::string& out) {
  return Decoder(content, is_raw).run(out) == Decoder::Outcome::decoded;
}

Value read_string(std::string_view text, std::size_t begin, std::size_t end, const Names& names,
                  int depth) {
  const Literal literal = take_apart(text, begin, end);
  Value value;
  value.offset = begin;
  if (literal.is_bytes) {
    value.kind = Value::Kind::bytes;
    return value;
  }
  if (end - begin > max_folded_bytes) return opaque_value("a text longer than is folded", begin);
  if (literal.is_formatted) {
    value = Formatter(text, literal, names, depth).run();
    value.offset = begin;
    return value;
  }
  value.kind = Value::Kind::text;
  const std::string_view content = text.substr(literal.begin, literal.end - literal.begin);
  switch (Decoder(content, literal.is_raw).run(value.text)) {
    case Decoder::Outcome::decoded:
      return value;
    case Decoder::Outcome::malformed:
      return raising_value("SyntaxError: (unicode error) 'unicodeescape' codec can't decode bytes",
                           begin);
    case Decoder::Outcome::unknown:
      return opaque_value("an escape by a character's name", begin);
  }
  return value;
}

}  // namespace plumbline::adapters::alembic
