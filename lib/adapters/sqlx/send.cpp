#include "adapters/sqlx/send.hpp"

#include <algorithm>
#include <array>

#include "adapters/sqlx/ledger.hpp"
#include "adapters/sqlx/words.hpp"
#include "postgres/trace/sampler.hpp"
#include "sql/lexer.hpp"
#include "sql/statement_words.hpp"
#include "system/utf8.hpp"

namespace plumbline::adapters::sqlx {

namespace {

using postgres::Outcome;
using postgres::Trace;
using sql::Piece;
using sql::Token;
using sql::TokenKind;

/// More statements than this are sent as one: looking between them would take longer than they do.
constexpr std::size_t most_pieces = 1'000;
constexpr std::size_t statement_bytes = 500;

constexpr std::array<std::string_view, 9> transaction_words = {
    "begin", "start", "commit", "end", "rollback", "abort", "savepoint", "release", "prepare"};
/// Settings that decide how the text behind them is read, with the value that changes nothing.
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> reading_settings = {
    {{"standard_conforming_strings", "on"}, {"client_encoding", "utf8"}, {"backslash_quote", ""}}};

bool mentions(std::string_view text, std::string_view word) {
  const auto is_same = [](char left, char right) {
    return (left >= 'A' && left <= 'Z' ? static_cast<char>(left - 'A' + 'a') : left) == right;
  };
  return std::search(text.begin(), text.end(), word.begin(), word.end(), is_same) != text.end();
}

/// SET TRANSACTION must come before any query, also one of ours.
bool controls_transaction(std::string_view statement) {
  sql::Lexer lexer(statement);
  const Token first = lexer.next();
  if (first.kind != TokenKind::word) return false;
  const std::string_view word = lexer.text_of(first);
  if (sql::is_word(word, "set")) {
    for (Token token = lexer.next(); token.kind == TokenKind::word; token = lexer.next())
      if (sql::is_word(lexer.text_of(token), "transaction")) return true;
    return false;
  }
  return std::ranges::any_of(transaction_words,
                             [&](std::string_view one) { return sql::is_word(word, one); });
}

bool changes_reading(std::string_view statement) {
  return std::ranges::any_of(reading_settings, [&](const auto& setting) {
    if (!mentions(statement, setting.first)) return false;
    const auto value = sql::find_setting(statement, setting.first);
    return !value || sql::to_lower(*value) != setting.second;
  });
}

/// COPY … TO STDOUT, which sqlx cannot read.
bool is_copy_to_stdout(std::string_view statement) {
  sql::Lexer lexer(statement);
  const Token first = lexer.next();
  if (first.kind != TokenKind::word || !sql::is_word(lexer.text_of(first), "copy")) return false;
  bool follows_to = false;
  std::size_t depth = 0;
  for (Token token = lexer.next(); token.kind != TokenKind::end; token = lexer.next()) {
    const std::string_view text = lexer.text_of(token);
    if (text == "(") ++depth;
    if (text == ")" && depth > 0) --depth;
    const bool is_word = token.kind == TokenKind::word && depth == 0;
    if (is_word && follows_to && sql::is_word(text, "stdout")) return true;
    follows_to = is_word && sql::is_word(text, "to");
  }
  return false;
}

std::string_view text_of(std::string_view text, const Piece& piece) {
  return text.substr(piece.offset, piece.length);
}

/// sqlx's words for a message of the server that it does not await there.
SendFault unexpected(std::string_view message, const Piece& piece) {
  SendFault fault;
  fault.error.fields.message = "COPY with the client's own input or output cannot be run by sqlx";
  fault.words = "encountered unexpected or invalid data: execute: unexpected message: ";
  fault.words += message;
  fault.words += " (sqlx_postgres::connection::executor:366)";
  fault.offset = piece.offset;
  fault.length = piece.length;
  return fault;
}

/// Where the server read its first COPY with rows from or for the client; sqlx gives up there.
std::optional<SendFault> copy_fault(std::string_view text, const std::vector<Piece>& pieces,
                                    const Outcome& outcome) {
  const std::size_t reached = outcome.commands.size() + (outcome.error ? 1 : 0);
  for (std::size_t i = 0; i < std::min(pieces.size(), reached); ++i) {
    const std::string_view statement = text_of(text, pieces[i]);
    const bool was_run = i < outcome.commands.size();
    if (was_run && is_copy_to_stdout(statement)) return unexpected("CopyOutResponse", pieces[i]);
    if (!was_run && sql::is_copy_from_stdin(statement) &&
        outcome.error->fields.message.starts_with("COPY from stdin failed"))
      return unexpected("CopyInResponse", pieces[i]);
  }
  return std::nullopt;
}

/// Bytes before the `position`-th character, counted from 1.
std::size_t byte_offset(std::string_view text, std::size_t position) {
  std::size_t offset = 0;
  while (--position > 0 && offset < text.size())
    offset += system::decode_code_point(text.substr(offset)).length;
  return offset;
}

SendFault server_fault(std::string_view text, const std::vector<Piece>& pieces,
                       const Outcome& outcome) {
  SendFault fault;
  fault.error = *outcome.error;
  fault.words = returned(database_words(fault.error));
  auto piece = pieces.end();
  if (fault.error.position != 0) {
    const std::size_t offset = byte_offset(text, fault.error.position);
    piece = std::ranges::find_if(pieces, [&](const Piece& one) { return offset <= one.end; });
  } else if (outcome.commands.size() < pieces.size()) {
    piece = pieces.begin() + static_cast<std::ptrdiff_t>(outcome.commands.size());
  }
  if (piece != pieces.end()) {
    fault.offset = piece->offset;
    fault.length = piece->length;
  }
  return fault;
}

/// What stands before a COMMIT of the file's own has stayed; the rest went back with sqlx's
/// transaction, or with the one that PostgreSQL makes of a message.
std::optional<std::size_t> last_commit(const std::vector<Piece>& pieces, const Outcome& outcome) {
  for (std::size_t i = std::min(pieces.size(), outcome.commands.size()); i-- > 0;)
    if (outcome.commands[i].tag == "COMMIT") return pieces[i].offset;
  return std::nullopt;
}

SendFault nul_fault(std::string_view text) {
  SendFault fault;
  fault.error.fields = {.message = "invalid message format",
                        .detail = "",
                        .hint = "",
                        .sqlstate = "08P01",
                        .where = {}};
  fault.words = returned(fault.error.fields.message);
  fault.offset = text.find('\0');
  return fault;
}

}  // namespace

std::string statement_start(std::string_view sql) {
  if (sql.size() <= statement_bytes) return std::string(sql);
  std::size_t end = statement_bytes;
  while (end > 0 && (static_cast<unsigned char>(sql[end]) & 0xC0U) == 0x80U) --end;
  return std::string(sql.substr(0, end));
}

bool is_divisible(std::string_view text, const std::vector<Piece>& pieces) {
  if (pieces.empty() || pieces.size() > most_pieces || mentions(text, "current_query"))
    return false;
  return std::ranges::none_of(pieces, [&](const Piece& piece) {
    const std::string_view statement = text_of(text, piece);
    return controls_transaction(statement) || changes_reading(statement) ||
           sql::is_copy_from_stdin(statement) || is_copy_to_stdout(statement);
  });
}

void Sender::begin() {
  const Outcome outcome = session_.run("BEGIN");
  if (!outcome.error) return;
  throw Stopped{failure_of(*outcome.error, executing(database_words(*outcome.error)))};
}

bool Sender::send_divided(const SqlText& sql, const std::vector<Piece>& pieces) {
  for (const Piece& piece : pieces) {
    const std::string_view statement = text_of(sql.text, piece);
    StatementRun run;
    run.sql = statement_start(statement);
    run.file = sql.file;
    run.line = static_cast<std::size_t>(system::position_at(sql.text, piece.offset, "").line);
    const Trace::Clock::time_point start = Trace::Clock::now();
    const Outcome outcome = session_.run(statement);
    run.duration_us = postgres::microseconds(Trace::Clock::now() - start);
    if (outcome.error || outcome.commands.size() != 1) return false;
    run.rows = outcome.commands.front().rows;
    if (!trace_->add(std::move(run), start, outcome.commands.front().tag)) return false;
  }
  return true;
}

StatementRun Sender::whole_run(const SqlText& sql, const std::vector<Piece>& pieces) const {
  StatementRun run;
  run.file = sql.file;
  const Piece whole{.offset = 0, .length = sql.text.size(), .end = sql.text.size()};
  const Piece& piece = pieces.size() == 1 ? pieces.front() : whole;
  run.sql = statement_start(text_of(sql.text, piece));
  run.line = static_cast<std::size_t>(system::position_at(sql.text, piece.offset, "").line);
  return run;
}

std::optional<SendFault> Sender::send_whole(const SqlText& sql) {
  if (sql.text.find('\0') != std::string_view::npos) return nul_fault(sql.text);
  const std::vector<Piece> pieces = sql::split(sql.text);
  std::optional<postgres::LockSampler> sampler;
  if (trace_ != nullptr) sampler.emplace(database_, session_);
  const Trace::Clock::time_point start = Trace::Clock::now();
  const Outcome outcome = session_.run(sql.text);
  std::optional<SendFault> fault = copy_fault(sql.text, pieces, outcome);
  if (!fault && outcome.error) fault = server_fault(sql.text, pieces, outcome);
  if (fault) fault->committed = last_commit(pieces, outcome);
  if (trace_ == nullptr) return fault;
  StatementRun run = whole_run(sql, pieces);
  run.duration_us = postgres::microseconds(Trace::Clock::now() - start);
  run.locks = sampler->stop();
  for (const postgres::Command& command : outcome.commands)
    if (command.rows) run.rows = run.rows.value_or(0) + *command.rows;
  trace_->add_script(std::move(run), start);
  return fault;
}

std::optional<SendFault> Sender::send(const SqlText& sql) {
  const bool is_traced = trace_ != nullptr && trace_->begin();
  if (sql.in_transaction) begin();
  if (is_traced && sql.in_transaction) {
    const std::vector<Piece> pieces = sql::split(sql.text);
    if (is_divisible(sql.text, pieces)) {
      if (send_divided(sql, pieces)) return std::nullopt;
      // Once more as sqlx does, for its own words.
      trace_->forget();
      session_.run("ROLLBACK");
      trace_->begin();
      begin();
    }
  }
  return send_whole(sql);
}

}  // namespace plumbline::adapters::sqlx
