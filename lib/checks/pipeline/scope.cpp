#include "checks/pipeline/scope.hpp"

#include <algorithm>
#include <string>

namespace plumbline::checks::pipeline {

namespace {

/// How many levels a relative folder is below the base; negative above it.
int depth_of(std::string_view folder) noexcept {
  int depth = 0;
  while (!folder.empty() && folder != ".") {
    const std::size_t slash = std::min(folder.find('/'), folder.size());
    depth += folder.substr(0, slash) == ".." ? -1 : 1;
    folder.remove_prefix(std::min(slash + 1, folder.size()));
  }
  return depth;
}

/// `path` as seen from `folder`, "" for itself. REQUIRES: it is within.
std::string_view below(std::string_view path, std::string_view folder) noexcept {
  if (path == folder || path == ".") return {};
  if (folder == "." || folder.starts_with("..")) return path;
  return path.substr(std::min(folder.size() + 1, path.size()));
}

bool is_prefix_folder(std::string_view shorter, std::string_view longer) noexcept {
  return longer.starts_with(shorter) &&
         (shorter.empty() || longer.size() == shorter.size() || longer[shorter.size()] == '/');
}

/// Filters are compared by what stands before their first wildcard; what is not certain is let
/// through.
bool filters_allow(const PipelineFile& file, std::string_view folder) {
  bool has_filter = false;
  for (const std::string& pattern : file.trigger_paths) {
    if (pattern.starts_with('!')) continue;
    has_filter = true;
    std::string_view fixed = std::string_view(pattern).substr(0, pattern.find_first_of("*?["));
    fixed = fixed.substr(0, fixed.rfind('/') + 1);
    while (fixed.ends_with('/')) fixed.remove_suffix(1);
    // Above PATH the folders between are not known.
    if (file.root.starts_with("..") || is_prefix_folder(fixed, folder) ||
        is_prefix_folder(folder, fixed))
      return true;
  }
  return !has_filter;
}

bool is_workflow(const PipelineFile& file) noexcept {
  return file.platform == Platform::github || file.platform == Platform::gitlab;
}

}  // namespace

bool is_within(std::string_view path, std::string_view folder) noexcept {
  if (path == folder) return true;
  const bool is_above = path == ".." || path.starts_with("../");
  if (folder == ".") return !is_above;
  if (folder == ".." || folder.starts_with("../")) return depth_of(path) >= depth_of(folder);
  return path.starts_with(folder) && path.size() > folder.size() && path[folder.size()] == '/';
}

bool concerns(const Pipeline& pipeline, const PipelineFile& file, std::string_view folder) {
  if (!is_within(folder, file.root)) return false;
  for (const PipelineFile& other : pipeline.files) {
    const bool is_inner = is_workflow(other) && is_within(folder, other.root) &&
                          depth_of(other.root) > depth_of(file.root);
    if (is_inner) return false;
  }
  return filters_allow(file, below(folder, file.root));
}

Place first_command(const PipelineFile& file, CommandKind kind) {
  for (const PipelineStep& step : file.steps)
    for (const PipelineCommand& command : step.commands)
      if (command.kind == kind) return {&step, &command};
  return {};
}

std::string_view kind_of_job(const PipelineStep& step) noexcept {
  return step.platform == Platform::heroku || step.platform == Platform::procfile ? "process type"
                                                                                  : "job";
}

}  // namespace plumbline::checks::pipeline
