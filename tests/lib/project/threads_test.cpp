/// What is loaded is shared: eight threads check one repository without a lock and get the same
/// bytes. Run it in the tsan preset. Each thread reads the database through a target of its own.
#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <chrono>
#include <string>
#include <thread>

#include "plumbline/error.hpp"
#include "plumbline/project.hpp"
#include "plumbline/render.hpp"
#include "support/shared_server.hpp"

namespace {

using plumbline::Cancel;
using plumbline::Error;
using plumbline::Report;
using plumbline::Repository;
using plumbline::Status;
using plumbline::Target;

constexpr std::size_t thread_count = 8;
/// Of all trees of tests/scenarios: each takes two cores three seconds under a thread sanitizer.
constexpr int rounds = 5;

/// Runs `work(n)` in each thread at once.
template <typename Work>
void in_threads(const Work& work) {
  std::array<std::thread, thread_count> threads;
  for (std::size_t n = 0; n < threads.size(); ++n)
    threads[n] = std::thread([&work, n] { work(n); });
  for (std::thread& thread : threads) thread.join();
}

std::string check(const Repository& repository, Target* target) {
  return plumbline::render_json(repository.check(target));
}

}  // namespace

TEST_CASE("eight threads check one repository and get the same bytes") {
  const Repository repository = Repository::open(PLUMBLINE_SOURCE_DIR "/tests/scenarios");
  REQUIRE(repository.projects().size() > 2);
  const std::string expected = check(repository, nullptr);
  std::atomic<int> differing = 0;
  in_threads([&](std::size_t) {
    for (int round = 0; round < rounds; ++round)
      differing += check(repository, nullptr) == expected ? 0 : 1;
  });
  CHECK(differing == 0);
}

TEST_CASE("eight threads open repositories and get the same bytes") {
  const std::string path = PLUMBLINE_SOURCE_DIR "/tests/scenarios";
  const std::string expected = check(Repository::open(path), nullptr);
  std::atomic<int> differing = 0;
  in_threads([&](std::size_t) {
    differing += check(Repository::open(path), nullptr) == expected ? 0 : 1;
  });
  CHECK(differing == 0);
}

TEST_CASE("eight targets are read at once, each by its thread") {
  const plumbline::tests::PostgresServer* server = plumbline::tests::shared_server();
  if (server == nullptr) return;
  const Repository repository = Repository::open(PLUMBLINE_SOURCE_DIR "/tests/scenarios");
  const std::string uri = server->uri();
  Target first = Target::open(uri);
  const std::string expected = check(repository, &first);
  std::atomic<int> differing = 0;
  in_threads([&](std::size_t) {
    Target target = Target::open(uri);
    differing += check(repository, &target) == expected ? 0 : 1;
  });
  CHECK(differing == 0);
}

TEST_CASE("one request cancels the calls of eight threads") {
  const plumbline::tests::PostgresServer* server = plumbline::tests::shared_server();
  if (server == nullptr) return;
  const Repository repository = Repository::open(PLUMBLINE_SOURCE_DIR "/tests/scenarios");
  const std::string uri = server->uri();
  Cancel cancel;
  std::atomic<int> cancelled = 0;
  std::thread other([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    cancel.request();
  });
  in_threads([&](std::size_t) {
    try {
      Target target = Target::open(uri, {.cancel = &cancel});
      while (true) check(repository, &target);
    } catch (const Error& error) {
      cancelled += error.status() == Status::cancelled ? 1 : 0;
    }
  });
  other.join();
  CHECK(cancelled == thread_count);
}
