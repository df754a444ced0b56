/// What Plumbline says where sqitch says "Invalid name".
#include <doctest/doctest.h>

#include "adapters/sqitch/diagnose.hpp"
#include "adapters/sqitch/plan_line.hpp"

namespace plumbline::adapters::sqitch {

TEST_CASE("the true cause of an invalid name is named where it stands") {
  struct Row {
    std::string line;
    std::string rule;
    std::size_t offset;
    std::string part;
  };
  const std::string stamp = "2024-03-01T10:00:00Z";
  const Row rows[] = {
      {"users [" + stamp + "] Ada <a@b>", "plan/bracketed-timestamp", 6, "in brackets"},
      {"users [ " + stamp + " ] Ada <a@b>", "plan/bracketed-timestamp", 6, stamp},
      {"users [a] [" + stamp + "] Ada <a@b>", "plan/bracketed-timestamp", 10, "in brackets"},
      {"@v1 [" + stamp + "] Ada <a@b>", "plan/bracketed-timestamp", 4, "\"v1\""},
      {"-", "plan/syntax", 1, "name is missing"},
      {"(users " + stamp + " Ada <a@b>", "plan/syntax", 0, "begin with punctuation"},
      {"us:ers " + stamp + " Ada <a@b>", "plan/syntax", 2, "must not contain"},
      {"users. " + stamp + " Ada <a@b>", "plan/syntax", 5, "ends in punctuation"},
      {"a/1 " + stamp + " Ada <a@b>", "plan/syntax", 0, "digits"},
      {"users [] " + stamp + " Ada <a@b>", "plan/syntax", 6, "empty"},
      {"users [a " + stamp + " Ada <a@b>", "plan/syntax", 39, "not closed"},
      {"users " + stamp + " Ada <>", "plan/syntax", 32, "e-mail is empty"},
      {"users " + stamp + " Ada <a@b", "plan/syntax", 35, "not closed"},
      {"users " + stamp + " Ada <a@b> x", "plan/syntax", 36, "behind"},
      {"users " + stamp + " Ada", "plan/syntax", 30, "e-mail"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.line);
    const Diagnosis found = diagnose_line(row.line);
    CHECK(found.rule == row.rule);
    CHECK(found.offset == row.offset);
    CHECK_MESSAGE(found.message.find(row.part) != std::string::npos, found.message);
    CHECK(found.brackets.has_value() == (row.rule == "plan/bracketed-timestamp"));
  }
}

TEST_CASE("what stands in a timestamp's place is shown") {
  CHECK(diagnose_timestamp("users 2024-03-01 Ada <a@b>").offset == 6);
  CHECK(diagnose_timestamp("users 2024-03-01t10:00:00z Ada <a@b>")
            .message.find("2024-03-01t10:00:00z") != std::string::npos);
  CHECK(diagnose_timestamp("users Ada <a@b>").message.empty());
}

}  // namespace plumbline::adapters::sqitch
