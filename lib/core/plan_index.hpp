/// Changes of a plan by id, for more than a few look-ups. Borrowed: the plan must outlive it.
#pragma once

#include <string_view>
#include <unordered_map>

#include "plumbline/plan.hpp"

namespace plumbline::core {

class PlanIndex {
 public:
  explicit PlanIndex(const Plan& plan) {
    changes_.reserve(plan.changes.size());
    for (const Change& change : plan.changes) {
      if (!change.shadowed) changes_.emplace(change.id, &change);
    }
  }

  /// The change that the tool would run under that id, or null.
  [[nodiscard]] const Change* find(std::string_view id) const {
    const auto found = changes_.find(id);
    return found == changes_.end() ? nullptr : found->second;
  }

 private:
  std::unordered_map<std::string_view, const Change*> changes_;
};

}  // namespace plumbline::core
