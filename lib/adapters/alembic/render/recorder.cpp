/// Statements in order, their places, and what the tool's own doubts leave of them.

#include "adapters/alembic/render/recorder.hpp"

#include <algorithm>
#include <array>

#include "sql/split.hpp"

namespace plumbline::adapters::alembic::render {

namespace {

bool is_word(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c >= '0' && c <= '9');
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  return out;
}

/// Blanks and comments before the first word.
std::string_view skip_comments(std::string_view sql) {
  while (true) {
    sql.remove_prefix(std::min(sql.find_first_not_of(" \t\r\n\f;"), sql.size()));
    std::size_t end = 0;
    if (sql.starts_with("--"))
      end = sql.find('\n');
    else if (sql.starts_with("/*"))
      end = sql.find("*/") + 2;
    else
      return sql;
    if (end == std::string_view::npos || end < 3) return {};
    sql.remove_prefix(end);
  }
}

bool has_word(std::string_view sql, std::string_view word) {
  for (std::size_t at = sql.find(word); at != std::string_view::npos; at = sql.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !is_word(sql[at - 1])) && (end == sql.size() || !is_word(sql[end])))
      return true;
  }
  return false;
}

}  // namespace

bool is_data_statement(std::string_view sql) {
  static constexpr std::array words =
      std::to_array<std::string_view>({"select", "insert", "update", "delete", "values", "with"});
  std::string_view rest = skip_comments(sql);
  while (rest.starts_with('(')) rest = skip_comments(rest.substr(1));
  const std::string text = lower(rest);
  const std::string_view word = std::string_view(text).substr(
      0, static_cast<std::size_t>(std::ranges::find_if_not(text, is_word) - text.begin()));
  if (std::ranges::find(words, word) == words.end()) return false;
  const bool may_make_table =
      (word == "select" || word == "with") && has_word(text, "into") && !has_word(text, "insert");
  return !may_make_table && text.find(';') == std::string::npos;
}

Recorder::Recorder(std::string_view text, std::string file) : text_(text) {
  list_.file = std::move(file);
  list_.in_transaction = true;
  line_starts_.push_back(0);
  for (std::size_t at = 0; at < text.size(); ++at)
    if (text[at] == '\n' || (text[at] == '\r' && !text.substr(at + 1).starts_with('\n')))
      line_starts_.push_back(at + 1);
}

Position Recorder::position_of(std::size_t offset) const {
  const auto after = std::ranges::upper_bound(line_starts_, offset);
  Position position;
  position.file = list_.file;
  position.line = static_cast<int>(after - line_starts_.begin());
  position.offset = offset;
  position.column = 1;
  for (std::size_t at = *std::prev(after); at < offset && at < text_.size(); ++at)
    if ((static_cast<unsigned char>(text_[at]) & 0xC0) != 0x80) ++position.column;
  return position;
}

void Recorder::push(plumbline::Statement statement, Span span) {
  if (size() > max_statements) return;
  if (size() == max_statements) {
    statement = {};
    statement.opaque = "more statements than are followed";
  }
  statement.where = position_of(span.begin);
  statement.end_line = position_of(span.end > span.begin ? span.end - 1 : span.end).line;
  list_.statements.push_back(std::move(statement));
}

void Recorder::add(std::string_view sql, Span span) {
  bool is_first = true;
  for (const sql::Piece& piece : sql::split(sql)) {
    const std::string_view text = sql.substr(piece.offset, piece.length);
    if (!doubt_.empty()) {
      add_opaque(doubt_, span, is_data_statement(text));
      continue;
    }
    plumbline::Statement statement;
    statement.sql = text;
    statement.with_previous = !is_first;
    is_first = false;
    push(std::move(statement), span);
  }
}

void Recorder::add_guarded(std::string_view sql, Span span) {
  const std::size_t before = size();
  add(sql, span);
  if (doubt_.empty() && size() > before) list_.statements.back().is_guarded = true;
}

void Recorder::add_opaque(std::string why, Span span, bool only_data) {
  plumbline::Statement statement;
  statement.opaque = std::move(why);
  statement.only_data = only_data;
  push(std::move(statement), span);
}

bool Recorder::selects_columns(std::size_t place) const {
  if (place >= size()) return false;
  std::string text = list_.statements[place].sql;
  std::ranges::transform(text, text.begin(), [](char c) {
    const bool is_space = c == '\n' || c == '\t' || c == '\r';
    return is_space ? ' ' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  const std::size_t from = text.find(" from ");
  return text.starts_with("select ") && from != std::string::npos && text.find('(') > from;
}

void Recorder::need_rows(std::size_t place) {
  if (place < size()) list_.statements[place].needs_rows = true;
}

}  // namespace plumbline::adapters::alembic::render
