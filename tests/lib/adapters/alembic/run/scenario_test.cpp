/// The migration gate's two trees with each of their overlays. What is expected is what the real
/// alembic 1.20.1 says (README of the scenario, every line was run).
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "fixture.hpp"
#include "support/shared_server.hpp"
#include "support/skip.hpp"
#include "system/files.hpp"

namespace plumbline::adapters::alembic {

namespace {

namespace fs = std::filesystem;

const fs::path scenario = fs::path(PLUMBLINE_SOURCE_DIR) / "tests/scenarios/console-raptor";

/// One of the two trees in a folder of its own, with an overlay.
class Tree {
 public:
  Tree(bool is_console, const std::string& overlay) {
    const auto how = fs::copy_options::recursive | fs::copy_options::overwrite_existing;
    for (const char* part : {"console", "backend_v2"})
      fs::copy(scenario / part, folder_.file(part), how);
    if (!overlay.empty()) fs::copy(scenario / "overlays" / overlay, folder_.path(), how);
    const std::string file =
        is_console ? "console/migrations/alembic.ini" : "backend_v2/alembic.ini";
    tree_ = adapter().open({folder_.path(), file}, {});
    seed_point_ = is_console ? "0015" : "";
    const fs::path prelude =
        scenario / "prelude" / (is_console ? "console-seed.sql" : "raptor-roles.sql");
    prelude_ = system::read_file(prelude.string());
    runner_ = tree_->make_runner({.on_change = [this](const ChangeRun& change, bool is_done) {
      told_.push_back((is_done ? "-" : "+") + change.change);
    }});
  }

  /// To the seed point, the seed, and the rest.
  RunOutcome upgrade(const tests::PostgresServer& server, const postgres::Writable& database) {
    if (!seed_point_.empty()) {
      RunOutcome outcome = runner_->upgrade(database, seed_point_);
      if (outcome.failure) return outcome;
    }
    server.run_sql("plumb_gate", prelude_);
    return runner_->upgrade(database, "");
  }

  Runner& runner() { return *runner_; }
  std::vector<std::string>& told() { return told_; }

 private:
  tests::ScratchFolder folder_;
  std::unique_ptr<adapters::Tree> tree_;
  std::string seed_point_;
  std::string prelude_;
  std::vector<std::string> told_;
  std::unique_ptr<Runner> runner_;
};

struct Row {
  std::string name;
  bool is_console;
  bool fails_down;  // else upgrade head
  std::string message;
  std::string exception;
  std::string sqlstate;
  std::string change;
  std::string file;
  std::size_t line;
  std::string output;  // is also there
};

const std::string many_heads =
    "FAILED: Multiple head revisions are present for given argument 'head'; please specify a "
    "specific target revision, '<branchname>@head' to narrow to a specific head, or 'heads' for "
    "all heads";
const std::string refused = "sqlalchemy.exc.ProgrammingError: (psycopg2.errors.";

const std::vector<Row> rows = {
    {"A-missing-seed", true, false,
     "RuntimeError: 0023 migration: operator 'deputy@example.com' not found in the admins table.",
     "RuntimeError", "", "0023", "console/migrations/versions/0023_second_operator.py", 0, ""},
    {"B-missing-role", false, false,
     refused + "UndefinedObject) role \"raptor_reports\" does not exist",
     "sqlalchemy.exc.ProgrammingError", "42704", "0026",
     "backend_v2/alembic/versions/0026_report_grants.py", 0, ""},
    {"C1-multiple-heads", true, false, many_heads, "alembic.util.exc.CommandError", "", "", "", 0,
     ""},
    {"C2-duplicate-revision", false, false, many_heads, "alembic.util.exc.CommandError", "", "", "",
     0, "UserWarning: Revision 0024 is present more than once"},
    {"C3-duplicate-at-head", false, false, many_heads, "alembic.util.exc.CommandError", "", "", "",
     0, "UserWarning: Revision 0025 is present more than once"},
    {"D-non-immutable-index", false, false,
     refused + "InvalidObjectDefinition) functions in index predicate must be marked IMMUTABLE",
     "sqlalchemy.exc.ProgrammingError", "42P17", "0026",
     "backend_v2/alembic/versions/0026_index_recent_quotes.py", 0, ""},
    {"D2-non-immutable-expression", false, false,
     refused + "InvalidObjectDefinition) functions in index expression must be marked IMMUTABLE",
     "sqlalchemy.exc.ProgrammingError", "42P17", "0026",
     "backend_v2/alembic/versions/0026_index_quotes_day.py", 0, ""},
    {"E-broken-down-revision", true, false, "KeyError: '0023'", "KeyError", "", "", "", 0,
     "UserWarning: Revision 0023 referenced from 0023 -> 0024 (head), notes colour is not present"},
    {"F-duplicate-table", false, false,
     refused + "DuplicateTable) relation \"paper_orders\" already exists",
     "sqlalchemy.exc.ProgrammingError", "42P07", "0022",
     "backend_v2/alembic/versions/0022_mbt_paper_tables.py", 0, ""},
    {"G-broken-downgrade", true, true,
     refused + "UndefinedObject) index \"ix_incidents_owner\" does not exist",
     "sqlalchemy.exc.ProgrammingError", "42704", "0023",
     "console/migrations/versions/0023_incidents_owner.py", 0, ""},
    {"G2-downgrade-not-implemented", false, true, "NotImplementedError: 0026 has no way back",
     "NotImplementedError", "", "0026", "backend_v2/alembic/versions/0026_split_quotes.py", 0, ""},
};

void check_failure(const Row& row, const std::optional<RunFailure>& failure) {
  REQUIRE(failure.has_value());
  CAPTURE(failure->output);
  CHECK(failure->message == row.message);
  CHECK(failure->exception == row.exception);
  CHECK(failure->sqlstate == row.sqlstate);
  CHECK(failure->change == row.change);
  CHECK(failure->file == row.file);
  CHECK((failure->line != 0) == !row.file.empty());
  CHECK(failure->rule.empty());
  CHECK(failure->statement.empty() == row.sqlstate.empty());
  CHECK(failure->output.find(row.output) != std::string::npos);
  CHECK(failure->output.find(row.message) != std::string::npos);
  CHECK(failure->output.size() <= 4096);
}

}  // namespace

TEST_CASE("each overlay fails as the real alembic does, with the place at fault") {
  if (!missing_alembic().empty()) return tests::skip_case(missing_alembic());
  const auto* server = tests::shared_server();
  if (server == nullptr) return;
  for (const Row& row : rows) {
    SUBCASE(row.name.c_str()) {
      Tree tree(row.is_console, row.name);
      const auto database = make_database(*server, "plumb_gate");
      RunOutcome outcome = tree.upgrade(*server, database);
      std::string parent = row.is_console ? "0022" : "0025";
      if (row.fails_down) {
        REQUIRE_FALSE(outcome.failure.has_value());
        outcome = tree.runner().downgrade(database, parent);
      }
      check_failure(row, outcome.failure);
    }
  }
}

TEST_CASE("both trees go up, down and up again in one process") {
  if (!missing_alembic().empty()) return tests::skip_case(missing_alembic());
  const auto* server = tests::shared_server();
  if (server == nullptr) return;
  for (const bool is_console : {true, false}) {
    Tree tree(is_console, "");
    const auto database = make_database(*server, "plumb_gate");
    const std::string head = is_console ? "0022" : "0025";
    const std::string below = is_console ? "0021" : "0024";
    RunOutcome outcome = tree.upgrade(*server, database);
    CHECK_FALSE(outcome.failure.has_value());
    CHECK(tree.told().size() == 2 * std::stoul(head));
    CHECK(outcome.changes.back().change == head);
    CHECK(outcome.changes.back().duration_us > 0);
    std::vector<std::string> heads;
    CHECK_FALSE(tree.runner().check_heads(heads).failure.has_value());
    CHECK(heads == std::vector<std::string>{head + " (head)"});
    tree.told().clear();
    CHECK_FALSE(tree.runner().downgrade(database, below).failure.has_value());
    CHECK(tree.told() == std::vector<std::string>{"+" + head, "-" + head});
    CHECK_FALSE(tree.runner().upgrade(database, "").failure.has_value());
    tree.runner().release();
    CHECK(server->run_sql("postgres",
                          "SELECT count(*) FROM pg_stat_activity WHERE datname = 'plumb_gate'") ==
          "0");
    CHECK(server->run_sql("plumb_gate", "SELECT version_num FROM alembic_version") == head);
  }
}

TEST_CASE("two heads are told as alembic heads prints them") {
  if (!missing_alembic().empty()) return tests::skip_case(missing_alembic());
  Tree tree(true, "C1-multiple-heads");
  std::vector<std::string> heads;
  CHECK_FALSE(tree.runner().check_heads(heads).failure.has_value());
  CHECK(heads == std::vector<std::string>{"0023 (head)", "0024 (head)"});
}

}  // namespace plumbline::adapters::alembic
