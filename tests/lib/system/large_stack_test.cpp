#include "system/large_stack.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <stdexcept>

#include "system/interruption.hpp"

namespace plumbline::system {

namespace {

TEST_CASE("a task runs beside its thread, which gets what it threw") {
  std::atomic<bool> may_end = false;
  bool was_large = false;
  LargeStackTask task([&] {
    while (!may_end) continue;
    was_large = is_on_large_stack();
    throw std::runtime_error("from there");
  });
  CHECK(!is_on_large_stack());
  may_end = true;
  CHECK_THROWS_WITH_AS(task.wait(), "from there", std::runtime_error);
  CHECK(was_large);
}

TEST_CASE("a task that nobody waited for is over when it is destroyed") {
  std::atomic<int> done = 0;
  {
    const LargeStackTask task([&] { ++done; });
    const LargeStackTask failing([&] {
      ++done;
      throw std::runtime_error("heard by nobody");
    });
  }
  CHECK(done == 2);
}

TEST_CASE("a task takes part in the call of its thread") {
  const CallScope scope(nullptr, 1);
  LargeStackTask task([] {
    for (;;) check_interruption();
  });
  CHECK_THROWS_AS(task.wait(), Interrupted);
}

}  // namespace

}  // namespace plumbline::system
