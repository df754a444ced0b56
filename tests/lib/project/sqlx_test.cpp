/// sqlx's migrations through the public functions. What they say and leave is shown by
/// tests/lib/adapters/sqlx and tests/scripts/sqlx-run.txtar.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "lib/postgres/cluster/surroundings.hpp"
#include "lib/postgres/database.hpp"
#include "plumbline/sqlx_runner.hpp"
#include "support/scratch_folder.hpp"
#include "support/skip.hpp"

namespace plumbline::tests {

namespace {

Repository open(const ScratchFolder& folder) {
  OpenOptions options;
  options.environment.emplace();
  return Repository::open(folder.path(), options);
}

}  // namespace

TEST_CASE("a database of an own server needs no mark, any other one does") {
  use_own_cache();
  if (!missing_programs().empty()) return skip_case(missing_programs());
  const ScratchFolder folder;
  folder.write("migrations/1_a.up.sql", "CREATE TABLE a (x int)");
  folder.write("migrations/1_a.down.sql", "DROP TABLE a");
  folder.write("migrations/2_b.sql", "CREATE TABLE b (x int);\nSELECT nobody;");
  const Repository repository = open(folder);
  const Project& project = repository.projects().front();
  const ServerPlace place;
  ServerOptions where;
  where.directory = place.path();
  const Server server = Server::start(where);
  SqlxOptions options;
  options.server = &server;
  std::vector<std::string> notes;
  options.control.on_event = [&](const Event& event) {
    notes.push_back(event.message);
    return true;
  };

  const SqlxResult up = run_sqlx(project, "postgres", options);
  CHECK(!up.passed);
  CHECK(
      up.error.starts_with("while executing migration 2: error returned from database: column "
                           "\"nobody\" does not exist"));
  CHECK(up.sqlstate == "42703");
  CHECK(up.where.file == "migrations/2_b.sql");
  CHECK(up.where.line == 2);
  CHECK(up.statement == "SELECT nobody");
  CHECK(up.changes.size() == 2);
  CHECK(notes == std::vector<std::string>{"1 a", "2 b"});
  Target target = Target::open(server.uri());
  CHECK(inspect_sqlx(project, target).output == "1/installed a\n2/pending b\n");
  CHECK(inspect_sqlx(project, "postgres", options).output == "1/installed a\n2/pending b\n");
  CHECK(revert_sqlx(project, "postgres", options).passed);
  CHECK(skip_sqlx(project, "postgres", options).passed);
  CHECK(run_sql_at(server.uri(), "SELECT count(*), min(execution_time) FROM _sqlx_migrations") ==
        "2|-1");

  options.server = nullptr;
  CHECK(error_of([&] { run_sqlx(project, server.uri(), options); }).status() == Status::refused);
}

TEST_CASE("wishes that the rules or the tree do not know are refused") {
  const ScratchFolder folder;
  folder.write("migrations/1_a.sql", "SELECT 1");
  const Repository repository = open(folder);
  SqlxOptions options;
  options.dry_run = true;
  const Project& project = repository.projects().front();
  CHECK(error_of([&] { run_sqlx(project, "", options); }).status() == Status::argument);

  const ScratchFolder other;
  other.write("sqitch.plan", "%project=other\n");
  const Repository sqitch = open(other);
  const Error error = error_of([&] { run_sqlx(sqitch.projects().front(), ""); });
  CHECK(error.status() == Status::argument);
  CHECK(error.fields().message == "the tree at \".\" is one of sqitch, not of sqlx");
}

}  // namespace plumbline::tests
