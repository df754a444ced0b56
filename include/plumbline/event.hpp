/// What a long call tells while it runs, and what its caller may say: go on, or stop.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "plumbline/cancel.hpp"

namespace plumbline {

/// With the numbers of the C ABI's PLUMB_EVENT_….
enum class EventKind : std::int32_t {
  gate_start = 1,
  step_start = 2,
  progress = 3,
  step_done = 4,
  gate_done = 5,
  note = 6,
};

/// One thing that happened. Lives only while it is told.
struct Event {
  EventKind kind = EventKind::note;
  std::string gate;     ///< "round-trip", "dry-run"; "" outside a gate
  std::string step;     ///< "open", "check", "verify", "connect", or a gate's step
  std::string project;  ///< the tree that a gate's step is of; "" for none
  std::string message;  ///< one line for people
  std::optional<std::size_t> done;
  std::optional<std::size_t> total;  ///< absent when nobody knows yet
  std::int64_t elapsed_ms = 0;       ///< since the call began
  std::optional<bool> passed;        ///< of a step or gate that ended
};

/// What steers a call that can last.
struct CallControl {
  const Cancel* cancel = nullptr;  ///< must outlive the call
  int deadline_ms = 0;             ///< of the whole call; 0 = none
  /// Called on the calling thread; false ends the call with Error (cancelled). What it throws
  /// leaves the call unchanged.
  std::function<bool(const Event&)> on_event;
};

}  // namespace plumbline
