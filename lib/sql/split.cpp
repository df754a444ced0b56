#include "sql/split.hpp"

#include <algorithm>

#include "system/format.hpp"

namespace plumbline::sql {

namespace {

constexpr std::array<std::string_view, 5> opening_words = {"create", "or", "replace", "function",
                                                           "procedure"};

}  // namespace

/// CREATE [OR REPLACE] FUNCTION | PROCEDURE.
bool StatementEnd::is_routine() const noexcept {
  if (first_words_[0] != 'c') return false;
  const std::size_t at = first_words_[1] == 'o' && first_words_[2] == 'r' ? 3 : 1;
  return first_words_[at] == 'f' || first_words_[at] == 'p';
}

void StatementEnd::see_word(std::string_view text) {
  if (words_ < first_words_.size()) {
    const bool is_opening = std::ranges::any_of(
        opening_words, [&](std::string_view word) { return is_word(text, word); });
    if (is_opening) first_words_[words_] = static_cast<char>(text.front() | 0x20);
  }
  ++words_;
  const bool follows_begin = is_begin_pending_;
  is_begin_pending_ = false;
  if (parentheses_ != 0 || !is_routine()) return;
  if (is_word(text, "begin")) {
    if (by_ == Splitting::psql)
      ++bodies_;
    else
      is_begin_pending_ = true;
  } else if (follows_begin && is_word(text, "atomic")) {
    ++bodies_;
  } else if (bodies_ > 0 && is_word(text, "case")) {
    ++bodies_;
  } else if (bodies_ > 0 && is_word(text, "end")) {
    --bodies_;
  }
}

bool StatementEnd::see(const Token& token, std::string_view text) {
  if (token.kind == TokenKind::word) {
    see_word(text);
    return false;
  }
  is_begin_pending_ = false;
  if (token.kind != TokenKind::mark) return false;
  switch (text.front()) {
    case '(':
      ++parentheses_;
      return false;
    case ')':
      if (parentheses_ > 0) --parentheses_;
      return false;
    case ';':
      break;
    default:
      return false;
  }
  if (parentheses_ == 0 && bodies_ == 0) return true;
  has_inner_semicolon_ = true;
  return false;
}

std::vector<Piece> split(std::string_view text) {
  std::vector<Piece> pieces;
  Lexer lexer(text);
  StatementEnd end(Splitting::server);
  Piece piece;
  bool is_empty = true;
  for (Token token = lexer.next(); token.kind != TokenKind::end; token = lexer.next()) {
    const bool is_end = end.see(token, lexer.text_of(token));
    if (!is_end) {
      if (is_empty) piece.offset = token.offset;
      is_empty = false;
      piece.end = token.offset + token.length;
      piece.length = piece.end - piece.offset;
      continue;
    }
    piece.end = token.offset;
    if (!is_empty) pieces.push_back(piece);
    is_empty = true;
    end.restart();
  }
  if (!is_empty) pieces.push_back(piece);
  return pieces;
}

Load measure(std::string_view statement) {
  Load load;
  Lexer lexer(statement);
  std::vector<std::size_t> outer;  // runs of the levels around this one
  std::size_t run = 0;
  for (Token token = lexer.next(); token.kind != TokenKind::end; token = lexer.next()) {
    const char mark = token.kind == TokenKind::mark ? statement[token.offset] : '\0';
    if (mark == ',') {
      run = 0;
      continue;
    }
    if (mark == '(' || mark == '[') {
      outer.push_back(run);
      load.nesting = std::max(load.nesting, outer.size());
      run = 0;
      continue;
    }
    if ((mark == ')' || mark == ']') && !outer.empty()) {
      run = outer.back();
      outer.pop_back();
    }
    load.longest_run = std::max(load.longest_run, ++run);
  }
  return load;
}

std::string why_too_heavy(std::string_view statement) {
  // Shorter texts cannot have a run that is too long, whatever they hold.
  if (statement.size() <= std::min(max_run, max_nesting)) return {};
  const Load load = measure(statement);
  if (load.longest_run > max_run)
    return system::format("it has {} tokens without a comma, the limit is {}", load.longest_run,
                          max_run);
  if (load.nesting > max_nesting)
    return system::format("it has {} brackets inside of each other, the limit is {}", load.nesting,
                          max_nesting);
  return {};
}

}  // namespace plumbline::sql
