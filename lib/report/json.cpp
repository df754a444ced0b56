/// The JSON documents: plumbline.status/1, plumbline.plan/1 (docs: json.md beside this file).
#include "core/json.hpp"

#include "plumbline/render.hpp"
#include "plumbline/version.hpp"
#include "report/report_json.hpp"

namespace plumbline {

namespace {

using core::JsonWriter;
using report::write_number_or_null;
using report::write_target;
using report::write_tool_says;

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
