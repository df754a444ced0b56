/// `plumbline status` and `plumbline plan` for people.

#include "core/format.hpp"
#include "plumbline/render.hpp"
#include "report/paint.hpp"
#include "report/utc_time.hpp"
#include "system/utf8.hpp"

namespace plumbline {

namespace {

using report::Ink;
using report::Paint;

std::string safe(std::string_view text) { return system::escape_for_display(text); }

void append_current(std::string& out, const ProjectStatus& project) {
  for (const RegistryRow& row : project.current) {
    out += core::format("  at {}", safe(row.name.empty() ? row.id : row.name));
    if (!row.name.empty() && row.name != row.id) out += core::format(" ({})", safe(row.id));
    if (row.applied_at) out += core::format(", {}", report::utc_time(*row.applied_at));
    if (!row.applied_by.empty()) out += core::format(", by {}", safe(row.applied_by));
    out += "\n";
  }
}

void append_project(std::string& out, const ProjectStatus& project, const Paint& paint) {
  out += paint(Ink::bold, core::format("{}: {}", safe(project.path), project.tool)) + "\n";
  if (!project.has_registry) {
    out += core::format("  no registry {}: nothing was ever deployed here by {}\n",
                        safe(project.registry_table), project.tool);
  } else {
    out += core::format("  registry {}: {} of {} changes applied\n", safe(project.registry_table),
                        project.applied, project.changes);
  }
  append_current(out, project);
  for (const std::string& id : project.unknown) {
    out += core::format("  {} {} is recorded, but no file has it\n", paint(Ink::red, "unknown"),
                        safe(id));
  }
  for (const PendingChange& change : project.pending) {
    out += core::format("  {} {}\n", paint(Ink::yellow, "pending"), safe(change.label));
  }
  if (project.refusal) {
    out += core::format("  {} would stop: {}\n", safe(project.refusal->command),
                        safe(project.refusal->message));
  } else if (project.has_registry && project.pending.empty()) {
    out += core::format("  {}\n", paint(Ink::green, "nothing to deploy"));
  }
}

}  // namespace

std::string render_text(const StatusReport& status, const TextStyle& style) {
  const Paint paint(style.color);
  std::string out =
      paint(Ink::dim, core::format("database {} (PostgreSQL {}.{})", safe(status.target.uri),
                                   status.target.server_version / 10000,
                                   status.target.server_version % 10000));
  out += "\n";
  for (const ProjectStatus& project : status.projects) append_project(out, project, paint);
  if (status.projects.empty()) out += "no sqitch, Alembic or sqlx tree found\n";
  return out;
}

std::string render_text(const Plan& plan, std::string_view path, const TextStyle& style) {
  const Paint paint(style.color);
  std::string out = paint(Ink::bold, core::format("{}: {}, {} changes", safe(path), plan.tool,
                                                  plan.changes.size())) +
                    "\n";
  for (const Change& change : plan.changes) {
    const std::string mark =
        change.shadowed ? paint(Ink::red, " (never run: another file has this id)") : "";
    out += core::format(
        "  {}{}{}\n", safe(change.id),
        change.name.empty() || change.name == change.id ? "" : "  " + safe(change.name), mark);
  }
  if (plan.heads.size() > 1)
    out += core::format("  {}: {}\n", paint(Ink::yellow, "heads"), core::join(plan.heads, ", "));
  if (plan.refusal) {
    out += core::format("  {} (exit {}): {}\n", safe(plan.refusal->command),
                        plan.refusal->exit_status, safe(plan.refusal->message));
  }
  return out;
}

}  // namespace plumbline
