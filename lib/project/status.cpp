/// Repository::status.
#include "core/plan_index.hpp"
#include "plumbline/project.hpp"
#include "postgres/connection.hpp"
#include "project/state.hpp"
#include "system/files.hpp"

namespace plumbline {

namespace {

ProjectStatus status_of(const Project& project, const Registry& registry) {
  const Plan& plan = project.plan();
  ProjectStatus status;
  status.path = project.path();
  status.tool = plan.tool;
  for (const Change& change : plan.changes) status.changes += change.shadowed ? 0 : 1;
  status.has_registry = registry.exists;
  status.registry_table = registry.table;
  status.applied = registry.applied.size();
  status.refusal = registry.refusal;
  for (const std::size_t row : registry.current) status.current.push_back(registry.rows[row]);
  const core::PlanIndex index(plan);
  for (const std::string& id : registry.pending) {
    const Change* change = index.find(id);
    if (change == nullptr) continue;
    const std::string file =
        system::normalise_path(system::join_path(project.path(), change->deploy.file));
    status.pending.push_back(
        {.id = id, .name = change->name, .label = change_label(plan, *change), .file = file});
  }
  for (const RegistryRow& row : registry.rows) {
    if (index.find(row.id) == nullptr) status.unknown.push_back(row.id);
  }
  return status;
}

}  // namespace

StatusReport Repository::status(Target& target) const {
  StatusReport report;
  report.target = {.uri = target.name(),
                   .server_version = target.server_version(),
                   .database = target.database()};
  postgres::SnapshotScope snapshot(target.connection());
  for (const Project& project : state_->projects) {
    report.projects.push_back(
        status_of(project, project.state().tree->read_registry(target.connection())));
  }
  snapshot.end();
  return report;
}

}  // namespace plumbline
