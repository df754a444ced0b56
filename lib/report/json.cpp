/// The JSON documents: plumbline.report/1, plumbline.status/1, plumbline.plan/1 (docs:
/// json.md beside this file).
#include "core/json.hpp"

#include "plumbline/render.hpp"
#include "plumbline/version.hpp"
#include "report/fix_json.hpp"

namespace plumbline {

namespace {

using core::JsonWriter;

void write_number_or_null(JsonWriter& json, std::string_view name, std::int64_t value) {
  json.key(name);
  if (value == 0) {
    json.null();
  } else {
    json.number(value);
  }
}

void write_optional(JsonWriter& json, std::string_view name,
                    const std::optional<std::size_t>& value) {
  json.key(name);
  if (value) {
    json.number(static_cast<std::int64_t>(*value));
  } else {
    json.null();
  }
}

void write_target(JsonWriter& json, const std::optional<ReportTarget>& target) {
  json.key("target");
  if (!target) {
    json.null();
    return;
  }
  json.begin_object();
  json.member("uri", target->uri).member("server_version", target->server_version);
  json.member("database", target->database).end_object();
}

void write_tool_says(JsonWriter& json, std::string_view name, const std::optional<ToolSays>& says) {
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
    report::write_fix(json, *finding.fix);
  } else {
    json.null();
  }
  json.end_object();
}

void write_row(JsonWriter& json, const RegistryRow& row) {
  json.begin_object().member("id", row.id);
  json.key("name").string_or_null(row.name);
  json.key("applied_at_us");
  if (row.applied_at) {
    json.number(*row.applied_at);
  } else {
    json.null();
  }
  json.key("applied_by").string_or_null(row.applied_by);
  json.key("checksum").string_or_null(row.checksum);
  json.end_object();
}

void write_script(JsonWriter& json, std::string_view name, const Script& script) {
  json.key(name);
  if (script.file.empty()) {
    json.null();
    return;
  }
  json.begin_object().member("file", script.file).member("exists", script.exists);
  json.key("checksum").string_or_null(script.checksum);
  json.end_object();
}

void write_references(JsonWriter& json, std::string_view name,
                      const std::vector<Reference>& references) {
  json.key(name).begin_array();
  for (const Reference& reference : references) json.string(reference.text);
  json.end_array();
}

void write_change(JsonWriter& json, const Change& change) {
  json.begin_object().member("id", change.id).member("name", change.name);
  json.key("file").string_or_null(change.where.file);
  write_number_or_null(json, "line", change.where.line);
  json.strings("parents", change.parents);
  write_references(json, "requires", change.requirements);
  write_references(json, "conflicts", change.conflicts);
  write_script(json, "deploy", change.deploy);
  write_script(json, "revert", change.revert);
  write_script(json, "verify", change.verify);
  json.member("shadowed", change.shadowed);
  json.key("attributes").begin_object();
  for (const Attribute& attribute : change.attributes) json.member(attribute.name, attribute.value);
  json.end_object().end_object();
}

}  // namespace

std::string render_json(const Report& report) {
  JsonWriter json;
  json.begin_object()
      .member("schema", "plumbline.report/1")
      .member("version", version)
      .member("command", report.command);
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
  json.end_object().end_object();
  return std::move(json).finish();
}

std::string render_json(const StatusReport& status) {
  JsonWriter json;
  json.begin_object().member("schema", "plumbline.status/1").member("version", version);
  write_target(json, status.target);
  json.key("projects").begin_array();
  for (const ProjectStatus& project : status.projects) {
    json.begin_object()
        .member("path", project.path)
        .member("tool", project.tool)
        .member("changes", project.changes);
    json.member("registry", project.registry_table).member("has_registry", project.has_registry);
    json.member("applied", project.applied).key("current").begin_array();
    for (const RegistryRow& row : project.current) write_row(json, row);
    json.end_array().key("pending").begin_array();
    for (const PendingChange& change : project.pending) {
      json.begin_object()
          .member("id", change.id)
          .member("name", change.name)
          .member("file", change.file)
          .end_object();
    }
    json.end_array().strings("unknown", project.unknown);
    write_tool_says(json, "refusal", project.refusal);
    json.end_object();
  }
  json.end_array().end_object();
  return std::move(json).finish();
}

std::string render_json(const Plan& plan, std::string_view path) {
  JsonWriter json;
  json.begin_object()
      .member("schema", "plumbline.plan/1")
      .member("version", version)
      .member("path", path);
  json.member("tool", plan.tool);
  json.key("name").string_or_null(plan.name);
  json.key("file").string_or_null(plan.file);
  json.strings("heads", plan.heads)
      .strings("bases", plan.bases)
      .strings("branch_points", plan.branch_points);
  json.key("changes").begin_array();
  for (const Change& change : plan.changes) write_change(json, change);
  json.end_array();
  write_tool_says(json, "refusal", plan.refusal);
  json.end_object();
  return std::move(json).finish();
}

}  // namespace plumbline
