#include "core/next_id.hpp"

#include <doctest/doctest.h>

#include <vector>

using plumbline::core::next_id;

TEST_CASE("a new id is in the style of those that are there") {
  struct Case {
    const char* name;
    std::string like;
    std::vector<std::string> taken;
    std::string expected;
  };
  const std::vector<Case> cases = {
      {"zero-padded", "041", {"040", "041", "042", "043"}, "044"},
      {"the width grows", "98", {"98", "99"}, "100"},
      {"padded to the width of the greatest", "99", {"0098", "99", "0100"}, "0101"},
      {"not padded", "7", {"7", "8", "10"}, "11"},
      {"with a name behind", "0041_users", {"0040_a", "0041_users", "0042_c"}, "0043_users"},
      {"with a word before", "rev_041", {"rev_040", "rev_041"}, "rev_042"},
      {"other ids beside", "041", {"041", "042", "merge-of-both"}, "043"},
  };
  for (const Case& row : cases) {
    CAPTURE(row.name);
    CHECK(next_id(row.like, row.taken, "seed") == row.expected);
  }
}

TEST_CASE("ids drawn by chance get another twelve hex digits, always the same ones") {
  const std::vector<std::string> taken = {"1975ea83b712", "ae1027a6acf5", "27c6a30d7c24"};
  const std::string id = next_id("1975ea83b712", taken, "a.py");
  CHECK(id.size() == 12);
  CHECK(id.find_first_not_of("0123456789abcdef") == std::string::npos);
  CHECK(next_id("1975ea83b712", taken, "a.py") == id);
  CHECK(next_id("1975ea83b712", taken, "b.py") != id);
  std::vector<std::string> more = taken;
  more.push_back(id);
  CHECK(next_id("1975ea83b712", more, "a.py") != id);
  // One of them may look like a number.
  CHECK(next_id("197512837126", taken, "a.py").find_first_of("abcdef") != std::string::npos);
  CHECK(next_id("add_users", {}, "a.py").size() == 12);
}
