/// The failure classes: what to do about a failure, and who can, is told by its class and not by
/// its words. `plumbline explain class/M` prints them.
#pragma once

#include <span>
#include <string_view>

namespace plumbline {

/// A sort of failure that a gate or a deploy shows: what to do depends on it, and on who can.
struct FailureClass {
  std::string_view letter;   ///< "A" … "R"; "other"
  std::string_view name;     ///< "missing seed row"
  std::string_view shows;    ///< how it is told: SQLSTATEs, words of the tools
  std::string_view cause;    ///< one sentence
  std::string_view who;      ///< who repairs it
  std::string_view repair;   ///< how
  std::string_view seen_by;  ///< how to see that it is repaired
};

/// All of them, "other" last. Never changes; shared freely.
std::span<const FailureClass> failure_classes() noexcept;

/// The class of that letter, or null.
const FailureClass* find_failure_class(std::string_view letter) noexcept;

}  // namespace plumbline
