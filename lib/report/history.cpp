/// Recorded runs of gates: a line each, and plumbline.history/1 (gate.md beside this file).
#include <algorithm>

#include "core/format.hpp"
#include "core/json.hpp"
#include "plumbline/render.hpp"
#include "plumbline/version.hpp"
#include "report/duration.hpp"
#include "report/gate_json.hpp"
#include "report/gate_reason.hpp"
#include "report/paint.hpp"
#include "report/utc_time.hpp"
#include "system/utf8.hpp"

namespace plumbline {

namespace {

using report::duration_text;
using report::Ink;
using report::Paint;

std::string safe(std::string_view text) { return system::escape_for_display(text); }

}  // namespace

std::string render_text(const History& history, const TextStyle& style) {
  const Paint paint(style.color);
  std::string out;
  for (const GateRun& run : history.runs) {
    out += core::format("{}  {}  {:<10}", report::utc_time(run.started_at),
                        run.passed ? paint(Ink::green, "green") : paint(Ink::red, "RED  "),
                        gate_kind_name(run.kind));
    if (!run.version.empty()) out += "  " + safe(run.version);
    if (!run.tier.empty()) out += "  " + safe(run.tier);
    if (run.finished_at > run.started_at) {
      out += "  " + duration_text(run.finished_at - run.started_at);
    }
    if (!run.passed) out += "  " + report::gate_reason(run);
    out += "\n";
    if (!style.verbose) continue;
    out += core::format("    {}\n", paint(Ink::dim, safe(run.id)));
    for (const GateStep& step : run.steps) {
      out += core::format("    {:<11} {}{}{}{}{}  {}\n", report::step_state_name(step.state),
                          safe(step.project), step.project.empty() ? "" : ": ", safe(step.name),
                          step.subject.empty() ? "" : " ", safe(step.subject),
                          duration_text(step.duration_us));
    }
  }
  const auto green = std::ranges::count(history.runs, true, &GateRun::passed);
  return out + core::format("{} {}, {} green\n", history.runs.size(),
                            history.runs.size() == 1 ? "run" : "runs", green);
}

std::string render_json(const History& history) {
  core::JsonWriter json;
  json.begin_object().member("schema", "plumbline.history/1").member("version", version);
  json.key("runs").begin_array();
  for (const GateRun& run : history.runs) {
    json.begin_object();
    report::write_gate(json, run);
    json.end_object();
  }
  json.end_array().end_object();
  return std::move(json).finish();
}

}  // namespace plumbline
