#include "core/call.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "plumbline/cancel.hpp"

using plumbline::CallControl;
using plumbline::Cancel;
using plumbline::Error;
using plumbline::Event;
using plumbline::EventKind;
using plumbline::Status;
using plumbline::core::Call;
using plumbline::core::run_call;

namespace {

template <typename Work>
Error error_of(const CallControl& control, Work work) {
  try {
    run_call(control, "check", work);
  } catch (const Error& error) {
    return error;
  }
  return {Status::ok, ""};
}

void nothing(const Call&) {}

}  // namespace

TEST_CASE("a call whose cancel is requested does not begin") {
  Cancel cancel;
  CHECK(error_of({.cancel = &cancel}, nothing).status() == Status::ok);
  cancel.request();
  const Error error = error_of({.cancel = &cancel}, nothing);
  CHECK(error.status() == Status::cancelled);
  CHECK(std::string(error.what()) == "\"check\" was cancelled");
}

TEST_CASE("a call ends at its deadline, and its message names it") {
  const Error error = error_of({.deadline_ms = 5}, [](const Call&) {
    while (true) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      plumbline::system::check_interruption();
    }
  });
  CHECK(error.status() == Status::timeout);
  CHECK(std::string(error.what()) == "\"check\" was not done within 5 ms");
}

TEST_CASE("events carry what was told, and false ends the call") {
  std::vector<Event> events;
  CallControl control;
  control.on_event = [&](const Event& event) {
    events.push_back(event);
    return events.size() < 2;
  };
  const Error error = error_of(control, [](const Call& call) {
    call.tell_progress("app", 1, 3);
    call.tell_note("half-way");
    call.tell_note("never told");
  });
  CHECK(error.status() == Status::cancelled);
  REQUIRE(events.size() == 2);
  CHECK(events[0].kind == EventKind::progress);
  CHECK(events[0].step == "check");
  CHECK(events[0].message == "app");
  CHECK(events[0].done == 1U);
  CHECK(events[0].total == 3U);
  CHECK(events[1].kind == EventKind::note);
  CHECK_FALSE(events[1].total.has_value());
}

TEST_CASE("what a callback throws leaves the call as it was thrown") {
  CallControl control;
  control.on_event = [](const Event&) -> bool { throw std::runtime_error("mine"); };
  CHECK_THROWS_WITH_AS(run_call(control, "check", [](const Call& call) { call.tell_note(""); }),
                       "mine", std::runtime_error);
}

TEST_CASE("scopes nest: a call inside a callback has limits of its own") {
  Cancel cancel;
  cancel.request();
  bool was_inside = false;
  run_call({}, "check", [&](const Call&) {
    CHECK(error_of({.cancel = &cancel}, nothing).status() == Status::cancelled);
    plumbline::system::check_interruption();
    was_inside = true;
  });
  CHECK(was_inside);
  CHECK(plumbline::system::CallScope::current() == nullptr);
}

TEST_CASE("a call inside another one ends with it, and the outer one tells why") {
  const Error error = error_of({.deadline_ms = 5}, [](const Call&) {
    run_call({}, "snapshot", [](const Call&) {
      while (true) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
        plumbline::system::check_interruption();
      }
    });
  });
  CHECK(error.status() == Status::timeout);
  CHECK(std::string(error.what()) == "\"check\" was not done within 5 ms");
  Cancel cancel;
  const Error cancelled = error_of({.cancel = &cancel}, [&](const Call&) {
    cancel.request();
    run_call({.deadline_ms = 60'000}, "snapshot", nothing);
  });
  CHECK(std::string(cancelled.what()) == "\"check\" was cancelled");
}
