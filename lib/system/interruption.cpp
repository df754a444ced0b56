#include "system/interruption.hpp"

#include <chrono>

namespace plumbline::system {

namespace {

// Not a parameter: reading stands a dozen calls below the entry points, and all of them would have
// to carry it.
thread_local const CallScope* innermost = nullptr;

}  // namespace

CallScope::CallScope(const Cancel* cancel, int deadline_ms) : cancel_(cancel), outer_(innermost) {
  if (outer_ != nullptr) deadline_ = outer_->deadline_;
  if (deadline_ms > 0) {
    const Deadline own{std::chrono::milliseconds(deadline_ms)};
    deadline_ = deadline_ ? earlier(own, *deadline_) : own;
  }
  innermost = this;
}

CallScope::~CallScope() { innermost = outer_; }

const CallScope* CallScope::current() noexcept { return innermost; }

void CallScope::check() const {
  for (const CallScope* scope = this; scope != nullptr; scope = scope->outer_) {
    if (scope->cancel_ != nullptr && scope->cancel_->requested())
      throw Interrupted{Status::cancelled};
  }
  if (deadline_ && deadline_->remaining_ms() == 0) throw Interrupted{Status::timeout};
}

bool CallScope::is_outer_over() const noexcept {
  if (outer_ == nullptr) return false;
  if (outer_->deadline_ && outer_->deadline_->remaining_ms() == 0) return true;
  for (const CallScope* scope = outer_; scope != nullptr; scope = scope->outer_) {
    if (scope->cancel_ != nullptr && scope->cancel_->requested()) return true;
  }
  return false;
}

int CallScope::stop_descriptor() const noexcept {
  for (const CallScope* scope = this; scope != nullptr; scope = scope->outer_) {
    if (scope->cancel_ != nullptr) return scope->cancel_->descriptor();
  }
  return -1;
}

AdoptedScope::AdoptedScope(const CallScope* scope) noexcept : before_(innermost) {
  innermost = scope;
}

AdoptedScope::~AdoptedScope() { innermost = before_; }

void check_interruption() {
  if (innermost != nullptr) innermost->check();
}

}  // namespace plumbline::system
