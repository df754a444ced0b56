/// Repository::open, and what a Project tells of itself.

#include <algorithm>
#include <iterator>

#include "core/call.hpp"
#include "pipeline/read.hpp"
#include "plumbline/error.hpp"
#include "plumbline/project.hpp"
#include "postgres/connection.hpp"
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

StatementList Project::statements(const Change& change, Direction direction) const {
  return state_->tree->statements(change, direction);
}

Registry Project::read_registry(Target& target) const {
  postgres::SnapshotScope snapshot(target.connection());
  Registry registry = state_->tree->read_registry(target.connection());
  snapshot.end();
  return registry;
}

namespace {

/// The tree as a project of the repository.
Project make_project(project::FoundTree& found, std::string path,
                     std::shared_ptr<const project::Context> context) {
  auto state = std::make_shared<Project::State>();
  state->context = std::move(context);
  state->path = std::move(path);
  state->root = found.place.root;
  state->tree = std::move(found.tree);
  return Project(std::move(state));
}

}  // namespace

Repository Repository::open(const std::string& path, const OpenOptions& options) {
  return core::run_call(options.control, "open", [&](const core::Call& call) {
    const bool is_folder = system::is_folder(path);
    if (!is_folder && !system::is_file(path)) {
      throw Error(Status::not_found, system::format("\"{}\" is neither a file nor a folder",
                                                    system::escape_for_display(path)));
    }
    auto context = std::make_shared<project::Context>();
    context->base = is_folder ? path : system::parent_path(path);
    context->limits = options.limits;
    context->config = project::load_config(context->base, options);
    const std::string& base = context->base;
    const std::string real_base = system::real_path(base);
    // Trees found by walking carry the path as given; those found above carry a resolved one.
    const auto relative = [&](const std::string& found) {
      const bool is_resolved = found.starts_with('/') && !base.starts_with('/');
      return system::relative_path(found, is_resolved ? real_base : base);
    };
    auto state = std::make_shared<State>();
    state->context = context;
    project::Discovery discovery =
        project::discover(path, options, [&](const adapters::Place& place, std::size_t count) {
          call.tell_progress(relative(place.root), count, std::nullopt);
        });
    std::vector<std::string> tools;
    for (project::FoundTree& found : discovery.trees) {
      std::string tree_path = relative(found.place.root);
      if (context->config.ignores(tree_path)) continue;
      tools.push_back(found.tree->plan().tool);
      state->projects.push_back(make_project(found, std::move(tree_path), context));
    }
    std::erase_if(discovery.sources, [&](const pipeline::Source& source) {
      return context->config.ignores(relative(source.path));
    });
    pipeline::Reading reading =
        pipeline::read(std::move(discovery.sources), base, tools, options.limits);
    state->pipeline = std::move(reading.pipeline);
    state->findings = std::move(reading.findings);
    state->unchecked = std::move(discovery.unchecked);
    std::ranges::move(reading.unchecked, std::back_inserter(state->unchecked));
    return Repository(std::move(state));
  });
}

std::span<const Project> Repository::projects() const noexcept { return state_->projects; }
const Pipeline& Repository::pipeline() const noexcept { return state_->pipeline; }

}  // namespace plumbline
