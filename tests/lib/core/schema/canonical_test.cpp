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

TEST_CASE("a chain of AND or OR at the front of another one has no brackets of its own") {
  struct Row {
    std::string before;
    std::string after;  // "" = as it is
  };
  // Both sides as PostgreSQL 15 printed them, before and after that text was read.
  const Row rows[] = {
      {"(((a >= 1) AND (a <= 5)) AND (b > 0))", "((a >= 1) AND (a <= 5) AND (b > 0))"},
      {"(((a < 1) OR (a > 5)) OR (b > 0))", "((a < 1) OR (a > 5) OR (b > 0))"},
      {"((((a >= 1) AND (a <= 5)) AND (b > 0)) AND ((c >= 1) AND (c <= 2)))",
       "((a >= 1) AND (a <= 5) AND (b > 0) AND ((c >= 1) AND (c <= 2)))"},
      {"(((c >= ') OR ('::text) AND (c <= '(('::text)) AND (b > 0))",
       "((c >= ') OR ('::text) AND (c <= '(('::text) AND (b > 0))"},
      {"((b > 0) AND ((a >= 1) AND (a <= 5)))", ""},
      {"(((a >= 1) AND (a <= 5)) OR (b > 0))", ""},
      {"((a > 1) AND ((b > 1) AND (a < 5)))", ""},
      {"(((c)::text = ') AND ('::text) AND (b > 0))", ""},
      {"((((a", ""},
      {") AND (", ""},
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
