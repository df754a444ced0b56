#include <doctest/doctest.h>

#include "adapters/sqlx/adapter.hpp"
#include "lib/adapters/sqlx/case_folder.hpp"

namespace plumbline::tests::sqlx {

namespace {

std::vector<adapters::Place> detected(const std::filesystem::path& path) {
  const system::Folder folder(path.string());
  return adapters::sqlx::adapter().detect(folder, folder.entries());
}

adapters::Place named(const std::filesystem::path& path) {
  return adapters::sqlx::adapter().place_of(path.string());
}

}  // namespace

TEST_CASE("a folder gives itself away by migrations/ or sqlx.toml") {
  const TemporaryFolder folder;
  const auto& root = folder.path();
  write_text(root / "app/migrations/1_a.sql", "");
  write_text(root / "toml/sqlx.toml", "[migrate]\nmigrations-dir = 'db'\n");
  write_text(root / "django/migrations/0001_initial.py", "");
  write_text(root / "init.d/01_init.sql", "");
  write_text(root / "words/migrations/seed_data.sql", "");
  CHECK(detected(root / "app") ==
        std::vector{adapters::Place{(root / "app").string(), "migrations"}});
  CHECK(detected(root / "app/migrations") ==
        std::vector{adapters::Place{(root / "app/migrations").string(), "."}});
  CHECK(detected(root / "toml") ==
        std::vector{adapters::Place{(root / "toml").string(), "sqlx.toml"}});
  CHECK(detected(root / "django").empty());
  CHECK(detected(root / "init.d").empty());  // files for a server's first start look the same
  CHECK(detected(root / "words").empty());
  CHECK(detected(root).empty());
}

TEST_CASE("a user who names sqlx means migrations/, or the folder itself when it holds the files") {
  const TemporaryFolder folder;
  const auto& root = folder.path();
  write_text(root / "app/migrations/1_a.sql", "");
  write_text(root / "bare/1_a.sql", "");
  write_text(root / "none/README", "");
  std::filesystem::create_directories(root / "empty/migrations");
  CHECK(named(root / "app") == adapters::Place{(root / "app").string(), "migrations"});
  CHECK(named(root / "app/migrations") == adapters::Place{(root / "app/migrations").string(), "."});
  CHECK(named(root / "app/migrations/1_a.sql") ==
        adapters::Place{(root / "app/migrations").string(), "."});
  CHECK(named(root / "bare") == adapters::Place{(root / "bare").string(), "."});
  CHECK(named(root / "none") == adapters::Place{(root / "none").string(), "migrations"});
  CHECK(named(root / "empty") == adapters::Place{(root / "empty").string(), "migrations"});
  CHECK(named(root / "empty/migrations") ==
        adapters::Place{(root / "empty/migrations").string(), "."});
  CHECK(named(root / "gone").root == "");
}

TEST_CASE("the folder that sqlx.toml names is read, and the file counts for it from inside too") {
  const TemporaryFolder folder;
  const auto& root = folder.path();
  write_text(root / "sqlx.toml", "[migrate]\nmigrations-dir = 'db'\nignored-chars = [\"\\r\"]\n");
  write_text(root / "db/5_e.sql", "a\r\n");
  write_text(root / "migrations/1_a.sql", "a\r\n");
  const adapters::Adapter& adapter = adapters::sqlx::adapter();
  const auto whole = adapter.open(named(root), {});
  REQUIRE(whole->plan().changes.size() == 1);
  CHECK(whole->plan().changes[0].where.file == "db/5_e.sql");

  const auto inside = adapter.open(named(root / "db"), {});
  REQUIRE(inside->plan().changes.size() == 1);
  CHECK(inside->plan().changes[0].deploy.checksum == whole->plan().changes[0].deploy.checksum);

  const auto other = adapter.open(named(root / "migrations"), {});
  REQUIRE(other->plan().changes.size() == 1);
  CHECK(other->plan().changes[0].deploy.checksum != whole->plan().changes[0].deploy.checksum);
}

}  // namespace plumbline::tests::sqlx
