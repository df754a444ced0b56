#include "core/collision.hpp"

#include <doctest/doctest.h>

using namespace plumbline::core;

TEST_CASE("the file whose traces are there has run") {
  const Footprint table{.there = {"table \"public.log\"", "index \"public.ix\""}, .missing = {}};
  const Footprint half{.there = {"table \"public.log\""}, .missing = {"index \"public.ix\""}};
  const Footprint role{.there = {}, .missing = {"role \"ro\""}};
  const Footprint nothing;
  using Kind = Judgement::Kind;
  struct Case {
    const char* name;
    std::vector<Footprint> prints;
    Kind kind;
    std::size_t which;
    std::string why;
  };
  const std::vector<Case> cases = {
      {"one there, one not",
       {role, table},
       Kind::one,
       1,
       "table \"public.log\" and 1 more are there, role \"ro\" is not there"},
      {"half of one is there",
       {half, role},
       Kind::one,
       0,
       "table \"public.log\" is there, index \"public.ix\" is not, role \"ro\" is not there"},
      {"one there, nothing known of the other",
       {nothing, table},
       Kind::one,
       1,
       "table \"public.log\" and 1 more are there"},
      {"none there", {role, role}, Kind::none, 0, "role \"ro\" is not there"},
      {"both there",
       {half, table},
       Kind::unclear,
       0,
       "table \"public.log\" is there, and so are table \"public.log\" and 1 more"},
      {"one not there, nothing known of the other",
       {nothing, role},
       Kind::unclear,
       0,
       "one of them makes nothing that could be looked for"},
  };
  for (const Case& row : cases) {
    CAPTURE(row.name);
    const Judgement judgement = which_is_applied(row.prints);
    CHECK(judgement.kind == row.kind);
    CHECK(judgement.which == row.which);
    CHECK(judgement.why == row.why);
  }
}
