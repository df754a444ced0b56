/// How a psql script is read: the state of one psql, and of one file that it reads. Follows
/// mainloop.c and command.c of psql 15. Used by the two source files of that reader alone.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "sql/lexer.hpp"
#include "sql/line_counter.hpp"
#include "sql/psql_arguments.hpp"
#include "sql/psql_variables.hpp"
#include "sql/script.hpp"
#include "sql/split.hpp"

namespace plumbline::sql {

/// What one psql remembers from file to file.
struct PsqlSession {
  const PsqlOptions& options;
  PsqlVariables variables;
  StatementList list;
  bool on_error_stop = false;
  bool standard_conforming_strings = true;
  std::string folder;  ///< as `\cd` left it, relative to where psql was started
  std::string doubt;   ///< why nothing that follows can be known
  std::string last_query;
  std::string last_query_doubt;
  int depth = 0;  ///< of files that include each other
  std::size_t included_bytes = 0;
};

/// One `\if` … `\endif`.
struct PsqlBranch {
  enum class Run { no, maybe, yes };
  Run outer = Run::yes;    ///< whether the text around is run
  Run current = Run::yes;  ///< whether this branch is
  Run before = Run::no;    ///< whether one of the branches before was
  bool has_else = false;
  std::string why;  ///< of maybe
  std::size_t kept_bytes = 0;
  std::size_t kept_parentheses = 0;
};

/// One file: from its first byte to its end or its `\q`.
class PsqlReader {
 public:
  PsqlReader(std::string_view text, const std::string& file, PsqlSession& session);
  void run();

 private:
  using Run = PsqlBranch::Run;

  // The statement that is being put together.
  void take(const Token& token);
  void take_colon(const Token& token);
  bool insert(const VariableUse& use, std::string_view written, int depth);
  bool insert_value(std::string_view value, int depth);
  void flush();
  void begin_statement(std::size_t offset);
  void forget_statement();

  // What is done with it.
  void send(std::size_t end);
  void send_parts(const std::string& sql, const Statement& model);
  void add(Statement statement);
  void add_opaque(std::string why, std::size_t offset);
  void add_error(const std::string& message, std::size_t offset);
  void watch(const Statement& statement);
  void add_copy(Statement statement, bool has_data);
  void skip_copy_data(std::size_t offset);
  [[nodiscard]] std::string doubt() const;
  [[nodiscard]] Run active() const;
  /// Does what a value of this variable asks of psql.
  void follow_variable(std::string_view name);

  // Backslash commands, psql_commands.cpp.
  void run_command(std::size_t offset);
  void run_conditional(std::string_view name, PsqlArguments& arguments, std::size_t offset);
  void begin_branch(Run current, std::string why);
  void end_branch();
  [[nodiscard]] Run evaluate(PsqlArguments& arguments, std::string& why);
  bool run_query_command(std::string_view name, PsqlArguments& arguments, std::size_t offset);
  void set_from_query(const std::string& query, const PsqlArgument* prefix);
  bool run_variable_command(std::string_view name, PsqlArguments& arguments, std::size_t offset);
  void set_variable(std::string_view name, PsqlArguments& arguments, std::size_t offset);
  bool run_file_command(std::string_view name, PsqlArguments& arguments, std::size_t offset);
  void include(const PsqlArgument& name, bool is_relative, std::size_t offset);
  void copy(std::string_view line, std::size_t offset);
  void set_encoding(const PsqlArgument& encoding, std::size_t offset);
  bool run_other_command(std::string_view name, PsqlArguments& arguments, std::size_t offset);

  std::string_view text_;
  std::string file_;
  PsqlSession& session_;
  Lexer lexer_;
  LineCounter lines_;
  StatementEnd end_{Splitting::psql};
  std::vector<PsqlBranch> branches_;
  bool is_over_ = false;  // `\q`

  std::string buffer_;        // what was flushed
  std::size_t solid_ = 0;     // bytes of `buffer_` up to the end of its last token
  std::size_t open_at_ = 0;   // where the text that is not flushed begins
  std::size_t open_end_ = 0;  // the end of its last token; open_at_ when there is none
  bool is_begun_ = false;
  bool has_semicolon_ = false;  // one that does not end it
  bool has_backslash_string_ = false;
  Position begun_at_;
  std::string buffer_doubt_;
};

}  // namespace plumbline::sql
