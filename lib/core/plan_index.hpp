/// Changes of a plan by id, for more than a few look-ups. Borrowed: the plan must outlive it.
#pragma once

#include <string_view>

#include "core/name_index.hpp"
#include "plumbline/plan.hpp"

namespace plumbline::core {

class PlanIndex {
 public:
  explicit PlanIndex(const Plan& plan) : plan_(plan), numbers_(plan.changes.size()) {
    for (std::uint32_t n = 0; n < plan.changes.size(); ++n) {
      if (!plan.changes[n].shadowed) numbers_.try_emplace(plan.changes[n].id, n);
    }
  }

  /// The change that the tool would run under that id, or null.
  [[nodiscard]] const Change* find(std::string_view id) const {
    const auto found = numbers_.find(id);
    return found ? &plan_.changes[*found] : nullptr;
  }

 private:
  const Plan& plan_;
  NameIndex numbers_;
};

}  // namespace plumbline::core
