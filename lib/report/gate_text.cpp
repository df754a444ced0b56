/// A gate's run for people: its steps, what they locked, what is wrong and how to repair it, what
/// was made besides, and what such a run cannot show. The last line is the verdict.
#include <algorithm>
#include <array>
#include <string>

#include "core/format.hpp"
#include "plumbline/render.hpp"
#include "report/duration.hpp"
#include "report/gate_reason.hpp"
#include "report/paint.hpp"
#include "system/utf8.hpp"

namespace plumbline {

namespace {

using report::duration_text;
using report::Ink;
using report::Paint;

constexpr std::size_t detail_lines = 12;       // of a red step, from the end
constexpr std::size_t fingerprint_shown = 12;  // hex digits
constexpr std::int64_t slow_us = 100'000;

std::string safe(std::string_view text) { return system::escape_for_display(text); }

/// Each line of `text` behind `indent`.
void append_lines(std::string& out, std::string_view indent, std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string line(text.substr(0, end));
    std::ranges::replace(line, '\t', ' ');
    out += core::format("{}{}\n", indent, safe(line));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
}

std::string_view last_lines(std::string_view text, std::size_t count) {
  std::size_t at = text.size();
  while (count-- > 0 && at != 0) {
    const std::size_t feed = text.rfind('\n', at - 1);
    if (feed == std::string_view::npos) return text;
    at = feed;
  }
  return at == 0 ? text : text.substr(at + 1);
}

void append_heading(std::string& out, const GateRun& run, const Paint& paint) {
  std::string line = core::format("{} gate", gate_kind_name(run.kind));
  if (!run.version.empty()) line += core::format(" of {}", safe(run.version));
  if (!run.tier.empty()) line += core::format(" for {}", safe(run.tier));
  out += paint(Ink::bold, line) + "\n";
  if (!run.server.empty()) out += paint(Ink::dim, core::format("on {}", safe(run.server))) + "\n";
}

struct Shown {
  std::string_view word;
  Ink ink;
};

Shown shown_state(StepState state) {
  switch (state) {
    case StepState::passed:
      return {"ok", Ink::green};
    case StepState::failed:
      return {"FAILED", Ink::red};
    case StepState::timed_out:
      return {"TOO LONG", Ink::red};
    case StepState::interrupted:
      return {"STOPPED", Ink::red};
    case StepState::not_reached:
      return {"not reached", Ink::dim};
  }
  return {"STOPPED", Ink::red};
}

void append_step(std::string& out, const GateStep& step, const TextStyle& style,
                 const Paint& paint) {
  const Shown state = shown_state(step.state);
  std::string what = safe(step.name);
  if (!step.subject.empty()) what += " " + safe(step.subject);
  std::string line =
      core::format("  {}  {:<40}", paint(state.ink, core::format("{:<11}", state.word)), what);
  if (step.state != StepState::not_reached) {
    line += core::format(" {:>9}", duration_text(step.duration_us));
  }
  if (!step.fingerprint.empty()) {
    const std::string digest = safe(step.fingerprint.substr(0, fingerprint_shown));
    line += "  " + paint(Ink::dim, "schema " + digest);
  }
  out += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  const std::string_view detail = step.detail;
  append_lines(out, "               ", style.verbose ? detail : last_lines(detail, detail_lines));
}

void append_steps(std::string& out, const GateRun& run, const TextStyle& style,
                  const Paint& paint) {
  const std::string* project = nullptr;
  for (const GateStep& step : run.steps) {
    if (project == nullptr || *project != step.project) {
      project = &step.project;
      out += "\n" + paint(Ink::bold, project->empty() ? "(the gate)" : safe(*project)) + "\n";
    }
    append_step(out, step, style, paint);
  }
}

bool is_strong(const HeldLock& lock) {
  constexpr std::array modes = {"ShareLock", "ShareRowExclusiveLock", "ExclusiveLock",
                                "AccessExclusiveLock"};
  return std::ranges::any_of(modes, [&](std::string_view mode) { return lock.mode == mode; });
}

/// What traffic would feel: a table written anew, or a strong lock or a statement that lasts.
bool is_felt(const StatementRun& statement) {
  return !statement.rewrites.empty() || statement.duration_us >= slow_us ||
         std::ranges::any_of(statement.locks, [](const HeldLock& lock) {
           return is_strong(lock) && lock.held_us >= slow_us;
         });
}

void append_statement(std::string& out, const ChangeRun& change, const StatementRun& statement,
                      const TextStyle& style, const Paint& paint) {
  const std::string& file = statement.file.empty() ? change.file : statement.file;
  std::string place = safe(file.empty() ? change.name : file);
  if (statement.line > 0) place += core::format(":{}", statement.line);
  out += core::format("  {}  {}", place, duration_text(statement.duration_us));
  if (statement.rows) out += core::format(", {} rows", *statement.rows);
  out += "\n";
  constexpr std::size_t longest = 100;
  std::string sql = statement.sql;
  std::ranges::replace(sql, '\n', ' ');
  out += core::format("      {}\n", paint(Ink::dim, system::escape_for_display(sql, longest)));
  for (const std::string& table : statement.rewrites) {
    out += core::format("      {} {}\n", paint(Ink::red, "writes anew"), safe(table));
  }
  for (const HeldLock& lock : statement.locks) {
    if (!style.verbose && !is_strong(lock)) continue;
    out += core::format("      {} on {} for {}\n", safe(lock.mode), safe(lock.object),
                        duration_text(lock.held_us));
  }
}

void append_trace(std::string& out, const GateRun& run, const TextStyle& style,
                  const Paint& paint) {
  // On empty databases everything is quick and every lock is on what was just made.
  if (run.kind == GateKind::round_trip && !style.verbose) return;
  std::size_t others = 0;
  std::string shown;
  for (const GateStep& step : run.steps) {
    for (const ChangeRun& change : step.changes) {
      for (const StatementRun& statement : change.statements) {
        if (style.verbose || is_felt(statement)) {
          append_statement(shown, change, statement, style, paint);
        } else {
          ++others;
        }
      }
    }
  }
  if (shown.empty() && others == 0) return;
  out += "\n" + paint(Ink::bold, "statements that traffic would feel") + "\n";
  out += shown.empty() ? "  none\n" : shown;
  if (others > 0)
    out += core::format("  {} short {} more: -v\n", others, others == 1 ? "one" : "ones");
}

void append_inferred(std::string& out, const GateRun& run, const Paint& paint) {
  if (!run.inferred_sql.empty()) {
    out += "\n" + paint(Ink::bold, "made by the gate, because migrations need it") + "\n";
    append_lines(out, "  ", run.inferred_sql);
  }
  if (!run.inferred_toml.empty()) {
    out += "\n" + paint(Ink::bold, "the same for plumbline.toml") + "\n";
    append_lines(out, "  ", run.inferred_toml);
  }
}

}  // namespace

std::string render_text(const GateRun& run, const TextStyle& style) {
  const Paint paint(style.color);
  std::string out;
  append_heading(out, run, paint);
  append_steps(out, run, style, paint);
  append_trace(out, run, style, paint);
  if (!run.report.findings.empty() || !run.report.unchecked.empty()) {
    out += "\n" + render_text(run.report, style);
  }
  append_inferred(out, run, paint);
  if (!run.not_covered.empty()) {
    out += "\n" + paint(Ink::bold, "what this gate cannot show") + "\n";
  }
  for (const std::string& one : run.not_covered) out += core::format("  {}\n", safe(one));
  const std::string took =
      run.finished_at > run.started_at
          ? core::format(" after {}", duration_text(run.finished_at - run.started_at))
          : "";
  out += "\n" + (run.passed ? paint(Ink::green, "green") : paint(Ink::red, "RED")) + took;
  const std::string reason = report::gate_reason(run);
  if (!reason.empty()) out += ": " + reason;
  return out + "\n";
}

}  // namespace plumbline
