#include "plumbline/rule.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
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
  for (const char* family : {"plan", "config", "pipeline", "registry", "gate"})
    CHECK(families.contains(family));
}

TEST_CASE("what a gate shows has the failure class that names who repairs it") {
  struct Row {
    std::string_view rule;
    std::string_view failure_class;
  };
  const std::array rows = {
      Row{"gate/missing-seed", "A"},
      Row{"gate/seed-failed", "A"},
      Row{"gate/missing-role", "B"},
      Row{"gate/multiple-heads", "C"},
      Row{"gate/non-immutable-expression", "D"},
      Row{"gate/broken-pointer", "E"},
      Row{"gate/duplicate-object", "F"},
      Row{"gate/broken-downgrade", "G"},
      Row{"gate/not-reversible", "G"},
      Row{"gate/registry-behind", "H"},
      Row{"gate/missing-object", "I"},
      Row{"registry/unknown-change", "J"},
      Row{"registry/modified", "K"},
      Row{"registry/dirty", "L"},
      Row{"gate/data-violates", "M"},
      Row{"gate/blocked", "N"},
      Row{"gate/step-timeout", "N"},
      Row{"gate/not-allowed", "O"},
      Row{"gate/plan-unreadable", "P"},
      Row{"gate/environment", "Q"},
      Row{"gate/interrupted", "Q"},
      Row{"gate/reset-failed", "Q"},
      Row{"gate/roles-failed", "Q"},
      Row{"gate/scratch-unset", "Q"},
      Row{"gate/wrong-database", "Q"},
      Row{"gate/no-backup", "R"},
      Row{"gate/restore-failed", "R"},
      Row{"gate/unclassified", "other"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.rule);
    const Rule* const rule = find_rule(row.rule);
    REQUIRE(rule != nullptr);
    CHECK(rule->failure_class == row.failure_class);
    CHECK(rule->severity == Severity::error);
  }
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
