/// One call of an entry point: its scope for cancel and deadline, and what it tells its caller.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "plumbline/error.hpp"
#include "plumbline/event.hpp"
#include "system/deadline.hpp"
#include "system/interruption.hpp"

namespace plumbline::core {

class Call {
 public:
  /// `step` is the event's: "open", "check", "verify".
  Call(const CallControl& control, const char* step)
      : control_(control), step_(step), scope_(control.cancel, control.deadline_ms) {}

  /// Throws Interrupted when the caller says stop.
  void tell_progress(std::string message, std::size_t done, std::optional<std::size_t> total) const;
  void tell_note(std::string message) const;

  /// Whether it is a call around this one that was interrupted.
  [[nodiscard]] bool is_outer_over() const noexcept { return scope_.is_outer_over(); }
  /// What the interruption of this call is to its caller.
  [[nodiscard]] Error error(const system::Interrupted& interrupted) const;

 private:
  void tell(Event event) const;

  const CallControl& control_;
  const char* step_;
  system::CallScope scope_;
  system::Deadline::Clock::time_point start_ = system::Deadline::Clock::now();
};

/// Runs `work(call)`, and turns its interruption into an Error; an outer call's goes through.
template <typename Work>
auto run_call(const CallControl& control, const char* step, Work&& work) {
  const Call call(control, step);
  try {
    system::check_interruption();
    return std::forward<Work>(work)(call);
  } catch (const system::Interrupted& interrupted) {
    if (call.is_outer_over()) throw;
    throw call.error(interrupted);
  }
}

}  // namespace plumbline::core
