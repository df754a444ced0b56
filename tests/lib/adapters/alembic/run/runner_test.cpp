/// Ways in which a tree comes to its URL, and what the driver does besides running revisions: which
/// connections it refuses, how it ends, what it traces.
#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <string>
#include <thread>
#include <vector>

#include "fixture.hpp"
#include "plumbline/cancel.hpp"
#include "plumbline/error.hpp"
#include "support/shared_server.hpp"
#include "support/skip.hpp"
#include "system/interruption.hpp"

namespace plumbline::adapters::alembic {

namespace {

using Variables = std::map<std::string, std::string>;

const std::string database_name = "plumb_alembic_run";

/// Connects to what the expression `url` gives, as the generic template does.
std::string environment_of(const std::string& url, const std::string& before = "") {
  return "import os\nfrom alembic import context\nfrom sqlalchemy import create_engine, pool\n"
         "config = context.config\n" +
         before + "\nengine = create_engine(" + url +
         ", poolclass=pool.NullPool)\n"
         "with engine.connect() as connection:\n"
         "    context.configure(connection=connection)\n"
         "    with context.begin_transaction():\n"
         "        context.run_migrations()\n";
}

/// A tree of revisions 1, 2, 3… with these upgrade bodies.
class SmallTree {
 public:
  SmallTree(const std::string& environment, const std::vector<std::string>& bodies,
            const std::string& url = "") {
    folder_.write("alembic.ini", "[alembic]\nscript_location = %(here)s/m\npath_separator = os\n" +
                                     (url.empty() ? "" : "sqlalchemy.url = " + url + "\n"));
    folder_.write("m/env.py", environment);
    for (std::size_t i = 0; i < bodies.size(); ++i) write(i + 1, bodies[i]);
  }

  void write(std::size_t number, const std::string& body) const {
    const std::string down = number == 1 ? "None" : "'" + std::to_string(number - 1) + "'";
    folder_.write(
        "m/versions/" + std::to_string(number) + "_step.py",
        "\"\"\"step\"\"\"\nfrom alembic import op\nimport sqlalchemy as sa\nrevision = '" +
            std::to_string(number) + "'\ndown_revision = " + down + "\n\ndef upgrade():\n    " +
            body + "\n\ndef downgrade():\n    pass\n");
  }

  Runner& runner(const RunnerOptions& options = {}, const Variables& host = {}) {
    Variables environment = system::Environment().all();
    for (const auto& [name, value] : host) environment[name] = value;
    tree_ = adapter().open({folder_.path(), "alembic.ini"},
                           {.environment = system::Environment(environment)});
    runner_ = tree_->make_runner(options);
    return *runner_;
  }
  [[nodiscard]] const tests::ScratchFolder& folder() const { return folder_; }

 private:
  tests::ScratchFolder folder_;
  std::unique_ptr<adapters::Tree> tree_;
  std::unique_ptr<Runner> runner_;
};

const std::string make_table = "op.create_table('t', sa.Column('id', sa.Integer))";

const tests::PostgresServer* ready_server() {
  if (missing_alembic().empty()) return tests::shared_server();
  tests::skip_case(missing_alembic());
  return nullptr;
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
  return server.run_sql(database_name,
                        "SELECT coalesce(string_agg(relname, ' ' ORDER BY relname), '') FROM "
                        "pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace");
}

}  // namespace

TEST_CASE("the URL goes in the way that the tree is configured for") {
  const auto* server = ready_server();
  if (server == nullptr) return;
  struct Row {
    std::string name;
    std::string url;  // of env.py
    std::string before;
    RunnerOptions options;
    Variables host;
  };
  const std::vector<Row> rows = {
      {"ini", "config.get_main_option('sqlalchemy.url')", "", {}, {}},
      {"section", "config.get_section('alembic')['sqlalchemy.url']", "", {}, {}},
      {"url_env", "os.environ['CONSOLE_DB_URL']", "", {}, {}},
      {"the ini wins no longer",
       "url",
       "url = os.environ.get('DATABASE_URL') or 'postgresql:///x'",
       {},
       {}},
      {"-x", "x['db_url']", "x = context.get_x_argument(as_dictionary=True)", {}, {}},
      {"-x as told",
       "x['where']",
       "x = context.get_x_argument(as_dictionary=True)",
       {.arguments = {"where={url}"}},
       {}},
      {"a variable as told", "os.environ['WHERE']", "", {.environment = {{"WHERE", "{url}"}}}, {}},
      {"a variable of the host's that leads elsewhere",
       "os.environ['WHERE']",
       "",
       {},
       {{"WHERE", "postgresql+psycopg2://u:p@db.example.com/prod"}}},
      {"parts",
       "f'postgresql+psycopg2://{user}:@{host}:{port}/{name}'",
       "user, host = os.environ['DB_USER'], os.environ['DB_HOST']\n"
       "port, name = os.environ['DB_PORT'], os.environ['DB_NAME']",
       {},
       {}},
      {"libpq's own settings", "'postgresql+psycopg2://'", "", {}, {}},
      {"a creator",
       "'postgresql+psycopg2://', creator=lambda: psycopg2.connect(url)",
       "import psycopg2\nurl = os.environ['DATABASE_URL'].replace('+psycopg2', '')",
       {},
       {}},
  };
  for (const Row& row : rows) {
    SUBCASE(row.name.c_str()) {
      SmallTree tree(environment_of(row.url, row.before), {make_table},
                     "postgresql://nobody@db.example.com/prod");
      const auto database = make_database(*server, database_name);
      const RunOutcome outcome = tree.runner(row.options, row.host).upgrade(database, "");
      CAPTURE(outcome.failure.value_or(RunFailure{}).output);
      CHECK_FALSE(outcome.failure.has_value());
      CHECK(tables(*server) == "alembic_version t");
    }
  }
}

TEST_CASE("any other connection is refused, whoever makes it") {
  const auto* server = ready_server();
  if (server == nullptr) return;
  server->create_database("plumb_alembic_other");
  const std::string plain = server->uri("plumb_alembic_other");
  const std::string other = "postgresql+psycopg2" + plain.substr(plain.find("://"));
  struct Row {
    std::string name;
    std::string before;
    std::string url;
    std::string body;
    std::string where;
  };
  const std::string own = "os.environ['DATABASE_URL']";
  const std::vector<Row> rows = {
      {"a URL that is built in", "", "'" + other + "'", make_table, "plumb_alembic_other"},
      {"a host that is built in", "", "'postgresql+psycopg2://u:secret@db.example.com:5433/prod'",
       make_table, "\"prod\" on \"db.example.com\" port 5433"},
      {"another tool's file", "", "'sqlite:////tmp/x.db'", make_table, "\"x.db\" on \"sqlite\""},
      {"a retry loop",
       "import time\nfor _ in range(100):\n    try:\n        create_engine('" + other +
           "').connect()\n    except Exception:\n        time.sleep(1)\n",
       own, make_table, "plumb_alembic_other"},
      {"a bare except", "try:\n    create_engine('" + other + "').connect()\nexcept:\n    pass\n",
       own, make_table, "plumb_alembic_other"},
      {"psycopg2 in a revision", "", own, "import psycopg2; psycopg2.connect('" + plain + "')",
       "plumb_alembic_other"},
      {"a creator", "import psycopg2", own + ", creator=lambda: psycopg2.connect('" + plain + "')",
       make_table, "plumb_alembic_other"},
      {"another address for the same name", "os.environ['PGHOSTADDR'] = '127.0.0.1'", own,
       make_table, "PGHOSTADDR"},
      {"another user", "", own + ".replace('postgres@', 'other@')", make_table,
       "plumb_alembic_run"},
  };
  for (const Row& row : rows) {
    SUBCASE(row.name.c_str()) {
      SmallTree tree(environment_of(row.url, row.before), {row.body});
      const auto database = make_database(*server, database_name);
      const RunOutcome outcome = tree.runner().upgrade(database, "");
      REQUIRE(outcome.failure.has_value());
      CAPTURE(outcome.failure->output);
      CHECK(outcome.failure->rule == "gate/wrong-database");
      CHECK(outcome.failure->message.find(row.where) != std::string::npos);
      CHECK(outcome.failure->message.find("secret") == std::string::npos);
      CHECK(server->run_sql("plumb_alembic_other",
                            "SELECT count(*) FROM pg_class WHERE relname = 'alembic_version'") ==
            "0");
    }
  }
}

TEST_CASE("what a module keeps of an earlier database leads to the present one") {
  const auto* server = ready_server();
  if (server == nullptr) return;
  SmallTree tree(environment_of("settings.URL", "from app import settings"), {make_table});
  tree.folder().write("app/__init__.py", "");
  tree.folder().write("app/settings.py", "import os\nURL = os.environ['DATABASE_URL']\n");
  tree.folder().write("alembic.ini",
                      "[alembic]\nscript_location = %(here)s/m\nprepend_sys_path = .\n"
                      "path_separator = os\n");
  server->create_database("plumb_alembic_first");
  const auto first = postgres::TestDatabase::at(server->uri("plumb_alembic_first"));
  const auto database = make_database(*server, database_name);
  Runner& runner = tree.runner();
  CHECK_FALSE(runner.upgrade(first, "").failure.has_value());
  const RunOutcome outcome = runner.upgrade(database, "");
  CAPTURE(outcome.failure.value_or(RunFailure{}).output);
  CHECK_FALSE(outcome.failure.has_value());
  CHECK(tables(*server) == "alembic_version t");
}

TEST_CASE("the step's end comes through in the middle of a statement, and the next step runs") {
  const auto* server = ready_server();
  if (server == nullptr) return;
  SmallTree tree(environment_of("os.environ['DATABASE_URL']"),
                 {make_table, "op.execute('SELECT pg_sleep(60)')"});
  const auto database = make_database(*server, database_name);
  Cancel cancel;
  Runner& runner = tree.runner({.on_change = [&](const ChangeRun& change, bool) {
    if (change.change == "2") cancel.request();
  }});
  const auto start = std::chrono::steady_clock::now();
  {
    const system::CallScope call(&cancel, 0);
    CHECK_THROWS_AS(static_cast<void>(runner.upgrade(database, "")), system::Interrupted);
  }
  {
    const system::CallScope call(nullptr, 1'500);
    CHECK_THROWS_AS(static_cast<void>(runner.upgrade(database, "")), system::Interrupted);
  }
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(20));
  CHECK(is_quiet_soon(*server));
  const auto next = make_database(*server, database_name + "_next");
  CHECK_FALSE(runner.upgrade(next, "1").failure.has_value());
}

TEST_CASE("what a callback throws ends the run") {
  const auto* server = ready_server();
  if (server == nullptr) return;
  SmallTree tree(environment_of("os.environ['DATABASE_URL']"), {make_table});
  const auto database = make_database(*server, database_name);
  Runner& runner = tree.runner({.on_change = [](const ChangeRun&, bool) { throw 7; }});
  CHECK_THROWS_AS(static_cast<void>(runner.upgrade(database, "")), int);
}

TEST_CASE("a Python that ends by itself is a red step, and a clean exit is no green one") {
  const auto* server = ready_server();
  if (server == nullptr) return;
  struct Row {
    std::string body;
    std::string message;
  };
  const std::vector<Row> rows = {
      {"import os; os._exit(0)", "Python ended with exit status 0"},
      {"import os; os.kill(os.getpid(), 11)", "Python ended by signal 11"},
      {"raise SystemExit(0)", "SystemExit: 0"},
      {"raise ValueError('two\\nlines')", "ValueError: two"},
      {"import no_such_module", "ModuleNotFoundError: No module named 'no_such_module'"},
  };
  for (const Row& row : rows) {
    SUBCASE(row.body.c_str()) {
      SmallTree tree(environment_of("os.environ['DATABASE_URL']"), {row.body});
      const auto database = make_database(*server, database_name);
      const RunOutcome outcome = tree.runner().upgrade(database, "");
      REQUIRE(outcome.failure.has_value());
      CHECK(outcome.failure->message == row.message);
      CHECK(outcome.failure->change == "1");
      CHECK(outcome.failure->file == "m/versions/1_step.py");
    }
  }
}

TEST_CASE("a revision that is no Python is told with its line") {
  if (!missing_alembic().empty()) return tests::skip_case(missing_alembic());
  SmallTree tree(environment_of("os.environ['DATABASE_URL']"), {"x = = 1"});
  std::vector<std::string> heads;
  const RunOutcome outcome = tree.runner().check_heads(heads);
  REQUIRE(outcome.failure.has_value());
  CHECK(outcome.failure->message == "SyntaxError: invalid syntax");
  CHECK(outcome.failure->file == "m/versions/1_step.py");
  CHECK(outcome.failure->line == 8);
}

TEST_CASE("statements are traced with what they lock, write anew and touch") {
  const auto* server = ready_server();
  if (server == nullptr) return;
  SmallTree tree(environment_of("os.environ['DATABASE_URL']"),
                 {"op.execute('CREATE TABLE big AS SELECT g FROM generate_series(1, 10) g')",
                  "op.execute('UPDATE big SET g = 1 WHERE g < 4')\n    "
                  "op.alter_column('big', 'g', type_=sa.BigInteger())\n    "
                  "op.execute('CREATE TABLE other (x int)')"});
  const auto database = make_database(*server, database_name);
  Runner& runner = tree.runner({.with_trace = true});
  RunOutcome outcome = runner.upgrade(database, "1");
  CAPTURE(outcome.failure.value_or(RunFailure{}).output);
  CHECK_FALSE(outcome.failure.has_value());
  outcome = runner.upgrade(database, "");
  REQUIRE(outcome.changes.size() == 1);
  const auto& statements = outcome.changes[0].statements;
  REQUIRE(statements.size() == 3);
  CHECK(statements[0].rows == 3);
  REQUIRE(statements[0].locks.size() == 1);
  CHECK(statements[0].locks[0].mode == "RowExclusiveLock");
  CHECK(statements[0].locks[0].object == "public.big");
  CHECK(statements[0].rewrites.empty());
  CHECK(statements[0].file == "m/versions/2_step.py");
  CHECK(statements[0].line == 8);
  CHECK(statements[1].sql == "ALTER TABLE big ALTER COLUMN g TYPE BIGINT");
  CHECK(statements[1].line == 9);
  const auto& locks = statements[1].locks;
  const auto strongest = std::ranges::find(locks, "AccessExclusiveLock", &HeldLock::mode);
  REQUIRE(strongest != locks.end());
  CHECK(strongest->object == "public.big");
  CHECK(strongest->held_us >= statements[1].duration_us);
  CHECK(statements[1].rewrites == std::vector<std::string>{"public.big"});
  CHECK(statements[2].locks.empty());
}

TEST_CASE("when the caller is killed, its Python ends as well") {
  const auto* server = ready_server();
  if (server == nullptr) return;
  SmallTree tree(environment_of("os.environ['DATABASE_URL']"),
                 {"import os; open('pid', 'w').write('%d ' % os.getpid())\n    "
                  "op.execute('SELECT pg_sleep(60)')"});
  const auto database = make_database(*server, database_name);
  const pid_t caller = ::fork();
  if (caller == 0) {
    try {
      static_cast<void>(tree.runner().upgrade(database, ""));
    } catch (...) {
      ::_exit(2);
    }
    ::_exit(0);
  }
  pid_t python = 0;
  for (int round = 0; round < 1'500 && python == 0; ++round) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    if (FILE* file = std::fopen(tree.folder().file("pid").c_str(), "r"); file != nullptr) {
      if (std::fscanf(file, "%d ", &python) != 1) python = 0;
      std::fclose(file);
    }
  }
  REQUIRE(python > 0);
  ::kill(caller, SIGKILL);
  ::waitpid(caller, nullptr, 0);
  const auto is_there = [&] {
    // A zombie, where nobody reaps orphans, is no process that runs.
    const auto asked = system::run_process(
        {"sh", "-c", "ps -o stat= -p " + std::to_string(python) + " | grep -vc '^Z' || true"});
    return asked.output == "1\n";
  };
  for (int round = 0; round < 300 && is_there(); ++round)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  CHECK_FALSE(is_there());
}

TEST_CASE("a Python without alembic is named with what to install") {
  if (!missing_alembic().empty()) return tests::skip_case(missing_alembic());
  SmallTree tree(environment_of("os.environ['DATABASE_URL']"), {make_table});
  tree.folder().write("python", "#!/bin/sh\nexec python3 -S -E \"$@\"\n");
  std::filesystem::permissions(tree.folder().file("python"), std::filesystem::perms::owner_all);
  std::vector<std::string> heads;
  try {
    static_cast<void>(
        tree.runner({.interpreter = tree.folder().file("python")}).check_heads(heads));
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.status() == Status::tool);
    CHECK(error.fields().message.find("cannot import \"alembic\"") != std::string::npos);
    CHECK(error.fields().hint.find("pip install alembic") != std::string::npos);
  }
  CHECK_THROWS_AS(static_cast<void>(tree.runner({.interpreter = "./none"})), Error);
}

}  // namespace plumbline::adapters::alembic
