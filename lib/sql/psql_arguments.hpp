/// The arguments of a backslash command: one line of text, in psqlscanslash.l's way. Used by the
/// reader of psql scripts alone.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "sql/psql_variables.hpp"

namespace plumbline::sql {

struct PsqlArgument {
  std::string text;
  std::string unknown;         ///< why the text is not known: a variable or a command of the system
  bool is_command = false;     ///< a command between backticks is run
  std::size_t quoted_end = 0;  ///< bytes of the text up to the last that stood in quotes
};

class PsqlArguments {
 public:
  /// `line` begins behind the command's name and may hold more than its line.
  PsqlArguments(std::string_view text, std::size_t offset, const PsqlVariables& variables)
      : text_(text.substr(0, std::min(text.find('\n', offset), text.size()))),
        at_(offset),
        variables_(variables) {}

  /// The next one, as OT_NORMAL.
  std::optional<PsqlArgument> next();
  /// All that is left of the line, without blanks around it, as OT_WHOLE_LINE.
  std::string_view rest();
  /// Goes behind the command: to `\\` and what follows on the line, or to the end of the line.
  /// Tells whether an argument that nobody read runs a command.
  bool finish();
  [[nodiscard]] std::size_t offset() const noexcept { return at_; }
  [[nodiscard]] bool rest_begins_with(char c) {
    skip_blanks();
    return at_ < text_.size() && text_[at_] == c;
  }
  void skip_line() noexcept { at_ = text_.size(); }

 private:
  void skip_blanks();
  void read_escape(PsqlArgument& argument);
  void read_quoted(PsqlArgument& argument);
  void read_variable(PsqlArgument& argument);
  void read_command(PsqlArgument& argument);

  std::string_view text_;  // up to the end of the line
  std::size_t at_;
  const PsqlVariables& variables_;
};

/// What stands at a `:` of SQL or of an argument.
struct VariableUse {
  enum class Form { none, plain, literal, identifier, test };
  Form form = Form::none;
  std::string_view name;
  std::size_t length = 0;  ///< of all of it
};
/// REQUIRES: text[offset] is ':'.
VariableUse find_variable_use(std::string_view text, std::size_t offset) noexcept;

/// What psql puts in place of it: the value, quoted as asked for, or the words as they are when it
/// is not set.
struct Substitute {
  std::string text;
  std::string unknown;
  bool is_as_written = false;
};
Substitute substitute(const VariableUse& use, std::string_view written,
                      const PsqlVariables& variables);

}  // namespace plumbline::sql
