/// The grammars alone: no rule can loop without consuming, and lines are taken apart as sqitch
/// does.
#include <doctest/doctest.h>

#include <tao/pegtl/contrib/analyze.hpp>

#include "adapters/sqitch/conf_grammar.hpp"
#include "adapters/sqitch/messages.hpp"
#include "adapters/sqitch/plan_line.hpp"

namespace tao::pegtl {

namespace sqitch_grammar = plumbline::adapters::sqitch::grammar;

template <typename Name>
struct analyze_traits<Name, sqitch_grammar::blank> : analyze_any_traits<> {};
template <typename Name>
struct analyze_traits<Name, sqitch_grammar::timestamp> : analyze_any_traits<> {};
template <typename Name, typename Rest>
struct analyze_traits<Name, sqitch_grammar::name_then<Rest>>
    : analyze_traits<Name, typename seq<any, Rest>::rule_t> {};

}  // namespace tao::pegtl

namespace plumbline::adapters::sqitch {

TEST_CASE("the grammars hold no endless loop") {
  CHECK(tao::pegtl::analyze<grammar::line>(1) == 0);
  CHECK(tao::pegtl::analyze<grammar::pragma>(1) == 0);
  CHECK(tao::pegtl::analyze<grammar::strict_line>(1) == 0);
  CHECK(tao::pegtl::analyze<conf_grammar::item>(1) == 0);
}

TEST_CASE("a line gives characters back as sqitch's regex does") {
  struct Row {
    std::string line;
    std::string name;
    std::string dependencies;
    std::string timestamp;
    std::string planner;
    std::string email;
  };
  const std::string stamp = "2024-03-01T10:00:00Z";
  const Row rows[] = {
      {"users " + stamp + " Ada <a@b>", "users", "", stamp, "Ada", "a@b"},
      {"users [a b] " + stamp + " Ada <a@b>", "users", "a b", stamp, "Ada", "a@b"},
      {"users[a] " + stamp + " Ada <a@b>", "users[a", "", "", "] " + stamp + " Ada", "a@b"},
      {"users " + stamp + " [a] Ada <a@b>", "users", "", stamp, "[a] Ada", "a@b"},
      {"users " + stamp + "   <a@b>", "users", "", stamp, " ", "a@b"},
      {"users  <a@b>", "users", "", "", " ", "a@b"},
      {"users [" + stamp + "] Ada <a@b>", "users", stamp, "", "Ada", "a@b"},
      {"a/1 " + stamp + " Ada <a@b>", "a", "", "", "/1 " + stamp + " Ada", "a@b"},
      {"users", "users", "", "", "", ""},
      {"@v1 " + stamp + " Ada   B. <a<b>", "v1", "", stamp, "Ada   B.", "a<b"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.line);
    const auto parts = parse_line(row.line);
    REQUIRE(parts.has_value());
    CHECK(parts->name == row.name);
    CHECK(parts->dependencies.value_or("") == row.dependencies);
    CHECK(parts->timestamp.value_or("") == row.timestamp);
    CHECK(parts->planner_name.value_or("") == row.planner);
    CHECK(parts->planner_email.value_or("") == row.email);
  }
  for (const char* line : {"", "-", "@", "users x", "users <a@b>", "users Ada <a@b> x", "us:ers"}) {
    CAPTURE(std::string(line));
    CHECK_FALSE(parse_line(line).has_value());
  }
}

}  // namespace plumbline::adapters::sqitch
