#include "postgres/restore/dump_scanner.hpp"

#include <algorithm>
#include <cstring>

#include "sql/lexer.hpp"

namespace plumbline::postgres {

namespace {

constexpr std::size_t note_bytes = 200;
/// Of the buffer that is kept from one statement to the next.
constexpr std::size_t kept_bytes = 1U << 20;

bool is_blank(char c) noexcept {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

bool begins_word(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool continues_tag(char c) noexcept { return begins_word(c) || (c >= '0' && c <= '9'); }

bool continues_word(char c) noexcept { return continues_tag(c) || c == '$'; }

const char* find(const char* from, const char* to, char wanted) noexcept {
  const auto* found =
      static_cast<const char*>(std::memchr(from, wanted, static_cast<std::size_t>(to - from)));
  return found == nullptr ? to : found;
}

std::size_t count_line_feeds(const char* from, const char* to) noexcept {
  return static_cast<std::size_t>(std::count(from, to, '\n'));
}

}  // namespace

void DumpScanner::feed(std::string_view bytes) {
  const auto* nul = static_cast<const char*>(std::memchr(bytes.data(), 0, bytes.size()));
  const char* end = bytes.data() + bytes.size();
  scan(bytes.data(), nul == nullptr ? end : nul);
  if (nul != nullptr) stop(DumpSink::Fault::nul_byte);
}

void DumpScanner::scan(const char* at, const char* end) {
  while (at != end && !is_stopped_) at = step(at, end);
}

ScanEnd DumpScanner::finish() {
  if (is_stopped_) return ScanEnd::between;
  const bool is_copy_end = state_ == State::copy_data && held_.starts_with("\\.");
  if (is_copy_end) {
    held_.clear();
    state_ = State::plain;
    sink_.on_copy_end(line_);
  }
  if (state_ == State::copy_data || state_ == State::copy_head) return ScanEnd::in_copy_data;
  if (state_ == State::line_comment || state_ == State::command) end_note();
  return statement_.empty() && state_ == State::plain ? ScanEnd::between : ScanEnd::in_statement;
}

void DumpScanner::stop(DumpSink::Fault fault) {
  if (is_stopped_) return;
  is_stopped_ = true;
  sink_.on_fault(fault, line_);
}

const char* DumpScanner::step(const char* at, const char* end) {
  switch (state_) {
    case State::plain:
      return step_plain(at, end);
    case State::word:
      return step_word(at, end);
    case State::minus:
    case State::slash:
      return step_dash(at);
    case State::dollar:
      return step_dollar(at, end);
    case State::dollar_body:
      return step_dollar_body(at, end);
    case State::string:
      return step_quoted(at, end, '\'');
    case State::quoted_word:
      return step_quoted(at, end, '"');
    case State::escape_string:
      return step_escape_string(at, end);
    case State::escape_quote:
      return step_escape_quote(at);
    case State::escape_char:
      state_ = State::escape_string;
      keep(at, at + 1);
      return at + 1;
    case State::block_comment:
    case State::block_slash:
    case State::block_star:
      return step_block_comment(at, end);
    case State::line_comment:
    case State::command:
      return step_note(at, end);
    case State::copy_head:
      return step_copy_head(at);
    case State::copy_data:
      return step_copy_data(at, end);
  }
  return end;
}

void DumpScanner::keep(const char* from, const char* to) {
  line_ += count_line_feeds(from, to);
  const auto length = static_cast<std::size_t>(to - from);
  if (statement_.size() + length > max_statement_bytes_) {
    return stop(DumpSink::Fault::long_statement);
  }
  statement_.append(from, length);
}

void DumpScanner::begin_statement() {
  if (!statement_.empty()) return;
  statement_line_ = line_;
  paren_depth_ = 0;
  block_depth_ = 0;
  word_count_ = 0;
  first_words_ = {};
  is_behind_begin_ = false;
}

/// Everything up to and with `stop`, behind which `next` begins; all of it when there is none.
const char* DumpScanner::keep_until(const char* at, const char* end, const char* stop, State next) {
  const char* after = stop == end ? end : stop + 1;
  keep(at, after);
  if (stop != end) state_ = next;
  return after;
}

const char* DumpScanner::step_plain(const char* at, const char* end) {
  if (is_blank(*at)) {
    const char* after = std::find_if_not(at, end, is_blank);
    if (statement_.empty()) {
      line_ += count_line_feeds(at, after);
    } else {
      keep(at, after);
    }
    return after;
  }
  if (begins_word(*at)) {
    begin_statement();
    word_start_ = statement_.size();
    state_ = State::word;
    return at;
  }
  return step_mark(at);
}

const char* DumpScanner::step_mark(const char* at) {
  const char c = *at;
  if (c == '\\') {
    note_.assign(1, c);
    state_ = State::command;
    return at + 1;
  }
  if (c == '-' || c == '/') {
    state_ = c == '-' ? State::minus : State::slash;
    return at + 1;
  }
  if (c == ';' && paren_depth_ == 0 && block_depth_ == 0) {
    end_statement();
    return at + 1;
  }
  begin_statement();
  keep(at, at + 1);
  if (c == '(') ++paren_depth_;
  if (c == ')' && paren_depth_ > 0) --paren_depth_;
  if (c == '\'') {
    const bool is_plain =
        quote_ == Quote::plain || (quote_ == Quote::by_setting && has_plain_strings_);
    state_ = is_plain ? State::string : State::escape_string;
    quote_ = Quote::by_setting;
  }
  if (c == '"') state_ = State::quoted_word;
  if (c == '$') {
    tag_ = "$";
    state_ = State::dollar;
  }
  return at + 1;
}

const char* DumpScanner::step_word(const char* at, const char* end) {
  const char* after = std::find_if_not(at, end, continues_word);
  keep(at, after);
  if (after == end) return after;
  state_ = State::plain;
  end_word(*after);
  return after;
}

/// As psql, words inside CREATE FUNCTION and CREATE PROCEDURE open and close a body of SQL; unlike
/// psql only by BEGIN ATOMIC, so that a function may be called `begin`.
/// `next` is the character behind the word.
void DumpScanner::end_word(char next) {
  const std::string_view word = std::string_view(statement_).substr(word_start_);
  if (next == '\'' && word.size() == 1) {
    const char letter = static_cast<char>(word.front() | 0x20);
    if (letter == 'e') quote_ = Quote::with_escapes;
    if (letter == 'b' || letter == 'x') quote_ = Quote::plain;
  }
  const bool opens = sql::is_word(word, "create") || sql::is_word(word, "or") ||
                     sql::is_word(word, "replace") || sql::is_word(word, "function") ||
                     sql::is_word(word, "procedure");
  if (opens && word_count_ < first_words_.size()) {
    first_words_[word_count_] = static_cast<char>(word.front() | 0x20);
  }
  ++word_count_;
  const auto is_routine = [](char c) { return c == 'f' || c == 'p'; };
  const bool in_routine =
      first_words_[0] == 'c' &&
      (is_routine(first_words_[1]) ||
       (first_words_[1] == 'o' && first_words_[2] == 'r' && is_routine(first_words_[3])));
  if (!in_routine || paren_depth_ > 0) return;
  if (is_behind_begin_ && sql::is_word(word, "atomic")) ++block_depth_;
  is_behind_begin_ = sql::is_word(word, "begin");
  if (sql::is_word(word, "case") && block_depth_ > 0) ++block_depth_;
  if (sql::is_word(word, "end") && block_depth_ > 0) --block_depth_;
}

/// Behind a `-` or `/` that is not kept yet.
const char* DumpScanner::step_dash(const char* at) {
  const char first = state_ == State::minus ? '-' : '/';
  const bool is_comment = *at == (first == '-' ? '-' : '*');
  if (!is_comment) {
    begin_statement();
    keep(&first, &first + 1);
    state_ = State::plain;
    return at;
  }
  if (!statement_.empty()) {
    keep(&first, &first + 1);
    keep(at, at + 1);
  }
  note_.clear();
  comment_depth_ = 1;
  if (statement_.empty()) statement_line_ = line_;
  state_ = first == '-' ? State::line_comment : State::block_comment;
  return at + 1;
}

const char* DumpScanner::step_dollar(const char* at, const char* end) {
  const bool is_first = tag_.size() == 1;
  const char* after = at;
  if (!is_first || begins_word(*at)) after = std::find_if_not(at, end, continues_tag);
  tag_.append(at, after);
  keep(at, after);
  if (after == end) return after;
  state_ = State::plain;
  if (*after != '$') return after;
  keep(after, after + 1);
  tag_ += '$';
  body_start_ = statement_.size();
  state_ = State::dollar_body;
  return after + 1;
}

const char* DumpScanner::step_dollar_body(const char* at, const char* end) {
  const char* dollar = find(at, end, '$');
  const char* after = keep_until(at, end, dollar, State::dollar_body);
  if (dollar == end) return after;
  const bool is_end = statement_.size() - body_start_ >= tag_.size() && statement_.ends_with(tag_);
  if (is_end) state_ = State::plain;
  return after;
}

const char* DumpScanner::step_quoted(const char* at, const char* end, char quote) {
  const char* stop = find(at, end, quote);
  return keep_until(at, end, stop, State::plain);
}

const char* DumpScanner::step_escape_string(const char* at, const char* end) {
  const char* stop = std::find_if(at, end, [](char c) { return c == '\'' || c == '\\'; });
  gap_ = Gap::none;
  const bool is_escape = stop != end && *stop == '\\';
  return keep_until(at, end, stop, is_escape ? State::escape_char : State::escape_quote);
}

const char* DumpScanner::step_escape_quote(const char* at) {
  if (is_blank(*at)) {
    if (gap_ != Gap::line_feed) gap_ = *at == '\n' ? Gap::line_feed : Gap::blank;
    keep(at, at + 1);
    return at + 1;
  }
  if (*at == '\'' && gap_ != Gap::blank) {
    keep(at, at + 1);
    state_ = State::escape_string;
    return at + 1;
  }
  state_ = State::plain;
  return at;
}

const char* DumpScanner::step_block_comment(const char* at, const char* end) {
  const char* after = at + 1;
  if (state_ == State::block_comment) {
    const char* stop = std::find_if(at, end, [](char c) { return c == '/' || c == '*'; });
    after = stop == end ? end : stop + 1;
    if (stop != end) state_ = *stop == '/' ? State::block_slash : State::block_star;
  } else if (state_ == State::block_slash && *at == '*') {
    ++comment_depth_;
    state_ = State::block_comment;
  } else if (state_ == State::block_star && *at == '/') {
    --comment_depth_;
    state_ = comment_depth_ == 0 ? State::plain : State::block_comment;
  } else {
    state_ = State::block_comment;
    return at;
  }
  if (statement_.empty()) {
    line_ += count_line_feeds(at, after);
  } else {
    keep(at, after);
  }
  return after;
}

/// A comment or psql command up to the end of its line.
const char* DumpScanner::step_note(const char* at, const char* end) {
  const char* after = find(at, end, '\n');
  const bool is_kept = state_ == State::line_comment && !statement_.empty();
  if (is_kept) keep(at, after);
  if (!is_kept && note_.size() < note_bytes) {
    note_.append(at, std::min(after, at + (note_bytes - note_.size())));
  }
  if (after != end) end_note();
  return after;
}

void DumpScanner::end_note() {
  const bool is_command = state_ == State::command;
  state_ = State::plain;
  while (!note_.empty() && is_blank(note_.back())) note_.pop_back();
  if (is_command) {
    sink_.on_command(note_, line_, !statement_.empty());
  } else if (statement_.empty()) {
    sink_.on_comment(note_, line_);
  }
}

void DumpScanner::end_statement() {
  if (statement_.empty()) return;
  std::string_view sql = statement_;
  while (!sql.empty() && is_blank(sql.back())) sql.remove_suffix(1);
  const bool has_data = sink_.on_statement(sql, statement_line_);
  statement_.clear();
  if (statement_.capacity() > kept_bytes) statement_.shrink_to_fit();
  if (has_data) state_ = State::copy_head;
}

const char* DumpScanner::step_copy_head(const char* at) {
  if (*at == '\n') {
    ++line_;
    state_ = State::copy_data;
    is_line_start_ = true;
    held_.clear();
  } else if (!is_blank(*at)) {
    stop(DumpSink::Fault::text_behind_copy);
  }
  return at + 1;
}

/// At the start of a line: whether all of `held_` and what follows can be `\.`. True once it is
/// decided, with the state left when it was the end.
bool DumpScanner::take_copy_end(const char*& at, const char* end) {
  static constexpr std::string_view ends[] = {"\\.\n", "\\.\r\n"};
  while (at != end) {
    held_ += *at;
    const bool is_prefix = ends[0].starts_with(held_) || ends[1].starts_with(held_);
    if (!is_prefix) {
      held_.pop_back();
      return true;
    }
    ++at;
    if (held_.back() != '\n') continue;
    held_.clear();
    state_ = State::plain;
    sink_.on_copy_end(line_++);
    return true;
  }
  return false;
}

const char* DumpScanner::step_copy_data(const char* at, const char* end) {
  if (is_line_start_) {
    if (!take_copy_end(at, end) || state_ != State::copy_data) return at;
    is_line_start_ = false;
    if (!held_.empty()) sink_.on_copy_data(held_);
    held_.clear();
  }
  const char* from = at;
  while (at != end && !is_line_start_) {
    at = find(at, end, '\n');
    if (at == end) break;
    ++at;
    ++line_;
    is_line_start_ = at == end || *at == '\\';
  }
  if (at != from) sink_.on_copy_data({from, static_cast<std::size_t>(at - from)});
  return at;
}

}  // namespace plumbline::postgres
