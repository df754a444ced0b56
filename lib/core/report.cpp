/// The last step of every check: order, repetitions, limits, totals.
#include "plumbline/report.hpp"

#include <algorithm>
#include <map>

namespace plumbline {

namespace {

/// A name or value of 10 MB must not make a message of 10 MB: its middle is left out.
void shorten(std::string& text) {
  constexpr std::size_t most = 2'000;
  constexpr std::size_t head = 1'500;
  constexpr std::size_t tail = 400;
  if (text.size() <= most) return;
  const auto continues = [&](std::size_t at) {
    return (static_cast<unsigned char>(text[at]) & 0xc0U) == 0x80;
  };
  std::size_t from = head;
  while (from > 0 && continues(from)) --from;
  std::size_t to = text.size() - tail;
  while (to < text.size() && continues(to)) ++to;
  text.replace(from, to - from, "…");
}

void shorten(Finding& finding) {
  shorten(finding.message);
  if (finding.tool_says) shorten(finding.tool_says->message);
  shorten(finding.remedy);
  for (Related& related : finding.related) shorten(related.message);
}

}  // namespace

void finish_report(Report& report, std::size_t max_per_rule) {
  std::ranges::stable_sort(report.findings, finding_before);
  // Not std::ranges::unique: Clang 14 cannot read GCC 12's std::ranges::subrange.
  report.findings.erase(std::unique(report.findings.begin(), report.findings.end()),
                        report.findings.end());

  std::map<std::string, std::size_t, std::less<>> kept;
  std::map<std::string, std::size_t, std::less<>> dropped;
  std::erase_if(report.findings, [&](const Finding& finding) {
    ++report.totals[static_cast<std::size_t>(finding.severity)];
    if (kept[finding.rule] == max_per_rule) {
      ++dropped[finding.rule];
      return true;
    }
    ++kept[finding.rule];
    return false;
  });
  for (Finding& finding : report.findings) shorten(finding);
  for (const auto& [rule, count] : dropped) {
    report.unchecked.push_back(
        {std::to_string(count) + " more of " + rule,
         "the limit of findings kept for each rule is " + std::to_string(max_per_rule)});
  }
}

bool has_at_least(const Report& report, Severity severity) noexcept {
  for (std::size_t i = static_cast<std::size_t>(severity); i < report.totals.size(); ++i) {
    if (report.totals[i] > 0) return true;
  }
  return false;
}

}  // namespace plumbline
