/// What was repaired and what was not: plumbline.fix/1 (json.md beside this file), and text.
#include <algorithm>

#include "core/format.hpp"
#include "plumbline/render.hpp"
#include "plumbline/version.hpp"
#include "report/fix_json.hpp"
#include "report/paint.hpp"
#include "system/utf8.hpp"

namespace plumbline {

namespace {

using report::Ink;
using report::Paint;

std::string safe(std::string_view text) { return system::escape_for_display(text); }

void write_number_or_null(core::JsonWriter& json, std::string_view name, int value) {
  json.key(name);
  value == 0 ? json.null() : json.number(value);
}

void write_repair(core::JsonWriter& json, const Repair& repair) {
  json.begin_object().member("state", repair_state_name(repair.state));
  json.member("rule", repair.rule).member("project", repair.project);
  json.key("change").string_or_null(repair.change);
  json.key("file").string_or_null(repair.where.file);
  write_number_or_null(json, "line", repair.where.line);
  write_number_or_null(json, "column", repair.where.column);
  json.member("message", repair.message).end_object();
}

std::string describe(const Repair& repair, const Paint& paint) {
  const Ink ink = repair.state == RepairState::done      ? Ink::green
                  : repair.state == RepairState::refused ? Ink::red
                                                         : Ink::yellow;
  std::string place = safe(repair.where.file);
  if (repair.where.line > 0) place += core::format(":{}", repair.where.line);
  return core::format("  {}  {}  {}\n{}{}\n", paint(ink, repair_state_name(repair.state)), place,
                      paint(Ink::dim, core::format("[{}]", repair.rule)), "        ",
                      safe(repair.message));
}

std::size_t count(const FixResult& result, RepairState state) {
  return static_cast<std::size_t>(std::ranges::count(result.repairs, state, &Repair::state));
}

}  // namespace

namespace report {

void write_fix(core::JsonWriter& json, const Fix& fix) {
  json.begin_object().key("edits").begin_array();
  for (const Edit& edit : fix.edits) {
    json.begin_object()
        .member("file", edit.file)
        .member("offset", edit.offset)
        .member("length", edit.length);
    json.member("text", edit.text).end_object();
  }
  json.end_array().key("renames").begin_array();
  for (const Rename& rename : fix.renames)
    json.begin_object().member("from", rename.from).member("to", rename.to).end_object();
  json.end_array().key("creations").begin_array();
  for (const Creation& creation : fix.creations)
    json.begin_object().member("file", creation.file).member("text", creation.text).end_object();
  json.end_array().end_object();
}

}  // namespace report

std::string render_json(const FixResult& result) {
  core::JsonWriter json;
  json.begin_object().member("schema", "plumbline.fix/1").member("version", version);
  json.member("command", "fix").member("status", result.is_refused() ? "refused" : "ok").key("fix");
  report::write_fix(json, result.fix);
  json.key("repairs").begin_array();
  for (const Repair& repair : result.repairs) write_repair(json, repair);
  json.end_array().key("commands").begin_array();
  for (const RepairCommand& command : result.commands) {
    json.begin_object().member("project", command.project).strings("changes", command.changes);
    json.member("command", command.command).member("message", command.message).end_object();
  }
  json.end_array().end_object();
  return std::move(json).finish();
}

std::string render_text(const FixResult& result, const TextStyle& style) {
  const Paint paint(style.color);
  std::string out;
  for (const Repair& repair : result.repairs) out += describe(repair, paint);
  for (const RepairCommand& command : result.commands)
    out += core::format("  {}  {}\n        {}\n", paint(Ink::cyan, "run"), safe(command.message),
                        safe(command.command));
  const std::size_t refused = count(result, RepairState::refused);
  if (!out.empty()) out += "\n";
  out += core::format("{} repaired, {} refused\n", count(result, RepairState::done), refused);
  return out;
}

}  // namespace plumbline
