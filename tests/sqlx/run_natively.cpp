/// run_natively URI FOLDER ACTION [--target-version=N] [--dry-run] [--ignore-missing] [--trace]
///              [--library]
/// ACTION is run, revert, skip or info: what `sqlx migrate …` would do with the migrations in
/// FOLDER, with its words on stdout and its exit status; --trace tells on stderr what each
/// statement locked and rewrote. For tests, so any database will do.
#include <charconv>
#include <cstdio>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/sqlx/adapter.hpp"
#include "adapters/sqlx/run.hpp"
#include "adapters/sqlx/tree.hpp"
#include "plumbline/error.hpp"
#include "support/test_database.hpp"

namespace {

using namespace plumbline;
using adapters::sqlx::RunAction;
using adapters::sqlx::RunReport;
using adapters::sqlx::RunRequest;

RunRequest read_request(const std::vector<std::string>& words) {
  static const std::map<std::string, RunAction, std::less<>> actions = {
      {"run", RunAction::run},
      {"revert", RunAction::revert},
      {"skip", RunAction::skip},
      {"info", RunAction::inspect}};
  RunRequest request;
  request.action = actions.at(words.at(2));
  request.rules = SqlxRules::command_line;
  for (std::size_t i = 3; i < words.size(); ++i) {
    if (words[i] == "--dry-run") request.dry_run = true;
    if (words[i] == "--ignore-missing") request.ignore_missing = true;
    if (words[i] == "--trace") request.with_trace = true;
    if (words[i] == "--library") request.rules = SqlxRules::library;
    constexpr std::string_view target = "--target-version=";
    if (!words[i].starts_with(target)) continue;
    const std::string number = words[i].substr(target.size());
    std::int64_t version = 0;
    std::from_chars(number.data(), number.data() + number.size(), version);
    request.target = version;
  }
  request.on_line = [](std::string_view line) {
    std::printf("%.*s\n", static_cast<int>(line.size()), line.data());
  };
  return request;
}

void print_trace(const RunReport& report) {
  for (const ChangeRun& change : report.changes) {
    std::fprintf(stderr, "%s %lld us\n", change.file.c_str(),
                 static_cast<long long>(change.duration_us));
    for (const StatementRun& statement : change.statements) {
      std::fprintf(stderr, "  %zu: %lld us, %lld rows: %s\n", statement.line,
                   static_cast<long long>(statement.duration_us),
                   static_cast<long long>(statement.rows.value_or(-1)), statement.sql.c_str());
      for (const HeldLock& lock : statement.locks)
        std::fprintf(stderr, "    %s %s %lld us\n", lock.mode.c_str(), lock.object.c_str(),
                     static_cast<long long>(lock.held_us));
      for (const std::string& table : statement.rewrites)
        std::fprintf(stderr, "    rewrites %s\n", table.c_str());
    }
  }
}

int run(const std::vector<std::string>& words) {
  const adapters::Adapter& adapter = adapters::sqlx::adapter();
  const auto tree = adapter.open(adapter.place_of(words.at(1)), {});
  const auto& sqlx_tree = dynamic_cast<const adapters::sqlx::SqlxTree&>(*tree);
  const RunReport report = adapters::sqlx::run_migrations(
      sqlx_tree.run_source(), postgres::TestDatabase::at(words.at(0)), read_request(words));
  print_trace(report);
  if (!report.failure) return 0;
  std::printf("error: %s\n", report.failure->message.c_str());
  return 1;
}

}  // namespace

int main(int count, char** arguments) {
  try {
    return run({arguments + 1, arguments + count});
  } catch (const Error& error) {
    std::printf("run_natively: %s\n", error.what());
  } catch (const std::exception& problem) {
    std::printf("run_natively: %s\n", problem.what());
  }
  return 3;
}
