/// What rows mean beside files, without a server. The words are those of the database cases.
#include <doctest/doctest.h>

#include <algorithm>

#include "adapters/sqlx/registry.hpp"
#include "adapters/sqlx/tree.hpp"
#include "lib/adapters/sqlx/case_folder.hpp"
#include "system/digest.hpp"

namespace plumbline::tests::sqlx {

using adapters::sqlx::Config;
using adapters::sqlx::RecordedMigration;
using adapters::sqlx::RecordedState;
using adapters::sqlx::Resolution;

namespace {

/// Two files, and rows to be judged beside them.
struct Bench {
  TemporaryFolder folder;
  Config config;
  RecordedState state;

  Bench() {
    write("1_a.sql", "SELECT 1;\n");
    write("2_b.sql", "SELECT 2;\nSELECT 3;\n");
    state.exists = true;
    state.table = "public._sqlx_migrations";
  }
  void write(const std::string& name, std::string_view text) const {
    write_text(folder.path() / "migrations" / name, text);
  }
  RecordedMigration& add_row(std::int64_t version, std::string description, std::string_view text) {
    RecordedMigration row;
    row.version = version;
    row.description = std::move(description);
    row.checksum = system::sha384_hex(text);
    row.execution_time = 1000;
    return state.rows.emplace_back(std::move(row));
  }
  [[nodiscard]] Registry judged(bool with_attributes = true) const {
    const std::string root = folder.path().string();
    const Resolution resolution = adapters::sqlx::resolve({.root = root,
                                                           .directory = "migrations",
                                                           .ignored_chars = config.ignored_chars,
                                                           .limits = {}});
    const Plan plan = adapters::sqlx::make_plan(resolution, config, {.directory = "migrations"});
    return adapters::sqlx::judge({.plan = plan,
                                  .resolution = resolution,
                                  .config = config,
                                  .root = root,
                                  .directory = "migrations",
                                  .limits = {},
                                  .with_attributes = with_attributes},
                                 state);
  }
};

std::string words(const std::optional<ToolSays>& says) { return says ? says->message : ""; }

}  // namespace

TEST_CASE("a row's attributes are there unless nobody shows them") {
  Bench bench;
  bench.add_row(1, "a", "SELECT 1;\n");
  const std::vector<Attribute> attributes = bench.judged().rows.at(0).attributes;
  CHECK(attributes == std::vector<Attribute>{{"execution_time", "1000", {}}});
  CHECK(bench.judged(false).rows.at(0).attributes.empty());
}

TEST_CASE("a row says what alone lies between it and its file") {
  struct Case {
    const char* ran;
    const char* difference;
  };
  constexpr Case cases[] = {
      {"SELECT 2;\r\nSELECT 3;\r\n", "line ends"},
      {"SELECT 2;\nSELECT 3;", "the final newline"},
      {"\xEF\xBB\xBFSELECT 2;\nSELECT 3;\n", "the byte order mark"},
      {"SELECT 2;\nSELECT 4;\n", ""},
      {"SELECT 2;\nSELECT 3;\n", ""},  // nothing differs
  };
  for (const Case& row : cases) {
    CAPTURE(std::string(row.ran));
    Bench bench;
    bench.add_row(1, "a", "SELECT 1;\n");
    bench.add_row(2, "b", row.ran);
    const Registry registry = bench.judged();
    REQUIRE(registry.rows.size() == 2);
    CHECK(registry.rows[1].difference == row.difference);
    CHECK(registry.applied == std::vector<std::string>{"1", "2"});
    CHECK(registry.current == std::vector<std::size_t>{1});
  }
}

TEST_CASE("a row from before sqlx.toml ignored characters says so") {
  Bench bench;
  bench.config.ignored_chars = {U'\n'};
  bench.add_row(1, "a", "SELECT 1;\n");
  const Registry registry = bench.judged();
  CHECK(registry.rows[0].difference == "the characters that sqlx.toml ignores now");
  CHECK(words(registry.refusal) == "migration 1 was previously applied but has been modified");
}

TEST_CASE("sqlx stops at the first of: dirty, missing, modified, twice") {
  Bench bench;
  bench.write("02_c.sql", "SELECT 9;\n");
  CHECK(words(bench.judged().refusal) ==
        "while executing migrations: error returned from database: duplicate key value violates "
        "unique constraint \"_sqlx_migrations_pkey\"");
  bench.add_row(1, "a", "something else");
  CHECK(words(bench.judged().refusal) ==
        "migration 1 was previously applied but has been modified");
  bench.add_row(7, "lost", "");
  CHECK(words(bench.judged().refusal) ==
        "migration 7 was previously applied but is missing in the resolved migrations");
  bench.add_row(8, "lost too", "").success = false;
  const Registry registry = bench.judged();
  CHECK(words(registry.refusal) ==
        "migration 8 is partially applied; fix and remove row from `_sqlx_migrations` table");
  // Each row keeps what sqlx would say of it.
  REQUIRE(registry.rows.size() == 3);
  CHECK(words(registry.rows[0].refusal) ==
        "migration 1 was previously applied but has been modified");
  CHECK(words(registry.rows[1].refusal) ==
        "migration 7 was previously applied but is missing in the resolved migrations");
}

TEST_CASE("what this role may not do is said when the rows stop nothing") {
  Bench bench;
  bench.state.no_right_to_create = "permission denied for schema public";
  CHECK(words(bench.judged().refusal) ==
        "while executing migrations: error returned from database: permission denied for schema "
        "public");
  bench.add_row(7, "lost", "");
  CHECK(words(bench.judged().refusal) ==
        "migration 7 was previously applied but is missing in the resolved migrations");
}

TEST_CASE("the right to record counts only when there is something to record") {
  Bench bench;
  bench.state.no_right_to_record = "permission denied for table _sqlx_migrations";
  bench.add_row(1, "a", "SELECT 1;\n");
  CHECK(words(bench.judged().refusal) ==
        "while executing migrations: error returned from database: permission denied for table "
        "_sqlx_migrations");
  bench.add_row(2, "b", "SELECT 2;\nSELECT 3;\n");
  CHECK(words(bench.judged().refusal) == "");
}

TEST_CASE("a row without its time, and one of another name, are remarks at the file") {
  Bench bench;
  bench.add_row(1, "first", "SELECT 1;\n").execution_time = -1;
  bench.add_row(2, "b", "SELECT 2;\nSELECT 3;\n");
  const Registry registry = bench.judged();
  REQUIRE(registry.findings.size() == 2);
  CHECK(registry.findings[0].rule == "registry/interrupted");
  CHECK(registry.findings[0].severity == Severity::info);
  CHECK(registry.findings[0].where.file == "migrations/1_a.sql");
  CHECK(registry.findings[1].rule == "registry/renamed");
  CHECK(registry.findings[1].message ==
        "version 1 is recorded as \"first\", its file now says \"a\"");
  CHECK(!registry.refusal);
}

}  // namespace plumbline::tests::sqlx
