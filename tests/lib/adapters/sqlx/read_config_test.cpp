/// Verdicts: sqlx-cli 0.9.0 built with its `sqlx-toml` feature, and its `config` sources.
#include <doctest/doctest.h>

#include "adapters/sqlx/config.hpp"

namespace plumbline::tests::sqlx {

using adapters::sqlx::Config;
using adapters::sqlx::parse_config;

TEST_CASE("the keys that decide about migrations are read, with their places") {
  const Config config = parse_config(
      "# ours\n"
      "[common]\n"
      "database-url-var = \"APP_DB\"\n"
      "[migrate]\n"
      "create-schemas = [\"meta\"]\n"
      "table-name = \"meta.applied\"\n"
      "migrations-dir = 'db/\u00e9'\n"
      "ignored-chars = [\"\\r\", \"\u00e9\", \"\\r\"]\n"
      "defaults.migration-type = \"simple\"\n"
      "defaults.whatever = 1\n"
      "[macros]\n"
      "type-overrides = {}\n",
      "sqlx.toml");
  CHECK(!config.error);
  CHECK(config.findings.empty());
  CHECK(config.table_name == "meta.applied");
  CHECK(config.migrations_dir == "db/\u00e9");
  CHECK(config.create_schemas == std::vector<std::string>{"meta"});
  CHECK(config.ignored_chars == std::vector<char32_t>{U'\r', U'\u00e9'});
  const Setting* name = find_setting(config.settings, "migrate.table-name");
  REQUIRE(name != nullptr);
  CHECK(name->where == Position{"sqlx.toml", 6, 14, 93});
}

TEST_CASE("no file, and an empty one, mean the defaults") {
  const Config config = parse_config("", "sqlx.toml");
  CHECK(!config.error);
  CHECK(config.table_name == "_sqlx_migrations");
  CHECK(config.migrations_dir == "migrations");
  CHECK(config.ignored_chars.empty());
}

TEST_CASE("what sqlx refuses is told where it stands") {
  struct Case {
    const char* text;
    int line;
    int column;
    const char* message;
  };
  constexpr Case cases[] = {
      {"[migrate]\ntable_name = 'x'\n", 2, 1, "\"table_name\" is no key of [migrate]"},
      {"[common]\nurl = 'x'\n", 2, 1, "\"url\" is no key of [common]"},
      {"[migrations]\n", 1, 2, "\"migrations\" is no section of sqlx.toml"},
      {"migrate = 1\n", 1, 11, "\"migrate\" is no table"},
      {"[migrate]\ntable-name = 1\n", 2, 14, "\"table-name\" is no string"},
      {"[migrate]\nignored-chars = ['ab']\n", 2, 17,
       "\"ignored-chars\" holds \"ab\", which is not one character"},
      {"[migrate]\nignored-chars = ['']\n", 2, 17,
       "\"ignored-chars\" holds \"\", which is not one character"},
      {"[migrate]\nignored-chars = 'a'\n", 2, 17, "\"ignored-chars\" is no list of strings"},
      {"[migrate]\ncreate-schemas = [1]\n", 2, 19,
       "\"create-schemas\" holds something that is no string"},
      {"[migrate]\ndefaults.migration-type = 'both'\n", 2, 27,
       "\"migration-type\" is \"both\", which sqlx does not know"},
      {"[migrate]\ndefaults = 1\n", 2, 12, "\"defaults\" is no table"},
  };
  for (const Case& row : cases) {
    CAPTURE(std::string(row.text));
    const Config config = parse_config(row.text, "sqlx.toml");
    CHECK(config.error == "error parsing config file \"sqlx.toml\"");
    REQUIRE(config.findings.size() == 1);
    CHECK(config.findings[0].rule == "plan/syntax");
    CHECK(config.findings[0].message == row.message);
    CHECK(config.findings[0].where.line == row.line);
    CHECK(config.findings[0].where.column == row.column);
    REQUIRE(config.findings[0].tool_says.has_value());
    CHECK(config.findings[0].tool_says->message == *config.error);
  }
}

TEST_CASE("broken TOML and bytes that are no UTF-8 are refused as sqlx does") {
  const Config broken = parse_config("[migrate\n", "sqlx.toml");
  CHECK(broken.error == "error parsing config file \"sqlx.toml\"");
  REQUIRE(broken.findings.size() == 1);
  CHECK(broken.findings[0].where.line == 1);

  const Config bytes = parse_config("# \xE9\n", "sqlx.toml");
  CHECK(bytes.error == "error reading config file \"sqlx.toml\"");
  REQUIRE(bytes.findings.size() == 1);
  CHECK(bytes.findings[0].where.column == 3);
}

TEST_CASE("nesting without end is a finding, not a crash") {
  const std::string deep = "a = " + std::string(5000, '[');
  CHECK(parse_config(deep, "sqlx.toml").error.has_value());
}

}  // namespace plumbline::tests::sqlx
