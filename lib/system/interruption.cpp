#include "system/interruption.hpp"

#include <chrono>

namespace plumbline::system {

namespace {

// Not a parameter: reading stands a dozen calls below the entry points, and all of them would have
// to carry it.
thread_local const CallScope* innermost = nullptr;

}  // namespace

CallScope::CallScope(const Cancel* cancel, int deadline_ms) : cancel_(cancel), outer_(innermost) {
  if (deadline_ms > 0) deadline_.emplace(std::chrono::milliseconds(deadline_ms));
  innermost = this;
}

CallScope::~CallScope() { innermost = outer_; }

const CallScope* CallScope::current() noexcept { return innermost; }

void CallScope::check() const {
  if (cancel_ != nullptr && cancel_->requested()) throw Interrupted{Status::cancelled};
  if (deadline_ && deadline_->remaining_ms() == 0) throw Interrupted{Status::timeout};
}

int CallScope::stop_descriptor() const noexcept {
  return cancel_ == nullptr ? -1 : cancel_->descriptor();
}

AdoptedScope::AdoptedScope(const CallScope* scope) noexcept { innermost = scope; }

AdoptedScope::~AdoptedScope() { innermost = nullptr; }

void check_interruption() {
  if (innermost != nullptr) innermost->check();
}

}  // namespace plumbline::system
