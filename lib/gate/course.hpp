/// The course of one gate: steps that are told, timed, limited and recorded, on as many threads as
/// there are trees. Everything that a caller hears of comes from its own thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "gate/record.hpp"
#include "plumbline/cancel.hpp"
#include "plumbline/finding.hpp"
#include "plumbline/gate.hpp"
#include "system/flag.hpp"
#include "system/interruption.hpp"

namespace plumbline::gate {

/// Why a step is red.
struct Red {
  std::string detail;  ///< what was said, whole: it is cut where it is kept
  std::vector<Finding> findings;
};

class Course;

/// The steps of one tree, run by one thread.
class Lane {
 public:
  /// `project` "" for steps of the whole gate.
  Lane(Course& course, std::string project) : course_(course), project_(std::move(project)) {}

  using Work = std::function<std::optional<Red>(GateStep& step)>;
  /// False when it is red; what comes behind is then not reached. `work` may throw: an Error makes
  /// the step red, an end of the whole call goes on as Interrupted. Once red, further steps are
  /// noted as not reached and not run.
  bool step(const std::string& name, const std::string& subject, const Work& work);
  /// Tells how far the running step is.
  void tell_progress(std::string message, std::size_t done, std::optional<std::size_t> total);
  void tell_note(std::string message);

  [[nodiscard]] bool is_red() const noexcept { return is_red_; }
  [[nodiscard]] const std::vector<GateStep>& steps() const noexcept { return steps_; }
  [[nodiscard]] const std::vector<Finding>& findings() const noexcept { return findings_; }

 private:
  friend class Course;
  std::optional<Red> run(GateStep& step, const Work& work);
  Red end_early(GateStep& step, const system::Interrupted& interrupted) const;
  Event event(EventKind kind, std::string message) const;

  Course& course_;
  std::string project_;
  std::string step_name_;  ///< of the running step, as events call it
  std::vector<GateStep> steps_;
  std::vector<Finding> findings_;
  bool is_red_ = false;
};

class Course {
 public:
  /// Begins the record: red and "interrupted" until finish says otherwise. Throws Error: io,
  /// format.
  explicit Course(const GateOptions& options);
  Course(const Course&) = delete;
  Course& operator=(const Course&) = delete;

  /// Runs all of `works`, side by side, and tells what they do until they are done. A cancelled or
  /// overdue call, and a callback that says stop or throws, ends them all first; then Interrupted,
  /// or what the callback threw, is thrown.
  void run(const std::vector<std::function<void()>>& works);

  void start(std::string message);
  /// Writes what the run came to; tells gate_done.
  void finish(GateRun& run);
  [[nodiscard]] const GateRun& begun() const noexcept { return begun_; }
  /// Milliseconds that a step may take.
  [[nodiscard]] int step_ms() const noexcept { return options_.step_ms; }

 private:
  friend class Lane;
  void queue(Event event);
  /// Hands the queued events to the caller.
  void tell_queued();
  void tell(Event event);
  void watch();

  const GateOptions& options_;
  GateRun begun_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  std::unique_ptr<Record> record_;
  Cancel stop_;  ///< of all lanes
  system::Flag news_;
  std::mutex mutex_;  ///< of events_ and running_
  std::deque<Event> events_;
  std::size_t running_ = 0;
};

}  // namespace plumbline::gate
