/// The registry beside the files, against what the real sqlx 0.9.0 said (tests/conformance/sqlx):
/// the state of each migration as `migrate info` prints it, and the error of a run as far as the
/// registry alone decides it. What only executing SQL can show is listed as such: it is for the
/// native runner.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <simdjson.h>

#include <array>
#include <map>

#include "adapters/sqlx/adapter.hpp"
#include "lib/adapters/sqlx/case_folder.hpp"
#include "postgres/connection.hpp"
#include "support/shared_server.hpp"

namespace plumbline::tests::sqlx {

namespace fs = std::filesystem;
namespace dom = simdjson::dom;

namespace {

/// What a run of the library shows of each case.
enum class Judged {
  accepted,   ///< nothing in the registry stops it, and it ends well
  refused,    ///< the registry, or the folder, stops it: the words must be ours
  execution,  ///< the SQL stops it: nothing that the registry could tell
  not_run,    ///< the case only reverts or aims at a version: states and rows alone are judged
};

struct Case {
  const char* name;
  Judged judged;
};

using enum Judged;

/// All sixty; a folder that is not here fails the test.
constexpr std::array cases = {
    Case{"d01-fresh", accepted},
    Case{"d02-up-to-date", accepted},
    Case{"d03-some-pending", accepted},
    Case{"d04-missing-last", refused},
    Case{"d05-missing-middle", refused},
    Case{"d06-missing-several", refused},
    Case{"d07-modified", refused},
    Case{"d08-modified-by-crlf", refused},
    Case{"d09-modified-after-pending", refused},
    Case{"d10-missing-and-modified", refused},
    Case{"d11-dirty", refused},
    Case{"d12-dirty-two", refused},
    Case{"d13-out-of-order", accepted},
    Case{"d14-out-of-order-target", not_run},
    Case{"d15-bad-sql-middle", execution},
    Case{"d16-fails-at-second-statement", execution},
    Case{"d17-no-tx-concurrently", accepted},
    Case{"d18-no-tx-two-statements", execution},
    Case{"d19-no-tx-rolls-back-too", execution},
    Case{"d20-no-tx-partial", execution},
    Case{"d21-concurrently-in-tx", execution},
    Case{"d22-commit-inside", accepted},
    Case{"d23-commit-inside-then-fail", execution},
    Case{"d24-rollback-inside", accepted},
    Case{"d25-search-path-empty", execution},
    Case{"d26-set-local-search-path", execution},
    Case{"d27-search-path-leaks", accepted},
    Case{"d28-search-path-leak-second-run", accepted},
    Case{"d29-execution-time-minus-one", execution},
    Case{"d30-deferred-constraint", execution},
    Case{"d31-revert-steps", not_run},
    Case{"d32-revert-target", not_run},
    Case{"d33-revert-target-errors", not_run},
    Case{"d34-revert-skips-simple", not_run},
    Case{"d35-revert-bad-down", not_run},
    Case{"d36-revert-modified", not_run},
    Case{"d37-revert-missing", not_run},
    Case{"d38-down-file-counts-as-present", accepted},
    Case{"d39-duplicate-version-fresh", refused},
    Case{"d40-duplicate-version-applied", refused},
    Case{"d41-run-target", not_run},
    Case{"d42-run-target-unknown", not_run},
    Case{"d43-override-skip", accepted},
    Case{"d44-toml-table-and-schema", accepted},
    Case{"d45-toml-ignored-chars", accepted},
    Case{"d46-toml-unknown-key", refused},
    Case{"d47-toml-migrations-dir", not_run},
    Case{"d48-missing-folder", refused},
    Case{"d49-bad-file-name", refused},
    Case{"d50-empty-folder", refused},
    Case{"d51-copy-from-stdin", execution},
    Case{"d52-psql-command", execution},
    Case{"d53-empty-and-comment-files", accepted},
    Case{"d54-description-changed", accepted},
    Case{"d55-simple-became-reversible", accepted},
    Case{"d56-empty-checksum", refused},
    Case{"d57-registry-of-another-shape", refused},
    Case{"d58-no-create-right", refused},
    Case{"d59-warning-and-notice", accepted},
    Case{"d60-select-result-ignored", accepted},
};

/// What `sqlx migrate info` prints for this plan and registry.
std::string info_text(const Plan& plan, const Registry& registry) {
  std::map<std::string, const RegistryRow*, std::less<>> rows;
  for (const RegistryRow& row : registry.rows) rows[row.id] = &row;
  std::string text;
  for (const Change& change : plan.changes) {
    if (change.deploy.file.empty()) continue;
    const auto row = rows.find(change.id);
    const bool is_applied = row != rows.end();
    const bool differs = is_applied && row->second->checksum != change.deploy.checksum;
    const char* state = !is_applied ? "pending"
                        : differs   ? "installed (different checksum)"
                                    : "installed";
    text += fmt::format("{}/{} {}\n", change.id, state, change.name);
    if (differs) {
      text += fmt::format("applied migration had checksum {}\nlocal migration has checksum {}\n",
                          row->second->checksum, change.deploy.checksum);
    }
  }
  return text;
}

std::string words(dom::element element) {
  std::string text(element.get_string().value());
  return replaced(text, " at line <L>", "");
}

std::vector<std::string> arguments(dom::element step) {
  std::vector<std::string> list;
  for (const auto argument : step["args"]) list.emplace_back(argument.get_string().value());
  return list;
}

/// The error that a run stops with, as sqlx recorded it: the library's where it was asked, else the
/// command line's. "" when it ends well; absent when the case has no plain run.
std::optional<std::string> recorded_error(dom::element expected) {
  for (const auto call : expected["lib"]) {
    if (arguments(call).front() != "run" || arguments(call).size() != 2) continue;
    return call["ok"].get_bool().value() ? "" : words(call["error"]);
  }
  for (const auto step : expected["steps"]) {
    const auto list = arguments(step);
    const bool failed = step["exit"].get_int64().value() != 0;
    const bool is_run = list == std::vector<std::string>{"migrate", "run"};
    if (!is_run && !(failed && list.back() == "info")) continue;
    if (!failed) return "";
    const std::string text = words(step["stdout"]);
    const std::size_t error = text.find("error: ");
    return text.substr(error + 7, text.size() - error - 8);
  }
  return std::nullopt;
}

/// The first `migrate info` before anything was run; null when there is none, or it failed.
std::optional<std::string> recorded_info(dom::element expected) {
  for (const auto step : expected["steps"]) {
    const auto list = arguments(step);
    const bool is_plain_info = list == std::vector<std::string>{"migrate", "info"};
    if (is_plain_info && step["exit"].get_int64().value() == 0)
      return std::string(step["stdout"].get_string().value());
    if (list.back() != "--dry-run") return std::nullopt;
  }
  return std::nullopt;
}

/// Rows as expected.json writes them.
std::map<std::string, std::string> rows_of(const Registry& registry) {
  std::map<std::string, std::string> rows;
  for (const RegistryRow& row : registry.rows) {
    const bool is_unfinished = row.attributes.front().value == "-1";
    rows[row.id] = fmt::format("{}|{}|{}|{}", row.name, row.success.value() ? "t" : "f",
                               row.checksum, is_unfinished ? "-1" : ">=0");
  }
  return rows;
}

std::map<std::string, std::string> rows_after(dom::element after, const std::string& table) {
  std::map<std::string, std::string> rows;
  dom::array list;
  if (after["registry"][table].get(list) != simdjson::SUCCESS) return rows;
  const auto text = [](dom::element row, const char* key) {
    return std::string(row[key].get_string().value());
  };
  for (const auto row : list) {
    rows[text(row, "version")] =
        fmt::format("{}|{}|{}|{}", text(row, "description"), text(row, "success"),
                    text(row, "checksum"), text(row, "execution_time"));
  }
  return rows;
}

/// One case, loaded into a database of its own.
class LoadedCase {
 public:
  LoadedCase(const PostgresServer& server, const fs::path& source) {
    set_up_case(source, folder_.path());
    server.create_database("plumb_case");
    dom::element role;
    std::string user = "postgres";
    if (parser_.load((source / "case.json").string())["role"].get(role) == simdjson::SUCCESS) {
      user = role.get_string().value();
      server.run_sql("postgres",
                     fmt::format("DROP ROLE IF EXISTS {0}; CREATE ROLE {0} LOGIN", user));
    }
    server.run_sql("plumb_case", read_text(source / "state.sql"));
    connection_ = postgres::Connection::open(server.uri("plumb_case", user), {});
    is_library_ = !fs::exists(source / "sqlx.toml");
  }

  [[nodiscard]] const fs::path& path() const { return folder_.path(); }
  [[nodiscard]] bool is_library() const { return is_library_; }
  [[nodiscard]] std::unique_ptr<adapters::Tree> open() const {
    const adapters::Adapter& adapter = adapters::sqlx::adapter();
    return adapter.open(adapter.place_of(folder_.path().string()), {});
  }
  [[nodiscard]] Registry read(const adapters::Tree& tree) {
    return tree.read_registry(*connection_);
  }

 private:
  TemporaryFolder folder_;
  dom::parser parser_;
  std::unique_ptr<postgres::Connection> connection_;
  bool is_library_ = true;
};

void check_case(const Case& entry, const PostgresServer& server) {
  const fs::path source = conformance_folder() / "db" / entry.name;
  LoadedCase loaded(server, source);
  dom::parser parser;
  const dom::element expected = parser.load((source / "expected.json").string());

  const auto tree = loaded.open();
  const Registry registry = loaded.read(*tree);
  if (const auto info = recorded_info(expected)) CHECK(info_text(tree->plan(), registry) == *info);

  // A library call knows nothing of sqlx.toml.
  const bool asks_library = expected["lib"].get_array().size() > 0;
  if (asks_library && !loaded.is_library()) fs::remove(loaded.path() / "sqlx.toml");
  const auto run_tree = loaded.open();
  const Registry run_registry = loaded.read(*run_tree);
  const auto error = recorded_error(expected);
  const bool is_library_of_toml = asks_library && !loaded.is_library();
  const Judged judged = is_library_of_toml ? refused : entry.judged;  // d45 alone
  const std::string said = run_registry.refusal ? run_registry.refusal->message : "";
  switch (judged) {
    case accepted:
      REQUIRE(error.has_value());
      CHECK(*error == "");
      CHECK(said == "");
      break;
    case not_run:
      CHECK(!error.has_value());
      break;
    case refused: {
      REQUIRE(error.has_value());
      // The library was asked with the whole path, the command line with the folder's name.
      const std::string folder = (loaded.path() / "migrations").string();
      std::string wanted = replaced(*error, "{CASE}", loaded.path().string());
      wanted = replaced(wanted, "canonicalizing path {DIR}", "canonicalizing path migrations");
      wanted = replaced(wanted, "{DIR}", folder);
      CHECK(said == wanted);
      break;
    }
    case execution:
      REQUIRE(error.has_value());
      CHECK(*error != "");
      CHECK(said == "");
      break;
  }

  // A run adds rows and never touches one: what was read must still be there afterwards.
  for (const auto call : expected["lib"]) {
    if (arguments(call).front() != "run") continue;
    const auto after = rows_after(call["after"], run_registry.table);
    for (const auto& row : rows_of(run_registry)) {
      CAPTURE(row.first);
      REQUIRE(after.contains(row.first));
      CHECK(after.at(row.first) == row.second);
    }
    break;
  }
}

}  // namespace

TEST_CASE("every database case is in the table, and the table has no other") {
  std::vector<std::string> names;
  for (const fs::path& folder : case_folders(conformance_folder() / "db"))
    names.push_back(folder.filename().string());
  REQUIRE(names.size() == cases.size());
  for (std::size_t i = 0; i < names.size(); ++i) CHECK(names[i] == cases[i].name);
}

TEST_CASE("the registry of every database case is read and judged as sqlx does") {
  const PostgresServer* server = shared_server();
  if (server == nullptr) return;
  for (const Case& entry : cases) {
    CAPTURE(std::string(entry.name));
    check_case(entry, *server);
  }
}

}  // namespace plumbline::tests::sqlx
