/// What sqlx sends for a migration.
#include <doctest/doctest.h>

#include "adapters/sqlx/adapter.hpp"
#include "support/scratch_folder.hpp"

using namespace plumbline;
using plumbline::tests::ScratchFolder;

TEST_CASE("a migration is one message, in a transaction unless its first bytes say otherwise") {
  const ScratchFolder folder;
  folder.write("migrations/1_a.up.sql", "-- no-transaction\nCREATE INDEX i ON t (a)\n;;SELECT 2");
  folder.write("migrations/1_a.down.sql", " -- no-transaction\nDROP INDEX i;");
  folder.write("migrations/2_b.up.sql", "\\i x\nSELECT 1;");
  folder.write("migrations/2_b.down.sql", "");
  const adapters::Adapter& sqlx = adapters::sqlx::adapter();
  const auto tree = sqlx.open(sqlx.place_of(folder.path()), {});
  const auto& changes = tree->plan().changes;
  const StatementList up = tree->statements(changes[0], Direction::deploy);
  CHECK(up.file == "migrations/1_a.up.sql");
  CHECK_FALSE(up.in_transaction);
  CHECK(up.one_message);
  REQUIRE(up.statements.size() == 2);
  CHECK(up.statements[0].sql == "CREATE INDEX i ON t (a)");
  CHECK(up.statements[0].where == Position{"migrations/1_a.up.sql", 2, 1, 18});
  CHECK(up.statements[0].end_line == 3);
  CHECK(up.statements[1].end_line == 3);
  const StatementList down = tree->statements(changes[0], Direction::revert);
  CHECK(down.in_transaction);
  CHECK(down.statements.front().sql == "DROP INDEX i");
  CHECK(tree->statements(changes[0], Direction::verify).file.empty());
  CHECK(tree->statements(changes[1], Direction::deploy).statements.front().sql ==
        "\\i x\nSELECT 1");
  CHECK(tree->statements(changes[1], Direction::revert).file == "migrations/2_b.down.sql");
}
