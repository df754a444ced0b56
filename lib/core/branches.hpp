/// The heads of a graph of changes, and how they become one. Pure.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "plumbline/change.hpp"

namespace plumbline::core {

/// Changes that nobody has as parent, in the order of `changes`; without those of lines that begin
/// at a parent which is not among them. REQUIRES: no id twice.
std::vector<const Change*> heads_of(const std::vector<const Change*>& changes);

struct Linearisation {
  struct Move {
    const Change* base = nullptr;  ///< the first change of a branch
    std::string parent;            ///< its parent from now on
    const Change* head = nullptr;  ///< of that branch
  };
  std::vector<Move> moves;
  std::string tail;     ///< id of the one head
  std::string refusal;  ///< why it cannot be done, as a clause; "" when it can
  const Change* refused_at = nullptr;
};

struct LinearOrder {
  /// Heads in the order that they shall have, from heads_of.
  std::vector<const Change*> heads;
  std::function<bool(const Change&)> is_applied;  ///< such a one is not moved
};

/// Puts the branch of each head behind the heads before it. Refuses to move what is applied, and a
/// branch with more than one beginning, with a merge in it, or that others depend on.
Linearisation linearise(const std::vector<const Change*>& changes, const LinearOrder& order);

/// For each head whether something that only it descends from is applied.
std::vector<bool> has_applied_branch(const std::vector<const Change*>& changes,
                                     const LinearOrder& order);

}  // namespace plumbline::core
