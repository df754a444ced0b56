#include "sql/suppression.hpp"

#include <algorithm>

#include "sql/lexer.hpp"
#include "sql/line_counter.hpp"

namespace plumbline::sql {

namespace {

constexpr std::string_view mark = "plumbline:ignore";

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_blank_character(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank_character(text.back())) text.remove_suffix(1);
  return text;
}

/// "" when the comment says something else.
std::string_view text_behind_mark(std::string_view comment) {
  comment.remove_prefix(2);  // "--" or "/*"
  if (comment.ends_with("*/")) comment.remove_suffix(2);
  comment = trim(comment);
  if (!comment.starts_with(mark)) return {};
  comment.remove_prefix(mark.size());
  return comment.empty() ? std::string_view(" ") : comment;
}

/// The statement whose lines the comment stands in, else the next one of the file.
std::size_t find_statement(const StatementList& list, const Position& comment) {
  const auto& all = list.statements;
  const auto speaks_of = [&](const Statement& statement) {
    return statement.where.file == comment.file &&
           (statement.end_line >= comment.line || statement.where.offset > comment.offset);
  };
  return static_cast<std::size_t>(std::ranges::find_if(all, speaks_of) - all.begin());
}

}  // namespace

void add_suppressions(std::string_view text, const std::string& file, StatementList& list) {
  if (text.find(mark) == std::string_view::npos) return;
  Lexer lexer(text, {.with_comments = true});
  LineCounter lines(text, file);
  for (Token token = lexer.next(); token.kind != TokenKind::end; token = lexer.next()) {
    if (token.kind != TokenKind::comment || token.is_cut) continue;
    std::string_view said = text_behind_mark(lexer.text_of(token));
    if (said.empty()) continue;
    said = trim(said);
    const std::size_t colon = said.find(':');
    Suppression suppression;
    suppression.rule = trim(said.substr(0, colon));
    if (colon != std::string_view::npos) suppression.reason = trim(said.substr(colon + 1));
    suppression.where = lines.at(token.offset);
    suppression.statement = find_statement(list, suppression.where);
    list.suppressions.push_back(std::move(suppression));
  }
}

}  // namespace plumbline::sql
