/// The adapter: which folders hold an Alembic tree. Alembic itself looks in the working directory
/// only; a folder with `versions/` and no configuration is a script folder.
#include <algorithm>
#include <string>

#include "adapters/alembic/adapter.hpp"
#include "adapters/alembic/configuration.hpp"
#include "adapters/alembic/locations.hpp"
#include "adapters/alembic/tree.hpp"
#include "plumbline/error.hpp"
#include "system/files.hpp"

namespace plumbline::adapters::alembic {

namespace {

constexpr std::string_view ini_name = "alembic.ini";
constexpr std::string_view toml_name = "pyproject.toml";
constexpr std::string_view versions_name = "versions";
constexpr std::string_view environment_name = "env.py";

bool has(std::span<const system::Entry> entries, std::string_view name) {
  return std::ranges::binary_search(entries, name, {}, &system::Entry::name);
}

/// Whether a pyproject.toml speaks of Alembic. One that cannot be read gives nothing away.
bool has_tool_table(const std::string& path) {
  try {
    const std::string text = system::read_file(path);
    if (text.find("alembic") == std::string::npos) return false;
    return read_toml(text, std::string(toml_name)).has_table;
  } catch (const Error&) {
    return false;
  }
}

class AlembicAdapter final : public Adapter {
 public:
  [[nodiscard]] std::string_view tool() const noexcept override { return "alembic"; }

  [[nodiscard]] std::vector<Place> detect(const system::Folder& folder,
                                          std::span<const system::Entry> entries) const override {
    const std::string& path = folder.path();
    if (has(entries, ini_name)) return {{path, std::string(ini_name)}};
    if (has(entries, toml_name) && has_tool_table(system::join_path(path, toml_name)))
      return {{path, std::string(toml_name)}};
    const bool has_versions =
        has(entries, versions_name) &&
        folder.type_of(std::string(versions_name)) == system::EntryType::folder;
    if (has_versions && (has(entries, environment_name) || holds_revisions(path)))
      return {{path, "."}};
    return {};
  }

  [[nodiscard]] Place place_of(const std::string& path) const override {
    if (system::is_file(path)) {
      const std::string name(system::base_name(path));
      const bool is_configuration = name.ends_with(".ini") || name == toml_name;
      if (is_configuration) return {system::parent_path(path), name};
      return {};
    }
    if (!system::is_folder(path)) return {};
    if (system::is_file(system::join_path(path, ini_name))) return {path, std::string(ini_name)};
    const std::string toml = system::join_path(path, toml_name);
    const bool has_versions = system::is_folder(system::join_path(path, versions_name));
    if (system::is_file(toml) && (!has_versions || has_tool_table(toml)))
      return {path, std::string(toml_name)};
    if (!has_versions && system::base_name(system::real_path(path)) == versions_name)
      return {system::parent_path(system::real_path(path)), "."};
    return {path, "."};
  }

  [[nodiscard]] std::unique_ptr<Tree> open(const Place& place,
                                           const TreeOptions& options) const override {
    return std::make_unique<AlembicTree>(place, options);
  }

 private:
  /// Whether any file of `versions/` looks like a revision: the folder's name alone says little.
  static bool holds_revisions(const std::string& path) {
    try {
      const system::Folder versions(system::join_path(path, versions_name));
      for (const system::Entry& entry : versions.entries()) {
        if (entry.type == system::EntryType::folder || !is_revision_name(entry.name)) continue;
        return versions.read(entry.name).find("down_revision") != std::string::npos;
      }
    } catch (const Error&) {
      return false;  // what cannot be read gives nothing away
    }
    return false;
  }
};

}  // namespace

const Adapter& adapter() noexcept {
  static const AlembicAdapter instance;
  return instance;
}

}  // namespace plumbline::adapters::alembic
