/// Repository::open, and what a Project tells of itself.

#include <algorithm>
#include <iterator>

#include "pipeline/read.hpp"
#include "plumbline/error.hpp"
#include "plumbline/project.hpp"
#include "project/discover.hpp"
#include "project/state.hpp"
#include "system/files.hpp"
#include "system/format.hpp"
#include "system/utf8.hpp"

namespace plumbline {

const std::string& Project::path() const noexcept { return state_->path; }
const Plan& Project::plan() const noexcept { return state_->tree->plan(); }
const Settings& Project::settings() const noexcept { return state_->tree->settings(); }
std::string Project::tool_json() const { return state_->tree->tool_json(); }

std::string Project::answer(std::string_view file_name, std::string_view questions) const {
  return state_->tree->answer(file_name, questions);
}

const Change* Project::find(std::string_view reference) const {
  return state_->tree->find(reference);
}

Registry Project::read_registry(Target& target) const {
  return state_->tree->read_registry(target.connection());
}

Repository Repository::open(const std::string& path, const OpenOptions& options) {
  const bool is_folder = system::is_folder(path);
  if (!is_folder && !system::is_file(path)) {
    throw Error(Status::not_found, system::format("\"{}\" is neither a file nor a folder",
                                                  system::escape_for_display(path)));
  }
  auto state = std::make_shared<State>();
  state->options = options;
  state->base = is_folder ? path : system::parent_path(path);
  const std::string real_base = system::real_path(state->base);
  state->config = project::load_config(state->base, options);
  project::Discovery discovery = project::discover(path, options);
  std::vector<std::string> tools;
  for (project::FoundTree& found : discovery.trees) {
    auto project = std::make_shared<Project::State>();
    // Trees found by walking carry the path as given; those found above carry a resolved one.
    const bool is_resolved = found.place.root.starts_with('/') && !state->base.starts_with('/');
    project->path = system::relative_path(found.place.root, is_resolved ? real_base : state->base);
    if (state->config.ignores(project->path)) continue;
    project->root = found.place.root;
    project->tree = std::move(found.tree);
    tools.push_back(project->tree->plan().tool);
    state->projects.emplace_back(std::move(project));
  }
  std::erase_if(discovery.sources, [&](const pipeline::Source& source) {
    const bool is_resolved = source.path.starts_with('/') && !state->base.starts_with('/');
    return state->config.ignores(
        system::relative_path(source.path, is_resolved ? real_base : state->base));
  });
  pipeline::Reading reading =
      pipeline::read(std::move(discovery.sources), state->base, tools, options.limits);
  state->pipeline = std::move(reading.pipeline);
  state->findings = std::move(reading.findings);
  state->unchecked = std::move(discovery.unchecked);
  std::ranges::move(reading.unchecked, std::back_inserter(state->unchecked));
  return Repository(std::move(state));
}

std::span<const Project> Repository::projects() const noexcept { return state_->projects; }
const Pipeline& Repository::pipeline() const noexcept { return state_->pipeline; }

}  // namespace plumbline
