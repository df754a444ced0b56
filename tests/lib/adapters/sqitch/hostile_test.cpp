/// Plans and configurations that somebody made to hurt: each ends, quickly, with a finding that
/// says what it is.
#include <doctest/doctest.h>

#include <string>

#include "adapters/sqitch/config.hpp"
#include "adapters/sqitch/plan_file.hpp"

namespace plumbline::adapters::sqitch {

namespace {

const std::string header = "%project=shop\n\n";
const std::string stamp = " 2024-03-01T10:00:00Z Ada <a@b>";

std::string repeat(std::string_view text, std::size_t times) {
  std::string repeated;
  repeated.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) repeated += text;
  return repeated;
}

}  // namespace

TEST_CASE("files that are hardly text are refused with a finding") {
  const std::string rows[] = {
      "",
      "\xEF\xBB\xBF",
      "\xEF\xBB\xBF" + header,
      std::string("%\0p\0r\0", 6),
      "\r",
      std::string(1, '\0'),
      "\xC0\xAF",
      "\xED\xA0\x80",
      "\xF0\x9F",
      "%project=shop",
  };
  for (const std::string& row : rows) {
    const PlanFile plan = read_plan(row, "sqitch.plan");
    const bool is_good = row == "%project=shop";
    CHECK(plan.refusal.has_value() == !is_good);
    CHECK(plan.findings.empty() == is_good);
  }
}

TEST_CASE("a line of megabytes costs linear time, whatever it is made of") {
  constexpr std::size_t size = 3'000'000;
  for (const char* piece : {"a",
                            "a.",
                            "a[",
                            "a[]",
                            "a]",
                            "[",
                            "]",
                            "<",
                            "a <",
                            "a>",
                            " ",
                            "a ",
                            "/1",
                            "a~1",
                            "@",
                            "!",
                            "ü",
                            "€a",
                            "2024-03-01T10:00:00Z",
                            "[2024-03-01T10:00:00Z]",
                            "\t<",
                            "\\n"}) {
    CAPTURE(std::string(piece));
    const std::string line = "a" + repeat(piece, size / std::string_view(piece).size());
    const PlanFile plan = read_plan(header + line + "\n", "sqitch.plan");
    CHECK(plan.refusal.has_value());
    CHECK_FALSE(plan.findings.empty());
    for (const Finding& finding : plan.findings) CHECK(finding.message.size() < 1'000);
  }
}

TEST_CASE("twenty thousand dependencies on a line are read") {
  std::string plan = header;
  std::string line = "z [";
  for (int i = 0; i < 20'000; ++i) {
    plan += "c" + std::to_string(i) + stamp + "\n";
    line += "c" + std::to_string(i) + " ";
  }
  const PlanFile good = read_plan(plan + line + "]" + stamp + "\n", "sqitch.plan");
  CHECK_FALSE(good.refusal.has_value());
  CHECK(good.changes.back().requirements.size() == 20'000);
  const PlanFile bad = read_plan(header + line + "]" + stamp + "\n", "sqitch.plan");
  CHECK(bad.refusal.has_value());
  CHECK(bad.findings.size() == 20'000);
}

TEST_CASE("a hundred thousand lines are read, good and bad") {
  std::string good = header;
  std::string bad = header;
  for (int i = 0; i < 100'000; ++i) {
    good += "c" + std::to_string(i) + (i % 3 == 0 ? "" : " [c" + std::to_string(i - 1) + "]") +
            stamp + "\n";
    if (i % 100 == 99) good += "@t" + std::to_string(i) + stamp + "\n";
    bad += "c" + std::to_string(i) + " \xFF [\n";
  }
  CHECK(read_plan(good, "sqitch.plan").changes.size() == 100'000);
  const PlanFile refused = read_plan(bad, "sqitch.plan");
  CHECK(refused.refusal.has_value());
  CHECK(refused.findings.size() == 10'001);
}

TEST_CASE("names of control characters are shown escaped") {
  const PlanFile plan =
      read_plan(header + "a\x1b[31m\xE2\x80\xAEx [nix]" + stamp + "\n", "sqitch.plan");
  REQUIRE_FALSE(plan.findings.empty());
  CHECK(plan.findings[0].message.find('\x1b') == std::string::npos);
  CHECK(plan.findings[0].message.find("\xE2\x80\xAE") == std::string::npos);
}

TEST_CASE("a value of a million odd characters costs linear time") {
  for (const char* piece : {"a", "[", "\"", "\\", " ", "a ", "=", "a=b\n", "[a]\n", "[a \"", "\n",
                            "#", "\r", "\xFF", "a b"}) {
    CAPTURE(std::string(piece));
    const ConfigText text = parse_config("[core]\nx = " + repeat(piece, 1'000'000), "sqitch.conf");
    CHECK(text.definitions.size() + text.faults.size() > 0);
  }
}

}  // namespace plumbline::adapters::sqitch
