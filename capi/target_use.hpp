/// One call's turn at a target, and its snapshot: a target may live for hours, and what a later
/// call reads is what is there then.
#pragma once

#include "handles.hpp"
#include "postgres/connection.hpp"

namespace plumbline::capi {

/// Throws Error (busy) while another call has it. A null target is nobody's.
class TargetUse {
 public:
  explicit TargetUse(plumb_target* target) : target_(target) {
    if (target != nullptr && target->in_use.test_and_set(std::memory_order_acquire))
      throw Error(Status::busy, "the target is serving another call: open one for each thread");
  }
  TargetUse(const TargetUse&) = delete;
  TargetUse& operator=(const TargetUse&) = delete;
  ~TargetUse() {
    if (target_ == nullptr) return;
    try {
      end_snapshot();
    } catch (...) {  // only memory can be short, and the call has failed already
    }
    target_->in_use.clear(std::memory_order_release);
  }

  /// Once everything is read: a call that succeeds leaves nothing to be ended.
  void end_snapshot() const {
    if (target_ != nullptr) target_->target.connection().end_snapshot();
  }

  [[nodiscard]] Target* get() const noexcept {
    return target_ == nullptr ? nullptr : &target_->target;
  }

 private:
  plumb_target* target_;
};

}  // namespace plumbline::capi
