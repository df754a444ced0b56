/// plumb_finding.
#include "handles.hpp"

using plumbline::capi::or_null;

const char* plumb_finding_rule(const plumb_finding* finding) {
  return finding == nullptr ? nullptr : finding->finding->rule.c_str();
}

int32_t plumb_finding_severity(const plumb_finding* finding) {
  return finding == nullptr ? -1 : static_cast<int32_t>(finding->finding->severity);
}

const char* plumb_finding_message(const plumb_finding* finding) {
  return finding == nullptr ? nullptr : finding->finding->message.c_str();
}

const char* plumb_finding_remedy(const plumb_finding* finding) {
  return finding == nullptr ? nullptr : or_null(finding->finding->remedy);
}

const char* plumb_finding_file(const plumb_finding* finding) {
  return finding == nullptr ? nullptr : or_null(finding->finding->where.file);
}

int32_t plumb_finding_line(const plumb_finding* finding) {
  return finding == nullptr ? 0 : finding->finding->where.line;
}

int32_t plumb_finding_column(const plumb_finding* finding) {
  return finding == nullptr ? 0 : finding->finding->where.column;
}

const char* plumb_finding_change(const plumb_finding* finding) {
  return finding == nullptr ? nullptr : or_null(finding->finding->change);
}

const char* plumb_finding_object(const plumb_finding* finding) {
  return finding == nullptr ? nullptr : or_null(finding->finding->object);
}

const char* plumb_finding_sqlstate(const plumb_finding* finding) {
  return finding == nullptr ? nullptr : or_null(finding->finding->sqlstate);
}

const char* plumb_finding_failure_class(const plumb_finding* finding) {
  return finding == nullptr ? nullptr : or_null(finding->finding->failure_class);
}

const plumb_fix* plumb_finding_fix(const plumb_finding* finding) {
  return finding == nullptr ? nullptr : finding->fix.get();
}
