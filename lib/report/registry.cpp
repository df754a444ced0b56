/// A registry written out, row by row: plumbline.registry/1 (json.md beside this file), and text.
#include <algorithm>

#include "core/format.hpp"
#include "core/json.hpp"
#include "core/plan_index.hpp"
#include "plumbline/render.hpp"
#include "plumbline/version.hpp"
#include "report/paint.hpp"
#include "report/utc_time.hpp"
#include "system/utf8.hpp"

namespace plumbline {

namespace {

using report::Ink;
using report::Paint;

std::string safe(std::string_view text) { return system::escape_for_display(text); }

void write_row(core::JsonWriter& json, const RegistryRow& row, bool is_in_plan) {
  json.begin_object().member("id", row.id);
  json.key("name").string_or_null(row.name).key("applied_at_us");
  row.applied_at ? json.number(*row.applied_at) : json.null();
  json.key("applied_by").string_or_null(row.applied_by);
  json.key("checksum").string_or_null(row.checksum).key("success");
  row.success ? json.boolean(*row.success) : json.null();
  json.key("difference").string_or_null(row.difference).member("in_plan", is_in_plan);
  json.key("attributes").begin_object();
  for (const Attribute& attribute : row.attributes) json.member(attribute.name, attribute.value);
  json.end_object().end_object();
}

std::string describe(const RegistryRow& row, bool is_in_plan, const Paint& paint) {
  std::string line = "  " + safe(row.id);
  if (!row.name.empty() && row.name != row.id) line += "  " + safe(row.name);
  if (row.applied_at) line += ", " + report::utc_time(*row.applied_at);
  if (!row.applied_by.empty()) line += ", by " + safe(row.applied_by);
  if (row.success == false) line += ", " + paint(Ink::red, "failed half-way");
  if (!row.difference.empty())
    line += ", " + paint(Ink::yellow, core::format("differs in {}", row.difference));
  if (!is_in_plan) line += ", " + paint(Ink::red, "no file has it");
  return line + "\n";
}

}  // namespace

std::string render_json(const Registry& registry, const Plan& plan, std::string_view path) {
  const core::PlanIndex index(plan);
  core::JsonWriter json;
  json.begin_object().member("schema", "plumbline.registry/1").member("version", version);
  json.member("path", path).member("tool", plan.tool).member("table", registry.table);
  json.member("exists", registry.exists).key("rows").begin_array();
  for (const RegistryRow& row : registry.rows) write_row(json, row, index.find(row.id) != nullptr);
  json.end_array().key("current").begin_array();
  for (const std::size_t row : registry.current) json.string(registry.rows[row].id);
  json.end_array().strings("applied", registry.applied).strings("pending", registry.pending);
  json.key("refusal");
  if (const auto& refusal = registry.refusal) {
    json.begin_object().member("command", refusal->command).member("message", refusal->message);
    json.member("exit_status", refusal->exit_status).key("line");
    refusal->line > 0 ? json.number(refusal->line) : json.null();
    json.end_object();
  } else {
    json.null();
  }
  json.end_object();
  return std::move(json).finish();
}

std::string render_text(const Registry& registry, const Plan& plan, std::string_view path,
                        const TextStyle& style) {
  const Paint paint(style.color);
  const core::PlanIndex index(plan);
  std::string out =
      paint(Ink::bold, registry.exists
                           ? core::format("{}: registry {}, {} rows", safe(path),
                                          safe(registry.table), registry.rows.size())
                           : core::format("{}: no registry {}", safe(path), safe(registry.table)));
  out += "\n";
  for (const RegistryRow& row : registry.rows)
    out += describe(row, index.find(row.id) != nullptr, paint);
  return out;
}

}  // namespace plumbline
