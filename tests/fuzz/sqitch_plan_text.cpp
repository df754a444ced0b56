/// The reader of sqitch.plan alone: whatever the bytes, it ends, and an error is a finding.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "adapters/sqitch/plan_file.hpp"
#include "adapters/sqitch/references.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto plan = plumbline::adapters::sqitch::read_plan(text, "sqitch.plan");
  if (plan.refusal.has_value() == plan.findings.empty()) std::abort();
  const plumbline::adapters::sqitch::ChangeIndex index(plan);
  for (std::size_t i = 0; i < plan.changes.size(); ++i) {
    if (index.by_id(plan.changes[i].id) != i) std::abort();
    (void)plumbline::adapters::sqitch::rework_tags(plan, i);
  }
  (void)index.get(text.substr(0, 80));
  return 0;
}
