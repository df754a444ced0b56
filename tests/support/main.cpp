/// The one main of all doctest executables: runs the cases, and tells "only skips" from "passed" by
/// the exit status. The working folder is the test's own in the build tree; test data is found by
/// PLUMBLINE_SOURCE_DIR.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <cstdio>

#include "support/skip.hpp"

namespace {

constexpr int skip_status = 77;  // as set by SKIP_RETURN_CODE in tests/CMakeLists.txt

int skips = 0;
int cases_run = 0;
const char* running_case = "";

/// Knows the name of the running case, which doctest itself tells to reporters only.
struct CaseNames : doctest::IReporter {
  explicit CaseNames(const doctest::ContextOptions&) {}
  void report_query(const doctest::QueryData&) override {}
  void test_run_start() override {}
  void test_run_end(const doctest::TestRunStats& stats) override {
    cases_run = static_cast<int>(stats.numTestCasesPassingFilters);
  }
  void test_case_start(const doctest::TestCaseData& data) override { running_case = data.m_name; }
  void test_case_reenter(const doctest::TestCaseData&) override {}
  void test_case_end(const doctest::CurrentTestCaseStats&) override {}
  void test_case_exception(const doctest::TestCaseException&) override {}
  void subcase_start(const doctest::SubcaseSignature&) override {}
  void subcase_end() override {}
  void log_assert(const doctest::AssertData&) override {}
  void log_message(const doctest::MessageData&) override {}
  void test_case_skipped(const doctest::TestCaseData&) override {}
};
DOCTEST_REGISTER_LISTENER("case-names", 1, CaseNames);

}  // namespace

namespace plumbline::tests {

void skip_case(std::string_view reason) {
  ++skips;
  std::printf("[skip] %s: %.*s\n", running_case, static_cast<int>(reason.size()), reason.data());
  std::fflush(stdout);
}

int skipped_cases() { return skips; }

}  // namespace plumbline::tests

int main(int argc, char** argv) {
  doctest::Context context;
  context.applyCommandLine(argc, argv);
  const int status = context.run();
  if (context.shouldExit() || status != 0) return status;
  const bool only_skips = skips > 0 && skips >= cases_run;
  return only_skips ? skip_status : 0;
}
