#include "report/gate_reason.hpp"

#include <algorithm>

#include "system/utf8.hpp"

namespace plumbline::report {

std::string gate_reason(const GateRun& run) {
  constexpr std::size_t longest = 200;
  if (run.passed) return {};
  const auto found = std::ranges::find(run.report.findings, Severity::error, &Finding::severity);
  if (found != run.report.findings.end()) {
    return system::escape_for_display(found->message, longest);
  }
  const std::size_t feed = run.detail.rfind('\n');
  return system::escape_for_display(
      feed == std::string::npos ? run.detail : run.detail.substr(feed + 1), longest);
}

}  // namespace plumbline::report
