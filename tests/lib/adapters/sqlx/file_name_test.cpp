/// Expectations: sqlx-core 0.9.0, as in tests/conformance/sqlx/cases, for names that no folder
/// holds.
#include <doctest/doctest.h>

#include "adapters/sqlx/migrations.hpp"
#include "adapters/sqlx/rust_text.hpp"

namespace plumbline::tests::sqlx {

using adapters::sqlx::debug_string;
using adapters::sqlx::FileName;
using adapters::sqlx::MigrationType;
using adapters::sqlx::parse_i64;
using adapters::sqlx::read_file_name;

TEST_CASE("a version is what Rust parses as i64") {
  struct Case {
    const char* text;
    std::optional<std::int64_t> value;
  };
  const Case cases[] = {
      {"1", 1},
      {"007", 7},
      {"+3", 3},
      {"-3", -3},
      {"-0", 0},
      {"9223372036854775807", INT64_MAX},
      {"-9223372036854775808", INT64_MIN},
      {"000000000000000000000000000000001", 1},
      {"9223372036854775808", {}},
      {"-9223372036854775809", {}},
      {"", {}},
      {"+", {}},
      {"-", {}},
      {"+-1", {}},
      {"--1", {}},
      {"++1", {}},
      {" 1", {}},
      {"1 ", {}},
      {"0x10", {}},
      {"1.5", {}},
      {"1e3", {}},
      {"1'000", {}},
      {"V1", {}},
      {"\u0661", {}},
      {"\uFF11", {}},
  };
  for (const Case& row : cases) {
    CAPTURE(std::string(row.text));
    CHECK(parse_i64(row.text) == row.value);
  }
}

TEST_CASE("type and description come from what follows the first underscore") {
  struct Case {
    const char* name;
    bool is_migration;
    MigrationType type;
    const char* description;
  };
  constexpr Case cases[] = {
      {"1_init.sql", true, MigrationType::simple, "init"},
      {"1_add_user_table.sql", true, MigrationType::simple, "add user table"},
      {"1_a.up.sql", true, MigrationType::up, "a"},
      {"1_a.down.sql", true, MigrationType::down, "a"},
      {"1_a.sql.sql", true, MigrationType::simple, "a"},
      {"1_a.up.sql.up.sql", true, MigrationType::up, "a"},
      {"1_b.up.up.sql", true, MigrationType::up, "b.up"},
      {"1_d.up.sql.sql", true, MigrationType::simple, "d.up"},
      {"1_.sql", true, MigrationType::simple, ""},
      {"1_up.sql", true, MigrationType::simple, "up"},
      {"1_.up.sql", true, MigrationType::up, ""},
      {"1_a.UP.sql", true, MigrationType::simple, "a.UP"},
      {"1_a.SQL", false, MigrationType::simple, ""},
      {"1-a.sql", false, MigrationType::simple, ""},
      {"1_a.sql.bak", false, MigrationType::simple, ""},
      {"1_sql", false, MigrationType::simple, ""},
      {"", false, MigrationType::simple, ""},
  };
  for (const Case& row : cases) {
    CAPTURE(std::string(row.name));
    const FileName name = read_file_name(row.name);
    CHECK(name.is_migration == row.is_migration);
    CHECK(name.type == row.type);
    CHECK(name.description == row.description);
  }
}

TEST_CASE("a name is quoted as Rust's Debug form does") {
  struct Case {
    std::string_view text;
    const char* quoted;
  };
  using namespace std::string_view_literals;
  const Case cases[] = {
      {"seed_data.sql", R"("seed_data.sql")"},
      {"a\"b\\c'd", R"("a\"b\\c'd")"},
      {"a\tb\nc\rd\0e"sv, R"("a\tb\nc\rd\0e")"},
      {"\x01\x1b\x7f", R"("\u{1}\u{1b}\u{7f}")"},
      {"caf\u00e9 \u65e5\u672c", "\"caf\u00e9 \u65e5\u672c\""},
      {"x\u200by", R"("x\u{200b}y")"},
      {"e\u0301", R"("e\u{301}")"},
      {"\ufeff", R"("\u{feff}")"},
      {"\U0001F600", "\"\U0001F600\""},
      {"\U0010FFFF", R"("\u{10ffff}")"},
      {"\ufffd", "\"\ufffd\""},
  };
  for (const Case& row : cases) CHECK(debug_string(row.text) == row.quoted);
}

}  // namespace plumbline::tests::sqlx
