/// What ends a call before it is done: its caller's cancel, its deadline, its callback. The entry
/// points open a scope; whoever reads a file or waits for a server asks it.
#pragma once

#include <optional>

#include "plumbline/cancel.hpp"
#include "plumbline/error.hpp"
#include "system/deadline.hpp"

namespace plumbline::system {

/// Thrown where a call is to end; its entry point makes an Error of it. No Error itself, so that a
/// loop that turns one file's Error into a finding lets it pass.
struct Interrupted {
  Status status;  ///< cancelled or timeout
};

/// The call that this thread is in. Scopes nest: what ends an outer one ends the inner one too.
class CallScope {
 public:
  /// `deadline_ms` 0: none.
  CallScope(const Cancel* cancel, int deadline_ms);
  ~CallScope();
  CallScope(const CallScope&) = delete;
  CallScope& operator=(const CallScope&) = delete;

  /// Null outside of any call.
  static const CallScope* current() noexcept;

  /// Throws Interrupted when the call is to end.
  void check() const;
  /// Whether it is an outer call that is to end.
  [[nodiscard]] bool is_outer_over() const noexcept;
  /// For poll(2): readable when cancelled; -1 without a cancel. Of the nearest call that has one.
  [[nodiscard]] int stop_descriptor() const noexcept;
  /// The earliest of all calls.
  [[nodiscard]] const std::optional<Deadline>& deadline() const noexcept { return deadline_; }

 private:
  const Cancel* cancel_;
  std::optional<Deadline> deadline_;
  const CallScope* outer_;
};

/// This thread takes part in the call of another one, which waits for it; null: in none, as what
/// clears up after a call that was ended.
class AdoptedScope {
 public:
  explicit AdoptedScope(const CallScope* scope) noexcept;
  ~AdoptedScope();
  AdoptedScope(const AdoptedScope&) = delete;
  AdoptedScope& operator=(const AdoptedScope&) = delete;

 private:
  const CallScope* before_;
};

/// Throws Interrupted when this thread's call is to end.
void check_interruption();

}  // namespace plumbline::system
