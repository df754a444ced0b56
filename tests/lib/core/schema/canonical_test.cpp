#include "core/schema/canonical.hpp"

#include <doctest/doctest.h>

using plumbline::core::canonical_expression;

TEST_CASE("a cast of an array becomes one of its elements") {
  struct Row {
    std::string before;
    std::string after;  // "" = as it is
  };
  // Both sides as PostgreSQL 15 printed them, before and after a dump and restore.
  const Row rows[] = {
      {"((s)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))",
       "((s)::text = ANY (ARRAY[('a'::character varying)::text, ('b'::character varying)::text]))"},
      {"((s)::text = ANY ((ARRAY['a,])::'::character varying, 'it''s'::character "
       "varying])::text[]))",
       "((s)::text = ANY (ARRAY[('a,])::'::character varying)::text, "
       "('it''s'::character varying)::text]))"},
      {"(score > 0)", ""},
      {"(a = ANY (ARRAY[1, 2]))", ""},
      {"((x)::text ~ '(ARRAY[1])::text[]'::text)", ""},
      {"(ARRAY[1, 2])::text", ""},
      {"(ARRAY[1, 2", ""},
      {"", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.before);
    const auto after = canonical_expression(row.before);
    if (row.after.empty()) {
      CHECK_FALSE(after.has_value());
      continue;
    }
    REQUIRE(after.has_value());
    CHECK(*after == row.after);
    CHECK_FALSE(canonical_expression(*after).has_value());
  }
}
