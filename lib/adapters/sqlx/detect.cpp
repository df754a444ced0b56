/// The adapter: which folders are sqlx projects. sqlx itself never searches: it takes `migrations`
/// or what sqlx.toml names.
#include <algorithm>
#include <string>

#include "adapters/adapter.hpp"
#include "adapters/sqlx/adapter.hpp"
#include "adapters/sqlx/migrations.hpp"
#include "adapters/sqlx/tree.hpp"
#include "plumbline/error.hpp"
#include "system/files.hpp"
#include "system/utf8.hpp"

namespace plumbline::adapters::sqlx {

namespace {

constexpr std::string_view config_name = "sqlx.toml";
constexpr std::string_view usual_name = "migrations";

bool has(std::span<const system::Entry> entries, std::string_view name) {
  const auto found = std::ranges::find(entries, name, &system::Entry::name);
  return found != entries.end();
}

bool has_folder(const system::Folder& folder, std::span<const system::Entry> entries,
                std::string_view name) {
  const auto found = std::ranges::find(entries, name, &system::Entry::name);
  if (found == entries.end()) return false;
  return found->type == system::EntryType::folder ||
         (found->type == system::EntryType::link &&
          folder.type_of(found->name) == system::EntryType::folder);
}

/// Whether any file looks like a migration; `needs_version` asks for a readable version too.
bool has_migration(std::span<const system::Entry> entries, bool needs_version) {
  return std::ranges::any_of(entries, [&](const system::Entry& entry) {
    if (entry.type != system::EntryType::file && entry.type != system::EntryType::link)
      return false;
    const FileName name = read_file_name(system::to_valid_utf8(entry.name));
    return name.is_migration && (!needs_version || name.version.has_value());
  });
}

bool folder_has_migration(const std::string& path, bool needs_version) {
  try {
    return has_migration(system::Folder(path).entries(), needs_version);
  } catch (const Error&) {
    return false;  // what cannot be listed gives nothing away
  }
}

class SqlxAdapter final : public Adapter {
 public:
  [[nodiscard]] std::string_view tool() const noexcept override { return "sqlx"; }

  [[nodiscard]] std::vector<Place> detect(const system::Folder& folder,
                                          std::span<const system::Entry> entries) const override {
    if (has(entries, config_name)) return {{folder.path(), std::string(config_name)}};
    if (has_folder(folder, entries, usual_name) &&
        folder_has_migration(system::join_path(folder.path(), usual_name), true))
      return {{folder.path(), std::string(usual_name)}};
    const std::string own_name = system::real_path(folder.path());
    if (system::base_name(own_name) == usual_name && has_migration(entries, true))
      return {{folder.path(), "."}};
    return {};
  }

  [[nodiscard]] Place place_of(const std::string& path) const override {
    if (system::is_file(path)) {
      const std::string parent = system::parent_path(path);
      const std::string name(system::base_name(path));
      if (name == config_name) return {parent, name};
      const bool is_usual = system::base_name(system::real_path(parent)) == usual_name;
      const bool is_migration = read_file_name(system::to_valid_utf8(name)).is_migration;
      return is_usual && is_migration ? Place{parent, "."} : Place{};
    }
    if (!system::is_folder(path)) return {};
    if (system::is_file(system::join_path(path, config_name)))
      return {path, std::string(config_name)};
    const bool is_usual = system::base_name(system::real_path(path)) == usual_name;
    const bool holds_usual = system::is_folder(system::join_path(path, usual_name));
    if (is_usual && (!holds_usual || folder_has_migration(path, false))) return {path, "."};
    if (holds_usual || !folder_has_migration(path, false)) return {path, std::string(usual_name)};
    return {path, "."};
  }

  [[nodiscard]] std::unique_ptr<Tree> open(const Place& place,
                                           const TreeOptions& options) const override {
    return std::make_unique<SqlxTree>(layout_of(place, options.limits), options);
  }

 private:
  static Layout layout_of(const Place& place, const Limits& limits) {
    Layout layout{.root = place.root, .config_file = std::string(config_name), .directory = ""};
    if (place.file == config_name) return layout;
    layout.directory = place.file;
    if (place.file != ".") return layout;
    // The folder itself was named: a sqlx.toml beside it counts when it speaks of this folder.
    const std::string root = system::real_path(place.root);
    const std::string parent = system::parent_path(root);
    const std::string above = "../" + std::string(config_name);
    if (system::is_file(system::join_path(parent, config_name))) {
      const Config config = read_config(parent, std::string(config_name), limits);
      if (system::real_path(system::join_path(parent, config.migrations_dir)) == root)
        layout.config_file = above;
    }
    return layout;
  }
};

}  // namespace

const Adapter& adapter() noexcept {
  static const SqlxAdapter instance;
  return instance;
}

}  // namespace plumbline::adapters::sqlx
