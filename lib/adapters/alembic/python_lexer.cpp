#include "adapters/alembic/python_lexer.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "system/format.hpp"

namespace plumbline::adapters::alembic {

namespace {

constexpr std::size_t npos = LogicalLine::npos;

enum ByteClass : std::uint8_t {
  plain = 0,
  special = 1,
  word = 2,
  stops_string = 4,
  mark = 8,
  opening = 16,
  closing = 32,
  quotation = 64
};

/// One look-up a byte for every loop of the lexer.
constexpr std::array<std::uint8_t, 256> make_classes() {
  std::array<std::uint8_t, 256> classes{};
  for (const char c : std::string_view("\"'#()[]{}\\\n\r")) {
    classes[static_cast<unsigned char>(c)] |= special;
  }
  for (const char c : std::string_view("\"'\\\n\r")) {
    classes[static_cast<unsigned char>(c)] |= stops_string;
  }
  for (const char c : std::string_view(":;")) classes[static_cast<unsigned char>(c)] |= mark;
  for (const char c : std::string_view("([{")) classes[static_cast<unsigned char>(c)] |= opening;
  for (const char c : std::string_view(")]}")) classes[static_cast<unsigned char>(c)] |= closing;
  for (const char c : std::string_view("\"'")) classes[static_cast<unsigned char>(c)] |= quotation;
  for (unsigned c = 0; c < 256; ++c) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    if (is_letter || (c >= '0' && c <= '9') || c >= 0x80) classes[c] |= word;
  }
  return classes;
}

constexpr std::array<std::uint8_t, 256> classes = make_classes();

std::uint8_t class_of(char c) noexcept { return classes[static_cast<unsigned char>(c)]; }

bool is_newline(char c) noexcept { return c == '\n' || c == '\r'; }

bool is_blank(char c) noexcept { return c == ' ' || c == '\t' || c == '\f'; }

#if defined(__SSE2__)

__m128i load(const char* at) noexcept {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
}

__m128i equal(__m128i bytes, int c) noexcept {
  return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(static_cast<char>(c)));
}

/// A bit for each of 16 bytes that may be special: exactly the class, and '|' with it.
std::uint64_t special_bits(const char* at) noexcept {
  const __m128i bytes = load(at);
  const __m128i odd = _mm_or_si128(bytes, _mm_set1_epi8(1));
  const __m128i quotes = _mm_or_si128(equal(odd, '#'), equal(bytes, '\''));  // " # '
  const __m128i brackets = _mm_or_si128(equal(odd, ')'), quotes);
  const __m128i newlines = _mm_or_si128(equal(bytes, '\n'), equal(bytes, '\r'));
  // [ \ ] and { | } differ in one bit; they are 0x7b to 0x7d once it is set.
  const __m128i raised = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
  const __m128i shifted = _mm_sub_epi8(raised, _mm_set1_epi8(0x7b));
  const __m128i others = _mm_cmpeq_epi8(_mm_min_epu8(shifted, _mm_set1_epi8(2)), shifted);
  const __m128i all = _mm_or_si128(_mm_or_si128(brackets, newlines), others);
  return static_cast<std::uint64_t>(static_cast<unsigned>(_mm_movemask_epi8(all)));
}

#endif

/// Finds special bytes from left to right, 64 bytes of the text at a time.
class SpecialFinder {
 public:
  SpecialFinder(std::string_view text, std::size_t at) noexcept : text_(text) { seek(at); }

  /// Moves `at` to the next special byte, or a '|'; false when there is none.
  bool next(std::size_t& at) noexcept {
    while (bits_ == 0) {
      block_ += width;
      if (block_ >= text_.size()) return false;
      read();
    }
    at = block_ + static_cast<std::size_t>(std::countr_zero(bits_));
    bits_ &= bits_ - 1;
    return true;
  }

  /// Goes on at `at`, which lies at most behind the text's end.
  void seek(std::size_t at) noexcept {
    block_ = at / width * width;
    bits_ = 0;
    if (block_ >= text_.size()) return;
    read();
    bits_ &= ~std::uint64_t{0} << (at - block_);
  }

 private:
  static constexpr std::size_t width = 64;

  void read() noexcept {
    const std::size_t count = std::min(width, text_.size() - block_);
#if defined(__SSE2__)
    // The last block is read with what stands before it, which is then shifted out.
    if (text_.size() >= width) {
      bits_ = wide_bits(text_.data() + block_ + count - width) >> (width - count);
      return;
    }
#endif
    const char* const bytes = text_.data() + block_;
    bits_ = 0;
    for (std::size_t i = 0; i < count; ++i)
      bits_ |= static_cast<std::uint64_t>(class_of(bytes[i]) & special) << i;
  }

#if defined(__SSE2__)
  static std::uint64_t wide_bits(const char* at) noexcept {
    return special_bits(at) | special_bits(at + 16) << 16 | special_bits(at + 32) << 32 |
           special_bits(at + 48) << 48;
  }
#endif

  std::string_view text_;
  std::size_t block_ = 0;
  std::uint64_t bits_ = 0;  // those of the block that are still to come
};

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
#if defined(__SSE2__)
  for (; at + 16 <= text.size(); at += 16) {
    const __m128i bytes = load(text.data() + at);
    const int found = _mm_movemask_epi8(_mm_or_si128(equal(bytes, '\n'), equal(bytes, '\r')));
    if (found != 0)
      return at + static_cast<std::size_t>(std::countr_zero(static_cast<unsigned>(found)));
  }
#endif
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

inline void Lexer::open_bracket(std::size_t at) {
  if (depth_ == max_depth) {
    refuse(at, "too many nested parentheses");
    return;
  }
  open_[depth_++] = at;
}

inline void Lexer::close_bracket(std::size_t at) {
  // Partners differ from each other in their last three bits only, as no others do.
  if (depth_ > 0 && (text_[at] ^ text_[open_[depth_ - 1]]) < 8) {
    --depth_;
  } else {
    refuse_bracket(at);
  }
}

void Lexer::refuse_bracket(std::size_t at) {
  if (depth_ == 0) {
    refuse(at, system::format("unmatched '{}'", text_[at]));
    return;
  }
  const char opened = text_[open_[--depth_]];
  if (fault_) return;
  refuse(at, system::format("closing parenthesis '{}' does not match opening parenthesis '{}'",
                            text_[at], opened));
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
    if ((kind & (special | mark)) == 0) {
      const std::size_t begin = at;
      do ++at;
      while (at < text_.size() && (class_of(text_[at]) & (special | mark)) == 0);
      std::size_t last = at;
      while (last > begin && is_blank(text_[last - 1])) --last;
      if (last > begin) line.end = last;
    } else if (kind == mark) {
      if (c == ':') {
        const bool is_walrus = at + 1 < text_.size() && text_[at + 1] == '=';
        line.has_walrus |= is_walrus;
        if (depth_ == 0 && !is_walrus && line.colon == npos) line.colon = at;
      } else if (depth_ == 0 && line.semicolon == npos) {
        line.semicolon = at;
      }
      line.end = ++at;
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
      if ((kind & quotation) != 0) {
        at = pass_string(at);
      } else if ((kind & opening) != 0) {
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

bool Lexer::ends_suite(std::size_t at, int indent) const noexcept {
  if (at >= text_.size() || (indent == 0 && is_blank(text_[at]) && text_[at] != '\f')) return false;
  return measure_indent(at) <= indent && is_code_line(at);
}

std::size_t Lexer::skip_suite(std::size_t at, int indent) {
  if (depth_ == 0 && ends_suite(at, indent)) return at;
  const std::string_view text = text_;
  SpecialFinder finder(text, at);
  while (finder.next(at)) {
    const char c = text[at];
    const std::uint8_t kind = class_of(c);
    if ((kind & opening) != 0) {
      open_bracket(at);
    } else if ((kind & closing) != 0) {
      close_bracket(at);
    } else if ((kind & quotation) != 0) {
      // Nearly all strings are short and hold nothing special.
      std::size_t stop = 0;
      const bool is_simple = finder.next(stop) && stop > at + 1 && text[stop] == c;
      if (!is_simple) finder.seek(pass_string(at));
    } else if (c == '\n' || (c == '\r' && !text.substr(at + 1).starts_with('\n'))) {
      if (depth_ == 0 && ends_suite(at + 1, indent)) return at + 1;
    } else if (c == '#') {
      finder.seek(find_newline(text, at));
    } else if (c == '\\') {
      // A continued line's next physical line is no new statement.
      const bool continues = at + 1 < text.size() && is_newline(text[at + 1]);
      finder.seek(continues ? after_newline(at + 1) : at + 1);
    }
  }
  finish_brackets();
  return text_.size();
}

}  // namespace plumbline::adapters::alembic
