#include <doctest/doctest.h>

#include "plumbline/render.hpp"

using namespace plumbline;

namespace {

Report one_finding(Finding finding) {
  Report report;
  report.command = "check";
  report.projects.push_back(
      {.path = "db", .tool = "sqitch", .changes = 1, .heads = {}, .applied = {}, .pending = {}});
  report.findings.push_back(std::move(finding));
  finish_report(report, 10);
  return report;
}

}  // namespace

TEST_CASE("a finding is shown with its line, a caret, the tool's words and the repair") {
  Finding finding = make_finding("plan/bracketed-timestamp", "timestamp is in brackets",
                                 {.file = "sqitch.plan", .line = 5, .column = 6, .offset = 0});
  finding.excerpt = "größ [x]";
  finding.tool_says =
      ToolSays{.command = "sqitch plan", .message = "first\nsecond", .exit_status = 2, .line = 5};
  finding.remedy = "Take the brackets off.";
  CHECK(render_text(one_finding(finding)) ==
        "db: sqitch, 1 change\n"
        "\n"
        "sqitch.plan\n"
        "  5:6  error  timestamp is in brackets  [plan/bracketed-timestamp]\n"
        "      5 | größ [x]\n"
        "        |      ^\n"
        "        sqitch plan (exit 2): first\n"
        "                              second\n"
        "        repair: Take the brackets off.\n"
        "\n"
        "1 error, 0 warnings, 0 notes\n");
}

TEST_CASE("terminal escapes in a file are shown, not obeyed") {
  Finding finding = make_finding("plan/syntax", "bad \x1b[31m",
                                 {.file = "a\x1b.plan", .line = 1, .column = 1, .offset = 0});
  finding.excerpt = "\x1b]0;title\x07";
  CHECK(render_text(one_finding(finding)).find('\x1b') == std::string::npos);
}

TEST_CASE("a long line is cut around the place") {
  Finding finding =
      make_finding("plan/syntax", "m", {.file = "f", .line = 1, .column = 400, .offset = 0});
  finding.excerpt = std::string(399, 'a') + "X" + std::string(400, 'b');
  const std::string text = render_text(one_finding(finding));
  CHECK(text.find("X") != std::string::npos);
  CHECK(text.find(std::string(200, 'a')) == std::string::npos);
}

TEST_CASE("colour is only there when asked for") {
  const Report report = one_finding(make_finding("plan/syntax", "m"));
  CHECK(render_text(report).find('\x1b') == std::string::npos);
  CHECK(render_text(report, {.color = true}).find("\x1b[1;31merror\x1b[0m") != std::string::npos);
}

TEST_CASE("a repair shared by neighbours is said once, below the last") {
  Report report;
  for (int line : {1, 2}) {
    report.findings.push_back(make_finding("plan/missing-planner", "m",
                                           {.file = "sqitch.plan", .line = line, .column = 1}));
  }
  finish_report(report, 10);
  const std::string text = render_text(report);
  CHECK(text.find("repair:") == text.rfind("repair:"));
  CHECK(text.find("repair:") > text.rfind("2:1"));
}

TEST_CASE("a tab is shown as blanks, and the caret still stands under its place") {
  Finding finding = make_finding("plan/syntax", "m", {.file = "f", .line = 1, .column = 2});
  finding.excerpt = "\tkey = x";
  CHECK(render_text(one_finding(finding)).find("1 |     key = x\n        |     ^\n") !=
        std::string::npos);
}
