/// The sixty database cases, run natively: what the real sqlx 0.9.0 said of each command line and
/// each call of its library, and the state that it left (tests/conformance/sqlx).
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <simdjson.h>

#include <array>
#include <charconv>

#include "adapters/sqlx/adapter.hpp"
#include "adapters/sqlx/run.hpp"
#include "adapters/sqlx/tree.hpp"
#include "lib/adapters/sqlx/case_folder.hpp"
#include "support/shared_server.hpp"
#include "support/test_database.hpp"

namespace plumbline::tests::sqlx {

namespace fs = std::filesystem;
namespace dom = simdjson::dom;

using adapters::sqlx::run_migrations;
using adapters::sqlx::RunAction;
using adapters::sqlx::RunReport;
using adapters::sqlx::RunRequest;
using adapters::sqlx::SqlxTree;

namespace {

constexpr const char* database_name = "plumb_case_run";

/// As CREATE DATABASE leaves it, in a tenth of the time.
constexpr const char* empty_database = R"(
DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' LOOP
    EXECUTE format('DROP SCHEMA %I CASCADE', name);
  END LOOP;
END $$;
CREATE SCHEMA public AUTHORIZATION pg_database_owner;
GRANT USAGE ON SCHEMA public TO PUBLIC)";

std::vector<std::string> texts(dom::element list) {
  std::vector<std::string> result;
  for (const auto text : list) result.emplace_back(text.get_string().value());
  return result;
}

std::int64_t number(std::string_view text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// Digits behind each `before` as `<L>`, and a duration in brackets as `<elapsed>`.
std::string normalised(std::string text, const fs::path& folder) {
  constexpr std::string_view line = " at line ";
  for (std::size_t at = 0; (at = text.find(line, at)) != std::string::npos; at += line.size()) {
    const std::size_t from = at + line.size();
    text.replace(from, text.find_first_not_of("0123456789", from) - from, "<L>");
  }
  for (std::size_t at = 0; (at = text.find(" (", at)) != std::string::npos; ++at) {
    const std::size_t end = text.find(")\n", at);
    if (end == std::string::npos) break;
    const std::string inside = text.substr(at + 2, end - at - 2);
    const bool is_duration = inside.find_first_not_of("0123456789.nµms") == std::string::npos;
    if (is_duration && inside != "0ns") text.replace(at + 2, inside.size(), "<elapsed>");
  }
  return replaced(text, folder.string(), "{CASE}");
}

/// The relations and every registry, a line each, as expected.json has them.
std::string state_of(const PostgresServer& server) {
  std::string state = server.run_sql(database_name, R"(
select n.nspname||'.'||c.relname||' '||c.relkind::text from pg_class c join pg_namespace n on n.oid = relnamespace
 where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and c.relkind in ('r','v','m','S','p','i')
 order by n.nspname collate "C", c.relname collate "C")");
  const std::string tables = server.run_sql(database_name, R"(
select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = relnamespace
  join pg_attribute a on a.attrelid = c.oid and a.attname = 'execution_time' where c.relkind = 'r' order by 1)");
  for (std::size_t at = 0; at < tables.size();) {
    const std::size_t end = std::min(tables.find('\n', at), tables.size());
    const std::string table = tables.substr(at, end - at);
    at = end + 1;
    if (table.empty()) continue;
    state += fmt::format(
        "\n{}\n{}", table,
        server.run_sql(database_name,
                       fmt::format("select version, description, success, encode(checksum, 'hex'), "
                                   "case when execution_time < 0 then execution_time::text "
                                   "else '>=0' end from {} order by version",
                                   table)));
  }
  while (state.ends_with('\n')) state.pop_back();
  return state;
}

std::string expected_state(dom::element after) {
  std::string state;
  for (const std::string& relation : texts(after["relations"])) state += relation + '\n';
  if (!state.empty()) state.pop_back();
  for (const auto& [table, rows] : after["registry"].get_object()) {
    state += fmt::format("\n{}\n", table);
    for (const auto row : rows) {
      std::string line;
      for (const char* key : {"version", "description", "success", "checksum", "execution_time"})
        line += fmt::format("{}{}", line.empty() ? "" : "|", row[key].get_string().value());
      state += line + '\n';
    }
  }
  while (state.ends_with('\n')) state.pop_back();
  return state;
}

/// One case, with a database that is made anew for each look.
class RunCase {
 public:
  RunCase(const PostgresServer& server, const fs::path& source) : server_(server), source_(source) {
    set_up_case(source, folder_.path());
    std::string_view role;
    if (parser_.load((source / "case.json").string())["role"].get(role) != simdjson::SUCCESS)
      return;
    role_ = role;
    if (server.run_sql("postgres",
                       fmt::format("SELECT 1 FROM pg_roles WHERE rolname = '{}'", role_)) == "")
      server.run_sql("postgres", fmt::format("CREATE ROLE {} LOGIN", role_));
  }

  [[nodiscard]] const fs::path& path() const { return folder_.path(); }
  void load() const {
    server_.run_sql(database_name, empty_database);
    server_.run_sql(database_name, read_text(source_ / "state.sql"));
  }
  [[nodiscard]] std::string state() const { return state_of(server_); }
  [[nodiscard]] RunReport run(const std::string& folder, const RunRequest& request) const {
    const adapters::Adapter& adapter = adapters::sqlx::adapter();
    const adapters::Place place = folder.empty()
                                      ? adapter.place_of(path().string())
                                      : adapters::Place{.root = path().string(), .file = folder};
    const auto tree = adapter.open(place, {});
    const auto& sqlx_tree = dynamic_cast<const SqlxTree&>(*tree);
    return run_migrations(sqlx_tree.run_source(),
                          postgres::TestDatabase::at(server_.uri(database_name, role_)), request);
  }

 private:
  const PostgresServer& server_;
  fs::path source_;
  TemporaryFolder folder_;
  dom::parser parser_;
  std::string role_ = "postgres";
};

void check_step(const RunCase& one, dom::element step) {
  const std::vector<std::string> words = texts(step["args"]);
  CAPTURE(words);
  RunRequest request;
  request.rules = SqlxRules::command_line;
  std::string folder;
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (words[i] == "info") request.action = RunAction::inspect;
    if (words[i] == "revert") request.action = RunAction::revert;
    if (words[i] == "skip") request.action = RunAction::skip;
    if (words[i] == "--dry-run") request.dry_run = true;
    if (words[i] == "--ignore-missing") request.ignore_missing = true;
    if (words[i] == "--target-version") request.target = number(words[i + 1]);
    if (words[i] == "--source") folder = words[i + 1];
  }
  std::string told;
  request.on_line = [&](std::string_view line) { told += fmt::format("{}\n", line); };
  const RunReport report = one.run(folder, request);
  CHECK(told == report.output);
  std::string out = report.output;
  if (report.failure) out += fmt::format("error: {}\n", report.failure->message);
  CHECK(report.failure.has_value() == (step["exit"].get_int64().value() != 0));
  CHECK(normalised(out, one.path()) == step["stdout"].get_string().value());
  CHECK(report.remarks == step["stderr"].get_string().value());
}

void check_call(const RunCase& one, dom::element call, bool with_trace) {
  const std::vector<std::string> words = texts(call["args"]);
  CAPTURE(words);
  RunRequest request;
  request.with_trace = with_trace;
  if (words[0] == "undo") {
    request.action = RunAction::revert;
    request.target = number(words[2]);
  }
  for (const std::string& word : words) {
    if (word == "ignore-missing") request.ignore_missing = true;
    if (word == "skip") request.action = RunAction::skip;
    if (word.starts_with("target=")) request.target = number(word.substr(7));
  }
  const RunReport report = one.run("", request);
  CHECK(report.failure.has_value() != call["ok"].get_bool().value());
  if (report.failure) {
    const std::string said = normalised(report.failure->message, one.path());
    CHECK(replaced(said, "{CASE}/migrations", "{DIR}") == call["error"].get_string().value());
  }
  CHECK(one.state() == expected_state(call["after"]));
}

/// Calls with each case that the folder has.
template <typename Check>
void for_each_case(Check check) {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  server->create_database(database_name);
  std::size_t count = 0;
  for (const fs::path& source : case_folders(conformance_folder() / "db")) {
    CAPTURE(source.filename().string());
    const RunCase one(*server, source);
    dom::parser parser;
    check(one, parser.load((source / "expected.json").string()));
    ++count;
  }
  CHECK(count == 60);
}

void check_calls(bool with_trace) {
  for_each_case([&](const RunCase& one, dom::element expected) {
    if (fs::exists(one.path() / "sqlx.toml")) fs::remove(one.path() / "sqlx.toml");
    for (const auto call : expected["lib"]) {
      one.load();
      check_call(one, call, with_trace);
    }
  });
}

}  // namespace

TEST_CASE("each command line of the sixty cases says and leaves what sqlx does") {
  for_each_case([](const RunCase& one, dom::element expected) {
    one.load();
    for (const auto step : expected["steps"]) check_step(one, step);
    CHECK(one.state() == expected_state(expected["after_steps"]));
  });
}

TEST_CASE("each library call of the sixty cases says and leaves what sqlx does") {
  check_calls(false);
}

TEST_CASE("a trace changes nothing of what a call says and leaves") { check_calls(true); }

}  // namespace plumbline::tests::sqlx
