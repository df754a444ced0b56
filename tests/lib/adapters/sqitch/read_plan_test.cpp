/// Findings of the reader: rule, place, what sqitch says, and that one fault does not hide the
/// next.
#include <doctest/doctest.h>

#include <algorithm>

#include "adapters/sqitch/plan_file.hpp"

namespace plumbline::adapters::sqitch {

namespace {

const std::string header = "%project=shop\n\n";
const std::string stamp = " 2024-03-01T10:00:00Z Ada <a@b>\n";

struct Expected {
  std::string rule;
  int line;
  int column;
};

void check_findings(const PlanFile& plan, const std::vector<Expected>& expected) {
  REQUIRE(plan.findings.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CAPTURE(i);
    CAPTURE(plan.findings[i].message);
    CHECK(plan.findings[i].rule == expected[i].rule);
    CHECK(plan.findings[i].where.line == expected[i].line);
    CHECK(plan.findings[i].where.column == expected[i].column);
  }
  const auto quoted = std::ranges::count_if(
      plan.findings, [](const Finding& finding) { return finding.tool_says.has_value(); });
  CHECK((quoted > 0) == plan.refusal.has_value());
}

}  // namespace

TEST_CASE("sqitch's words stand only where it stops") {
  struct Row {
    std::string name;
    std::string body;
    std::vector<bool> quoted;
  };
  const std::string bracketed = " [2024-03-01T10:00:00Z] Ada <a@b>\n";
  const Row rows[] = {
      {"two lines", "a" + bracketed + "b" + bracketed, {true, false}},
      {"two faults of one line", "a\nb\n", {true, true, false, false}},
      {"two faults of one section", "a [x y]" + stamp, {true, true}},
      {"two sections", "a [x]" + stamp + "@v1" + stamp + "b [y]" + stamp, {true, false}},
      {"a line before a section ends", "a [x]" + stamp + "b" + bracketed, {true, false}},
      {"bytes stop it before the lines of their block", "a" + bracketed + "\xff\n", {false, true}},
      {"the same byte twice", "\xff\n\xff\n", {true, false}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const PlanFile plan = read_plan(header + row.body, "sqitch.plan");
    std::vector<bool> quoted;
    for (const Finding& finding : plan.findings) quoted.push_back(finding.tool_says.has_value());
    CHECK(quoted == row.quoted);
  }
}

TEST_CASE("each fault of a plan is a finding with its place") {
  struct Row {
    std::string name;
    std::string body;
    std::vector<Expected> expected;
  };
  const Row rows[] = {
      {"a good plan",
       "users" + stamp + "@v1" + stamp + "orders [users@v1 !legacy auth:x]" + stamp,
       {}},
      {"no timestamp", "users Ada <a@b>\n", {{"plan/missing-timestamp", 3, 1}}},
      {"a date alone", "users 2024-03-01 Ada <a@b>\n", {{"plan/missing-timestamp", 3, 7}}},
      {"no planner", "users 2024-03-01T10:00:00Z\n", {{"plan/missing-planner", 3, 1}}},
      {"neither", "users\n", {{"plan/missing-timestamp", 3, 1}, {"plan/missing-planner", 3, 1}}},
      {"a change twice", "users" + stamp + "users" + stamp, {{"plan/duplicate-change", 4, 1}}},
      {"a change again behind a tag", "users" + stamp + "@v1" + stamp + "users" + stamp, {}},
      {"a tag twice",
       "users" + stamp + "@v1" + stamp + "@v1" + stamp,
       {{"plan/duplicate-tag", 5, 2}}},
      {"a tag of a change's name", "users" + stamp + "@users" + stamp, {}},
      {"a tag first", "@v1" + stamp, {{"plan/syntax", 3, 2}}},
      {"an unknown dependency", "größe [nix]" + stamp, {{"plan/unknown-dependency", 3, 8}}},
      {"an unknown conflict", "users [!nix]" + stamp, {}},
      {"a later dependency", "a [b]" + stamp + "b" + stamp, {{"plan/dependency-order", 3, 4}}},
      {"itself", "a [a]" + stamp, {{"plan/dependency-order", 3, 4}}},
      {"a dependency twice", "a" + stamp + "b [a a]" + stamp, {{"plan/syntax", 4, 6}}},
      {"a comma", "a" + stamp + "b [a,]" + stamp, {{"plan/syntax", 4, 4}}},
      {"a bare id", "a [" + std::string(40, 'a') + "]" + stamp, {{"plan/syntax", 3, 4}}},
      {"an id of a project", "a [auth:" + std::string(40, 'a') + "]" + stamp, {}},
      {"a reserved name", "HEAD" + stamp, {{"plan/syntax", 3, 1}}},
      {"a date that does not exist", "a 2024-02-30T10:00:00Z Ada <a@b>\n", {{"plan/syntax", 3, 3}}},
      {"a number sign alone", "a" + stamp + "  #\nb" + stamp, {{"plan/syntax", 4, 3}}},
      {"a number sign and a blank", "a" + stamp + "  # \nb" + stamp, {}},
      {"a bad byte", "a" + stamp + "# \xFF\nb" + stamp, {{"plan/syntax", 4, 3}}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const PlanFile plan = read_plan(header + row.body, "sqitch.plan");
    check_findings(plan, row.expected);
    CHECK(plan.refusal.has_value() == !row.expected.empty());
  }
}

TEST_CASE("all bracketed timestamps are reported, and read as they were meant") {
  const PlanFile plan = read_plan(header +
                                      "users [2024-03-01T10:00:00Z] Ada <a@b> # x\n"
                                      "orders [users] [2024-03-02T10:00:00Z] Ada <a@b>\n",
                                  "sqitch.plan");
  check_findings(plan, {{"plan/bracketed-timestamp", 3, 7}, {"plan/bracketed-timestamp", 4, 16}});
  CHECK(plan.refusal->message.find("at line 3: Invalid name") != std::string::npos);
  CHECK(plan.refusal->line == 3);
  const PlanFile meant = read_plan(header +
                                       "users 2024-03-01T10:00:00Z Ada <a@b> # x\n"
                                       "orders [users] 2024-03-02T10:00:00Z Ada <a@b>\n",
                                   "sqitch.plan");
  REQUIRE(plan.changes.size() == 2);
  CHECK(plan.changes[1].id == meant.changes[1].id);
  CHECK_FALSE(plan.has_unread_lines);
}

TEST_CASE("the repair of a bracketed timestamp takes its brackets off") {
  std::string text = header + "users [a] [2024-03-01T10:00:00Z] Ada <a@b>\n";
  const PlanFile plan = read_plan(text, "sqitch.plan");
  REQUIRE(plan.findings.at(0).fix.has_value());
  const auto& edits = plan.findings[0].fix->edits;
  for (auto edit = edits.rbegin(); edit != edits.rend(); ++edit)
    text.replace(edit->offset, edit->length, edit->text);
  CHECK(text == header + "users [a] 2024-03-01T10:00:00Z Ada <a@b>\n");
}

TEST_CASE("what depends on an unread line is not called unknown") {
  const PlanFile plan = read_plan(
      header + "users\norders [users]" + stamp + "@v1" + stamp + "bills [users@v1]" + stamp,
      "sqitch.plan");
  check_findings(plan, {{"plan/missing-timestamp", 3, 1}, {"plan/missing-planner", 3, 1}});
  CHECK(plan.has_unread_lines);
  CHECK(plan.changes.size() == 2);
}

TEST_CASE("the refusal stays the first error, as sqitch stops there") {
  const PlanFile plan = read_plan(header + "a [nix]" + stamp + "b" + stamp + "c\n", "sqitch.plan");
  CHECK(plan.refusal->message ==
        "Syntax error in sqitch.plan at line 5: Missing timestamp and planner name and email");
  const PlanFile closed =
      read_plan(header + "a [nix]" + stamp + "@v1" + stamp + "c\n", "sqitch.plan");
  CHECK(closed.refusal->message ==
        "Dependency error detected:\n  Unknown change \"nix\" required by change \"a\"");
  CHECK(closed.findings.size() == 3);
}

}  // namespace plumbline::adapters::sqitch
