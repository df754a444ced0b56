/// `plumbline sqlx`: run, revert, skip and info, on a scratch database.
#include <cstdio>
#include <string>

#include "options.hpp"
#include "output.hpp"
#include "plumbline/error.hpp"
#include "plumbline/scratch.hpp"
#include "plumbline/sqlx_runner.hpp"

namespace plumbline::cli {

namespace {

std::string milliseconds(std::int64_t microseconds) {
  const std::string digits = std::to_string(microseconds % 1'000);
  return std::to_string(microseconds / 1'000) + '.' + std::string(3 - digits.size(), '0') + digits +
         " ms";
}

/// The first line of a statement, as much of it as fits beside its numbers.
std::string shown(const std::string& sql) {
  constexpr std::size_t most = 72;
  std::string line = sql.substr(0, sql.find('\n'));
  if (line.size() > most) line.erase(most);
  while (!line.empty() && (static_cast<unsigned char>(line.back()) & 0x80U) != 0) line.pop_back();
  return line == sql ? line : line + " …";
}

std::string trace_of(const SqlxResult& result) {
  std::string text;
  for (const ChangeRun& change : result.changes) {
    text += change.file + "  " + milliseconds(change.duration_us) + '\n';
    for (const StatementRun& statement : change.statements) {
      text += "  " + std::to_string(statement.line) + "  " + milliseconds(statement.duration_us);
      if (statement.rows) text += "  " + std::to_string(*statement.rows) + " rows";
      text += "  " + shown(statement.sql) + '\n';
      for (const HeldLock& lock : statement.locks)
        text += "      " + lock.mode + " on " + lock.object + " for " + milliseconds(lock.held_us) +
                '\n';
      for (const std::string& table : statement.rewrites) text += "      rewrites " + table + '\n';
    }
  }
  return text;
}

/// What sqlx leaves out of its error, for people.
void explain(const SqlxResult& result) {
  std::string text = "plumbline: ";
  if (!result.where.file.empty()) {
    text += result.where.file;
    if (result.where.line > 0) text += ':' + std::to_string(result.where.line);
    text += ": ";
  }
  text += result.error + '\n';
  if (!result.sqlstate.empty()) text += "  SQLSTATE " + result.sqlstate + '\n';
  if (!result.detail.empty()) text += "  " + result.detail + '\n';
  if (!result.statement.empty()) text += "  " + shown(result.statement) + '\n';
  std::fputs(text.c_str(), stderr);
}

SqlxResult call(const Project& project, const Options& options, const SqlxOptions& sqlx) {
  if (options.action == "run") return run_sqlx(project, options.scratch, sqlx);
  if (options.action == "revert") return revert_sqlx(project, options.scratch, sqlx);
  if (options.action == "skip") return skip_sqlx(project, options.scratch, sqlx);
  if (!options.scratch.empty()) return inspect_sqlx(project, options.scratch, sqlx);
  if (!options.has_db)
    throw Error(Status::argument, "name the database: --db URI, or --scratch URI");
  Target target = open_target(options);
  SqlxResult result = inspect_sqlx(project, target);
  print(result.output);
  return result;
}

}  // namespace

int run_sqlx_command(const Options& options) {
  const Repository repository = open_repository(options, options.paths.front());
  const Project& project = only_project(repository, options);
  const bool is_like_cli = options.like == "cli";
  SqlxOptions sqlx = options.sqlx;
  sqlx.rules = is_like_cli ? SqlxRules::command_line : SqlxRules::library;
  sqlx.targets = find_targets(repository);
  sqlx.on_line = [](std::string_view line) { print(std::string(line) + '\n'); };
  const SqlxResult result = call(project, options, sqlx);
  if (is_like_cli) {
    std::fputs(result.remarks.c_str(), stderr);
    if (!result.passed) print("error: " + result.error + '\n');
    return result.exit_status;
  }
  if (sqlx.with_trace) print(trace_of(result));
  if (result.passed) return exit_ok;
  explain(result);
  return exit_findings;
}

}  // namespace plumbline::cli
