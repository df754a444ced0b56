/// Names of what repair.hpp declares.
#include "plumbline/repair.hpp"

#include <algorithm>

namespace plumbline {

std::string_view repair_state_name(RepairState state) noexcept {
  switch (state) {
    case RepairState::done:
      return "done";
    case RepairState::refused:
      return "refused";
    case RepairState::told:
      break;
  }
  return "told";
}

bool FixResult::is_refused() const noexcept {
  return std::ranges::find(repairs, RepairState::refused, &Repair::state) != repairs.end();
}

std::string render_patch(const FixResult& result) { return render_patch(result.root, result.fix); }

}  // namespace plumbline
