/// Work that recurses deeper than a caller's stack may allow: on a thread of its own with a stack
/// of its own, while the caller waits.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace plumbline::system {

/// Address space, not memory: pages are taken as they are touched.
inline constexpr std::size_t large_stack_bytes = 64u << 20;

/// Runs `work` with at least `large_stack_bytes` of stack, at once when this thread has them
/// already. What it throws is thrown here. Cancel and deadline of this thread's call count there
/// too. Throws Error (internal) when the system gives no thread.
void run_on_large_stack(const std::function<void()>& work);

/// The same while this thread goes on: what needs a processor runs while a server is waited for.
class LargeStackTask {
 public:
  /// Starts it. Cancel and deadline of this thread's call count there too, which is why the task
  /// must end before the call does. Throws Error (internal) when the system gives no thread.
  explicit LargeStackTask(std::function<void()> work);
  ~LargeStackTask();  ///< waits
  LargeStackTask(const LargeStackTask&) = delete;
  LargeStackTask& operator=(const LargeStackTask&) = delete;
  /// Waits; what it threw is thrown here. REQUIRES: called once at most.
  void wait();

 private:
  struct Running;
  std::unique_ptr<Running> running_;
};

/// Whether this thread is inside of `run_on_large_stack` or of a task.
bool is_on_large_stack() noexcept;

}  // namespace plumbline::system
