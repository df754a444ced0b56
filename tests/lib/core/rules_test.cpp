#include "plumbline/rule.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

using namespace plumbline;

TEST_CASE("the catalogue is complete, sorted, and each entry says all") {
  std::set<std::string_view> families;
  std::string_view previous;
  for (const Rule& rule : rules()) {
    CAPTURE(rule.name);
    CHECK(previous < rule.name);
    previous = rule.name;
    const std::size_t slash = rule.name.find('/');
    REQUIRE(slash != std::string_view::npos);
    families.insert(rule.name.substr(0, slash));
    CHECK(std::ranges::all_of(
        rule.name, [](char c) { return (c >= 'a' && c <= 'z') || c == '-' || c == '/'; }));
    CHECK_FALSE(rule.summary.ends_with('.'));
    CHECK(rule.consequence.ends_with('.'));
    CHECK(rule.remedy.ends_with('.'));
    CHECK_FALSE(rule.source.empty());
  }
  for (const char* family : {"plan", "config", "pipeline", "registry"})
    CHECK(families.contains(family));
}

TEST_CASE("a rule is found by its exact name") {
  REQUIRE(find_rule("plan/cycle") != nullptr);
  CHECK(find_rule("plan/cycle")->name == "plan/cycle");
  CHECK(find_rule("plan/cycl") == nullptr);
  CHECK(find_rule("") == nullptr);
}

TEST_CASE("patterns name families, rules or globs") {
  CHECK(rule_matches("plan", "plan/cycle"));
  CHECK(rule_matches("plan/cycle", "plan/cycle"));
  CHECK(rule_matches("plan/duplicate-*", "plan/duplicate-tag"));
  CHECK(rule_matches("*", "plan/cycle"));
  CHECK_FALSE(rule_matches("plan/cyc", "plan/cycle"));
  CHECK_FALSE(rule_matches("pla", "plan/cycle"));
  CHECK_FALSE(rule_matches("plan/duplicate-*", "plan/cycle"));
}
