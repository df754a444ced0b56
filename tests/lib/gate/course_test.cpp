/// The course of a gate: what is told in which order, what a red step ends, and what the record
/// says when a gate is stopped.
#include "gate/course.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <stdexcept>
#include <string>
#include <vector>

#include "plumbline/cancel.hpp"
#include "plumbline/error.hpp"
#include "support/scratch_folder.hpp"
#include "system/interruption.hpp"

namespace {

using plumbline::Cancel;
using plumbline::Error;
using plumbline::Event;
using plumbline::EventKind;
using plumbline::GateOptions;
using plumbline::GateRun;
using plumbline::GateStep;
using plumbline::Status;
using plumbline::StepState;
using plumbline::gate::Course;
using plumbline::gate::Lane;
using plumbline::gate::Red;
using plumbline::system::CallScope;
using plumbline::system::Interrupted;
using plumbline::tests::ScratchFolder;

std::optional<Red> green(GateStep&) { return std::nullopt; }

/// What was told, in short.
struct Heard {
  std::vector<std::string> lines;
  void hear(const Event& event) {
    constexpr const char* names[] = {"",          "gate_start", "step_start", "progress",
                                     "step_done", "gate_done",  "note"};
    std::string line = names[static_cast<int>(event.kind)];
    if (!event.project.empty()) line += ' ' + event.project;
    if (!event.step.empty()) line += ' ' + event.step;
    if (event.passed) line += *event.passed ? " passed" : " red";
    lines.push_back(std::move(line));
  }
};

GateOptions options(Heard& heard, const std::string& record = "") {
  GateOptions options;
  options.record = record;
  options.step_ms = 60'000;
  options.control.on_event = [&heard](const Event& event) {
    heard.hear(event);
    return true;
  };
  return options;
}

}  // namespace

TEST_CASE("steps are told in order, and what is behind a red one is not reached") {
  Heard heard;
  const GateOptions given = options(heard);
  Course course(given);
  Lane lane(course, "tree");
  course.start("round trip of 1 tree");
  course.run({[&] {
    CHECK(lane.step("roles", "", green));
    lane.tell_progress("", 0, std::nullopt);
    CHECK_FALSE(lane.step("upgrade", "head", [](GateStep&) -> std::optional<Red> {
      return Red{.detail = "no table", .findings = {}};
    }));
    CHECK_FALSE(lane.step("heads", "", green));
  }});
  GateRun run = course.begun();
  course.finish(run);
  CHECK(heard.lines == std::vector<std::string>{
                           "gate_start", "step_start tree roles", "step_done tree roles passed",
                           "progress tree roles", "step_start tree upgrade head",
                           "step_done tree upgrade head red", "gate_done red"});
  REQUIRE(lane.steps().size() == 3);
  CHECK(lane.steps()[0].state == StepState::passed);
  CHECK(lane.steps()[1].state == StepState::failed);
  CHECK(lane.steps()[1].detail == "no table");
  CHECK(lane.steps()[2].state == StepState::not_reached);
}

TEST_CASE("a step that takes too long is red, with the limit in its words") {
  Heard heard;
  GateOptions given = options(heard);
  given.step_ms = 20;
  Course course(given);
  Lane lane(course, "");
  course.run({[&] {
    lane.step("upgrade", "", [](GateStep&) -> std::optional<Red> {
      while (true) plumbline::system::check_interruption();
    });
  }});
  CHECK(lane.steps()[0].state == StepState::timed_out);
  CHECK(lane.steps()[0].detail == "step \"upgrade\" was not done within 20 ms");
  REQUIRE(lane.findings().size() == 1);
  CHECK(lane.findings()[0].rule == "gate/step-timeout");
}

TEST_CASE("a server's refusal makes a step red, what keeps a gate from being run ends it") {
  Heard heard;
  const GateOptions given = options(heard);
  Course course(given);
  Lane lane(course, "");
  Lane other(course, "");
  course.run({[&] {
    lane.step("seed", "", [](GateStep&) -> std::optional<Red> {
      throw Error(
          Status::server,
          {.message = "no such table", .detail = "", .hint = "", .sqlstate = "42P01", .where = {}});
    });
  }});
  CHECK(lane.steps()[0].detail == "no such table");
  CHECK_FALSE(lane.findings().empty());
  CHECK_THROWS_AS(course.run({[&] {
    other.step("upgrade", "",
               [](GateStep&) -> std::optional<Red> { throw Error(Status::tool, "no alembic"); });
  }}),
                  Error);
  CHECK(other.steps()[0].state == StepState::failed);
}

TEST_CASE("a cancelled call and a listener that says stop end all trees, told as interrupted") {
  for (const bool by_cancel : {true, false}) {
    CAPTURE(by_cancel);
    Heard heard;
    Cancel cancel;
    GateOptions given = options(heard);
    std::atomic<int> begun = 0;
    given.control.on_event = [&](const Event& event) {
      heard.hear(event);
      if (event.kind == EventKind::step_start && ++begun == 2) {
        if (!by_cancel) return false;
        cancel.request();
      }
      return true;
    };
    Course course(given);
    Lane first(course, "a");
    Lane second(course, "b");
    const auto forever = [](GateStep&) -> std::optional<Red> {
      while (true) plumbline::system::check_interruption();
    };
    const CallScope scope(&cancel, 0);
    CHECK_THROWS_AS(course.run({[&] { first.step("upgrade", "", forever); },
                                [&] { second.step("upgrade", "", forever); }}),
                    Interrupted);
    for (const Lane* lane : {&first, &second})
      CHECK(lane->steps().at(0).state == StepState::interrupted);
  }
}

TEST_CASE("what a listener throws reaches its caller, when everything has ended") {
  Heard heard;
  GateOptions given = options(heard);
  given.control.on_event = [](const Event& event) {
    if (event.kind == EventKind::step_start) throw std::runtime_error("mine");
    return true;
  };
  Course course(given);
  Lane lane(course, "");
  CHECK_THROWS_WITH_AS(course.run({[&] {
    lane.step("upgrade", "", [](GateStep&) -> std::optional<Red> {
      while (true) plumbline::system::check_interruption();
    });
  }}),
                       "mine", std::runtime_error);
}

TEST_CASE("a gate that was not finished reads as red") {
  const ScratchFolder folder;
  const std::string record = folder.path() + "/gates.jsonl";
  Heard heard;
  const GateOptions given = options(heard, record);
  {
    Course course(given);
    Lane lane(course, "tree");
    course.run({[&] { lane.step("roles", "", green); }});
  }
  const plumbline::History history = plumbline::read_history(record);
  REQUIRE(history.runs.size() == 1);
  CHECK_FALSE(history.runs[0].passed);
  CHECK(history.runs[0].detail == "interrupted");
}
