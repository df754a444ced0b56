/// References as sqitch's commands take them; expectations from App::Sqitch::Plan's `get`.
#include "adapters/sqitch/references.hpp"

#include <doctest/doctest.h>

namespace plumbline::adapters::sqitch {

TEST_CASE("references name the change that sqitch would take") {
  const std::string stamp = " 2024-03-01T10:00:00Z Ada <a@b>\n";
  const PlanFile plan = read_plan("%project=shop\n\na" + stamp + "b" + stamp + "@v1" + stamp + "c" +
                                      stamp + "a" + stamp + "@v2" + stamp,
                                  "sqitch.plan");
  REQUIRE_FALSE(plan.refusal.has_value());
  const ChangeIndex index(plan);
  struct Row {
    std::string reference;
    int expected;  // -1: none
  };
  const Row rows[] = {
      {"b", 1},
      {"a", -1},
      {"a@v1", 0},
      {"a@v2", 3},
      {"a@HEAD", 3},
      {"c@v1", -1},
      {"@v1", 1},
      {"HEAD", 3},
      {"@HEAD", 3},
      {"ROOT", 0},
      {"@HEAD^", 2},
      {"@HEAD^^", 1},
      {"@HEAD^3", 0},
      {"@HEAD^4", -1},
      {"@ROOT~", 1},
      {"@ROOT~~", 2},
      {"b~2", 3},
      {"b^0", 1},
      {"nix", -1},
      {"a@nix", -1},
      {"", -1},
      {"^", -1},
      {"b^^^", -1},
      {"@", -1},
      {"b~99999999999999999999", -1},
  };
  for (const Row& row : rows) {
    CAPTURE(row.reference);
    const auto found = index.get(row.reference);
    CHECK((found ? static_cast<int>(*found) : -1) == row.expected);
  }
  CHECK(index.get(plan.changes[2].id) == 2U);
  CHECK(index.get(plan.tags[0].id) == 1U);
  CHECK(index.first("a") == 0U);
}

}  // namespace plumbline::adapters::sqitch
