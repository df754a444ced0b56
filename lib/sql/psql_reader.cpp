/// Statements of a psql script: text, variables and COPY data. psql_commands.cpp has the commands.
#include "sql/psql_reader.hpp"

#include <algorithm>
#include <utility>

#include "sql/statement_words.hpp"
#include "sql/suppression.hpp"
#include "system/format.hpp"

namespace plumbline::sql {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr int max_variable_depth = 16;
constexpr std::size_t max_variable_bytes = std::size_t{1} << 20;

}  // namespace

PsqlReader::PsqlReader(std::string_view text, const std::string& file, PsqlSession& session)
    : text_(text),
      file_(file),
      session_(session),
      lexer_(text, {.standard_conforming_strings = session.standard_conforming_strings,
                    .joins_strings = false}),
      lines_(text, file) {}

PsqlBranch::Run PsqlReader::active() const {
  return branches_.empty() ? Run::yes : branches_.back().current;
}

std::string PsqlReader::doubt() const {
  if (!session_.doubt.empty()) return session_.doubt;
  for (const PsqlBranch& branch : branches_) {
    if (!branch.why.empty()) return branch.why;
  }
  return {};
}

void PsqlReader::run() {
  if (text_.starts_with(byte_order_mark)) lexer_.move_to(byte_order_mark.size());
  while (!is_over_) {
    const Token token = lexer_.next();
    if (token.kind == TokenKind::end) break;
    if (token.kind == TokenKind::mark) {
      const char mark = text_[token.offset];
      if (mark == '\\') {
        run_command(token.offset);
        continue;
      }
      if (mark == ':') {
        take_colon(token);
        continue;
      }
    }
    if (end_.see(token, lexer_.text_of(token))) {
      if (active() != Run::no) {
        send(token.offset);
      } else {
        flush();
        open_at_ = open_end_ = lexer_.offset();
      }
    } else {
      take(token);
    }
  }
  if (is_over_) return;
  if (active() != Run::no) send(text_.size());
  if (!branches_.empty()) add_error("reached EOF without finding closing \\endif(s)", text_.size());
}

void PsqlReader::begin_statement(std::size_t offset) {
  if (is_begun_) return;
  is_begun_ = true;
  begun_at_ = lines_.at(offset);
  open_at_ = open_end_ = offset;
}

void PsqlReader::take(const Token& token) {
  begin_statement(token.offset);
  open_end_ = token.offset + token.length;
  if (token.is_cut && text_.ends_with('\n')) --open_end_;  // psql joins lines, and ends none
  if (!session_.standard_conforming_strings && token.kind == TokenKind::string &&
      lexer_.text_of(token).find('\\') != std::string_view::npos)
    has_backslash_string_ = true;
}

/// What was read since the last flush goes into the buffer.
void PsqlReader::flush() {
  if (!is_begun_) return;
  const std::size_t end = std::max(open_end_, std::min(lexer_.offset(), text_.size()));
  const std::size_t start = buffer_.size();
  buffer_ += text_.substr(open_at_, end - open_at_);
  if (open_end_ > open_at_) solid_ = start + (open_end_ - open_at_);
  open_at_ = open_end_ = end;
}

void PsqlReader::forget_statement() {
  buffer_.clear();
  solid_ = 0;
  is_begun_ = false;
  has_semicolon_ = false;
  has_backslash_string_ = false;
  buffer_doubt_.clear();
  end_.restart();
}

void PsqlReader::take_colon(const Token& token) {
  const VariableUse use = find_variable_use(text_, token.offset);
  if (use.form == VariableUse::Form::none) {
    take(token);
    return;
  }
  begin_statement(token.offset);
  lexer_.move_to(token.offset);
  flush();
  const std::string_view written = text_.substr(token.offset, use.length);
  lexer_.move_to(token.offset + use.length);
  open_at_ = open_end_ = lexer_.offset();
  const StatementEnd before = end_;
  if (!insert(use, written, 0)) {
    end_ = before;
    if (buffer_doubt_.empty())
      buffer_doubt_ =
          system::format("variable \"{}\" holds more than a part of a statement", use.name);
  }
  solid_ = buffer_.size();
}

/// Appends the value of a variable, with the variables in it replaced too. False when it is no run
/// of whole tokens: what psql would then do depends on all that follows.
bool PsqlReader::insert_value(std::string_view value, int depth) {
  if (depth > max_variable_depth || buffer_.size() > text_.size() + max_variable_bytes)
    return false;
  Lexer lexer(value);
  std::size_t copied = 0;
  for (Token token = lexer.next(); token.kind != TokenKind::end; token = lexer.next()) {
    const std::string_view word = lexer.text_of(token);
    if (token.is_cut || word == "\\" || end_.see(token, word)) return false;
    if (token.kind != TokenKind::mark || word != ":") continue;
    const VariableUse use = find_variable_use(value, token.offset);
    if (use.form == VariableUse::Form::none) continue;
    buffer_ += value.substr(copied, token.offset - copied);
    copied = token.offset + use.length;
    lexer.move_to(copied);
    if (!insert(use, value.substr(token.offset, use.length), depth)) return false;
  }
  buffer_ += value.substr(copied);
  return true;
}

/// What stands for a variable in the statement. A plain value is read as SQL; what is quoted
/// already, or stays as it is, is not.
bool PsqlReader::insert(const VariableUse& use, std::string_view written, int depth) {
  const Substitute value = substitute(use, written, session_.variables);
  if (!value.unknown.empty() && buffer_doubt_.empty()) buffer_doubt_ = value.unknown;
  if (use.form == VariableUse::Form::plain && !value.is_as_written)
    return insert_value(value.text, depth + 1);
  buffer_ += value.text;
  return true;
}

/// REQUIRES: what ends the statement stands at `end`.
void PsqlReader::send(std::size_t end) {
  if (is_begun_ && open_end_ > open_at_) {
    // The common case: nothing was replaced, so there is nothing to put together.
    const std::size_t start = buffer_.size();
    buffer_ += text_.substr(open_at_, open_end_ - open_at_);
    solid_ = start + (open_end_ - open_at_);
  }
  const bool is_empty = !is_begun_ || solid_ == 0;
  if (!is_empty) {
    Statement model;
    model.where = begun_at_;
    model.end_line = lines_.line_at(end);
    if (end == text_.size() && text_.ends_with('\n')) --model.end_line;
    model.goes_on = !session_.on_error_stop;
    model.opaque = doubt();
    if (model.opaque.empty()) model.opaque = buffer_doubt_;
    if (model.opaque.empty() && has_backslash_string_)
      model.opaque = "standard_conforming_strings is off";
    buffer_.resize(solid_);
    session_.last_query = buffer_;
    session_.last_query_doubt = model.opaque;
    std::string sql = std::exchange(buffer_, {});
    const bool has_parts = has_semicolon_ || end_.has_inner_semicolon();
    forget_statement();
    if (has_parts) {
      send_parts(sql, model);
    } else {
      model.sql = std::move(sql);
      add(std::move(model));
    }
  } else {
    forget_statement();
  }
  open_at_ = open_end_ = lexer_.offset();
}

/// A message with semicolons in it, which the server divides.
void PsqlReader::send_parts(const std::string& sql, const Statement& model) {
  bool is_first = true;
  LineCounter inside(sql, file_);
  for (const Piece& piece : split(sql)) {
    Statement part = model;
    part.sql = sql.substr(piece.offset, piece.length);
    if (!is_first) {
      part.with_previous = true;
      part.where.line += inside.line_at(piece.offset) - 1;
      part.where.column = 0;
    }
    is_first = false;
    add(std::move(part));
  }
}

/// The last step of everything that reaches the list: what it says about the session is followed,
/// and what can't be known loses its text.
void PsqlReader::add(Statement statement) {
  const std::string_view sql = statement.sql;
  if (statement.opaque.empty() && sql.find('\0') != std::string_view::npos)
    statement.opaque = "the file holds a NUL byte";
  if (statement.opaque.empty()) statement.opaque = why_too_heavy(sql);
  const bool has_data = is_copy_from_stdin(sql);
  watch(statement);
  add_copy(std::move(statement), has_data);
}

/// `has_data`: rows follow in the file.
void PsqlReader::add_copy(Statement statement, bool has_data) {
  const std::string_view sql = statement.sql;
  if (!statement.opaque.empty()) {
    statement.only_data = only_touches_rows(sql);
    statement.sql.clear();
  }
  session_.list.statements.push_back(std::move(statement));
  if (has_data) {
    session_.list.has_rows = true;
    skip_copy_data(lexer_.offset());
  }
}

/// SET standard_conforming_strings changes how psql reads what follows.
void PsqlReader::watch(const Statement& statement) {
  const std::string_view sql = statement.sql;
  if (sql.size() < 3 || !is_word(sql.substr(0, 3), "set")) return;
  const auto value = find_setting(sql, "standard_conforming_strings");
  if (!value) return;
  const bool is_on = parse_psql_bool(*value) != 0;
  session_.standard_conforming_strings = is_on;
  lexer_.set_standard_conforming_strings(is_on);
}

/// psql takes the lines after that of the semicolon, up to `\.` or the end of the file. What else
/// stands on the line of the semicolon is run afterwards.
void PsqlReader::skip_copy_data(std::size_t offset) {
  const std::size_t line_end = std::min(text_.find('\n', offset), text_.size());
  std::size_t at = std::min(line_end + 1, text_.size());
  while (at < text_.size()) {
    const std::size_t end = std::min(text_.find('\n', at), text_.size());
    std::string_view line = text_.substr(at, end - at);
    if (line.ends_with('\r')) line.remove_suffix(1);
    at = std::min(end + 1, text_.size());
    if (line == "\\.") break;
  }
  Lexer rest(text_.substr(0, line_end));
  rest.move_to(std::min(offset, line_end));
  if (rest.next().kind != TokenKind::end && session_.doubt.empty())
    session_.doubt = "more stands on a line behind COPY … FROM STDIN";
  lexer_.move_to(at);
}

void PsqlReader::add_opaque(std::string why, std::size_t offset) {
  Statement statement;
  statement.where = lines_.at(offset);
  statement.end_line = statement.where.line;
  statement.opaque = doubt();
  if (statement.opaque.empty()) statement.opaque = std::move(why);
  statement.goes_on = !session_.on_error_stop;
  session_.list.statements.push_back(std::move(statement));
}

/// psql itself says this; with ON_ERROR_STOP it ends.
void PsqlReader::add_error(const std::string& message, std::size_t offset) {
  add_opaque("psql stops: " + message, offset);
  if (doubt().empty()) session_.list.statements.back().client_error = message;
}

StatementList read_psql_script(std::string_view text, const std::string& file,
                               const PsqlOptions& options) {
  PsqlSession session{.options = options};
  session.list.file = file;
  for (const auto& [name, value] : options.variables) session.variables.set(name, value);
  session.on_error_stop = parse_psql_bool(session.variables.find("ON_ERROR_STOP").value) == 1;
  PsqlReader(text, file, session).run();
  add_suppressions(text, file, session.list);
  return std::move(session.list);
}

}  // namespace plumbline::sql
