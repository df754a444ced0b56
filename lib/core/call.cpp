#include "core/call.hpp"

#include <chrono>

#include "core/format.hpp"

namespace plumbline::core {

void Call::tell(Event event) const {
  system::check_interruption();
  if (!control_.on_event) return;
  const auto elapsed = system::Deadline::Clock::now() - start_;
  event.elapsed_ms = std::chrono::duration_cast<std::chrono::milliseconds>(elapsed).count();
  event.step = step_;
  if (!control_.on_event(event)) throw system::Interrupted{Status::cancelled};
}

void Call::tell_progress(std::string message, std::size_t done,
                         std::optional<std::size_t> total) const {
  Event event;
  event.kind = EventKind::progress;
  event.message = std::move(message);
  event.done = done;
  event.total = total;
  tell(std::move(event));
}

void Call::tell_note(std::string message) const {
  Event event;
  event.message = std::move(message);
  tell(std::move(event));
}

Error Call::error(const system::Interrupted& interrupted) const {
  if (interrupted.status == Status::cancelled)
    return {Status::cancelled, core::format("\"{}\" was cancelled", step_)};
  return {Status::timeout,
          {.message = core::format("\"{}\" was not done within {} ms", step_, control_.deadline_ms),
           .detail = "",
           .hint = "allow more time (deadline_ms)",
           .sqlstate = "",
           .where = {}}};
}

}  // namespace plumbline::core
