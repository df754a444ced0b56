/// plumb_project.
#include <algorithm>
#include <functional>
#include <string_view>
#include <unordered_map>

#include "handles.hpp"
#include "system/files.hpp"

using plumbline::capi::boundary;
using plumbline::capi::make_text;
using plumbline::capi::require;

namespace {

/// A tree's path seen from the path that was opened, as findings name it; "" stays "".
std::string below(const std::string& project, const std::string& file) {
  return file.empty()
             ? file
             : plumbline::system::normalise_path(plumbline::system::join_path(project, file));
}

plumb_change make_change(const plumbline::Project& project, const plumbline::Change& change) {
  const std::string& path = project.path();
  return {.change = &change,
          .file = below(path, change.where.file),
          .scripts = {below(path, change.deploy.file), below(path, change.revert.file),
                      below(path, change.verify.file)},
          .parents = {},
          .is_head = false,
          .project = project};
}

std::string render(const plumbline::Project& project, std::string_view format) {
  if (format == "json") return plumbline::render_json(project.plan(), project.path());
  if (format == "tool-json") return project.tool_json();
  if (format == "text") return plumbline::render_text(project.plan(), project.path());
  if (format == "dot") return plumbline::render_dot(project.plan());
  throw plumbline::Error(plumbline::Status::argument,
                         "a plan's format is \"json\", \"tool-json\", \"text\" or \"dot\"");
}

}  // namespace

plumb_project::plumb_project(const plumbline::Project& tree) : project(tree) {
  const plumbline::Plan& plan = project.plan();
  changes.reserve(plan.changes.size());
  std::unordered_map<std::string_view, plumb_change*> by_id;
  for (const plumbline::Change& change : plan.changes) {
    if (change.shadowed) continue;
    changes.push_back(make_change(project, change));
    by_id.emplace(change.id, &changes.back());
  }
  for (plumb_change& change : changes) {
    for (const std::string& parent : change.change->parents) {
      const auto found = by_id.find(parent);
      change.parents.push_back(found == by_id.end() ? nullptr : found->second);
    }
  }
  for (const std::string& head : plan.heads) {
    if (const auto found = by_id.find(head); found != by_id.end()) found->second->is_head = true;
  }
}

const char* plumb_project_path(const plumb_project* project) {
  return project == nullptr ? nullptr : project->project.path().c_str();
}

const char* plumb_project_tool(const plumb_project* project) {
  return project == nullptr ? nullptr : project->project.plan().tool.c_str();
}

size_t plumb_project_change_count(const plumb_project* project) {
  return project == nullptr ? 0 : project->changes.size();
}

const plumb_change* plumb_project_change_at(const plumb_project* project, size_t index) {
  if (project == nullptr || index >= project->changes.size()) return nullptr;
  return &project->changes[index];
}

const plumb_change* plumb_project_find(const plumb_project* project, const char* reference) {
  if (project == nullptr || reference == nullptr) return nullptr;
  return plumbline::capi::accessor<const plumb_change*>(nullptr, [&]() -> const plumb_change* {
    // Both lists are in plan order, and the plan's lies in one piece.
    const plumbline::Change* found = project->project.find(reference);
    const auto place =
        std::ranges::lower_bound(project->changes, found, std::less<>(), &plumb_change::change);
    return place != project->changes.end() && place->change == found ? &*place : nullptr;
  });
}

plumb_status plumb_project_render(const plumb_project* project, const char* format,
                                  plumb_text** text, plumb_error** error) {
  if (text != nullptr) *text = nullptr;
  return boundary(error, [&] {
    require(project != nullptr, "project");
    require(format != nullptr, "format");
    require(text != nullptr, "text");
    *text = make_text(render(project->project, format));
  });
}

plumb_status plumb_project_ask(const plumb_project* project, const char* questions, size_t size,
                               plumb_text** text, plumb_error** error) {
  if (text != nullptr) *text = nullptr;
  return boundary(error, [&] {
    require(project != nullptr, "project");
    require(questions != nullptr || size == 0, "questions");
    require(text != nullptr, "text");
    const bool is_alembic = project->project.plan().tool == "alembic";
    const std::string_view asked =
        size == 0 ? std::string_view() : std::string_view(questions, size);
    *text = make_text(project->project.answer(is_alembic ? "queries.json" : "names.txt", asked));
  });
}
