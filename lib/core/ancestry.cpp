#include "core/ancestry.hpp"

#include <vector>

#include "core/plan_index.hpp"

namespace plumbline::core {

std::set<std::string_view> ancestry(const Plan& plan, const Change& last) {
  const PlanIndex index(plan);
  std::set<std::string_view> ids;
  std::vector<const Change*> queue = {&last};
  while (!queue.empty()) {
    const Change* const change = queue.back();
    queue.pop_back();
    if (change == nullptr || !ids.insert(change->id).second) continue;
    for (const std::string& parent : change->parents) queue.push_back(index.find(parent));
    for (const Reference& needed : change->requirements) queue.push_back(index.find(needed.target));
  }
  return ids;
}

}  // namespace plumbline::core
