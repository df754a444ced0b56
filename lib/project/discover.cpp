#include "project/discover.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <set>

#include "plumbline/error.hpp"
#include "system/files.hpp"
#include "system/format.hpp"
#include "system/utf8.hpp"

namespace plumbline::project {

namespace {

using adapters::Adapter;
using adapters::Place;
using OnTree = std::function<void(const Place&, std::size_t)>;

constexpr std::array<std::string_view, 12> skipped = {
    ".cache", ".git",        ".hg",          ".mypy_cache",   ".svn",   ".tox",
    ".venv",  "__pycache__", "node_modules", "site-packages", "vendor", "venv"};

class Walk {
 public:
  Walk(const OpenOptions& options, const OnTree& on_tree) : options_(options), on_tree_(on_tree) {
    tree_options_.limits = options.limits;
    tree_options_.checksums = options.checksums;
    tree_options_.with_attributes = options.with_attributes;
    if (options.environment) tree_options_.environment = system::Environment(*options.environment);
  }

  /// Opens a place unless all that it is made of belongs to a tree that was found before.
  void take(const Adapter& adapter, const Place& place) {
    if (place.root.empty()) return;
    if (std::ranges::find(found_, place, &FoundTree::place) != found_.end()) return;
    std::unique_ptr<adapters::Tree> tree = adapter.open(place, tree_options_);
    const std::vector<std::string> claims = tree->claims();
    const bool is_taken =
        !claims.empty() && std::ranges::any_of(claims, [&](const std::string& claim) {
          return claims_.contains(claim);
        });
    if (is_taken) return;
    claims_.insert(claims.begin(), claims.end());
    found_.push_back({place, std::move(tree)});
    on_tree_(place, found_.size());
  }

  void detect_in(const system::Folder& folder, std::span<const system::Entry> entries) {
    for (const Adapter* adapter : adapters::all()) {
      if (!options_.tool.empty() && adapter->tool() != options_.tool) continue;
      for (const Place& place : adapter->detect(folder, entries)) take(*adapter, place);
    }
  }

  /// All folders below `start`, depth first in name order; links are not followed, so there are no
  /// loops.
  void descend(const std::string& start) {
    struct Level {
      std::string path;
      int depth;
    };
    std::vector<Level> open = {{start, 0}};
    std::size_t seen = 0;
    while (!open.empty()) {
      const Level level = std::move(open.back());
      open.pop_back();
      if (level.depth > 0 && claims_.contains(system::real_path(level.path))) continue;
      const std::optional<system::Folder> folder = open_folder(level.path, level.depth);
      if (!folder) continue;
      const std::vector<system::Entry> entries = folder->entries(options_.limits);
      seen += entries.size();
      if (seen > options_.limits.max_files) {
        throw Error(Status::limit,
                    system::format(
                        "\"{}\" holds more than {} files; raise max_files or name a folder inside",
                        system::escape_for_display(start), options_.limits.max_files));
      }
      detect_in(*folder, entries);
      if (options_.with_pipeline)
        std::ranges::move(pipeline::detect(*folder, entries), std::back_inserter(sources_));
      if (level.depth >= options_.limits.max_depth) continue;
      for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
        if (entry->type != system::EntryType::folder) continue;
        if (is_foreign_folder(entry->name)) continue;
        open.push_back({system::join_path(level.path, entry->name), level.depth + 1});
      }
    }
  }

  /// The tree above `path` that `path` belongs to.
  void ascend(const std::string& path) {
    std::string folder = system::parent_path(path);
    while (folder.size() > 1) {
      const system::Folder opened(folder);
      const std::vector<system::Entry> entries = opened.entries(options_.limits);
      detect_in(opened, entries);
      const bool owns_path = std::ranges::any_of(claims_, [&](const std::string& claim) {
        return claim == path || path.starts_with(claim + "/");
      });
      if (owns_path) return;
      found_.clear();
      claims_.clear();
      const bool is_repository_root =
          std::ranges::find(entries, ".git", &system::Entry::name) != entries.end();
      if (is_repository_root) return;
      folder = system::parent_path(folder);
    }
  }

  [[nodiscard]] bool empty() const { return found_.empty(); }
  std::vector<FoundTree> take_found() { return std::move(found_); }
  std::vector<pipeline::Source> take_sources() { return std::move(sources_); }
  std::vector<Unchecked> take_unchecked() { return std::move(unchecked_); }

 private:
  /// Absent for a folder below the start that may not be opened: a database's data beside the code
  /// must not hide the rest.
  std::optional<system::Folder> open_folder(const std::string& path, int depth) {
    try {
      return system::Folder(path);
    } catch (const Error& error) {
      if (depth == 0) throw;
      unchecked_.push_back({.what = path, .why = error.fields().message});
      return std::nullopt;
    }
  }

  const OpenOptions& options_;
  const OnTree& on_tree_;
  adapters::TreeOptions tree_options_;
  std::vector<FoundTree> found_;
  std::vector<pipeline::Source> sources_;
  std::vector<Unchecked> unchecked_;
  std::set<std::string, std::less<>> claims_;
};

}  // namespace

bool is_foreign_folder(std::string_view name) noexcept {
  return std::ranges::find(skipped, name) != skipped.end();
}

Discovery discover(const std::string& path, const OpenOptions& options,
                   const std::function<void(const adapters::Place&, std::size_t)>& on_tree) {
  Walk walk(options, on_tree);
  const Adapter* const named = options.tool.empty() ? nullptr : adapters::find(options.tool);
  if (named == nullptr && !options.tool.empty()) {
    throw Error(
        Status::argument,
        system::format("tool \"{}\" is not known; use sqitch, alembic or sqlx", options.tool));
  }
  const bool is_folder = system::is_folder(path);
  if (is_folder) walk.descend(path);
  // What no folder gives away may still be meant: by naming the tool, or a file of the tree.
  for (const Adapter* adapter : adapters::all()) {
    if (!walk.empty()) break;
    if (named != nullptr ? adapter == named : !is_folder)
      walk.take(*adapter, adapter->place_of(path));
  }
  if (walk.empty()) walk.ascend(system::real_path(path));
  Discovery found{walk.take_found(), walk.take_sources(), walk.take_unchecked()};
  if (options.with_pipeline && !found.trees.empty()) {
    const std::string folder = is_folder ? path : system::parent_path(path);
    std::ranges::move(pipeline::detect_above(folder), std::back_inserter(found.sources));
  }
  return found;
}

}  // namespace plumbline::project
