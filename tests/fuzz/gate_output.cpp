/// What a tool printed, and the step in which it did: whatever it is, there is one finding, of a
/// rule of the catalogue, with a class and one line that can be shown.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "plumbline/gate.hpp"
#include "system/utf8.hpp"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::array<std::string_view, 8> steps = {"upgrade", "",        "downgrade", "migrate",
                                                     "seed",    "restore", "heads",     "roles"};
  const std::string_view output(reinterpret_cast<const char*>(data), size);
  // The length decides, so that a readable output stays a readable seed.
  const plumbline::Report report =
      plumbline::classify_output(output, "", steps[output.size() % steps.size()]);
  require(report.findings.size() == 1);
  const plumbline::Finding& finding = report.findings.front();
  const plumbline::Rule* const rule = plumbline::find_rule(finding.rule);
  require(rule != nullptr && !finding.failure_class.empty() && !finding.remedy.empty());
  require(finding.message.find('\n') == std::string::npos);
  require(plumbline::system::find_invalid_utf8(finding.message) == std::string::npos);
  require(finding.sqlstate.empty() || finding.sqlstate.size() == 5);
  require(finding.where.line >= 0);
  return 0;
}
