/// Records under fire: processes that die or write at once, disks that are full, folders that
/// refuse. Whatever happens, no run is green that was not finished.
#include <doctest/doctest.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <functional>
#include <random>
#include <set>
#include <thread>

#include "failing_vfs.hpp"
#include "gate/record.hpp"
#include "plumbline/error.hpp"
#include "sample_run.hpp"
#include "support/scratch_folder.hpp"

using namespace plumbline;
using gate::Record;
using tests::FailingVfs;
using tests::sample_run;
using tests::ScratchFolder;

namespace {

constexpr std::array names = {"gates.sqlite", "gates.jsonl"};

GateRun green_run(const std::string& id) {
  GateRun run = sample_run(id);
  run.passed = true;
  run.detail.clear();
  return run;
}

void record_green(Record& record, const std::string& id) {
  const GateRun run = green_run(id);
  record.begin(run);
  record.step_started({.project = "console", .name = "upgrade"});
  record.step_done({.project = "console", .name = "upgrade", .state = StepState::passed});
  record.finish(run);
}

/// In a process of its own; its result is its exit status.
pid_t start_child(const std::function<int()>& act) {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    int status = 99;
    try {
      status = act();
    } catch (const Error& error) {
      status = static_cast<int>(error.status());
    } catch (...) {
    }
    ::_exit(status);
  }
  return child;
}

int wait_for_child(pid_t child) {
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

}  // namespace

TEST_CASE("a killed process leaves its run red, and those that it finished green") {
  std::mt19937 random(7);
  for (const char* name : names) {
    CAPTURE(std::string(name));
    const ScratchFolder folder;
    const std::string path = folder.file(name);
    std::set<std::string> finished;
    std::size_t red = 0;
    for (int round = 0; round < 15; ++round) {
      std::array<int, 2> pipe{};
      REQUIRE(::pipe(pipe.data()) == 0);
      const pid_t child = start_child([&] {
        for (int i = 0;; ++i) {
          const std::string id = std::to_string(round * 1000 + i);
          record_green(*Record::open(path), id);
          const std::string line = id + "\n";
          if (::write(pipe[1], line.data(), line.size()) < 0) return 1;
        }
      });
      ::close(pipe[1]);
      // Every other time behind its first run, however slow the disk is.
      pollfd first{.fd = pipe[0], .events = POLLIN, .revents = 0};
      if (round % 2 == 1) ::poll(&first, 1, 20'000);
      std::this_thread::sleep_for(std::chrono::microseconds(random() % 40'000));
      ::kill(child, SIGKILL);
      CHECK(wait_for_child(child) == -SIGKILL);
      std::string told;
      std::array<char, 256> block{};
      for (ssize_t n = 0; (n = ::read(pipe[0], block.data(), block.size())) > 0;)
        told.append(block.data(), static_cast<std::size_t>(n));
      ::close(pipe[0]);
      for (std::size_t at = 0, end = 0; (end = told.find('\n', at)) != std::string::npos;
           at = end + 1)
        finished.insert(told.substr(at, end - at));
      if (::access(path.c_str(), F_OK) != 0) continue;  // it died before it began
      const History history = read_history(path);
      std::set<std::string> green;
      red = 0;
      for (const GateRun& run : history.runs) {
        if (run.passed) {
          green.insert(run.id);
          CHECK(run.finished_at > 0);
        } else {
          ++red;
          CHECK(run.detail.starts_with("interrupted"));
          CHECK(run.finished_at == 0);
        }
      }
      CHECK(std::ranges::includes(green, finished));
      // One more may have been finished, and not told of, in each round.
      CHECK(green.size() <= finished.size() + static_cast<std::size_t>(round) + 1);
      CHECK(red <= static_cast<std::size_t>(round) + 1);
    }
    CHECK_FALSE(finished.empty());
  }
}

TEST_CASE("several gates record at once") {
  for (const char* name : names) {
    CAPTURE(std::string(name));
    const ScratchFolder folder;
    const std::string path = folder.file(name);
    std::vector<pid_t> children;
    for (int child = 0; child < 4; ++child) {
      children.push_back(start_child([&, child] {
        for (int i = 0; i < 8; ++i) {
          record_green(*Record::open(path), std::to_string(child) + "-" + std::to_string(i));
        }
        return 0;
      }));
    }
    for (const pid_t child : children) CHECK(wait_for_child(child) == 0);
    const History history = read_history(path);
    CHECK(history.runs.size() == 32);
    CHECK(std::ranges::all_of(history.runs, &GateRun::passed));
  }
}

TEST_CASE("whichever write fails, no run is green that was not finished") {
  for (const auto lasting : {FailingVfs::Lasting::once, FailingVfs::Lasting::for_ever}) {
    const ScratchFolder folder;
    int at = 1;
    for (bool has_failed = true; has_failed; ++at) {
      CAPTURE(at);
      const std::string path = folder.file("gates" + std::to_string(at) + ".sqlite");
      bool is_finished = false;
      try {
        const FailingVfs vfs(at, lasting);
        // A fault that passes in one of the pragmas is none of the record's.
        record_green(*Record::open(path), "1");
        is_finished = true;
      } catch (const Error& error) {
        const bool is_fit = error.status() == Status::io || error.status() == Status::busy;
        CHECK(is_fit);
        CHECK(std::string(error.what()).find(path) != std::string::npos);
      }
      has_failed = FailingVfs::has_failed();
      // One that failed for once is as good as new; what was begun is there or not, never green.
      const History history = read_history(path);
      CHECK(history.runs.size() <= 1);
      for (const GateRun& run : history.runs) CHECK(run.passed == is_finished);
      if (is_finished) CHECK(history.runs.size() == 1);
      if (at % 5 != 0) continue;
      record_green(*Record::open(path), "2");
      CHECK(read_history(path).runs.size() == history.runs.size() + 1);
    }
    CHECK(at > 20);
  }
}

TEST_CASE("lines that do not fit on the disk are not there in part") {
  const ScratchFolder folder;
  const std::string whole = folder.file("whole.jsonl");
  record_green(*Record::open(whole), "1");
  struct stat status {};
  REQUIRE(::stat(whole.c_str(), &status) == 0);
  for (off_t limit = 0; limit <= status.st_size + 20; limit += 61) {
    CAPTURE(limit);
    const std::string path = folder.file("gates" + std::to_string(limit) + ".jsonl");
    const int result = wait_for_child(start_child([&] {
      std::signal(SIGXFSZ, SIG_IGN);
      const rlimit most{static_cast<rlim_t>(limit), static_cast<rlim_t>(limit)};
      if (::setrlimit(RLIMIT_FSIZE, &most) != 0) return 98;
      record_green(*Record::open(path), "1");
      return 0;
    }));
    const bool is_finished = limit >= status.st_size;
    CHECK(result == (is_finished ? 0 : static_cast<int>(Status::io)));
    const History history = read_history(path);
    for (const GateRun& run : history.runs) CHECK(run.passed == is_finished);
    record_green(*Record::open(path), "2");
    CHECK(read_history(path).runs.size() == history.runs.size() + 1);
  }
}

TEST_CASE("a folder that may not be written is named") {
  const ScratchFolder folder;
  REQUIRE(::chmod(folder.path().c_str(), 0755) == 0);
  folder.write("there.jsonl", "");
  REQUIRE(::chmod(folder.file("there.jsonl").c_str(), 0644) == 0);
  record_green(*Record::open(folder.file("there.sqlite")), "1");
  REQUIRE(::chmod(folder.file("there.sqlite").c_str(), 0644) == 0);
  constexpr uid_t nobody = 65534;
  const auto as_nobody = [&](const std::function<int()>& act) {
    return wait_for_child(start_child([&] {
      if (::geteuid() == 0 && ::setuid(nobody) != 0) return 97;
      return act();
    }));
  };
  if (::geteuid() != 0) REQUIRE(::chmod(folder.path().c_str(), 0555) == 0);
  for (const char* name : {"new.sqlite", "new.jsonl", "sub/new.sqlite"}) {
    CHECK(as_nobody([&] {
            record_green(*Record::open(folder.file(name)), "1");
            return 0;
          }) == static_cast<int>(Status::io));
  }
  if (::geteuid() == 0) {
    for (const char* name : {"there.sqlite", "there.jsonl"}) {
      CHECK(as_nobody([&] {
              record_green(*Record::open(folder.file(name)), "2");
              return 0;
            }) == static_cast<int>(Status::io));
    }
    // Reading needs no more than the right to read.
    CHECK(as_nobody([&] {
            return read_history(folder.file("there.sqlite")).runs.size() == 1 ? 0 : 1;
          }) == 0);
  }
  ::chmod(folder.path().c_str(), 0755);
}
