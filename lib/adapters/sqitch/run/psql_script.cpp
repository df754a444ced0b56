#include "adapters/sqitch/run/psql_script.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "sql/lexer.hpp"
#include "sql/psql_arguments.hpp"
#include "sql/split.hpp"

namespace plumbline::adapters::sqitch {

namespace {

using sql::Token;
using sql::TokenKind;

/// Wherever one of them stands, also in a function's body: psql would read on in another way, or
/// say more than the statement's own result.
constexpr auto unsettling =
    std::to_array<std::string_view>({"standard_conforming_strings", "client_encoding", "listen"});

bool is_unsettling(std::string_view text) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (text.starts_with(byte_order_mark) || text.find('\0') != std::string_view::npos) return true;
  const std::string folded = sql::to_lower(text);
  return std::ranges::any_of(
      unsettling, [&](std::string_view word) { return folded.find(word) != std::string::npos; });
}

/// What psql puts in place of a variable without reading it as SQL again: words, numbers.
bool is_plain_value(std::string_view value) {
  return !value.empty() && std::ranges::all_of(value, sql::is_name_character);
}

class SentReader {
 public:
  SentReader(std::string_view text, const sql::PsqlVariables& variables)
      : text_(text),
        variables_(variables),
        lexer_(text, {.with_comments = true, .joins_strings = false}) {}

  std::optional<std::vector<SentStatement>> read();

 private:
  bool take(const Token& token);
  bool take_colon(const Token& token);
  bool see_word(const Token& token);
  void append_gap(std::size_t end);
  void end_statement(std::size_t end);

  std::string_view text_;
  const sql::PsqlVariables& variables_;
  sql::Lexer lexer_;
  sql::StatementEnd end_{sql::Splitting::psql};
  std::vector<SentStatement> statements_;
  std::string buffer_;
  std::size_t copied_ = 0;  // bytes of the text that are in the buffer, or before it
  bool has_words_ = false;  // something besides comments
  std::size_t line_ = 1;    // at counted_
  std::size_t counted_ = 0;
};

/// What stands between tokens; psql drops empty lines there.
void SentReader::append_gap(std::size_t end) {
  if (!buffer_.empty()) {
    bool is_after_newline = false;
    for (const char c : text_.substr(copied_, end - copied_)) {
      if (c != '\n' || !is_after_newline) buffer_ += c;
      is_after_newline = c == '\n';
    }
  }
  copied_ = end;
}

bool SentReader::see_word(const Token& token) {
  const std::string_view word = lexer_.text_of(token);
  const bool is_first = !has_words_;
  has_words_ = true;
  return !(is_first && token.kind == TokenKind::word && sql::is_word(word, "copy")) &&
         !sql::is_word(word, "names");  // SET NAMES
}

bool SentReader::take_colon(const Token& token) {
  const sql::VariableUse use = sql::find_variable_use(text_, token.offset);
  if (use.form == sql::VariableUse::Form::none) return take(token);
  const sql::Substitute value =
      sql::substitute(use, text_.substr(token.offset, use.length), variables_);
  if (!value.unknown.empty()) return false;
  const bool is_read_again = use.form == sql::VariableUse::Form::plain && !value.is_as_written;
  if (is_read_again && !is_plain_value(value.text)) return false;
  append_gap(token.offset);
  buffer_ += value.text;
  has_words_ = true;
  copied_ = token.offset + use.length;
  lexer_.move_to(copied_);
  return true;
}

bool SentReader::take(const Token& token) {
  if (token.kind == TokenKind::comment) {
    if (buffer_.empty() && lexer_.text_of(token).starts_with("--")) {
      copied_ = token.offset + token.length;
      return true;
    }
  } else if (!see_word(token)) {
    return false;
  }
  append_gap(token.offset);
  buffer_ += lexer_.text_of(token);
  copied_ = token.offset + token.length;
  return true;
}

void SentReader::end_statement(std::size_t end) {
  line_ +=
      static_cast<std::size_t>(std::ranges::count(text_.substr(counted_, end - counted_), '\n'));
  counted_ = end;
  append_gap(end);
  buffer_ += ';';
  copied_ = end + 1;
  statements_.push_back({.sql = std::exchange(buffer_, {}), .line = line_});
  has_words_ = false;
  end_.restart();
}

std::optional<std::vector<SentStatement>> SentReader::read() {
  while (true) {
    const Token token = lexer_.next();
    if (token.kind == TokenKind::end) break;
    if (token.is_cut) return std::nullopt;
    const bool is_mark = token.kind == TokenKind::mark;
    const char mark = is_mark ? text_[token.offset] : ' ';
    if (mark == '\\') return std::nullopt;
    if (mark == ':') {
      if (!take_colon(token)) return std::nullopt;
      continue;
    }
    if (token.kind != TokenKind::comment && end_.see(token, lexer_.text_of(token))) {
      end_statement(token.offset);
    } else if (end_.has_inner_semicolon() || !take(token)) {
      return std::nullopt;
    }
  }
  // Comments behind the last statement are sent as an empty one: nothing comes of it.
  if (has_words_) return std::nullopt;
  return std::move(statements_);
}

}  // namespace

std::optional<std::vector<SentStatement>> read_sent_statements(
    std::string_view text, const sql::PsqlVariables& variables) {
  if (is_unsettling(text)) return std::nullopt;
  return SentReader(text, variables).read();
}

}  // namespace plumbline::adapters::sqitch
