#include "gate/record/run_document.hpp"

#include "report/gate_json.hpp"

namespace plumbline::gate {

namespace {

using core::JsonValue;

std::vector<std::string> texts(const std::vector<JsonValue>& list) {
  std::vector<std::string> all;
  all.reserve(list.size());
  for (const JsonValue& one : list) all.push_back(one.text);
  return all;
}

const JsonValue& object_of(const JsonValue& value, std::string_view name) {
  static const JsonValue absent;
  const JsonValue* const found = value.find(name);
  return found == nullptr ? absent : *found;
}

std::optional<std::size_t> count_of(const JsonValue& value, std::string_view name) {
  const JsonValue* const found = value.find(name);
  if (found == nullptr || found->kind != JsonValue::Kind::number) return std::nullopt;
  return static_cast<std::size_t>(found->number);
}

StatementRun read_statement(const JsonValue& value) {
  StatementRun statement{.sql = value.text_of("sql"), .file = value.text_of("file")};
  statement.line = static_cast<std::size_t>(value.number_of("line"));
  statement.duration_us = value.number_of("duration_us");
  if (object_of(value, "rows").kind == JsonValue::Kind::number) {
    statement.rows = value.number_of("rows");
  }
  for (const JsonValue& lock : value.list_of("locks")) {
    statement.locks.push_back({.mode = lock.text_of("mode"),
                               .object = lock.text_of("object"),
                               .held_us = lock.number_of("held_us")});
  }
  statement.rewrites = texts(value.list_of("rewrites"));
  return statement;
}

ChangeRun read_change(const JsonValue& value) {
  ChangeRun change{.change = value.text_of("change"),
                   .name = value.text_of("name"),
                   .file = value.text_of("file"),
                   .duration_us = value.number_of("duration_us")};
  for (const JsonValue& one : value.list_of("statements")) {
    change.statements.push_back(read_statement(one));
  }
  return change;
}

Severity severity_of(std::string_view name) {
  if (name == severity_name(Severity::info)) return Severity::info;
  return name == severity_name(Severity::warning) ? Severity::warning : Severity::error;
}

Position position_of(const JsonValue& value) {
  Position where{.file = value.text_of("file")};
  where.line = static_cast<int>(value.number_of("line"));
  where.column = static_cast<int>(value.number_of("column"));
  return where;
}

Finding read_finding(const JsonValue& value) {
  Finding finding;
  finding.rule = value.text_of("rule");
  finding.severity = severity_of(value.text_of("severity"));
  finding.message = value.text_of("message");
  finding.project = value.text_of("project");
  finding.where = position_of(value);
  const int end_line = static_cast<int>(value.number_of("end_line"));
  finding.end_line = end_line == finding.where.line ? 0 : end_line;
  finding.change = value.text_of("change");
  finding.object = value.text_of("object");
  finding.sqlstate = value.text_of("sqlstate");
  finding.failure_class = value.text_of("class");
  finding.remedy = value.text_of("remedy");
  if (const JsonValue& says = object_of(value, "tool_says"); says.kind == JsonValue::Kind::object) {
    finding.tool_says = ToolSays{.command = says.text_of("command"),
                                 .message = says.text_of("message"),
                                 .exit_status = static_cast<int>(says.number_of("exit_status")),
                                 .line = static_cast<int>(says.number_of("line"))};
  }
  for (const JsonValue& related : value.list_of("related")) {
    finding.related.push_back(
        {.where = position_of(related), .message = related.text_of("message")});
  }
  return finding;
}

Report read_report(const JsonValue& value) {
  Report report;
  report.command = value.text_of("command");
  for (const JsonValue& project : value.list_of("projects")) {
    report.projects.push_back({.path = project.text_of("path"),
                               .tool = project.text_of("tool"),
                               .changes = count_of(project, "changes").value_or(0),
                               .heads = texts(project.list_of("heads")),
                               .applied = count_of(project, "applied"),
                               .pending = count_of(project, "pending")});
  }
  if (const JsonValue& target = object_of(value, "target");
      target.kind == JsonValue::Kind::object) {
    report.target =
        ReportTarget{.uri = target.text_of("uri"),
                     .server_version = static_cast<int>(target.number_of("server_version")),
                     .database = target.text_of("database")};
  }
  for (const JsonValue& finding : value.list_of("findings")) {
    report.findings.push_back(read_finding(finding));
  }
  for (const JsonValue& one : value.list_of("unchecked")) {
    report.unchecked.push_back({.what = one.text_of("what"), .why = one.text_of("why")});
  }
  const JsonValue& summary = object_of(value, "summary");
  for (const Severity severity : {Severity::info, Severity::warning, Severity::error}) {
    report.totals.at(static_cast<std::size_t>(severity)) =
        count_of(summary, severity_name(severity)).value_or(0);
  }
  return report;
}

}  // namespace

StepState step_state_of(std::string_view name) noexcept {
  for (const StepState state : {StepState::passed, StepState::failed, StepState::timed_out,
                                StepState::interrupted, StepState::not_reached}) {
    if (name == report::step_state_name(state)) return state;
  }
  return StepState::interrupted;
}

GateRun read_run(const JsonValue& value) {
  GateRun run;
  run.id = value.text_of("id");
  run.kind = value.text_of("gate_kind") == gate_kind_name(GateKind::dry_run) ? GateKind::dry_run
                                                                             : GateKind::round_trip;
  run.version = value.text_of("version");
  run.tier = value.text_of("tier");
  run.passed = value.is("passed");
  run.detail = value.text_of("detail");
  run.server = value.text_of("server");
  run.started_at = value.number_of("started_at_us");
  run.finished_at = value.number_of("finished_at_us");
  return run;
}

GateStep read_step(const JsonValue& value) {
  GateStep step{.project = value.text_of("project"),
                .name = value.text_of("name"),
                .subject = value.text_of("subject"),
                .state = step_state_of(value.text_of("state")),
                .detail = value.text_of("detail"),
                .fingerprint = value.text_of("fingerprint"),
                .started_at = value.number_of("started_at_us"),
                .duration_us = value.number_of("duration_us")};
  for (const JsonValue& change : value.list_of("changes")) {
    step.changes.push_back(read_change(change));
  }
  return step;
}

GateRun read_gate(const JsonValue& document) {
  GateRun run = read_run(object_of(document, "run"));
  for (const JsonValue& step : document.list_of("steps")) run.steps.push_back(read_step(step));
  run.report = read_report(object_of(document, "report"));
  const JsonValue& inferred = object_of(document, "inferred");
  run.inferred_sql = inferred.text_of("sql");
  run.inferred_toml = inferred.text_of("toml");
  run.not_covered = texts(document.list_of("not_covered"));
  return run;
}

}  // namespace plumbline::gate
