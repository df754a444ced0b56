#include "adapters/alembic/tree.hpp"

#include "adapters/alembic/environment_file.hpp"
#include "adapters/alembic/plans.hpp"
#include "adapters/alembic/run/runner.hpp"
#include "plumbline/error.hpp"
#include "system/files.hpp"
#include "system/format.hpp"

namespace plumbline::adapters::alembic {

namespace {

constexpr std::string_view toml_name = "pyproject.toml";
constexpr std::string_view environment_name = "env.py";

/// What Alembic makes of a script folder that is named without any configuration.
Configuration bare_configuration() {
  Configuration configuration;
  configuration.script_location = ".";
  return configuration;
}

Configuration configuration_of(const Place& place, const Limits& limits) {
  const std::string_view name = system::base_name(place.file);
  const bool is_toml = name == toml_name;
  if (place.file == "." || place.file.empty() || (!is_toml && !place.file.ends_with(".ini")))
    return bare_configuration();
  const std::string toml(toml_name);
  const bool has_toml = system::is_file(system::join_path(place.root, toml));
  return read_configuration(place.root, is_toml ? "" : place.file, has_toml ? toml : "", limits);
}

/// Whether env.py may connect elsewhere. One that cannot be read may do anything.
bool may_replace_target(const Loading& loading, const Limits& limits) {
  if (loading.script_folder.empty()) return true;
  try {
    const std::string path = system::join_path(loading.script_folder, environment_name);
    return !takes_url_from_configuration(system::read_file(path, limits));
  } catch (const Error&) {
    return true;
  }
}

void read_all(Reading& reading, const Place& place, const TreeOptions& options) {
  reading.configuration = configuration_of(place, options.limits);
  Settings& settings = reading.configuration.settings;
  settings.target_may_be_replaced = true;
  if (reading.configuration.fault) return;
  reading.loading = load_revisions(
      reading.configuration,
      {.root = place.root, .limits = options.limits, .environment = options.environment});
  if (settings.has_target)
    settings.target_may_be_replaced = may_replace_target(reading.loading, options.limits);
  for (const RevisionFile& file : reading.loading.files) {
    if (file.failure && reading.failure == nullptr) {
      reading.failure = &*file.failure;
      reading.loaded_before_failure = reading.loaded.size();
    }
    if (file.has_id() && !file.failure) reading.loaded.push_back(&file);
  }
  if (reading.failure == nullptr) reading.loaded_before_failure = reading.loaded.size();
  reading.map.emplace(reading.loaded);
}

}  // namespace

AlembicTree::AlembicTree(const Place& place, const TreeOptions& options)
    : place_(place), limits_(options.limits), environment_(options.environment) {
  read_all(reading_, place_, options);
  plan_ = make_plan(reading_, place_.file == "." ? "" : place_.file);
}

std::vector<std::string> AlembicTree::claims() const {
  std::vector<std::string> paths = reading_.loading.folders;
  const std::string file = system::real_path(system::join_path(place_.root, place_.file));
  if (!file.empty() && place_.file != "." && place_.file != toml_name) paths.push_back(file);
  return paths;
}

std::string AlembicTree::tool_json() const { return write_tool_json(reading_, place_.root); }

std::string AlembicTree::answer(std::string_view file_name, std::string_view questions) const {
  if (file_name != "queries.json")
    throw Error(Status::argument,
                system::format("Alembic has no questions named \"{}\"", file_name));
  return write_answers(reading_, place_.root, questions);
}

/// As `alembic show`: ids, partial ids, labels and symbols.
const Change* AlembicTree::find(std::string_view reference) const {
  if (!reading_.map) return nullptr;
  const auto found = resolve(*reading_.map, std::string(reference));
  if (found.stopped || found.value.size() != 1 || !found.value[0])
    return find_change(plan_, reference);
  return find_change(plan_, *found.value[0]);
}

std::unique_ptr<Runner> AlembicTree::make_runner(const RunnerOptions& options) const {
  return alembic::make_runner({.place = place_,
                               .plan = &plan_,
                               .script_folder = reading_.loading.script_folder,
                               .configured_url = settings().default_target,
                               .environment = environment_,
                               .limits = limits_},
                              options);
}

Registry AlembicTree::read_registry(postgres::Connection& connection) const {
  return alembic::read_registry(connection, reading_, plan_);
}

}  // namespace plumbline::adapters::alembic
