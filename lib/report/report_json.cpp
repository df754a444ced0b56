#include "report/report_json.hpp"

#include "plumbline/render.hpp"
#include "plumbline/version.hpp"
#include "report/fix_json.hpp"

namespace plumbline {

namespace report {

namespace {

using core::JsonWriter;

void write_optional(JsonWriter& json, std::string_view name,
                    const std::optional<std::size_t>& value) {
  json.key(name);
  if (value) {
    json.number(static_cast<std::int64_t>(*value));
  } else {
    json.null();
  }
}

void write_finding(JsonWriter& json, const Finding& finding) {
  const auto text = [&](std::string_view name, std::string_view value) {
    json.key(name).string_or_null(value);
  };
  json.begin_object();
  json.member("rule", finding.rule)
      .member("severity", severity_name(finding.severity))
      .member("message", finding.message);
  text("project", finding.project);
  text("file", finding.where.file);
  write_number_or_null(json, "line", finding.where.line);
  write_number_or_null(json, "column", finding.where.column);
  write_number_or_null(json, "end_line",
                       finding.end_line != 0 ? finding.end_line : finding.where.line);
  text("change", finding.change);
  text("object", finding.object);
  text("sqlstate", finding.sqlstate);
  text("class", finding.failure_class);
  text("remedy", finding.remedy);
  write_tool_says(json, "tool_says", finding.tool_says);
  json.key("related").begin_array();
  for (const Related& related : finding.related) {
    json.begin_object();
    json.key("file").string_or_null(related.where.file);
    write_number_or_null(json, "line", related.where.line);
    json.member("message", related.message).end_object();
  }
  json.end_array();
  json.key("fix");
  if (finding.fix) {
    write_fix(json, *finding.fix);
  } else {
    json.null();
  }
  json.end_object();
}

}  // namespace

void write_number_or_null(core::JsonWriter& json, std::string_view name, std::int64_t value) {
  json.key(name);
  if (value == 0) {
    json.null();
  } else {
    json.number(value);
  }
}

void write_target(core::JsonWriter& json, const std::optional<ReportTarget>& target) {
  json.key("target");
  if (!target) {
    json.null();
    return;
  }
  json.begin_object();
  json.member("uri", target->uri).member("server_version", target->server_version);
  json.member("database", target->database).end_object();
}

void write_tool_says(core::JsonWriter& json, std::string_view name,
                     const std::optional<ToolSays>& says) {
  json.key(name);
  if (!says) {
    json.null();
    return;
  }
  json.begin_object();
  json.member("command", says->command)
      .member("message", says->message)
      .member("exit_status", says->exit_status);
  write_number_or_null(json, "line", says->line);
  json.end_object();
}

void write_report(core::JsonWriter& json, const Report& report) {
  json.member("command", report.command);
  json.key("projects").begin_array();
  for (const ReportProject& project : report.projects) {
    json.begin_object()
        .member("path", project.path)
        .member("tool", project.tool)
        .member("changes", project.changes);
    json.strings("heads", project.heads);
    write_optional(json, "applied", project.applied);
    write_optional(json, "pending", project.pending);
    json.end_object();
  }
  json.end_array();
  write_target(json, report.target);
  json.key("findings").begin_array();
  for (const Finding& finding : report.findings) write_finding(json, finding);
  json.end_array().key("unchecked").begin_array();
  for (const Unchecked& unchecked : report.unchecked) {
    json.begin_object().member("what", unchecked.what).member("why", unchecked.why).end_object();
  }
  json.end_array().key("summary").begin_object();
  for (const Severity severity : {Severity::error, Severity::warning, Severity::info}) {
    json.member(severity_name(severity), report.totals[static_cast<std::size_t>(severity)]);
  }
  json.end_object();
}

}  // namespace report

std::string render_json(const Report& report) {
  core::JsonWriter json;
  json.begin_object().member("schema", "plumbline.report/1").member("version", version);
  report::write_report(json, report);
  json.end_object();
  return std::move(json).finish();
}

}  // namespace plumbline
