/// Projects run by the real sqitch on a server. What is expected was seen with sqitch 1.3.1.
#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <string>
#include <thread>
#include <vector>

#include "adapters/sqitch/adapter.hpp"
#include "plumbline/cancel.hpp"
#include "plumbline/error.hpp"
#include "support/scratch_folder.hpp"
#include "support/shared_server.hpp"
#include "support/skip.hpp"
#include "support/test_database.hpp"
#include "system/interruption.hpp"
#include "system/process.hpp"

namespace plumbline::adapters::sqitch {

namespace {

using Words = std::vector<std::string>;

const std::string& missing_sqitch() {
  static const std::string reason = [] {
    try {
      const auto result = system::run_process({"sqitch", "--version"});
      return std::string(result.exit_status == 0 ? "" : "sqitch does not start");
    } catch (const std::exception&) {
      return std::string("no sqitch on PATH");
    }
  }();
  return reason;
}

/// A project of changes a, b, c…, each with a table of its name.
class Project {
 public:
  explicit Project(const Words& names, const std::string& configuration = "[core]\n\tengine = pg\n",
                   const std::string& top = "")
      : top_(top) {
    folder_.write("sqitch.conf", configuration);
    std::string plan = "%syntax-version=1.0.0\n%project=shop\n\n";
    for (const std::string& name : names) {
      plan += name + " 2024-01-01T00:00:00Z A <a@example.com> # " + name + "\n";
      write("deploy", name, "CREATE TABLE " + name + "(x int);\n");
      write("revert", name, "DROP TABLE " + name + ";\n");
      write("verify", name, "SELECT x FROM " + name + " WHERE false;\n");
    }
    folder_.write(top + "sqitch.plan", plan);
  }

  void write(const std::string& kind, const std::string& name, const std::string& sql) const {
    folder_.write(top_ + kind + "/" + name + ".sql", sql);
  }

  Runner& runner() {
    if (!runner_) {
      tree_ = adapter().open({folder_.path(), top_ + "sqitch.plan"}, {});
      runner_ = tree_->make_runner({.on_change = [this](const ChangeRun& change, bool is_done) {
        told_ += (is_done ? "-" : "+") + change.name + " ";
      }});
    }
    return *runner_;
  }
  [[nodiscard]] const std::string& told() const { return told_; }
  [[nodiscard]] std::string id(const std::string& name) {
    runner();
    for (const Change& change : tree_->plan().changes) {
      if (change.name == name) return change.id;
    }
    return {};
  }

 private:
  tests::ScratchFolder folder_;
  std::string top_;
  std::unique_ptr<adapters::Tree> tree_;
  std::unique_ptr<Runner> runner_;
  std::string told_;
};

const std::string name = "plumb_sqitch_run";

postgres::Writable make_database(const tests::PostgresServer& server) {
  server.create_database(name);
  return postgres::TestDatabase::at(server.uri(name));
}

/// Whether the server has stopped working for a client that is gone.
bool is_quiet_soon(const tests::PostgresServer& server) {
  const auto is_quiet = [&] {
    return server.run_sql("postgres",
                          "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query "
                          "LIKE 'SELECT pg_sleep%'") == "0";
  };
  for (int round = 0; round < 30 && !is_quiet(); ++round)
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  return is_quiet();
}

std::string tables(const tests::PostgresServer& server) {
  return server.run_sql(name,
                        "SELECT coalesce(string_agg(relname, ' ' ORDER BY relname), '') FROM "
                        "pg_class WHERE relnamespace = 'public'::regnamespace");
}

const tests::PostgresServer* ready_server() {
  if (missing_sqitch().empty()) return tests::shared_server();
  tests::skip_case(missing_sqitch());
  return nullptr;
}

}  // namespace

TEST_CASE("a project is deployed, verified and reverted, as far as is asked") {
  const auto* server = ready_server();
  if (server == nullptr) return;
  Project project({"a", "b", "c"});
  const auto database = make_database(*server);
  RunOutcome outcome = project.runner().upgrade(database, project.id("b"));
  CHECK_FALSE(outcome.failure.has_value());
  CHECK(tables(*server) == "a b");
  outcome = project.runner().upgrade(database, "");
  CHECK_FALSE(outcome.failure.has_value());
  REQUIRE(outcome.changes.size() == 1);
  CHECK(outcome.changes[0].change == project.id("c"));
  CHECK(outcome.changes[0].file == "deploy/c.sql");
  CHECK(outcome.changes[0].duration_us > 0);
  const auto verified = project.runner().verify(database);
  REQUIRE(verified.has_value());
  CHECK_FALSE(verified->failure.has_value());
  CHECK(verified->changes.size() == 3);
  outcome = project.runner().downgrade(database, project.id("a"));
  CHECK_FALSE(outcome.failure.has_value());
  CHECK(tables(*server) == "a");
  CHECK_FALSE(project.runner().downgrade(database, "").failure.has_value());
  CHECK(tables(*server).empty());
  CHECK(project.told() == "+a -a +b -b +c -c +a -a +b -b +c -c +c -c +b -b +a -a ");
}

TEST_CASE("a script that fails is told with its place, its SQLSTATE and sqitch's words") {
  const auto* server = ready_server();
  if (server == nullptr) return;
  Project project({"a", "b"});
  project.write("deploy", "b", "CREATE TABLE b(x int);\n\nINSERT INTO a VALUES (1),\n ('x');\n");
  const auto database = make_database(*server);
  const RunOutcome outcome = project.runner().upgrade(database, "");
  REQUIRE(outcome.failure.has_value());
  const RunFailure& failure = *outcome.failure;
  CAPTURE(failure.output);
  CHECK(failure.message ==
        "psql:deploy/b.sql:4: ERROR:  invalid input syntax for type integer: \"x\"");
  CHECK(failure.sqlstate == "22P02");
  CHECK(failure.file == "deploy/b.sql");
  CHECK(failure.line == 4);
  CHECK(failure.change == project.id("b"));
  CHECK(failure.output.find("Reverting all changes\n  - a .. ok\nDeploy failed\n") !=
        std::string::npos);
  CHECK(failure.output.find("22P02") == std::string::npos);
  CHECK(outcome.changes.size() == 2);
}

TEST_CASE("a verify script that fails, and a plan that sqitch refuses, are told") {
  const auto* server = ready_server();
  if (server == nullptr) return;
  Project project({"a", "b"});
  project.write("verify", "b", "SELECT 1/0;\n");
  const auto database = make_database(*server);
  CHECK_FALSE(project.runner().upgrade(database, "").failure.has_value());
  const auto verified = project.runner().verify(database);
  REQUIRE(verified->failure.has_value());
  CHECK(verified->failure->message == "psql:verify/b.sql:1: ERROR:  division by zero");
  CHECK(verified->failure->sqlstate == "22012");
  CHECK(verified->failure->change == project.id("b"));

  server->run_sql(name, "UPDATE sqitch.changes SET change_id = repeat('0', 40) WHERE change = 'b'");
  const RunOutcome outcome = project.runner().upgrade(database, "");
  REQUIRE(outcome.failure.has_value());
  CAPTURE(outcome.failure->output);
  CHECK(outcome.failure->message.starts_with("Cannot find change 0000000000"));
}

TEST_CASE("a target's own folders, registry and variables hold, and its database does not") {
  const auto* server = ready_server();
  if (server == nullptr) return;
  Project project({"a"},
                  "[core]\n\tengine = pg\n\ttarget = prod\n[target \"prod\"]\n"
                  "\turi = db:pg://nobody:secret@db.example.com/prod\n\ttop_dir = db\n"
                  "\tplan_file = db/sqitch.plan\n\tregistry = meta\n"
                  "[target \"prod.variables\"]\n\tname = it's \\\"a\\\" # said\n",
                  "db/");
  project.write("deploy", "a", "CREATE TABLE a(); COMMENT ON TABLE a IS :'name';\n");
  const auto database = make_database(*server);
  const RunOutcome outcome = project.runner().upgrade(database, "");
  CAPTURE(outcome.failure.value_or(RunFailure{}).output);
  CHECK_FALSE(outcome.failure.has_value());
  CHECK(server->run_sql(name, "SELECT obj_description('a'::regclass)") == "it's \"a\"");
  CHECK(server->run_sql(name, "SELECT count(*) FROM meta.changes") == "1");
}

TEST_CASE("the host's settings do not reach it, and a password is in no argument") {
  const auto* server = ready_server();
  if (server == nullptr) return;
  Project project({"a"});
  project.write("deploy", "a", "\\! env | grep -E '^(PG|SQITCH_)' | sort >&2\n\\! ps -ef >&2\n");
  server->create_database(name);
  ::setenv("SQITCH_TARGET", "db:pg://nobody@db.example.com/x", 1);
  ::setenv("PGOPTIONS", "-c default_transaction_read_only=on", 1);
  const auto database = postgres::TestDatabase::at("postgresql://postgres:very%3Asecret@/" + name +
                                                   "?host=" + server->folder());
  const RunOutcome outcome = project.runner().upgrade(database, "");
  project.write("revert", "a", "SELECT 1/0;\n\\! ps -ef\n");
  ::unsetenv("SQITCH_TARGET");
  ::unsetenv("PGOPTIONS");
  CHECK_FALSE(outcome.failure.has_value());
  project.write("revert", "a",
                "\\! env | grep -E '^PG' >&2\n\\! ps -ef | grep -c 'very.*secret[@]' >&2\n"
                "SELECT 1/0;\n");
  const RunOutcome reverted = project.runner().downgrade(database, "");
  REQUIRE(reverted.failure.has_value());
  CHECK(reverted.failure->output.find("secret") == std::string::npos);
  CHECK(reverted.failure->output.find("PGPASSFILE=/proc/") != std::string::npos);
  CHECK(reverted.failure->output.find("\n0\n") != std::string::npos);
}

TEST_CASE("a cancelled deploy throws, and psql is gone with it") {
  const auto* server = ready_server();
  if (server == nullptr) return;
  Project project({"a"});
  project.write("deploy", "a", "SELECT pg_sleep(60);\n");
  const auto database = make_database(*server);
  const auto start = std::chrono::steady_clock::now();
  const system::CallScope call(nullptr, 6'000);
  CHECK_THROWS_AS(static_cast<void>(project.runner().upgrade(database, "")), system::Interrupted);
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(20));
  CHECK(is_quiet_soon(*server));
}

TEST_CASE("when the caller is killed, sqitch and its psql end as well") {
  const auto* server = ready_server();
  if (server == nullptr) return;
  Project project({"a"});
  const tests::ScratchFolder folder;
  project.write("deploy", "a",
                "\\! echo $PPID >" + folder.file("pid") + "\nSELECT pg_sleep(60);\n");
  const auto database = make_database(*server);
  const pid_t caller = ::fork();
  if (caller == 0) {
    try {
      static_cast<void>(project.runner().upgrade(database, ""));
    } catch (...) {
      ::_exit(2);
    }
    ::_exit(0);
  }
  const auto is_there = [&] {
    // A zombie, where nobody reaps orphans, is no process that runs.
    const std::string asked = "test -s " + folder.file("pid") + " && ps -o stat= -p $(cat " +
                              folder.file("pid") + ") | grep -vc '^Z' || true";
    return system::run_process({"sh", "-c", asked}).output == "1\n";
  };
  for (int round = 0; round < 1'000 && !is_there(); ++round)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  REQUIRE(is_there());
  ::kill(caller, SIGKILL);
  ::waitpid(caller, nullptr, 0);
  for (int round = 0; round < 300 && is_there(); ++round)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  CHECK_FALSE(is_there());
}

TEST_CASE("a missing program is named with what to install") {
  Project project({"a"});
  const tests::ScratchFolder folder;
  folder.write("sqitch.plan", "%syntax-version=1.0.0\n%project=p\n");
  const auto tree = adapter().open({folder.path(), "sqitch.plan"}, {});
  try {
    static_cast<void>(tree->make_runner({.interpreter = "no-sqitch-here"}));
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.status() == Status::tool);
    CHECK(error.fields().message == "\"no-sqitch-here\" is not there");
    CHECK(error.fields().hint.find("libdbd-pg-perl") != std::string::npos);
  }
}

}  // namespace plumbline::adapters::sqitch
