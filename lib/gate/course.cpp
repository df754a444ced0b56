#include "gate/course.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

#include "gate/detail.hpp"
#include "plumbline/error.hpp"
#include "system/clock.hpp"
#include "system/format.hpp"
#include "system/interruption.hpp"
#include "system/threads.hpp"

namespace plumbline::gate {

namespace {

using system::CallScope;
using system::Interrupted;

/// A step's error that means that the gate cannot be run at all.
bool ends_gate(Status status) noexcept {
  switch (status) {
    case Status::connection:
    case Status::server:
    case Status::timeout:
    case Status::busy:
    case Status::format:
    case Status::limit:
      return false;
    default:
      return true;
  }
}

/// What ended the works, before what that did to the others.
void throw_first(const std::vector<std::exception_ptr>& problems) {
  std::exception_ptr interruption;
  for (const std::exception_ptr& problem : problems) {
    if (!problem) continue;
    try {
      std::rethrow_exception(problem);
    } catch (const Interrupted&) {
      interruption = problem;
    }
  }
  if (interruption) std::rethrow_exception(interruption);
}

/// Without its hint: what to do stands with the finding or the error itself.
std::string words_of(const Error& error) {
  const ErrorFields& fields = error.fields();
  return fields.detail.empty() ? fields.message : fields.message + '\n' + fields.detail;
}

/// The finding of an error of ours, and the whole text.
Red red_of(const Error& error, const std::string& step) {
  Red red{.detail = words_of(error), .findings = {}};
  red.findings = classify_output(red.detail, error.fields().sqlstate, step).findings;
  return red;
}

std::int64_t us_since(std::chrono::steady_clock::time_point begin) noexcept {
  const auto passed = std::chrono::steady_clock::now() - begin;
  return std::chrono::duration_cast<std::chrono::microseconds>(passed).count();
}

}  // namespace

Event Lane::event(EventKind kind, std::string message) const {
  Event event;
  event.kind = kind;
  event.step = step_name_;
  event.project = project_;
  event.message = std::move(message);
  return event;
}

void Lane::tell_progress(std::string message, std::size_t done, std::optional<std::size_t> total) {
  Event event = this->event(EventKind::progress, std::move(message));
  event.done = done;
  event.total = total;
  course_.queue(std::move(event));
}

void Lane::tell_note(std::string message) {
  course_.queue(event(EventKind::note, std::move(message)));
}

/// Red for a step that took too long; a call that was stopped goes on as Interrupted.
Red Lane::end_early(GateStep& step, const Interrupted& interrupted) const {
  if (interrupted.status != Status::timeout) {
    step.state = StepState::interrupted;
    step.detail = "interrupted: the call was cancelled";
    throw Interrupted(interrupted);
  }
  step.state = StepState::timed_out;
  Red red{.detail = system::format("step \"{}\" was not done within {} ms", step_name_,
                                   course_.step_ms()),
          .findings = {}};
  red.findings.push_back(make_finding("gate/step-timeout", red.detail));
  return red;
}

std::optional<Red> Lane::run(GateStep& step, const Work& work) {
  const CallScope scope(&course_.stop_, course_.step_ms());
  try {
    scope.check();
    return work(step);
  } catch (const Interrupted& interrupted) {
    return end_early(step, interrupted);
  } catch (const Error& error) {
    // What waited below may have made an Error of the interruption.
    try {
      scope.check();
    } catch (const Interrupted& interrupted) {
      return end_early(step, interrupted);
    }
    step.state = StepState::failed;
    Red red = red_of(error, step.name);
    if (!ends_gate(error.status())) return red;
    step.detail = detail_tail(red.detail);
    throw;
  }
}

bool Lane::step(const std::string& name, const std::string& subject, const Work& work) {
  GateStep step;
  step.project = project_;
  step.name = name;
  step.subject = subject;
  if (is_red_) {
    steps_.push_back(std::move(step));
    return false;
  }
  step_name_ = subject.empty() ? name : name + ' ' + subject;
  step.started_at = system::now_us();
  const auto begin = std::chrono::steady_clock::now();
  course_.record_->step_started(step);
  course_.queue(event(EventKind::step_start, step_name_));
  // However it ends, the record and the caller hear of it.
  const auto end = [&] {
    step.duration_us = us_since(begin);
    is_red_ = step.state != StepState::passed;
    Event done = event(EventKind::step_done, is_red_ ? step.detail : step_name_);
    done.passed = !is_red_;
    course_.record_->step_done(step);
    course_.queue(std::move(done));
    steps_.push_back(step);
  };
  try {
    std::optional<Red> red = run(step, work);
    if (!red) {
      step.state = StepState::passed;
    } else {
      if (step.state == StepState::not_reached) step.state = StepState::failed;
      step.detail = detail_tail(red->detail);
      for (Finding& finding : red->findings) {
        finding.project = project_;
        findings_.push_back(std::move(finding));
      }
    }
  } catch (...) {
    end();
    throw;
  }
  end();
  return !is_red_;
}

Course::Course(const GateOptions& options) : options_(options) {
  begun_.id = new_run_id();
  begun_.kind = options.kind;
  begun_.version = options.version;
  begun_.tier = options.tier;
  begun_.started_at = system::now_us();
  record_ = Record::open(options.record);
  record_->begin(begun_);
}

void Course::start(std::string message) {
  Event event;
  event.kind = EventKind::gate_start;
  event.message = std::move(message);
  tell(std::move(event));
}

void Course::finish(GateRun& run) {
  run.finished_at = system::now_us();
  record_->finish(run);
  Event event;
  event.kind = EventKind::gate_done;
  event.message = run.detail;
  event.passed = run.passed;
  tell(std::move(event));
}

void Course::tell(Event event) {
  if (!options_.control.on_event) return;
  event.gate = gate_kind_name(options_.kind);
  event.elapsed_ms = us_since(begin_) / 1'000;
  if (!options_.control.on_event(event)) throw Interrupted{Status::cancelled};
}

void Course::queue(Event event) {
  const std::lock_guard lock(mutex_);
  events_.push_back(std::move(event));
  news_.raise();
}

void Course::tell_queued() {
  while (true) {
    Event event;
    {
      const std::lock_guard lock(mutex_);
      if (events_.empty()) return;
      event = std::move(events_.front());
      events_.pop_front();
    }
    tell(std::move(event));
  }
}

/// Waits for news until all works are done; what the caller's side throws ends them.
void Course::watch() {
  std::exception_ptr problem;
  const auto look = [&](auto&& act) {
    if (problem) return;
    try {
      act();
    } catch (...) {
      problem = std::current_exception();
      stop_.request();
    }
  };
  while (true) {
    const CallScope* const call = CallScope::current();
    system::Deadline deadline{std::chrono::hours(24)};
    if (!problem && call != nullptr && call->deadline())
      deadline = earlier(deadline, *call->deadline());
    const int stopper = problem || call == nullptr ? -1 : call->stop_descriptor();
    system::wait_for({.descriptor = news_.descriptor(), .readable = true}, deadline, stopper);
    news_.lower();
    look([&] { tell_queued(); });
    look([] { system::check_interruption(); });
    const std::lock_guard lock(mutex_);
    if (running_ == 0) break;
  }
  look([&] { tell_queued(); });
  if (problem) std::rethrow_exception(problem);
}

void Course::run(const std::vector<std::function<void()>>& works) {
  std::vector<std::exception_ptr> problems(works.size());
  running_ = works.size();
  {
    system::Threads threads;
    try {
      for (std::size_t at = 0; at < works.size(); ++at) {
        threads.start([&, at] {
          try {
            const CallScope scope(&stop_, 0);
            works[at]();
          } catch (...) {
            problems[at] = std::current_exception();
            stop_.request();
          }
          const std::lock_guard lock(mutex_);
          --running_;
          news_.raise();
        });
      }
    } catch (...) {  // no thread to be had: those that run end first
      stop_.request();
      throw;
    }
    watch();
  }
  throw_first(problems);
}

}  // namespace plumbline::gate
