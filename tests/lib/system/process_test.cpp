#include "system/process.hpp"

#include <doctest/doctest.h>

#include <chrono>

#include "plumbline/error.hpp"

using namespace plumbline;
using namespace plumbline::system;

TEST_CASE("a process gives its exit status, output and error tail") {
  const ProcessResult result = run_process({"sh", "-c", "echo out; echo err >&2; exit 3"});
  CHECK(result.exit_status == 3);
  CHECK(result.output == "out\n");
  CHECK(result.error_tail == "err\n");
  CHECK_FALSE(result.is_timed_out);
}

TEST_CASE("arguments are handed over as they are, and variables beside the host's") {
  const ProcessResult result =
      run_process({"sh", "-c", "printf '%s|%s' \"$1\" \"$X\"; pwd", "sh", "a b'$HOME"},
                  {.directory = "/", .extra = {{"X", "y"}}});
  CHECK(result.output == "a b'$HOME|y/\n");
}

TEST_CASE("a program that is not there is an error that names it") {
  try {
    run_process({"no-such-program-of-plumbline"});
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.status() == Status::tool);
    CHECK(std::string(error.what()).find("no-such-program-of-plumbline") != std::string::npos);
  }
}

TEST_CASE("the deadline ends the whole group, also one that ignores SIGTERM") {
  const auto start = std::chrono::steady_clock::now();
  const ProcessResult result =
      run_process({"sh", "-c", "trap '' TERM; sleep 30 & sleep 30"}, {.deadline_ms = 100});
  CHECK(result.is_timed_out);
  CHECK_FALSE(result.exit_status.has_value());
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));
}

TEST_CASE("output over the limit ends the process, and only the tail of stderr is kept") {
  const ProcessResult cut = run_process({"sh", "-c", "yes"}, {.max_output_bytes = 1000});
  CHECK(cut.is_cut);
  CHECK(cut.output.size() == 1000);
  const ProcessResult tail = run_process({"sh", "-c", "yes | head -c 100000 >&2; echo end >&2"});
  CHECK(tail.error_tail.size() == 4096);
  CHECK(tail.error_tail.ends_with("end\n"));
}

TEST_CASE("a process ended by a signal is no success") {
  CHECK_FALSE(run_process({"sh", "-c", "kill -9 $$"}).exit_status.has_value());
}
