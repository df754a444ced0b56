/// A plain dump as a stream: where statements end, which lines are COPY data, what psql would take
/// for a command of its own. Nothing is run here. Used by the proof and by the restore, so that
/// both see the same. Follows psqlscan.l of PostgreSQL 15, bodies of SQL included; where psql and
/// the server disagree (E'…' on several lines, a function called `begin`), the server.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace plumbline::postgres {

/// Who is told what the stream holds, in its order. What these throw ends the scan.
class DumpSink {
 public:
  virtual ~DumpSink() = default;

  /// A whole statement without its `;`, from its first word on. `line` is that word's. True when
  /// it is a COPY FROM STDIN, whose data then follows.
  virtual bool on_statement(std::string_view sql, std::size_t line) = 0;
  /// A `--` comment between statements, without its dashes; at most 200 bytes of it.
  virtual void on_comment(std::string_view text, std::size_t line) = 0;
  /// A psql command, from its backslash on, at most 200 bytes of its line. `is_inside` a statement.
  virtual void on_command(std::string_view text, std::size_t line, bool is_inside) = 0;
  /// Some of the data, cut anywhere.
  virtual void on_copy_data(std::string_view bytes) = 0;
  /// The line `\.`.
  virtual void on_copy_end(std::size_t line) = 0;
  /// A byte that no text holds, a statement over the limit, or something on the line of a COPY
  /// behind its `;`, where psql would look for it after the data. Nothing follows.
  enum class Fault : std::uint8_t { nul_byte, long_statement, text_behind_copy };
  virtual void on_fault(Fault fault, std::size_t line) = 0;
};

/// Where a stream ended.
enum class ScanEnd : std::uint8_t {
  between,       ///< between statements
  in_statement,  ///< also in a quote or comment
  in_copy_data,
};

class DumpScanner {
 public:
  explicit DumpScanner(DumpSink& sink, std::size_t max_statement_bytes = 256U << 20)
      : sink_(sink), max_statement_bytes_(max_statement_bytes) {}

  /// The next bytes, in pieces of any size.
  void feed(std::string_view bytes);
  /// After the last piece. What stands there unfinished is told to nobody.
  ScanEnd finish();

  /// For what follows; from within on_statement.
  void set_standard_conforming_strings(bool value) noexcept { has_plain_strings_ = value; }
  /// Of the next byte, from 1.
  [[nodiscard]] std::size_t line() const noexcept { return line_; }
  /// Of the statement or COPY data that the stream is in.
  [[nodiscard]] std::size_t started_line() const noexcept { return statement_line_; }
  /// The beginning of the statement that the stream is in.
  [[nodiscard]] std::string_view unfinished() const noexcept { return statement_; }

 private:
  enum class State : std::uint8_t {
    plain,
    word,
    minus,
    slash,
    dollar,  ///< behind a `$` that begins a tag or nothing
    dollar_body,
    string,  ///< '…' without escapes; a doubled quote is two strings, which ends alike
    escape_string,
    escape_quote,  ///< behind a quote in an escape string: doubled, continued or its end
    escape_char,   ///< behind a backslash in one
    quoted_word,
    line_comment,
    block_comment,
    block_slash,
    block_star,
    command,
    copy_head,  ///< behind COPY … FROM stdin; on the same line
    copy_data,
  };
  /// How the next string is read: of itself, or because E, B or X stands before it.
  enum class Quote : std::uint8_t { by_setting, plain, with_escapes };
  /// What stands behind a quote in an escape string.
  enum class Gap : std::uint8_t { none, blank, line_feed };

  void scan(const char* at, const char* end);
  const char* step(const char* at, const char* end);
  const char* step_plain(const char* at, const char* end);
  const char* step_mark(const char* at);
  const char* step_word(const char* at, const char* end);
  const char* step_dash(const char* at);
  const char* step_dollar(const char* at, const char* end);
  const char* step_dollar_body(const char* at, const char* end);
  const char* step_quoted(const char* at, const char* end, char quote);
  const char* step_escape_string(const char* at, const char* end);
  const char* step_escape_quote(const char* at);
  const char* step_block_comment(const char* at, const char* end);
  const char* step_note(const char* at, const char* end);
  const char* step_copy_head(const char* at);
  const char* step_copy_data(const char* at, const char* end);
  const char* keep_until(const char* at, const char* end, const char* stop, State next);
  bool take_copy_end(const char*& at, const char* end);
  void keep(const char* from, const char* to);
  void begin_statement();
  void end_word(char next);
  void end_statement();
  void end_note();
  void stop(DumpSink::Fault fault);

  DumpSink& sink_;
  std::size_t max_statement_bytes_;
  State state_ = State::plain;
  Quote quote_ = Quote::by_setting;
  Gap gap_ = Gap::none;
  bool has_plain_strings_ = true;
  bool is_stopped_ = false;     ///< after a fault
  bool is_line_start_ = false;  ///< of COPY data
  std::size_t line_ = 1;
  std::size_t statement_line_ = 0;
  std::string statement_;       ///< from its first token on; "" between statements
  std::string note_;            ///< the comment or command being read
  std::string held_;            ///< what begins a line of COPY data as `\.` does
  std::size_t word_start_ = 0;  ///< in statement_
  std::size_t body_start_ = 0;  ///< of a dollar quote, in statement_
  std::string tag_;             ///< $tag$
  int comment_depth_ = 0;
  int paren_depth_ = 0;
  int block_depth_ = 0;  ///< BEGIN ATOMIC … END and CASE … END in it
  bool is_behind_begin_ = false;
  std::size_t word_count_ = 0;
  std::array<char, 4> first_words_{};  ///< first letters of CREATE OR REPLACE FUNCTION
};

}  // namespace plumbline::postgres
