/// What psql sends for a sqitch change.
#include <doctest/doctest.h>

#include "adapters/sqitch/adapter.hpp"
#include "support/scratch_folder.hpp"

using namespace plumbline;
using plumbline::tests::ScratchFolder;

namespace {

std::unique_ptr<adapters::Tree> open(const ScratchFolder& folder) {
  const adapters::Adapter& sqitch = adapters::sqitch::adapter();
  adapters::TreeOptions options;
  return sqitch.open(sqitch.place_of(folder.path()), options);
}

constexpr const char* plan_text =
    "%syntax-version=1.0.0\n%project=shop\n\n"
    "users 2024-03-01T10:00:00Z Ada <ada@example.com> # Users\n"
    "gone 2024-03-02T10:00:00Z Ada <ada@example.com> # No files\n";

}  // namespace

TEST_CASE("a script is read with the variables of configuration, target and sqitch itself") {
  const ScratchFolder folder;
  folder.write("sqitch.conf",
               "[core]\n\tengine = pg\n[engine \"pg\"]\n\tregistry = audit\n\ttarget = shop\n"
               "[target \"shop\"]\n\turi = db:pg:shop\n"
               "[core \"variables\"]\n\ta = core\n\tb = core\n"
               "[deploy \"variables\"]\n\tb = deploy\n\tc = deploy\n\tON_ERROR_STOP = 0\n"
               "[revert \"variables\"]\n\tc = revert\n"
               "[target \"shop.variables\"]\n\td = target\n");
  folder.write("sqitch.plan", plan_text);
  folder.write(
      "deploy/users.sql",
      "-- Deploy users\nBEGIN;\n\\ir ../shared/grants.sql\n"
      "SELECT :'a', :'b', :'c', :'d', :'registry', :'e';\n\\i shared/grants.sql\nCOMMIT;\n");
  folder.write("revert/users.sql", "SELECT :'c';\n");
  folder.write("shared/grants.sql", "\nGRANT SELECT\n  ON t TO u;\n");
  const auto tree = open(folder);
  const Change& users = tree->plan().changes[0];
  const StatementList list = tree->statements(users, Direction::deploy);
  CHECK(list.file == "deploy/users.sql");
  CHECK_FALSE(list.in_transaction);
  REQUIRE(list.statements.size() == 5);
  CHECK(list.statements[0].where == Position{"deploy/users.sql", 2, 1, 16});
  CHECK(list.statements[0].sql == "BEGIN");
  CHECK_FALSE(list.statements[0].goes_on);
  CHECK(list.statements[1].where == Position{"shared/grants.sql", 2, 1, 1});
  CHECK(list.statements[1].end_line == 3);
  CHECK(list.statements[2].sql == "SELECT 'core', 'deploy', 'deploy', 'target', 'audit', :'e'");
  CHECK(list.statements[3].sql == "GRANT SELECT\n  ON t TO u");
  CHECK(tree->statements(users, Direction::revert).statements.front().sql == "SELECT 'revert'");
  CHECK(tree->statements(users, Direction::verify).file.empty());
  CHECK(tree->statements(tree->plan().changes[1], Direction::deploy).statements.empty());
}

TEST_CASE("an included file that is not there is what psql stops at") {
  const ScratchFolder folder;
  folder.write("sqitch.conf", "[core]\n\tengine = pg\n");
  folder.write("sqitch.plan", plan_text);
  folder.write("deploy/users.sql", "\\i nosuch.sql\nSELECT 1;\n");
  const auto tree = open(folder);
  const StatementList list = tree->statements(tree->plan().changes[0], Direction::deploy);
  REQUIRE(list.statements.size() == 2);
  CHECK(list.statements[0].client_error == "nosuch.sql: No such file or directory");
  CHECK_FALSE(list.statements[0].goes_on);
}
