#include "core/glob.hpp"

#include <doctest/doctest.h>

#include <string>

using plumbline::core::glob_matches;

TEST_CASE("a pattern matches the whole text") {
  struct Row {
    const char* pattern;
    const char* text;
    bool matches;
  };
  const Row rows[] = {
      {"billing_*", "billing_plan", true},
      {"billing_*", "billing_", true},
      {"*", "", true},
      {"a?c", "abc", true},
      {"*_id_*", "a_id_b_id_c", true},
      {"*a*b*c", "xxaxxbxxc", true},
      {"billing_*", "my_billing_plan", false},
      {"a?c", "ac", false},
      {"", "a", false},
      {"*b", "abc", false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.pattern);
    CAPTURE(row.text);
    CHECK(glob_matches(row.pattern, row.text) == row.matches);
  }
}

TEST_CASE("many stars do not make matching slow") {
  std::string pattern;
  for (int i = 0; i < 200; ++i) pattern += "*a";
  CHECK_FALSE(glob_matches(pattern + "b", std::string(20'000, 'a')));
}
