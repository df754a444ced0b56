#include "system/child.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <fstream>
#include <string>
#include <thread>

#include "plumbline/cancel.hpp"
#include "support/scratch_folder.hpp"
#include "system/files.hpp"
#include "system/interruption.hpp"
#include "system/process.hpp"

using namespace plumbline;
using namespace plumbline::system;
using tests::ScratchFolder;

namespace {

using Clock = std::chrono::steady_clock;

std::vector<std::string> shell(const std::string& script) { return {"sh", "-c", script}; }

/// Whether the process is there and no zombie.
bool is_alive(pid_t pid) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/stat");
  std::string number;
  std::string name;
  std::string state;
  return (status >> number >> name >> state) && state != "Z";
}

bool is_gone_soon(pid_t pid) {
  for (int round = 0; round < 300 && is_alive(pid); ++round)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  return !is_alive(pid);
}

/// The numbers that a program wrote into files of the folder, once both are there.
pid_t written_pid(const ScratchFolder& folder, const std::string& name) {
  for (int round = 0; round < 300; ++round) {
    std::ifstream file(folder.file(name));
    pid_t pid = 0;
    if (file >> pid) return pid;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return 0;
}

}  // namespace

TEST_CASE("lines come and go over the channel while the output is read") {
  Child child(shell("yes 1234567 | head -c 300000; while read -r x <&3; do "
                    "echo \"got $x\" >&3; done; echo end"),
              {.has_channel = true, .kept_output_bytes = 100});
  child.send("one\n");
  CHECK(child.read_line() == "got one");
  child.send("two\nthree\n");
  CHECK(child.read_line() == "got two");
  CHECK(child.read_line() == "got three");
  child.end();
  CHECK(child.signal() == SIGTERM);
  CHECK(child.output().size() <= 200);
  CHECK_FALSE(child.read_line().has_value());
}

TEST_CASE("stdin is a stream of ours, and its end is seen") {
  Child child({"cat"}, {.has_input = true, .kept_output_bytes = 1U << 20});
  const std::string text(500'000, 'x');
  child.give_input(text);
  child.close_input();
  CHECK(child.wait());
  CHECK(child.exit_status() == 0);
  CHECK(child.output() == text);

  // One that does not read it raises no SIGPIPE here.
  Child deaf({"true"}, {.has_input = true});
  deaf.give_input(text);
  CHECK(deaf.wait());
  CHECK(deaf.exit_status() == 0);
}

TEST_CASE("the environment is exactly the one that was given") {
  Child child({"env"}, {.environment = {{{"PATH", "/usr/bin:/bin"}, {"A", "b c"}}}});
  child.wait();
  CHECK(child.output() == "A=b c\nPATH=/usr/bin:/bin\n");
}

TEST_CASE("no descriptor of the host's is open in it") {
  const int leaking = ::open("/dev/null", O_RDONLY);
  const int high = ::fcntl(leaking, F_DUPFD, 50);
  for (const bool is_guarded : {false, true}) {
    Child child({"ls", "/proc/self/fd"}, {.is_guarded = is_guarded});
    child.wait();
    CHECK(child.output().find("50") == std::string::npos);
  }
  ::close(leaking);
  ::close(high);
}

TEST_CASE("what it leaves behind is ended with it") {
  const ScratchFolder folder;
  for (const bool is_guarded : {false, true}) {
    const auto start = Clock::now();
    Child child(shell("sleep 30 & echo $! >" + folder.file("pid")), {.is_guarded = is_guarded});
    CHECK(child.wait());
    CHECK(child.exit_status() == 0);
    CHECK(Clock::now() - start < std::chrono::seconds(5));
    CHECK(is_gone_soon(written_pid(folder, "pid")));
  }
}

TEST_CASE("the call's cancel ends it, politely first, and comes out as Interrupted") {
  const ScratchFolder folder;
  Cancel cancel;
  const CallScope call(&cancel, 0);
  Child child(shell("trap 'echo bye; exit 7' TERM; echo $$ >" + folder.file("pid") +
                    "; while :; do sleep 0.05; done"),
              {});
  std::thread other([&] {
    written_pid(folder, "pid");
    cancel.request();
  });
  CHECK_THROWS_AS(child.wait(), Interrupted);
  other.join();
  CHECK_FALSE(child.is_running());
  CHECK(child.exit_status() == 7);
  CHECK(child.output() == "bye\n");
}

TEST_CASE("the call's deadline ends it, also one that ignores SIGTERM") {
  const auto start = Clock::now();
  const CallScope call(nullptr, 100);
  Child child(shell("trap '' TERM; while :; do sleep 30; done"), {.has_channel = true});
  CHECK_THROWS_AS(static_cast<void>(child.read_line()), Interrupted);
  CHECK_FALSE(child.is_running());
  CHECK(child.signal() == SIGKILL);
  CHECK(Clock::now() - start < std::chrono::seconds(10));
}

TEST_CASE("run_process observes the call as well") {
  const CallScope call(nullptr, 50);
  CHECK_THROWS_AS(run_process({"sleep", "30"}), Interrupted);
}

TEST_CASE("when its parent is killed, a guarded child and all that it started end") {
  const ScratchFolder folder;
  const pid_t parent = ::fork();
  if (parent == 0) {
    Child child(shell("sleep 60 & echo $! >" + folder.file("inner") + "; echo $$ >" +
                      folder.file("outer") + "; wait"),
                {.is_guarded = true});
    child.wait();
    ::_exit(0);
  }
  const pid_t outer = written_pid(folder, "outer");
  const pid_t inner = written_pid(folder, "inner");
  CHECK(is_alive(outer));
  CHECK(is_alive(inner));
  ::kill(parent, SIGKILL);
  ::waitpid(parent, nullptr, 0);
  CHECK(is_gone_soon(outer));
  CHECK(is_gone_soon(inner));
}
