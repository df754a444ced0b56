#include "project/config_gate.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "system/files.hpp"

namespace plumbline::project {

namespace {

using gate::GateSettings;
using gate::Hook;
using gate::ProjectSettings;
using gate::Seed;

constexpr std::array<std::string_view, 11> gate_keys = {
    "backup", "create_roles", "each",   "infer",   "protected", "record",
    "roles",  "scratch",      "server", "step_ms", "tier"};
constexpr std::array<std::string_view, 9> project_keys = {
    "arguments", "environment", "hook", "interpreter",      "path",
    "roles",     "seed",        "tool", "working_directory"};
constexpr std::array<std::string_view, 3> seed_keys = {"before", "file", "sql"};
constexpr std::array<std::string_view, 3> hook_keys = {"command", "step", "when"};
constexpr std::array<std::string_view, 3> tools = {"alembic", "sqitch", "sqlx"};

class GateReader {
 public:
  GateReader(const ConfigNodes& nodes, GateSettings& settings)
      : nodes_(nodes), settings_(settings) {}

  void read_section(const toml::node& node) {
    const toml::table* const table = node.as_table();
    if (table == nullptr) nodes_.refuse(node.source(), "\"gate\" is not a table");
    nodes_.require_known(*table, gate_keys);
    take(*table, "roles", settings_.roles);
    take(*table, "protected", settings_.protected_targets);
    take(*table, "server", settings_.server);
    take(*table, "scratch", settings_.scratch);
    take(*table, "backup", settings_.backup);
    take(*table, "tier", settings_.tier);
    take(*table, "each", settings_.each);
    take(*table, "infer", settings_.infer);
    take(*table, "create_roles", settings_.create_roles);
    // "" is an answer here: nowhere.
    if (const toml::node* record = table->get("record")) {
      const auto* const value = record->as_string();
      if (value == nullptr) nodes_.refuse(record->source(), "\"record\" is not a text");
      settings_.record = value->get();
    }
    if (const toml::node* step = table->get("step_ms")) {
      const auto* const value = step->as_integer();
      if (value == nullptr || value->get() <= 0 || value->get() > std::numeric_limits<int>::max())
        nodes_.refuse(step->source(), "\"step_ms\" is not a number of milliseconds above 0");
      settings_.step_ms = static_cast<int>(value->get());
    }
  }

  void read_projects(const toml::node& node) {
    for (const toml::table* table : nodes_.tables(node, "project")) read_project(*table);
  }

 private:
  void take(const toml::table& table, std::string_view key, std::string& into) const {
    const toml::node* const node = table.get(key);
    if (node == nullptr) return;
    if (!into.empty())
      nodes_.refuse(node->source(), system::format("\"{}\" of this project is set before", key));
    into = nodes_.text(*node, key);
  }

  void take(const toml::table& table, std::string_view key, std::vector<std::string>& into) const {
    const toml::node* const node = table.get(key);
    if (node == nullptr) return;
    for (std::string& text : nodes_.texts(*node, key)) into.push_back(std::move(text));
  }

  void take(const toml::table& table, std::string_view key, bool& into) const {
    const toml::node* const node = table.get(key);
    if (node != nullptr) into = nodes_.flag(*node, key);
  }

  /// That of the same path and tool, which it adds to, or a new one.
  ProjectSettings& project_of(std::string path, std::string tool) {
    for (ProjectSettings& project : settings_.projects) {
      if (project.path == path && project.tool == tool) return project;
    }
    ProjectSettings& project = settings_.projects.emplace_back();
    project.path = std::move(path);
    project.tool = std::move(tool);
    return project;
  }

  void read_project(const toml::table& table) {
    nodes_.require_known(table, project_keys);
    std::string tool;
    take(table, "tool", tool);
    if (!tool.empty()) require_one_of(*table.get("tool"), tool, tools, "tool");
    ProjectSettings& project =
        project_of(system::normalise_path(nodes_.required(table, "path", "project")), tool);
    if (project.where.line == 0) project.where = nodes_.position(table.get("path")->source());
    take(table, "roles", project.roles);
    take(table, "arguments", project.arguments);
    take(table, "interpreter", project.interpreter);
    take(table, "working_directory", project.working_directory);
    if (const toml::node* environment = table.get("environment"))
      read_environment(*environment, project);
    if (const toml::node* seeds = table.get("seed")) {
      for (const toml::table* seed : nodes_.tables(*seeds, "project.seed"))
        project.seeds.push_back(read_seed(*seed));
    }
    if (const toml::node* hooks = table.get("hook")) {
      for (const toml::table* hook : nodes_.tables(*hooks, "project.hook"))
        project.hooks.push_back(read_hook(*hook));
    }
  }

  void read_environment(const toml::node& node, ProjectSettings& project) const {
    const toml::table* const table = node.as_table();
    if (table == nullptr) nodes_.refuse(node.source(), "\"environment\" is not a table");
    for (const auto& [key, value] : *table) {
      const auto* const text = value.as_string();
      if (text == nullptr)
        nodes_.refuse(value.source(), system::format("\"{}\" is not a text", key.str()));
      project.environment[std::string(key.str())] = text->get();
    }
  }

  Seed read_seed(const toml::table& table) const {
    nodes_.require_known(table, seed_keys);
    Seed seed;
    take(table, "before", seed.before);
    take(table, "sql", seed.sql);
    take(table, "file", seed.file);
    if (seed.sql.empty() == seed.file.empty())
      nodes_.refuse(table.source(), "the seed has not one of \"sql\" and \"file\"");
    seed.where = nodes_.position(table.get(seed.sql.empty() ? "file" : "sql")->source());
    return seed;
  }

  Hook read_hook(const toml::table& table) const {
    nodes_.require_known(table, hook_keys);
    Hook hook;
    hook.step = nodes_.required(table, "step", "hook");
    require_one_of(*table.get("step"), hook.step, gate::hook_steps, "step");
    const std::string when = nodes_.required(table, "when", "hook");
    require_one_of(*table.get("when"), when, std::array<std::string_view, 2>{"after", "before"},
                   "moment");
    hook.is_before = when == "before";
    hook.command = nodes_.required(table, "command", "hook");
    hook.where = nodes_.position(table.get("command")->source());
    return hook;
  }

  template <typename Names>
  void require_one_of(const toml::node& node, std::string_view name, const Names& known,
                      std::string_view what) const {
    if (std::ranges::find(known, name) != known.end()) return;
    nodes_.refuse(node.source(),
                  system::format("{} \"{}\" is none of \"{}\"{}", what, name,
                                 system::join(known, "\", \""), suggestion(name, known)));
  }

  const ConfigNodes& nodes_;
  GateSettings& settings_;
};

}  // namespace

GateSettings read_gate(const toml::table& top, const ConfigNodes& nodes) {
  GateSettings settings;
  GateReader reader(nodes, settings);
  if (const toml::node* gate = top.get("gate")) reader.read_section(*gate);
  if (const toml::node* projects = top.get("project")) reader.read_projects(*projects);
  return settings;
}

void settle_gate(Config& config, const Limits& limits) {
  const std::string folder = system::parent_path(config.file);
  const auto settle = [&](std::string& path) {
    if (!path.empty()) path = system::join_path(folder, path);
  };
  settle(config.gate.backup);
  if (config.gate.record) settle(*config.gate.record);
  for (ProjectSettings& project : config.gate.projects) {
    settle(project.working_directory);
    // A bare name is looked for in PATH.
    if (project.interpreter.find('/') != std::string::npos) settle(project.interpreter);
    for (Seed& seed : project.seeds) {
      if (seed.file.empty()) continue;
      settle(seed.file);
      if (!system::is_file(seed.file)) {
        throw Error(
            Status::configuration,
            {.message = system::format("{}:{}: the seed's file \"{}\" is not there",
                                       system::escape_for_display(config.file), seed.where.line,
                                       system::escape_for_display(seed.file)),
             .detail = "",
             .hint = "",
             .sqlstate = "",
             .where = seed.where});
      }
      seed.sql = system::read_file(seed.file, limits);
    }
  }
}

const ProjectSettings* Config::project(std::string_view path, std::string_view tool) const {
  const std::string whole = system::normalise_path(system::join_path(prefix, path));
  const ProjectSettings* found = nullptr;
  for (const ProjectSettings& project : gate.projects) {
    if (project.path != whole || (!project.tool.empty() && project.tool != tool)) continue;
    if (found == nullptr || !project.tool.empty()) found = &project;
  }
  return found;
}

}  // namespace plumbline::project
