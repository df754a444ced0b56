#include "plumbline/report.hpp"

#include <doctest/doctest.h>

#include "system/utf8.hpp"

using namespace plumbline;

namespace {

Finding at_line(int line) {
  return make_finding("plan/syntax", "m", {.file = "f", .line = line, .column = 1, .offset = 0});
}

}  // namespace

TEST_CASE("a finished report is sorted, without repetitions, and counted") {
  Report report;
  report.findings = {at_line(3), at_line(1), at_line(3), make_finding("plan/no-way-back", "n")};
  finish_report(report, 1000);
  REQUIRE(report.findings.size() == 3);
  CHECK(report.findings[0].rule == "plan/no-way-back");
  CHECK(report.findings[1].where.line == 1);
  CHECK(report.totals == std::array<std::size_t, 3>{1, 0, 2});
  CHECK(has_at_least(report, Severity::error));
}

TEST_CASE("findings over the limit are counted and named, and still fail the check") {
  Report report;
  for (int line = 1; line <= 5; ++line) report.findings.push_back(at_line(line));
  finish_report(report, 2);
  CHECK(report.findings.size() == 2);
  CHECK(report.totals[2] == 5);
  REQUIRE(report.unchecked.size() == 1);
  CHECK(report.unchecked[0].what == "3 more of plan/syntax");
}

TEST_CASE("warnings alone are not errors") {
  Report report;
  report.findings = {make_finding("plan/orphan-script", "o")};
  finish_report(report, 10);
  CHECK(has_at_least(report, Severity::warning));
  CHECK_FALSE(has_at_least(report, Severity::error));
}

TEST_CASE("a message of megabytes loses its middle, on a character") {
  Report report;
  report.findings.push_back(
      make_finding("plan/syntax", "name \"" + std::string(1'000'000, 'a') + "\" ends"));
  std::string accents;
  for (int i = 0; i < 2'000; ++i) accents += "é";
  report.findings.push_back(make_finding("plan/syntax", accents));
  report.findings.push_back(make_finding("plan/syntax", "z" + std::string(1'999, 'b')));
  finish_report(report, 10);
  CHECK(report.findings[0].message.size() < 2'000);
  CHECK(report.findings[0].message.ends_with("a\" ends"));
  CHECK(report.findings[1].message.size() == 2'000);
  CHECK(system::find_invalid_utf8(report.findings[2].message) == std::string::npos);
}
