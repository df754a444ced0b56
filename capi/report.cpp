/// plumb_report.
#include <string_view>

#include "handles.hpp"

using plumbline::capi::boundary;
using plumbline::capi::require;

std::vector<std::string> plumbline::capi::lines_of(const std::vector<Unchecked>& unchecked) {
  std::vector<std::string> lines;
  lines.reserve(unchecked.size());
  for (const Unchecked& one : unchecked) lines.push_back(one.what + ": " + one.why);
  return lines;
}

plumb_report::plumb_report(plumbline::Report result)
    : report(std::move(result)), unchecked(plumbline::capi::lines_of(report.unchecked)) {
  findings.reserve(report.findings.size());
  for (const plumbline::Finding& finding : report.findings) {
    plumb_finding& handle = findings.emplace_back();
    handle.finding = &finding;
    if (!finding.fix) continue;
    plumbline::FixResult repair;
    repair.root = report.root;
    repair.fix = *finding.fix;
    handle.fix = std::make_unique<const plumb_fix>(plumb_fix{std::move(repair)});
  }
}

void plumb_report_free(plumb_report* report) { delete report; }

size_t plumb_report_count(const plumb_report* report) {
  return report == nullptr ? 0 : report->findings.size();
}

const plumb_finding* plumb_report_at(const plumb_report* report, size_t index) {
  if (report == nullptr || index >= report->findings.size()) return nullptr;
  return &report->findings[index];
}

size_t plumb_report_total(const plumb_report* report, int32_t severity) {
  if (report == nullptr || severity < PLUMB_SEVERITY_INFO || severity > PLUMB_SEVERITY_ERROR)
    return 0;
  return report->report.totals[static_cast<std::size_t>(severity)];
}

size_t plumb_report_unchecked_count(const plumb_report* report) {
  return report == nullptr ? 0 : report->unchecked.size();
}

const char* plumb_report_unchecked_at(const plumb_report* report, size_t index) {
  if (report == nullptr || index >= report->unchecked.size()) return nullptr;
  return report->unchecked[index].c_str();
}

plumb_status plumb_report_render(const plumb_report* report, const char* format, plumb_text** text,
                                 plumb_error** error) {
  if (text != nullptr) *text = nullptr;
  return boundary(error, [&] {
    require(report != nullptr, "report");
    require(format != nullptr, "format");
    require(text != nullptr, "text");
    const std::string_view wanted = format;
    const bool is_json = wanted == "json";
    require(is_json || wanted == "text", "a report's format (\"json\" or \"text\")");
    *text = plumbline::capi::make_text(is_json ? render_json(report->report)
                                               : render_text(report->report));
  });
}
