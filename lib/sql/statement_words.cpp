#include "sql/statement_words.hpp"

#include <algorithm>
#include <array>

#include "sql/lexer.hpp"

namespace plumbline::sql {

namespace {

std::string_view first_word(std::string_view sql) {
  Lexer lexer(sql);
  const Token token = lexer.next();
  return token.kind == TokenKind::word ? lexer.text_of(token) : std::string_view();
}

/// Whether `word` stands outside of brackets, directly before `next` when that is given.
bool has_words(std::string_view sql, std::string_view word, std::string_view next) {
  Lexer lexer(sql);
  int depth = 0;
  bool is_word_before = false;
  for (Token token = lexer.next(); token.kind != TokenKind::end; token = lexer.next()) {
    const std::string_view text = lexer.text_of(token);
    if (token.kind == TokenKind::mark && text == "(") ++depth;
    if (token.kind == TokenKind::mark && text == ")") --depth;
    const bool is_plain = token.kind == TokenKind::word && depth == 0;
    if (is_plain && is_word_before && is_word(text, next)) return true;
    is_word_before = is_plain && is_word(text, word);
    if (is_word_before && next.empty()) return true;
  }
  return false;
}

}  // namespace

bool is_copy_from_stdin(std::string_view sql) {
  return is_word(first_word(sql), "copy") && has_words(sql, "from", "stdin");
}

bool only_touches_rows(std::string_view sql) {
  constexpr std::array<std::string_view, 5> words = {"insert", "update", "delete", "copy",
                                                     "values"};
  const std::string_view first = first_word(sql);
  if (std::ranges::any_of(words, [&](std::string_view word) { return is_word(first, word); }))
    return true;
  return is_word(first, "select") && !has_words(sql, "into", "");
}

std::optional<std::string> find_setting(std::string_view sql, std::string_view name) {
  Lexer lexer(sql);
  if (!is_word(lexer.text_of(lexer.next()), "set")) return std::nullopt;
  Token token = lexer.next();
  const bool has_scope =
      is_word(lexer.text_of(token), "session") || is_word(lexer.text_of(token), "local");
  if (has_scope) token = lexer.next();
  if (token.kind != TokenKind::word || !is_word(lexer.text_of(token), name)) return std::nullopt;
  const Token sign = lexer.next();
  if (lexer.text_of(sign) != "=" && !is_word(lexer.text_of(sign), "to")) return std::nullopt;
  token = lexer.next();
  if (token.is_cut) return std::nullopt;
  const std::string_view text = lexer.text_of(token);
  if (token.kind == TokenKind::string) return string_of(token, text);
  return std::string(text);
}

}  // namespace plumbline::sql
