#include <doctest/doctest.h>

#include "plumbline/render.hpp"
#include "support/json_compare.hpp"

using namespace plumbline;
using plumbline::tests::json_differences;

TEST_CASE("a report is the document that json.md describes, absent values null") {
  Report report;
  report.command = "check";
  report.projects.push_back(
      {.path = ".", .tool = "sqlx", .changes = 2, .heads = {"2"}, .applied = 1, .pending = {}});
  report.target =
      ReportTarget{.uri = "postgres://u@h/d", .server_version = 150020, .database = "d"};
  Finding finding = make_finding("registry/modified", "changed",
                                 {.file = "m/1_a.sql", .line = 0, .column = 0, .offset = 0});
  finding.change = "1";
  finding.remedy = "restore";
  finding.related.push_back(
      {.where = {.file = "x", .line = 3, .column = 1, .offset = 0}, .message = "here"});
  finding.fix = Fix{.edits = {{.file = "m", .offset = 1, .length = 2, .text = "z"}},
                    .renames = {{.from = "a", .to = "b"}},
                    .creations = {{.file = "n", .text = "t"}},
                    .read = {}};
  report.findings.push_back(finding);
  report.unchecked.push_back({.what = "w", .why = "y"});
  finish_report(report, 10);
  const char* expected = R"({"schema":"plumbline.report/1","version":"0.1.0","command":"check",
    "projects":[{"path":".","tool":"sqlx","changes":2,"heads":["2"],"applied":1,"pending":null}],
    "target":{"uri":"postgres://u@h/d","server_version":150020,"database":"d"},
    "findings":[{"rule":"registry/modified","severity":"error","message":"changed","project":null,"file":"m/1_a.sql","line":null,
      "column":null,"end_line":null,"change":"1","object":null,"sqlstate":null,"class":"K","remedy":"restore","tool_says":null,
      "related":[{"file":"x","line":3,"message":"here"}],
      "fix":{"edits":[{"file":"m","offset":1,"length":2,"text":"z"}],"renames":[{"from":"a","to":"b"}],"creations":[{"file":"n","text":"t"}]}}],
    "unchecked":[{"what":"w","why":"y"}],"summary":{"error":1,"warning":0,"info":0}})";
  CHECK(json_differences(expected, render_json(report)).empty());
}

TEST_CASE("the same report gives the same bytes") {
  Report report;
  report.command = "verify";
  CHECK(render_json(report) == render_json(report));
}
