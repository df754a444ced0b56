/// The adapter: which folders are sqitch projects. One project for each plan file that the
/// configuration names.
#include <algorithm>

#include "adapters/sqitch/adapter.hpp"
#include "adapters/sqitch/config.hpp"
#include "adapters/sqitch/target.hpp"
#include "adapters/sqitch/tree.hpp"
#include "system/files.hpp"

namespace plumbline::adapters::sqitch {

namespace {

constexpr std::string_view config_name = "sqitch.conf";
constexpr std::string_view plan_name = "sqitch.plan";

/// The plan files of the configuration that holds in `root`, the default target's first.
std::vector<Place> plan_places(const std::string& root) {
  const system::Environment environment;
  const Config config = read_config(root, environment, {});
  std::vector<Place> places;
  for (const auto& asked : list_targets(config)) {
    const TargetResult result = resolve_target(config, environment, asked);
    if (!result.target && asked) continue;
    const TargetFiles files = result.target ? result.target->files : resolve_files(config, "", "");
    Place place{root, system::normalise_path(files.plan_file)};
    const bool is_there = !asked || system::is_file(system::join_path(root, place.file));
    if (is_there && std::ranges::find(places, place) == places.end())
      places.push_back(std::move(place));
  }
  return places;
}

class SqitchAdapter final : public Adapter {
 public:
  [[nodiscard]] std::string_view tool() const noexcept override { return "sqitch"; }

  [[nodiscard]] std::vector<Place> detect(const system::Folder& folder,
                                          std::span<const system::Entry> entries) const override {
    const auto has = [&](std::string_view name) {
      const auto found = std::ranges::find(entries, name, &system::Entry::name);
      return found != entries.end() && found->type != system::EntryType::folder;
    };
    if (has(config_name)) return plan_places(folder.path());
    if (has(plan_name)) return {place_of(system::join_path(folder.path(), plan_name))};
    return {};
  }

  [[nodiscard]] Place place_of(const std::string& path) const override {
    if (system::is_folder(path)) {
      const std::vector<Place> places = plan_places(path);
      return places.empty() ? Place{path, std::string(plan_name)} : places.front();
    }
    const std::string folder = system::parent_path(path);
    const std::string name(system::base_name(path));
    if (name == config_name) return place_of(folder);
    if (!name.ends_with(".plan")) return {};
    return place_of_plan(folder, name, path);
  }

  [[nodiscard]] std::unique_ptr<Tree> open(const Place& place,
                                           const TreeOptions& options) const override {
    return std::make_unique<SqitchTree>(place, options);
  }

 private:
  /// Where the nearest configuration above says that this file is its plan, else its own folder.
  static Place place_of_plan(const std::string& folder, const std::string& name,
                             const std::string& path) {
    const std::string real = system::real_path(path);
    std::string root = folder;
    for (std::string above = system::real_path(folder); !above.empty();
         above = system::parent_path(above), root = system::join_path(root, "..")) {
      if (system::is_file(system::join_path(above, config_name))) {
        for (const Place& place : plan_places(above)) {
          if (system::real_path(system::join_path(above, place.file)) == real)
            return {system::normalise_path(root), place.file};
        }
        break;
      }
      if (above == "/") break;
    }
    return {folder, name};
  }
};

}  // namespace

const Adapter& adapter() noexcept {
  static const SqitchAdapter instance;
  return instance;
}

}  // namespace plumbline::adapters::sqitch
