#include "pipeline/shell_lexer.hpp"

#include <algorithm>
#include <array>

namespace plumbline::pipeline {

namespace {

/// Longest first, so that the first match is the right one.
constexpr std::array<std::string_view, 21> operations = {
    ";;&", "<<<", "<<-", "&>>", "&&", "||", ";;", ";&", "|&", "<<", ">>",
    "<&",  ">&",  "<>",  ">|",  "&>", "&",  ";",  "|",  "<",  ">"};

constexpr bool is_word_end(char c) noexcept {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ';' || c == '&' || c == '|' ||
         c == '<' || c == '>' || c == '(' || c == ')';
}

constexpr bool is_redirection(std::string_view operation) noexcept {
  return operation.find('<') != operation.npos || operation.find('>') != operation.npos;
}

}  // namespace

void ShellLexer::skip_blanks() {
  for (;;) {
    const char c = at(at_);
    if (at_ < text_.size() && (c == ' ' || c == '\t' || c == '\r')) {
      ++at_;
    } else if (c == '\\' && at(at_ + 1) == '\n') {
      at_ += 2;
    } else if (c == '\\' && at(at_ + 1) == '\r' && at(at_ + 2) == '\n') {
      at_ += 3;
    } else if (c == '#') {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else {
      return;
    }
  }
}

std::string_view ShellLexer::operation_here() const noexcept {
  const std::string_view rest = text_.substr(at_);
  for (const std::string_view operation : operations)
    if (rest.starts_with(operation)) return operation;
  if (rest.starts_with('(') || rest.starts_with(')')) return rest.substr(0, 1);
  return {};
}

ShellLexer::Token ShellLexer::next() {
  for (;;) {
    skip_blanks();
    Token token;
    token.begin = token.end = at_;
    if (at_ >= text_.size()) {
      read_documents();
      return token;
    }
    if (text_[at_] == '\n') {
      ++at_;
      token.kind = ShellToken::new_line;
      token.end = at_;
      read_documents();
      return token;
    }
    const std::string_view operation = operation_here();
    // `<( … )` and `>( … )` are words.
    const bool is_process = (operation == "<" || operation == ">") && at(at_ + 1) == '(';
    if (is_redirection(operation) && !is_process) {
      read_redirection(operation);
      continue;
    }
    if (!operation.empty() && !is_process) {
      at_ += operation.size();
      token.kind = ShellToken::operation;
      token.operation = operation;
      token.end = at_;
      return token;
    }
    Token word = read_word();
    // The descriptor of `2>file` is part of the redirection.
    const bool is_number =
        !word.is_quoted && !word.word.text.empty() &&
        std::ranges::all_of(word.word.text, [](char c) { return c >= '0' && c <= '9'; });
    if (is_number && (at(at_) == '<' || at(at_) == '>')) continue;
    return word;
  }
}

void ShellLexer::read_redirection(std::string_view operation) {
  at_ += operation.size();
  skip_blanks();
  if (at_ >= text_.size() || text_[at_] == '\n') return;
  if (operation != "<<" && operation != "<<-") {
    read_word();
    return;
  }
  pending_.push_back({read_word().word.text, operation == "<<-", documents_.size()});
  documents_.push_back({at_, at_});
}

void ShellLexer::read_documents() {
  for (const Document& document : pending_) {
    const std::size_t begin = at_;
    std::size_t end = text_.size();
    while (at_ < text_.size()) {
      const std::size_t line = at_;
      const std::size_t stop = std::min(text_.find('\n', line), text_.size());
      at_ = std::min(stop + 1, text_.size());
      std::string_view content = text_.substr(line, stop - line);
      if (content.ends_with('\r')) content.remove_suffix(1);
      if (document.strips_tabs)
        content.remove_prefix(std::min(content.find_first_not_of('\t'), content.size()));
      if (content == document.delimiter) {
        end = line;
        break;
      }
    }
    if (document.slot < documents_.size()) documents_[document.slot] = {begin, end};
  }
  pending_.clear();
}

void ShellLexer::skip_arithmetic() {
  const std::size_t found = text_.find("))", at_);
  is_balanced_ = is_balanced_ && found != text_.npos;
  at_ = found == text_.npos ? text_.size() : found + 2;
}

ShellLexer::Token ShellLexer::read_word() {
  Token token;
  token.kind = ShellToken::word;
  token.begin = at_;
  while (at_ < text_.size()) {
    const char c = text_[at_];
    const bool starts_process =
        token.word.text.empty() && (c == '<' || c == '>') && at(at_ + 1) == '(';
    if (starts_process) {
      keep_until(token.word, behind_closing(at_ + 2, '(', ')'));
      continue;
    }
    if (is_word_end(c)) break;
    if (c == '\\') {
      token.is_quoted = true;
      if (at(at_ + 1) == '\n') {
        at_ += 2;
        continue;
      }
      ++at_;
      if (at_ < text_.size()) {
        token.word.has_literal_dollar = token.word.has_literal_dollar || text_[at_] == '$';
        keep(token.word, at_++);
      }
    } else if (c == '\'') {
      token.is_quoted = true;
      read_single_quoted(token.word);
    } else if (c == '"') {
      token.is_quoted = true;
      read_double_quoted(token.word);
    } else if (c == '$') {
      read_dollar(token.word);
    } else if (c == '`') {
      read_backquoted(token.word);
    } else {
      keep(token.word, at_++);
    }
  }
  token.end = at_;
  token.word.offsets.push_back(at_);
  return token;
}

void ShellLexer::read_single_quoted(ShellWord& word) {
  const std::size_t close = text_.find('\'', at_ + 1);
  is_balanced_ = is_balanced_ && close != text_.npos;
  ++at_;
  const std::size_t before = word.text.size();
  keep_until(word, std::min(close, text_.size()));
  // GitHub replaces `${{ }}` before any shell sees the quotes.
  for (std::size_t i = word.text.find('$', before); i != word.text.npos;
       i = word.text.find('$', i + 1))
    word.has_literal_dollar = word.has_literal_dollar || word.text.compare(i, 3, "${{") != 0;
  if (close != text_.npos) ++at_;
}

void ShellLexer::read_double_quoted(ShellWord& word) {
  ++at_;
  while (at_ < text_.size() && text_[at_] != '"') {
    const char c = text_[at_];
    const char after = at(at_ + 1);
    if (c == '\\' && after == '\n') {
      at_ += 2;
    } else if (c == '\\' && (after == '"' || after == '\\' || after == '$' || after == '`')) {
      word.has_literal_dollar = word.has_literal_dollar || after == '$';
      ++at_;
      keep(word, at_++);
    } else if (c == '$') {
      read_dollar(word);
    } else if (c == '`') {
      read_backquoted(word);
    } else {
      keep(word, at_++);
    }
  }
  is_balanced_ = is_balanced_ && at_ < text_.size();
  if (at_ < text_.size()) ++at_;
}

void ShellLexer::read_dollar(ShellWord& word) {
  const std::string_view rest = text_.substr(at_);
  if (rest.starts_with("${{")) {
    const std::size_t close = text_.find("}}", at_);
    keep_until(word, close == text_.npos ? text_.size() : close + 2);
  } else if (rest.starts_with("$((")) {
    const std::size_t end = behind_closing(at_ + 2, '(', ')');
    keep_until(word, end);
  } else if (rest.starts_with("$(")) {
    const std::size_t end = behind_closing(at_ + 2, '(', ')');
    if (end > at_ + 2) word.substitutions.push_back({at_ + 2, end - 1});
    keep_until(word, end);
  } else if (rest.starts_with("${")) {
    keep_until(word, behind_closing(at_ + 2, '{', '}'));
  } else if (rest.starts_with("$'")) {
    ++at_;
    read_single_quoted(word);
  } else {
    keep(word, at_++);
  }
}

void ShellLexer::read_backquoted(ShellWord& word) {
  std::size_t close = at_ + 1;
  while (close < text_.size() && text_[close] != '`') close += text_[close] == '\\' ? 2U : 1U;
  is_balanced_ = is_balanced_ && close < text_.size();
  close = std::min(close, text_.size());
  word.substitutions.push_back({at_ + 1, close});
  keep_until(word, std::min(close + 1, text_.size()));
}

std::size_t ShellLexer::behind_closing(std::size_t offset, char open, char close) {
  int depth = 1;
  char quote = '\0';
  for (; offset < text_.size(); ++offset) {
    const char c = text_[offset];
    if (c == '\\' && quote != '\'') {
      ++offset;
    } else if (quote != '\0') {
      if (c == quote) quote = '\0';
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == open) {
      ++depth;
    } else if (c == close && --depth == 0) {
      return offset + 1;
    }
  }
  is_balanced_ = false;
  return text_.size();
}

}  // namespace plumbline::pipeline
