/// plan/multiple-heads over plans made by hand: which tips, where they part, and a copy that lost
/// its id. That Alembic has two heads there, and what it says, is in tests/conformance/alembic
/// (branch-two-heads, duplicate-in-middle, two-bases).
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "checks/checks.hpp"

namespace plumbline::checks::plan {
namespace {

Change change(const std::string& id, std::vector<std::string> parents, int line) {
  Change change;
  change.id = id;
  change.parents = std::move(parents);
  change.where.file = id + ".py";
  change.where.line = line;
  return change;
}

Plan plan_of(std::vector<Change> changes) {
  Plan plan;
  plan.traits.one_head = true;
  plan.changes = std::move(changes);
  return plan;
}

}  // namespace

TEST_CASE("two tips are named with the change that they part after") {
  const auto findings = multiple_heads(plan_of(
      {change("1", {}, 3), change("2", {"1"}, 4), change("3a", {"2"}, 5), change("3b", {"2"}, 6)}));
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].rule == "plan/multiple-heads");
  CHECK(findings[0].message == "2 heads: \"3a\", \"3b\"; they part after \"2\"");
  CHECK(findings[0].where.file == "3b.py");
  CHECK(findings[0].where.line == 6);
  REQUIRE(findings[0].related.size() == 2);
  CHECK(findings[0].related[0].where.file == "3a.py");
  CHECK(findings[0].related[1].where.file == "2.py");
}

TEST_CASE("two lines without a common parent are two heads") {
  const auto findings = multiple_heads(plan_of({change("a", {}, 1), change("b", {}, 1)}));
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].message == "2 heads: \"a\", \"b\"; they share no parent");
}

TEST_CASE("a line that begins at a parent which no file has does not count") {
  CHECK(multiple_heads(plan_of({change("1", {}, 1), change("2", {"1"}, 1), change("3", {"x"}, 1)}))
            .empty());
  CHECK(multiple_heads(plan_of({change("1", {}, 1), change("2", {"1"}, 1), change("3", {"x"}, 1),
                                change("4", {"3"}, 1)}))
            .empty());
  const auto findings = multiple_heads(plan_of(
      {change("1", {}, 1), change("2", {"1"}, 2), change("3", {"x"}, 3), change("b", {}, 4)}));
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].message == "2 heads: \"2\", \"b\"; they share no parent");
}

TEST_CASE("a merge, one line, a shadowed copy, or a tool with many heads is no finding") {
  CHECK(multiple_heads(plan_of({change("1", {}, 1), change("2", {"1"}, 1)})).empty());
  CHECK(multiple_heads(plan_of({change("1", {}, 1), change("2a", {"1"}, 1), change("2b", {"1"}, 1),
                                change("3", {"2a", "2b"}, 1)}))
            .empty());
  Change copy = change("1", {}, 1);
  copy.shadowed = true;
  CHECK(multiple_heads(plan_of({change("1", {}, 1), copy, change("2", {"1"}, 1)})).empty());
  Plan many = plan_of({change("a", {}, 1), change("b", {}, 1)});
  many.traits.one_head = false;
  CHECK(multiple_heads(many).empty());
  CHECK(multiple_heads(plan_of({})).empty());
}

}  // namespace plumbline::checks::plan
