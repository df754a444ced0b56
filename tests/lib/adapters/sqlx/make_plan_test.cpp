/// What the files alone give, each beside the nearest tree that must stay silent.
#include <doctest/doctest.h>

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "adapters/sqlx/adapter.hpp"
#include "checks/checks.hpp"
#include "lib/adapters/sqlx/case_folder.hpp"

namespace plumbline::tests::sqlx {

namespace {

using File = std::pair<const char*, std::string_view>;
using namespace std::string_view_literals;

/// A tree of these migrations.
struct Folder {
  TemporaryFolder folder;
  std::unique_ptr<adapters::Tree> tree;

  explicit Folder(std::initializer_list<File> files, std::string_view config = "") {
    std::filesystem::create_directories(folder.path() / "migrations");
    for (const auto& [name, content] : files)
      write_text(folder.path() / "migrations" / name, content);
    if (!config.empty()) write_text(folder.path() / "sqlx.toml", config);
    const adapters::Adapter& adapter = adapters::sqlx::adapter();
    tree = adapter.open(adapter.place_of(folder.path().string()), {});
  }

  [[nodiscard]] const Plan& plan() const { return tree->plan(); }
  /// The rules of the plan family alone that find something.
  [[nodiscard]] std::vector<Finding> findings() const {
    return plumbline::checks::check_tree(
        {.plan = &plan(), .settings = nullptr, .registry = nullptr});
  }
  /// Its findings of that rule.
  [[nodiscard]] std::vector<Finding> of(std::string_view rule) const {
    std::vector<Finding> all = findings();
    std::erase_if(all, [&](const Finding& finding) { return finding.rule != rule; });
    return all;
  }
};

}  // namespace

TEST_CASE("a folder becomes a chain of changes") {
  const Folder folder({{"2_b.up.sql", "-- no-transaction\n"},
                       {"2_b.down.sql", ""},
                       {"10_c.up.sql", ""},
                       {"10_c.down.sql", ""},
                       {"1_a_first.up.sql", "SELECT 1;\n"},
                       {"1_a_first.down.sql", ""}});
  const Plan& plan = folder.plan();
  CHECK(plan.tool == "sqlx");
  CHECK(plan.file == "migrations");
  CHECK(plan.traits.linear);
  REQUIRE(plan.changes.size() == 3);
  CHECK(plan.changes[0].id == "1");
  CHECK(plan.changes[0].name == "a first");
  CHECK(plan.changes[0].where.file == "migrations/1_a_first.up.sql");
  CHECK(plan.changes[0].deploy.file == "migrations/1_a_first.up.sql");
  CHECK(plan.changes[0].deploy.checksum.size() == 96);
  CHECK(plan.changes[0].revert.file == "migrations/1_a_first.down.sql");
  CHECK(plan.changes[0].parents.empty());
  CHECK(attribute(plan.changes[1], "type") == "up");
  CHECK(attribute(plan.changes[1], "no_tx") == "true");
  CHECK(plan.changes[1].parents == std::vector<std::string>{"1"});
  CHECK(plan.changes[2].parents == std::vector<std::string>{"2"});
  CHECK(plan.bases == std::vector<std::string>{"1"});
  CHECK(plan.heads == std::vector<std::string>{"10"});
  CHECK(!plan.refusal);
  CHECK(folder.findings().empty());
}

TEST_CASE("checksums are known even to a caller who asks for none: sqlx decides by them") {
  const Folder folder({{"1_a.sql", "SELECT 1;\n"}});
  const adapters::Adapter& adapter = adapters::sqlx::adapter();
  const auto tree = adapter.open(adapter.place_of(folder.folder.path().string()),
                                 {.limits = {}, .environment = {}, .checksums = Checksums::none});
  CHECK(tree->plan().changes[0].deploy.checksum == folder.plan().changes[0].deploy.checksum);
}

TEST_CASE("attributes are left out for those who show none") {
  const Folder folder({{"1_a.sql", "SELECT 1;\n"}});
  const adapters::Adapter& adapter = adapters::sqlx::adapter();
  const auto tree = adapter.open(adapter.place_of(folder.folder.path().string()),
                                 {.limits = {}, .environment = {}, .with_attributes = false});
  CHECK(tree->plan().changes[0].attributes.empty());
  CHECK(folder.plan().changes[0].attributes.size() == 2);
}

TEST_CASE("a change is found by its version, however it is written") {
  const Folder folder({{"007_a.sql", ""}});
  REQUIRE(folder.tree->find("7") != nullptr);
  CHECK(folder.tree->find("7") == folder.tree->find("+007"));
  CHECK(folder.tree->find("8") == nullptr);
  CHECK(folder.tree->find("a") == nullptr);
}

TEST_CASE("two files of one version: the second is told, and what it will meet") {
  const Folder folder({{"2_b.sql", "SELECT 1;\n"}, {"002_c.sql", "SELECT 2;\n"}});
  const auto findings = folder.of("plan/duplicate-version");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].severity == Severity::error);
  CHECK(findings[0].where.file == "migrations/2_b.sql");
  CHECK(findings[0].change == "2");
  CHECK(findings[0].message == "version 2 is claimed by \"002_c.sql\" and by \"2_b.sql\"");
  REQUIRE(findings[0].related.size() == 1);
  CHECK(findings[0].related[0].where.file == "migrations/002_c.sql");
  REQUIRE(findings[0].tool_says.has_value());
  CHECK(findings[0].tool_says->message ==
        "while executing migrations: error returned from database: duplicate key value violates "
        "unique constraint \"_sqlx_migrations_pkey\"");
  CHECK(folder.plan().changes[1].shadowed);
  CHECK(!folder.plan().refusal);  // sqlx sees it only when it runs

  const Folder renamed({{"2_b.sql", ""}, {"002_c.sql", ""}},
                       "[migrate]\ntable-name = 'meta.Done'\n");
  CHECK(renamed.of("plan/duplicate-version")[0].tool_says->message.ends_with("\"done_pkey\""));
}

TEST_CASE("simple and up of one version collide, two ways back too; up and down do not") {
  const Folder both({{"1_a.sql", ""}, {"1_a.up.sql", ""}, {"1_a.down.sql", ""}});
  REQUIRE(both.of("plan/duplicate-version").size() == 1);
  CHECK(both.of("plan/duplicate-version")[0].where.file == "migrations/1_a.up.sql");

  const Folder backs({{"1_a.up.sql", ""}, {"1_a.down.sql", ""}, {"1_b.down.sql", ""}});
  REQUIRE(backs.of("plan/duplicate-version").size() == 1);
  CHECK(backs.of("plan/duplicate-version")[0].where.file == "migrations/1_b.down.sql");
  CHECK(!backs.of("plan/duplicate-version")[0].tool_says);

  const Folder pair({{"1_a.up.sql", ""}, {"1_a.down.sql", ""}});
  CHECK(pair.findings().empty());
}

TEST_CASE("a down without its up is told, but its version counts as present") {
  const Folder folder({{"1_a.up.sql", ""}, {"1_a.down.sql", ""}, {"2_b.down.sql", ""}});
  const auto findings = folder.of("plan/orphan-script");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].severity == Severity::warning);
  CHECK(findings[0].where.file == "migrations/2_b.down.sql");
  CHECK(findings[0].message == "\"2_b.down.sql\" takes back version 2, which no file applies");
  CHECK(find_change(folder.plan(), "2") != nullptr);
  CHECK(folder.plan().heads == std::vector<std::string>{"1"});

  const Folder simple({{"1_a.sql", ""}, {"1_a.down.sql", ""}});  // sqlx reverts these two
  CHECK(simple.findings().empty());
}

TEST_CASE("an up without its down is told at the up") {
  const Folder folder({{"1_a.up.sql", ""}, {"1_a.down.sql", ""}, {"2_b.up.sql", ""}});
  const auto findings = folder.of("plan/missing-script");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].severity == Severity::warning);
  CHECK(findings[0].where.file == "migrations/2_b.up.sql");
  CHECK(findings[0].message == "change \"2 b\" has no revert script \"migrations/2_b.down.sql\"");

  const Folder simple({{"1_a.sql", ""}, {"2_b.sql", ""}});
  CHECK(simple.findings().empty());
}

TEST_CASE("simple among reversible migrations is told at the first of the fewer") {
  const Folder folder({{"1_a.up.sql", ""},
                       {"1_a.down.sql", ""},
                       {"2_b.up.sql", ""},
                       {"2_b.down.sql", ""},
                       {"3_c.sql", ""}});
  const auto findings = folder.of("plan/mixed-reversible");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].severity == Severity::warning);
  CHECK(findings[0].where.file == "migrations/3_c.sql");
  CHECK(findings[0].message ==
        "1 simple and 2 reversible migrations stand in one folder, \"3_c.sql\" is the first simple "
        "one");
  REQUIRE(findings[0].related.size() == 1);
  CHECK(findings[0].related[0].where.file == "migrations/1_a.up.sql");
  CHECK(folder.of("plan/no-way-back").size() == 1);
}

TEST_CASE("content that cannot run, or that changes with a checkout, is told") {
  struct Case {
    const char* rule;
    std::string_view content;
    const char* message;
  };
  const Case cases[] = {
      {"plan/byte-order-mark", "\xEF\xBB\xBFSELECT 1;\n",
       "\"1_a.sql\" begins with a byte order mark"},
      {"plan/nul-byte", "SELECT 1;\0\n"sv, "\"1_a.sql\" holds a NUL byte"},
      {"plan/line-endings", "SELECT 1;\r\n", "\"1_a.sql\" has CRLF line ends"},
  };
  for (const Case& row : cases) {
    CAPTURE(std::string(row.rule));
    const Folder folder({{"1_a.sql", row.content}, {"2_b.sql", "SELECT '\xEF\xBB\xBF \r';\n"}});
    const auto findings = folder.findings();
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].rule == row.rule);
    CHECK(findings[0].where.file == "migrations/1_a.sql");
    CHECK(findings[0].message == row.message);
    CHECK(!folder.plan().refusal);
  }
  const Folder nul({{"1_a.sql", "SELECT 1;\n\0"sv}});
  CHECK(nul.findings()[0].where.line == 2);
  CHECK(nul.findings()[0].where.column == 1);
  const Folder many({{"1_a.sql", "a\r\n"}, {"2_b.sql", "b\r\n"}});
  REQUIRE(many.findings().size() == 1);
  CHECK(many.findings()[0].message == "2 files have CRLF line ends, \"1_a.sql\" is the first");
}

TEST_CASE("what sqlx refuses is told in its own words, and the rest still loads") {
  const Folder folder({{"1_a.sql", "SELECT 1;\nSELECT '\xE9';\n"},
                       {"2_b.sql", "SELECT 2;\n"},
                       {"seed_data.sql", ""}});
  const auto findings = folder.of("plan/syntax");
  REQUIRE(findings.size() == 2);
  CHECK(findings[0].where.file == "migrations/1_a.sql");
  CHECK(findings[0].where.line == 2);
  CHECK(findings[0].where.column == 9);
  CHECK(findings[0].where.offset == 18);
  REQUIRE(findings[0].tool_says.has_value());
  CHECK(findings[0].tool_says->exit_status == 1);
  CHECK(findings[0].tool_says->message ==
        "while resolving migrations: error reading contents of migration " +
            (folder.folder.path() / "migrations/1_a.sql").string() +
            ": stream did not contain valid UTF-8");
  CHECK(findings[1].where.file == "migrations/seed_data.sql");
  CHECK(
      findings[1].message ==
      "\"seed_data.sql\" has no version: \"seed\" before its first \"_\" is no whole number of 64 "
      "bits");
  CHECK(findings[1].tool_says->message ==
        "while resolving migrations: error parsing migration filename \"seed_data.sql\"; expected "
        "integer version prefix (e.g. `01_foo.sql`)");
  CHECK(folder.plan().refusal == findings[0].tool_says);
  CHECK(folder.plan().changes.size() == 2);
}

}  // namespace plumbline::tests::sqlx
