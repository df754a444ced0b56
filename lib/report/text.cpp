/// The report for people: grouped by file, the source line with a caret, what the real tool says,
/// and the remedy.

#include <algorithm>

#include "core/format.hpp"
#include "plumbline/render.hpp"
#include "report/paint.hpp"
#include "system/utf8.hpp"

namespace plumbline {

namespace {

using report::Ink;
using report::Paint;

constexpr std::size_t max_shown_columns = 110;

std::string plural(std::size_t count, std::string_view noun) {
  return core::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string safe(std::string_view text) { return system::escape_for_display(text); }

/// The source line around `column`, cut on both sides when it is long, and the caret under it.
void append_excerpt(std::string& out, const Finding& finding, const Paint& paint) {
  if (finding.excerpt.empty()) return;
  const auto column = static_cast<std::size_t>(std::max(finding.where.column, 1)) - 1;
  std::string shown;
  std::string before_caret;
  std::size_t index = 0;
  const std::size_t first = column > max_shown_columns / 2 ? column - max_shown_columns / 2 : 0;
  for (std::size_t i = 0; i < finding.excerpt.size(); ++index) {
    const std::size_t length =
        system::decode_code_point(std::string_view(finding.excerpt).substr(i)).length;
    if (index >= first && index < first + max_shown_columns) {
      const std::string_view bytes = std::string_view(finding.excerpt).substr(i, length);
      const std::string piece = bytes == "\t" ? "    " : safe(bytes);
      if (index < column) before_caret.append(system::count_code_points(piece), ' ');
      shown += piece;
    }
    i += length;
  }
  if (first > 0) {
    shown.insert(0, "…");
    before_caret += ' ';
  }
  if (index > first + max_shown_columns) shown += "…";
  const std::string number = core::format("{:>5} | ", finding.where.line);
  out += core::format("  {}{}\n", paint(Ink::dim, number), shown);
  if (finding.where.column == 0) return;
  out +=
      core::format("  {}{}{}\n", paint(Ink::dim, "      | "), before_caret, paint(Ink::green, "^"));
}

/// `text` under a label, later lines indented as the first.
void append_labelled(std::string& out, std::string_view label, std::string_view text,
                     const Paint& paint) {
  const std::string head =
      core::format("        {} ", paint(Ink::cyan, core::format("{}:", label)));
  const std::string indent(10 + label.size(), ' ');
  bool is_first = true;
  while (true) {
    const std::size_t end = text.find('\n');
    out += core::format("{}{}\n", is_first ? head : indent, safe(text.substr(0, end)));
    is_first = false;
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
  }
}

/// Whether the next finding says the same repair in the same place, so that saying it once, below
/// both, is enough.
bool shares_remedy(const Finding& finding, const Finding* next) {
  return next != nullptr && next->rule == finding.rule && next->remedy == finding.remedy &&
         next->where.file == finding.where.file && next->severity == finding.severity;
}

void append_details(std::string& out, const Finding& finding, const Finding* next,
                    const Paint& paint) {
  append_excerpt(out, finding, paint);
  for (const Related& related : finding.related) {
    std::string place = safe(related.where.file);
    if (related.where.line > 0) place += core::format(":{}", related.where.line);
    append_labelled(out, "see",
                    core::format("{}{}{}", place, place.empty() ? "" : ": ", related.message),
                    paint);
  }
  if (finding.tool_says) {
    append_labelled(
        out,
        core::format("{} (exit {})", finding.tool_says->command, finding.tool_says->exit_status),
        finding.tool_says->message, paint);
  }
  if (!finding.remedy.empty() && !shares_remedy(finding, next))
    append_labelled(out, "repair", finding.remedy, paint);
}

void append_finding(std::string& out, const Finding& finding, const Finding* next,
                    const TextStyle& style, const Paint& paint, bool is_of_gate) {
  std::string place;
  if (finding.where.line > 0) place = core::format("{}", finding.where.line);
  if (finding.where.column > 0) place += core::format(":{}", finding.where.column);
  if (!place.empty()) place += "  ";
  std::string tail = finding.rule;
  if (!finding.sqlstate.empty()) tail += " " + finding.sqlstate;
  // What a gate shows is repaired by its class.
  if ((is_of_gate || finding.rule.starts_with("gate/")) && !finding.failure_class.empty())
    tail += ", class " + finding.failure_class;
  out += core::format("  {}{}  {}  {}\n", place, paint.severity(finding.severity),
                      safe(finding.message), paint(Ink::dim, core::format("[{}]", tail)));
  if (finding.severity == Severity::info && !style.verbose) return;
  append_details(out, finding, next, paint);
}

std::string describe(const ReportProject& project) {
  std::string text = core::format("{}: {}, {}", safe(project.path), project.tool,
                                  plural(project.changes, "change"));
  if (project.applied) text += core::format(", {} applied", *project.applied);
  if (project.pending) text += core::format(", {} pending", *project.pending);
  return text;
}

void append_heading(std::string& out, const Report& report, const Paint& paint) {
  for (const ReportProject& project : report.projects)
    out += paint(Ink::dim, describe(project)) + "\n";
  const bool looks_for_trees =
      report.command != "classify" && report.command != "gate" && report.command != "dry-run";
  if (report.projects.empty() && looks_for_trees)
    out += paint(Ink::dim, "no sqitch, Alembic or sqlx tree found") + "\n";
  if (report.target) {
    out += paint(Ink::dim, core::format("database {} (PostgreSQL {}.{})", safe(report.target->uri),
                                        report.target->server_version / 10000,
                                        report.target->server_version % 10000));
    out += "\n";
  }
}

void append_summary(std::string& out, const Report& report, const Paint& paint) {
  const std::size_t errors = report.totals[static_cast<std::size_t>(Severity::error)];
  const std::size_t warnings = report.totals[static_cast<std::size_t>(Severity::warning)];
  const std::size_t infos = report.totals[static_cast<std::size_t>(Severity::info)];
  const Ink ink = errors > 0 ? Ink::red : warnings > 0 ? Ink::yellow : Ink::green;
  const auto with_fix = std::ranges::count_if(
      report.findings, [](const Finding& finding) { return finding.fix.has_value(); });
  if (with_fix > 0) out += core::format("\n{} can be repaired by `plumbline fix`\n", with_fix);
  // The last line, for scripts that tell one.
  out += "\n" + paint(ink, core::format("{}, {}, {}", plural(errors, "error"),
                                        plural(warnings, "warning"), plural(infos, "note")));
  out += "\n";
}

}  // namespace

std::string render_text(const Report& report, const TextStyle& style) {
  const Paint paint(style.color);
  std::string out;
  append_heading(out, report, paint);
  const std::string* file = nullptr;
  for (std::size_t i = 0; i < report.findings.size(); ++i) {
    const Finding& finding = report.findings[i];
    if (file == nullptr || *file != finding.where.file) {
      file = &finding.where.file;
      // A text that was classified may come from anywhere.
      const std::string_view nowhere = report.command == "classify" ? "(no file named)"
                                       : report.command == "gate" && !finding.project.empty()
                                           ? std::string_view(finding.project)
                                           : "(repository and database)";
      if (!out.empty()) out += "\n";
      out += paint(Ink::bold, file->empty() ? nowhere : safe(*file)) + "\n";
    }
    const Finding* const next = i + 1 < report.findings.size() ? &report.findings[i + 1] : nullptr;
    append_finding(out, finding, next, style, paint, report.command == "gate");
  }
  if (!report.unchecked.empty()) out += "\n" + paint(Ink::bold, "not checked") + "\n";
  for (const Unchecked& unchecked : report.unchecked) {
    out += core::format("  {}: {}\n", safe(unchecked.what), safe(unchecked.why));
  }
  append_summary(out, report, paint);
  return out;
}

}  // namespace plumbline
