#include "report/gate_json.hpp"

#include <array>

#include "plumbline/render.hpp"
#include "plumbline/version.hpp"
#include "report/report_json.hpp"

namespace plumbline {

namespace report {

namespace {

using core::JsonWriter;

void write_statement(JsonWriter& json, const StatementRun& statement) {
  json.begin_object().member("sql", statement.sql);
  json.key("file").string_or_null(statement.file);
  write_number_or_null(json, "line", static_cast<std::int64_t>(statement.line));
  json.member("duration_us", statement.duration_us).key("rows");
  statement.rows ? json.number(*statement.rows) : json.null();
  json.key("locks").begin_array();
  for (const HeldLock& lock : statement.locks) {
    json.begin_object().member("mode", lock.mode).member("object", lock.object);
    json.member("held_us", lock.held_us).end_object();
  }
  json.end_array().strings("rewrites", statement.rewrites).end_object();
}

void write_change(JsonWriter& json, const ChangeRun& change) {
  json.begin_object().member("change", change.change).member("name", change.name);
  json.key("file").string_or_null(change.file);
  json.member("duration_us", change.duration_us).key("statements").begin_array();
  for (const StatementRun& statement : change.statements) write_statement(json, statement);
  json.end_array().end_object();
}

}  // namespace

std::string_view step_state_name(StepState state) noexcept {
  constexpr std::array<std::string_view, 5> names = {"passed", "failed", "timed-out", "interrupted",
                                                     "not-reached"};
  const auto index = static_cast<std::size_t>(state);
  return index < names.size() ? names[index] : "interrupted";
}

void write_run(core::JsonWriter& json, const GateRun& run) {
  json.begin_object().member("id", run.id);
  json.key("version").string_or_null(run.version);
  json.key("tier").string_or_null(run.tier);
  json.member("gate_kind", gate_kind_name(run.kind)).member("passed", run.passed);
  json.key("detail").string_or_null(run.detail);
  json.member("started_at_us", run.started_at);
  write_number_or_null(json, "finished_at_us", run.finished_at);
  json.key("server").string_or_null(run.server);
  json.end_object();
}

void write_step(core::JsonWriter& json, const GateStep& step) {
  json.begin_object();
  json.key("project").string_or_null(step.project);
  json.member("name", step.name).key("subject").string_or_null(step.subject);
  json.member("state", step_state_name(step.state)).key("detail").string_or_null(step.detail);
  json.key("fingerprint").string_or_null(step.fingerprint);
  write_number_or_null(json, "started_at_us", step.started_at);
  json.member("duration_us", step.duration_us).key("changes").begin_array();
  for (const ChangeRun& change : step.changes) write_change(json, change);
  json.end_array().end_object();
}

void write_gate(core::JsonWriter& json, const GateRun& run) {
  json.key("run");
  write_run(json, run);
  json.key("steps").begin_array();
  for (const GateStep& step : run.steps) write_step(json, step);
  json.end_array().key("report").begin_object();
  write_report(json, run.report);
  json.end_object().key("inferred").begin_object();
  json.key("sql").string_or_null(run.inferred_sql);
  json.key("toml").string_or_null(run.inferred_toml);
  json.end_object().strings("not_covered", run.not_covered);
}

}  // namespace report

std::string render_json(const GateRun& run) {
  core::JsonWriter json;
  json.begin_object().member("schema", "plumbline.gate/1").member("version", version);
  report::write_gate(json, run);
  json.end_object();
  return std::move(json).finish();
}

}  // namespace plumbline
