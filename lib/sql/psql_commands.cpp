/// Backslash commands of psql scripts, but for those of variables: psql_set.cpp has them.
#include <algorithm>
#include <array>
#include <utility>

#include "sql/psql_reader.hpp"
#include "system/files.hpp"
#include "system/format.hpp"

namespace plumbline::sql {

namespace {

constexpr int max_include_depth = 32;

template <typename List>
bool is_one_of(std::string_view name, const List& names) {
  return std::ranges::find(names, name) != std::ranges::end(names);
}

constexpr std::array<std::string_view, 4> conditionals = {"if", "elif", "else", "endif"};

/// Their argument is all of the line.
constexpr std::array<std::string_view, 8> whole_line = {"!",  "copy", "h",  "help",
                                                        "sf", "sf+",  "sv", "sv+"};

/// They print, format or help: nothing reaches the server, or nothing but a question.
constexpr std::array<std::string_view, 42> harmless = {
    "?",          "a",     "C",        "conninfo", "copyright", "dconfig",    "echo",
    "errverbose", "f",     "h",        "H",        "help",      "html",       "l",
    "l+",         "list",  "list+",    "out",      "o",         "p",          "print",
    "pset",       "qecho", "restrict", "s",        "setenv",    "sf",         "sf+",
    "sv",         "sv+",   "t",        "T",        "timing",    "unrestrict", "w",
    "warn",       "write", "x",        "z",        "lo_export", "lo_list",    "dl"};

/// Newer psqls know them.
constexpr std::array<std::string_view, 12> newer = {
    "bind",       "bind_named", "close_prepared", "endpipeline",   "flush",        "flushrequest",
    "getresults", "parse",      "sendpipeline",   "startpipeline", "syncpipeline", "bind_close"};

}  // namespace

void PsqlReader::run_command(std::size_t offset) {
  lexer_.move_to(offset);
  flush();
  const char next = offset + 1 < text_.size() ? text_[offset + 1] : '\0';
  if (next == ';' || next == ':') {  // for the server, not for psql
    begin_statement(offset);
    buffer_ += next;
    solid_ = buffer_.size();
    if (next == ';') {
      has_semicolon_ = true;
      end_.restart_words();
    }
    lexer_.move_to(offset + 2);
    open_at_ = open_end_ = offset + 2;
    return;
  }
  std::size_t end = offset + 1;
  while (end < text_.size() && !is_blank_character(text_[end]) && text_[end] != '\\') ++end;
  const std::string_view name = text_.substr(offset + 1, end - offset - 1);
  PsqlArguments arguments(text_, end, session_.variables);
  const bool is_conditional = is_one_of(name, conditionals);
  if (is_conditional) {
    run_conditional(name, arguments, offset);
  } else if (active() == Run::no) {
    if (is_one_of(name, whole_line)) arguments.skip_line();
  } else if (!run_query_command(name, arguments, offset) &&
             !run_variable_command(name, arguments, offset) &&
             !run_file_command(name, arguments, offset) &&
             !run_other_command(name, arguments, offset)) {
    add_error(system::format("invalid command \\{}", name), offset);
    arguments.skip_line();
  }
  if (arguments.finish() && active() != Run::no && !is_conditional)
    add_opaque("a command of the system is run", offset);
  lexer_.move_to(std::max(lexer_.offset(), arguments.offset()));
  open_at_ = open_end_ = lexer_.offset();
}

/// All arguments of the line are one expression, which psql takes for false when it is no Boolean.
PsqlBranch::Run PsqlReader::evaluate(PsqlArguments& arguments, std::string& why) {
  std::string expression;
  while (const auto argument = arguments.next()) {
    if (!expression.empty()) expression += ' ';
    expression += argument->text;
    if (!argument->unknown.empty()) why = "\\if decides: " + argument->unknown;
  }
  if (!why.empty()) return Run::maybe;
  return parse_psql_bool(expression) == 1 ? Run::yes : Run::no;
}

/// The text of a branch that is not run goes out of the statement around it again.
void PsqlReader::end_branch() {
  PsqlBranch& branch = branches_.back();
  if (branch.current == Run::no) {
    buffer_.resize(std::min(buffer_.size(), branch.kept_bytes));
    solid_ = std::min(solid_, buffer_.size());
    if (buffer_.empty()) is_begun_ = false;
    end_.set_parentheses(branch.kept_parentheses);
  } else {
    if (branch.current == Run::maybe && is_begun_ && buffer_doubt_.empty())
      buffer_doubt_ = branch.why;
    branch.kept_bytes = buffer_.size();
    branch.kept_parentheses = end_.parentheses();
  }
}

/// `current` as the expression says, which counts only where the text around is run.
void PsqlReader::begin_branch(Run current, std::string why) {
  PsqlBranch& branch = branches_.back();
  branch.why = std::move(why);
  if (branch.before == Run::maybe && current == Run::yes) current = Run::maybe;
  if (current == Run::maybe && branch.why.empty())
    branch.why = "\\if decides by a value that only a run can know";
  branch.current = std::min({current, branch.outer, branch.before == Run::yes ? Run::no : current});
  branch.before = std::max(branch.before, branch.current);
}

void PsqlReader::run_conditional(std::string_view name, PsqlArguments& arguments,
                                 std::size_t offset) {
  std::string why;
  if (name == "if") {
    branches_.push_back(
        {.outer = active(), .kept_bytes = buffer_.size(), .kept_parentheses = end_.parentheses()});
    const bool counts = branches_.back().outer != Run::no;
    const Run current = counts ? evaluate(arguments, why) : Run::no;
    begin_branch(current, std::move(why));
    return;
  }
  if (branches_.empty() || (name != "endif" && branches_.back().has_else)) {
    const bool is_alone = branches_.empty();
    add_error(system::format("\\{}: {}", name,
                             is_alone ? "no matching \\if" : "cannot occur after \\else"),
              offset);
    arguments.skip_line();
    return;
  }
  end_branch();
  if (name == "endif") {
    branches_.pop_back();
    return;
  }
  const PsqlBranch& branch = branches_.back();
  const bool counts = branch.outer != Run::no && branch.before != Run::yes;
  branches_.back().has_else = name == "else";
  const Run current = !counts ? Run::no : (name == "else" ? Run::yes : evaluate(arguments, why));
  begin_branch(current, std::move(why));
}

/// Commands that send what was put together so far, or what was sent last.
bool PsqlReader::run_query_command(std::string_view name, PsqlArguments& arguments,
                                   std::size_t offset) {
  constexpr std::array<std::string_view, 7> names = {"g",     "gx",           "gset", "gexec",
                                                     "gdesc", "crosstabview", "watch"};
  if (name == "r" || name == "reset") {
    forget_statement();
    return true;
  }
  if (!is_one_of(name, names)) return false;
  if (!is_begun_ || solid_ == 0) {
    if (session_.last_query.empty()) return true;
    begin_statement(offset);
    buffer_ = session_.last_query;
    buffer_doubt_ = session_.last_query_doubt;
    solid_ = buffer_.size();
    has_semicolon_ = true;
  }
  open_at_ = open_end_ = offset;
  const auto prefix = name == "gset" ? arguments.next() : std::nullopt;
  if (arguments.rest_begins_with('|')) {
    arguments.skip_line();
    add_opaque("a command of the system gets the rows", offset);
  }
  arguments.finish();
  if (name == "gdesc") {
    forget_statement();
    add_opaque("\\gdesc only asks what a query would give", offset);
    session_.list.statements.back().only_data = true;
    return true;
  }
  lexer_.move_to(arguments.offset());
  send(offset);
  if (name == "gexec") add_opaque("the rows of a query decide", offset);
  if (name == "watch") session_.doubt = "\\watch repeats its query until somebody ends it";
  if (name == "gset") set_from_query(session_.last_query, prefix ? &*prefix : nullptr);
  return true;
}

void PsqlReader::include(const PsqlArgument& name, bool is_relative, std::size_t offset) {
  std::string file = name.text;
  while (file.size() > name.quoted_end && file.ends_with(';')) file.pop_back();
  if (!name.unknown.empty() || file == "-" || file.starts_with('~')) {
    add_opaque(name.unknown.empty() ? "the file to read is known only to a running psql"
                                    : "the file to read: " + name.unknown,
               offset);
    return;
  }
  const std::string folder =
      is_relative ? system::parent_path(file_) : std::string(session_.folder);
  const std::string path = system::normalise_path(system::join_path(folder, file));
  if (!session_.options.include || session_.depth >= max_include_depth) {
    add_opaque(
        session_.options.include ? "files include each other too deep" : "another file is read",
        offset);
    return;
  }
  const std::optional<std::string> content = session_.options.include(path);
  if (!content) {
    add_error(system::format("{}: No such file or directory", path), offset);
    return;
  }
  session_.included_bytes += content->size() + 1;
  if (session_.included_bytes > session_.options.max_included_bytes) {
    session_.doubt = "the included files are too large";
    add_opaque(session_.doubt, offset);
    return;
  }
  const std::string doubt_around = this->doubt();
  const std::string doubt_before = std::exchange(session_.doubt, doubt_around);
  ++session_.depth;
  PsqlReader(*content, path, session_).run();
  --session_.depth;
  if (session_.doubt == doubt_around) session_.doubt = doubt_before;
  lexer_.set_standard_conforming_strings(session_.standard_conforming_strings);
}

bool PsqlReader::run_file_command(std::string_view name, PsqlArguments& arguments,
                                  std::size_t offset) {
  constexpr std::array<std::string_view, 4> includes = {"i", "include", "ir", "include_relative"};
  if (is_one_of(name, includes)) {
    const auto file = arguments.next();
    if (!file) {
      add_error(system::format("\\{}: missing required argument", name), offset);
      return true;
    }
    include(*file, name == "ir" || name == "include_relative", offset);
    return true;
  }
  if (name == "copy") {
    copy(arguments.rest(), offset);
    return true;
  }
  if (name != "cd") return false;
  const auto folder = arguments.next();
  if (!folder || !folder->unknown.empty() || active() == Run::maybe)
    session_.doubt = "\\cd goes to a folder that is known only to a running psql";
  else
    session_.folder = system::normalise_path(system::join_path(session_.folder, folder->text));
  return true;
}

/// `\copy` is COPY whose rows psql reads or writes; see parse_slash_copy of copy.c.
void PsqlReader::copy(std::string_view line, std::size_t offset) {
  Lexer lexer(line);
  std::size_t depth = 0;
  Token direction;
  for (Token token = lexer.next(); token.kind != TokenKind::end; token = lexer.next()) {
    const std::string_view word = lexer.text_of(token);
    if (word == "(") ++depth;
    if (word == ")" && depth > 0) --depth;
    const bool is_direction = depth == 0 && token.kind == TokenKind::word && token.offset > 0 &&
                              (is_word(word, "from") || is_word(word, "to"));
    if (!is_direction) continue;
    direction = token;
    break;
  }
  if (direction.kind == TokenKind::end) {
    add_error("\\copy: parse error at end of line", offset);
    return;
  }
  const bool is_from = is_word(lexer.text_of(direction), "from");
  std::size_t at = lexer.offset();
  while (at < line.size() && is_blank_character(line[at])) ++at;
  const bool is_quoted = at < line.size() && line[at] == '\'';
  std::size_t end = at;
  if (is_quoted) {
    end = std::min(line.find('\'', at + 1), line.size() - 1) + 1;
  } else {
    while (end < line.size() && !is_blank_character(line[end])) ++end;
  }
  const std::string_view place = line.substr(at, end - at);
  if (is_word(place, "program")) {
    add_opaque("\\copy runs a command of the system", offset);
    session_.list.statements.back().only_data = true;
    return;
  }
  Statement statement;
  statement.where = lines_.at(offset);
  statement.end_line = statement.where.line;
  statement.goes_on = !session_.on_error_stop;
  statement.opaque = doubt();
  statement.sql = system::format("COPY {}{}{}", line.substr(0, direction.offset),
                                 is_from ? "FROM STDIN" : "TO STDOUT", line.substr(end));
  session_.list.has_rows = session_.list.has_rows || is_from;
  const bool is_inline = is_from && is_word(place, "stdin");
  const std::size_t next = std::min(text_.find('\n', offset), text_.size());
  lexer_.move_to(next);
  add_copy(std::move(statement), is_inline);
}

/// As PQsetClientEncoding.
void PsqlReader::set_encoding(const PsqlArgument& encoding, std::size_t offset) {
  Statement statement;
  statement.where = lines_.at(offset);
  statement.end_line = statement.where.line;
  statement.goes_on = !session_.on_error_stop;
  statement.opaque = doubt().empty() ? encoding.unknown : doubt();
  statement.sql = system::format("set client_encoding to '{}'", encoding.text);
  add_copy(std::move(statement), false);
}

bool PsqlReader::run_other_command(std::string_view name, PsqlArguments& arguments,
                                   std::size_t offset) {
  if (name == "q" || name == "quit") {
    if (active() == Run::yes)
      is_over_ = true;
    else
      session_.doubt = "\\q may have ended psql: " + doubt();
    return true;
  }
  if (name == "c" || name == "connect") {
    session_.doubt = "\\connect sends what follows over another connection";
    return true;
  }
  if (name == "e" || name == "edit" || name == "ef" || name == "ev") {
    session_.doubt = "an editor decides";
    return true;
  }
  if (is_one_of(name, newer)) {
    session_.doubt = system::format("\\{} needs psql 16 or newer", name);
    return true;
  }
  if (name == "!") {
    arguments.skip_line();
    add_opaque("a command of the system is run", offset);
    return true;
  }
  if (name == "lo_import" || name == "lo_unlink" || name == "password") {
    add_opaque(system::format("\\{} changes the database", name), offset);
    return true;
  }
  if (name == "encoding") {
    if (const auto encoding = arguments.next()) set_encoding(*encoding, offset);
    return true;
  }
  if (is_one_of(name, harmless)) {
    if (is_one_of(name, whole_line)) {
      arguments.skip_line();
    } else if (arguments.rest_begins_with('|')) {
      arguments.skip_line();
      add_opaque("a command of the system is run", offset);
    }
    return true;
  }
  if (!name.starts_with('d')) return false;
  if (arguments.next()) {
    add_opaque("psql stops where it finds nothing to describe", offset);
    session_.list.statements.back().only_data = true;
  }
  return true;
}

}  // namespace plumbline::sql
