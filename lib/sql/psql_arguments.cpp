#include "sql/psql_arguments.hpp"

#include <algorithm>

#include "sql/lexer.hpp"
#include "system/format.hpp"

namespace plumbline::sql {

namespace {

/// As PQescapeLiteral.
std::string quote_literal(std::string_view value) {
  const bool has_backslash = value.find('\\') != std::string_view::npos;
  std::string quoted = has_backslash ? " E'" : "'";
  for (const char c : value) {
    if (c == '\'' || c == '\\') quoted += c;
    quoted += c;
  }
  return quoted + "'";
}

/// As PQescapeIdentifier.
std::string quote_identifier(std::string_view value) {
  std::string quoted = "\"";
  for (const char c : value) {
    if (c == '"') quoted += c;
    quoted += c;
  }
  return quoted + "\"";
}

std::size_t name_end(std::string_view text, std::size_t at) noexcept {
  while (at < text.size() && is_name_character(text[at])) ++at;
  return at;
}

}  // namespace

VariableUse find_variable_use(std::string_view text, std::size_t offset) noexcept {
  using Form = VariableUse::Form;
  const auto at = [&](std::size_t index) { return index < text.size() ? text[index] : '\0'; };
  const char opener = at(offset + 1);
  if (is_name_character(opener)) {
    const std::size_t end = name_end(text, offset + 1);
    return {Form::plain, text.substr(offset + 1, end - offset - 1), end - offset};
  }
  const bool is_test = opener == '{' && at(offset + 2) == '?';
  if (opener != '\'' && opener != '"' && !is_test) return {};
  const std::size_t start = offset + (is_test ? 3 : 2);
  const std::size_t end = name_end(text, start);
  if (end == start || at(end) != (is_test ? '}' : opener)) return {};
  const Form form = is_test ? Form::test : (opener == '"' ? Form::identifier : Form::literal);
  return {form, text.substr(start, end - start), end + 1 - offset};
}

Substitute substitute(const VariableUse& use, std::string_view written,
                      const PsqlVariables& variables) {
  using Form = VariableUse::Form;
  using State = PsqlVariables::State;
  PsqlVariables::Variable variable = variables.find(use.name);
  if (use.form == Form::test && variable.state != State::unsure)
    return {variable.state == State::unset ? "FALSE" : "TRUE", {}};
  if (variable.state == State::unset) return {std::string(written), {}, true};
  if (variable.state != State::known) return {std::string(written), std::move(variable.why), true};
  if (use.form == Form::literal) return {quote_literal(variable.value), {}};
  if (use.form == Form::identifier) return {quote_identifier(variable.value), {}};
  return {std::move(variable.value), {}};
}

void PsqlArguments::skip_blanks() {
  while (at_ < text_.size() && is_blank_character(text_[at_])) ++at_;
}

/// Behind a backslash in quotes.
void PsqlArguments::read_escape(PsqlArgument& argument) {
  constexpr std::string_view letters = "bfnrt";
  constexpr std::string_view meanings = "\b\f\n\r\t";
  const auto read_code = [&](std::string_view digits, std::size_t most) {
    const std::size_t start = at_;
    std::size_t code = 0;
    while (at_ < text_.size() && at_ - start < most) {
      const std::size_t value = digits.find(static_cast<char>(text_[at_] | 0x20));
      const std::size_t plain = digits.find(text_[at_]);
      const std::size_t digit = plain != std::string_view::npos ? plain : value;
      if (digit == std::string_view::npos) break;
      code = code * digits.size() + digit;
      ++at_;
    }
    if (at_ > start) argument.text += static_cast<char>(code);
    return at_ > start;
  };
  if (read_code("01234567", 3)) return;
  const char escaped = text_[at_++];
  if (escaped == 'x' && read_code("0123456789abcdef", 2)) return;
  const std::size_t found = letters.find(escaped);
  argument.text += found == std::string_view::npos ? escaped : meanings[found];
}

/// 'a': two quotes are one, and backslashes escape as in C.
void PsqlArguments::read_quoted(PsqlArgument& argument) {
  ++at_;
  while (at_ < text_.size()) {
    const char c = text_[at_++];
    if (c == '\'') {
      if (at_ >= text_.size() || text_[at_] != '\'') return;
      ++at_;
      argument.text += '\'';
    } else if (c == '\\' && at_ < text_.size()) {
      read_escape(argument);
    } else {
      argument.text += c;
    }
  }
}

void PsqlArguments::read_command(PsqlArgument& argument) {
  const std::size_t end = text_.find('`', at_ + 1);
  at_ = end == std::string_view::npos ? text_.size() : end + 1;
  argument.is_command = true;
  argument.unknown = "a command of the system decides";
}

void PsqlArguments::read_variable(PsqlArgument& argument) {
  const VariableUse use = find_variable_use(text_, at_);
  if (use.form == VariableUse::Form::none) {
    argument.text += text_[at_++];
    return;
  }
  Substitute value = substitute(use, text_.substr(at_, use.length), variables_);
  argument.text += value.text;
  if (!value.unknown.empty()) argument.unknown = std::move(value.unknown);
  at_ += use.length;
}

std::optional<PsqlArgument> PsqlArguments::next() {
  skip_blanks();
  if (at_ >= text_.size() || text_[at_] == '\\') return std::nullopt;
  PsqlArgument argument;
  while (at_ < text_.size() && !is_blank_character(text_[at_]) && text_[at_] != '\\') {
    const char c = text_[at_];
    if (c == '\'') {
      read_quoted(argument);
      argument.quoted_end = argument.text.size();
    } else if (c == '`') {
      read_command(argument);
    } else if (c == ':') {
      read_variable(argument);
    } else if (c == '"') {  // kept as it is, blanks and all
      const std::size_t end = std::min(text_.find('"', at_ + 1), text_.size() - 1);
      argument.text += text_.substr(at_, end + 1 - at_);
      argument.quoted_end = argument.text.size();
      at_ = end + 1;
    } else {
      argument.text += c;
      ++at_;
    }
  }
  return argument;
}

std::string_view PsqlArguments::rest() {
  skip_blanks();
  std::string_view rest = text_.substr(std::min(at_, text_.size()));
  while (!rest.empty() && is_blank_character(rest.back())) rest.remove_suffix(1);
  at_ = text_.size();
  return rest;
}

bool PsqlArguments::finish() {
  bool runs_command = false;
  while (const auto argument = next()) runs_command = runs_command || argument->is_command;
  if (text_.substr(std::min(at_, text_.size())).starts_with("\\\\")) at_ += 2;
  return runs_command;
}

}  // namespace plumbline::sql
