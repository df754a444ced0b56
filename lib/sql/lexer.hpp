/// PostgreSQL's lexical layer: a text as tokens. Everything in lib/sql that reads SQL before the
/// grammar does goes through it. Follows scan.l of PostgreSQL 15, and psqlscan.l, which is the same
/// but for what psql adds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace plumbline::sql {

enum class TokenKind : std::uint8_t {
  end,
  word,           ///< unquoted name or keyword
  quoted_word,    ///< "a", U&"a"
  string,         ///< 'a', N'a', U&'a', with its continuations on later lines
  escape_string,  ///< E'a'
  bit_string,     ///< B'0', X'0'
  dollar_string,  ///< $$a$$, $x$a$x$
  number,         ///< 1, 1.5, 1e3; what follows without a blank is the next token
  parameter,      ///< $1
  sign,           ///< an operator of one or more characters, `::`, `:=`, `=>` and `..` too
  mark,           ///< one of , ( ) [ ] . ; : \ or a character that begins nothing
  comment,        ///< only where asked for
};

struct Token {
  TokenKind kind = TokenKind::end;
  bool is_cut = false;  ///< the text ends inside: a quote or comment is not closed
  std::size_t offset = 0;
  std::size_t length = 0;
};

struct LexerOptions {
  bool standard_conforming_strings = true;  ///< else '…' has backslash escapes
  bool with_comments = false;
  /// Strings on several lines are one. Not for psql, which reads line by line.
  bool joins_strings = true;
};

/// Reads forward only, in time linear in the text, whatever it holds. The text stays the caller's.
class Lexer {
 public:
  explicit Lexer(std::string_view text, LexerOptions options = {})
      : text_(text), options_(options) {}

  /// The next token; blanks and, unless asked for, comments are skipped. An unfinished comment is a
  /// token (cut) in any case.
  Token next();

  [[nodiscard]] std::size_t offset() const noexcept { return at_; }
  void move_to(std::size_t offset) noexcept { at_ = offset; }
  [[nodiscard]] std::string_view text() const noexcept { return text_; }
  [[nodiscard]] std::string_view text_of(const Token& token) const noexcept {
    return text_.substr(token.offset, token.length);
  }
  void set_standard_conforming_strings(bool value) noexcept {
    options_.standard_conforming_strings = value;
  }

 private:
  [[nodiscard]] char peek(std::size_t ahead = 0) const noexcept {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  void skip_line_comment();
  bool skip_block_comment();
  bool skip_quoted(char quote, bool has_escapes);
  bool skip_string(bool has_escapes);
  bool skip_continuation();
  bool skip_dollar_string(std::size_t tag_length);
  Token finish(TokenKind kind, std::size_t start, bool is_cut = false) const noexcept {
    return {.kind = kind, .is_cut = is_cut, .offset = start, .length = at_ - start};
  }
  Token read_dollar(std::size_t start);
  Token read_number(std::size_t start);
  Token read_sign(std::size_t start);
  Token read_word(std::size_t start);
  Token read_string(std::size_t start, std::size_t prefix, TokenKind kind, bool has_escapes);

  std::string_view text_;
  LexerOptions options_;
  std::size_t at_ = 0;
};

/// Whether a word token is that keyword, in any case. REQUIRES: `keyword` in lower case.
bool is_word(std::string_view text, std::string_view keyword) noexcept;
/// ASCII letters in lower case, as PostgreSQL folds names.
std::string to_lower(std::string_view text);
/// What a word or quoted_word names: folded, or without its quotes. U&"…" as it is written.
std::string name_of(const Token& token, std::string_view text);
/// What a string token (of any kind but bit_string) says. U&'…' as it is written between the
/// quotes. REQUIRES: not cut.
std::string string_of(const Token& token, std::string_view text);

/// A letter, digit, underscore or byte of a non-ASCII character: what psql's variables are named
/// with.
bool is_name_character(char c) noexcept;
bool is_blank_character(char c) noexcept;

}  // namespace plumbline::sql
