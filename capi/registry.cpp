/// plumb_registry.
#include <string_view>

#include "target_use.hpp"

using plumbline::capi::boundary;
using plumbline::capi::require;

plumb_registry::plumb_registry(plumbline::Project tree, plumbline::Registry read)
    : project(std::move(tree)),
      registry(std::move(read)),
      applied(registry.applied.begin(), registry.applied.end()) {}

plumb_status plumb_registry_read(const plumb_project* project, plumb_target* target,
                                 plumb_registry** registry, plumb_error** error) {
  if (registry != nullptr) *registry = nullptr;
  return boundary(error, [&] {
    require(project != nullptr, "project");
    require(target != nullptr, "target");
    require(registry != nullptr, "registry");
    const plumbline::capi::TargetUse use(target);
    plumbline::Registry read = project->project.read_registry(*use.get());
    use.end_snapshot();
    *registry = new plumb_registry(project->project, std::move(read));
  });
}

void plumb_registry_free(plumb_registry* registry) { delete registry; }

int64_t plumb_registry_count(const plumb_registry* registry) {
  if (registry == nullptr || !registry->registry.exists) return -1;
  return static_cast<int64_t>(registry->registry.rows.size());
}

int32_t plumb_registry_applied(const plumb_registry* registry, const plumb_change* change) {
  if (registry == nullptr || change == nullptr) return -1;
  return registry->applied.contains(change->change->id);
}

plumb_status plumb_registry_render(const plumb_registry* registry, const char* format,
                                   plumb_text** text, plumb_error** error) {
  if (text != nullptr) *text = nullptr;
  return boundary(error, [&] {
    require(registry != nullptr, "registry");
    require(format != nullptr, "format");
    require(text != nullptr, "text");
    const std::string_view wanted = format;
    const bool is_json = wanted == "json";
    require(is_json || wanted == "text", "a registry's format (\"json\" or \"text\")");
    const plumbline::Project& project = registry->project;
    *text = plumbline::capi::make_text(
        is_json ? render_json(registry->registry, project.plan(), project.path())
                : render_text(registry->registry, project.plan(), project.path()));
  });
}
