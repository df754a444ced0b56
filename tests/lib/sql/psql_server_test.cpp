/// Each script of psql/ is run by the real psql, and what the server received is what the reader
/// said, in order and with the lines that psql names. A script's first line may say
/// `-- psql: NAME=value …`: variables given with --set.
#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "sql/lexer.hpp"
#include "sql/script.hpp"
#include "sql/split.hpp"
#include "support/shared_server.hpp"
#include "support/skip.hpp"
#include "system/files.hpp"
#include "system/process.hpp"

using namespace plumbline;
using plumbline::tests::PostgresServer;
using plumbline::tests::shared_server;

namespace {

const std::string folder = PLUMBLINE_SOURCE_DIR "/tests/lib/sql/psql";

/// Tokens with one space between: psql puts blanks of its own into what it sends.
std::string normalise(std::string_view sql) {
  sql::Lexer lexer(sql);
  std::string normal;
  for (sql::Token token = lexer.next(); token.kind != sql::TokenKind::end; token = lexer.next()) {
    if (!normal.empty()) normal += ' ';
    normal += lexer.text_of(token);
  }
  return normal;
}

/// The server's log as statements; those that do not parse stand there only behind their error.
std::vector<std::string> received(const std::string& log) {
  std::vector<std::string> statements;
  std::istringstream lines(log);
  std::string line;
  std::string* open = nullptr;
  while (std::getline(lines, line)) {
    const bool goes_on = line.starts_with('\t');
    if (goes_on) {
      if (open != nullptr) *open += "\n" + line.substr(1);
      continue;
    }
    open = nullptr;
    for (const std::string_view mark : {"LOG:  statement: ", "STATEMENT:  "}) {
      const std::size_t at = line.find(mark);
      if (at == std::string::npos) continue;
      statements.push_back((mark.front() == 'S' ? "E" : "L") + line.substr(at + mark.size()));
      open = &statements.back();
      break;
    }
  }
  std::vector<std::string> kept;
  for (const std::string& statement : statements) {
    const std::string sql = statement.substr(1);
    if (statement.front() == 'E' && !kept.empty() && kept.back() == sql) continue;
    kept.push_back(sql);
  }
  std::vector<std::string> parts;
  for (const std::string& sql : kept) {
    for (const sql::Piece& piece : sql::split(sql))
      parts.push_back(normalise(std::string_view(sql).substr(piece.offset, piece.length)));
  }
  return parts;
}

std::map<std::string, std::string> variables_of(std::string_view text) {
  std::map<std::string, std::string> variables;
  std::istringstream words{std::string(text.substr(0, text.find('\n')))};
  std::string word;
  words >> word >> word;
  if (word != "psql:") return variables;
  while (words >> word) variables[word.substr(0, word.find('='))] = word.substr(word.find('=') + 1);
  return variables;
}

struct Run {
  std::vector<std::string> statements;
  std::string errors;
  int exit_status = -1;
};

Run run_psql(const PostgresServer& server, const std::string& name,
             const std::map<std::string, std::string>& variables) {
  server.create_database("script");
  const std::size_t start = server.log().size();
  std::vector<std::string> command = {"psql", "--quiet", "--no-psqlrc", "--no-align",
                                      "--tuples-only"};
  for (const auto& [variable, value] : variables) {
    command.emplace_back("--set");
    command.push_back(variable + "=" + value);
  }
  command.insert(command.end(), {"--file", name, server.uri("script")});
  const system::ProcessResult result = system::run_process(
      command, {.directory = folder,
                .extra = {{"PGOPTIONS", "-c log_statement=all"}, {"LC_ALL", "C.UTF-8"}}});
  return {received(server.log().substr(start)), result.error_tail, result.exit_status.value_or(-1)};
}

/// "psql:FILE:LINE: ERROR" for each.
std::vector<std::string> error_places(const std::string& errors) {
  std::vector<std::string> places;
  std::istringstream lines(errors);
  std::string line;
  while (std::getline(lines, line)) {
    const std::size_t at = line.find(": ERROR:");
    if (line.starts_with("psql:") && at != std::string::npos)
      places.push_back(line.substr(5, at - 5));
  }
  return places;
}

void compare(const PostgresServer& server, const std::string& name) {
  const std::string text = system::read_file(folder + "/" + name);
  auto variables = variables_of(text);
  if (!variables.contains("ON_ERROR_STOP")) variables["ON_ERROR_STOP"] = "1";
  const auto include = [](const std::string& path) -> std::optional<std::string> {
    if (!system::is_file(folder + "/" + path)) return std::nullopt;
    return system::read_file(folder + "/" + path);
  };
  const StatementList list =
      sql::read_psql_script(text, name, {.variables = variables, .include = include});
  const Run run = run_psql(server, name, variables);
  CAPTURE(run.errors);
  // An opaque statement stands for any number of received ones, none too.
  std::size_t at = 0;
  bool is_open = false;
  std::vector<std::string> places;
  bool has_ended = false;
  for (const Statement& statement : list.statements) {
    places.push_back(statement.where.file + ":" + std::to_string(statement.end_line));
    if (has_ended) continue;
    if (!statement.client_error.empty()) {
      CHECK_MESSAGE(run.errors.find(statement.client_error) != std::string::npos,
                    statement.client_error);
      has_ended = !statement.goes_on;
      continue;
    }
    if (!statement.opaque.empty()) {
      is_open = true;
      continue;
    }
    const std::string ours = normalise(statement.sql);
    while (is_open && at < run.statements.size() && run.statements[at] != ours) ++at;
    is_open = false;
    if (at >= run.statements.size()) {
      CHECK_MESSAGE(run.exit_status == 3, "not received: " << ours);
      has_ended = true;
      continue;
    }
    CHECK(run.statements[at] == ours);
    ++at;
  }
  if (!is_open && !has_ended && at < run.statements.size())
    CHECK_MESSAGE(false, "received besides: " << run.statements[at]);
  for (const std::string& place : error_places(run.errors))
    CHECK_MESSAGE(std::ranges::find(places, place) != places.end(), place);
}

}  // namespace

TEST_CASE("the statements of a psql script are those that the server receives") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  for (const system::Entry& entry : system::Folder(folder).entries()) {
    if (!entry.name.ends_with(".sql")) continue;
    CAPTURE(entry.name);
    compare(*server, entry.name);
  }
}
