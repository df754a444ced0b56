#include "adapters/sqitch/scripts.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <set>
#include <utility>

#include "adapters/sqitch/paths.hpp"
#include "plumbline/error.hpp"
#include "system/format.hpp"
#include "system/utf8.hpp"

namespace plumbline::adapters::sqitch {

namespace {

/// "" when the change was never reworked.
std::string first_rework_tag(const PlanFile& plan, std::size_t change) {
  const PlannedChange& reworked = plan.changes[change];
  if (!reworked.is_reworked) return {};
  for (std::size_t i = reworked.rework_last + 1; i-- > change;) {
    const PlannedChange& of = plan.changes[i];
    if (of.tags_begin < of.tags_end) return "@" + plan.tags[of.tags_begin].name;
  }
  return {};
}

/// As `_path_segments`: the first rework tag whose deploy script is there, else the first one.
std::string rework_suffix(const PlanFile& plan, std::size_t change, const TargetFiles& files,
                          FolderListings& listings) {
  std::string first = first_rework_tag(plan, change);
  if (first.empty()) return first;
  const std::string stem = file_in(files.deploy.reworked, plan.changes[change].name) + "@";
  const std::string ending = "." + files.extension;
  const std::string base(system::base_name(stem));
  std::set<std::string, std::less<>> present;
  const auto& entries = listings.list(system::parent_path(stem)).entries;
  for (auto entry = std::ranges::lower_bound(entries, base, {}, &system::Entry::name);
       entry != entries.end() && entry->name.starts_with(base); ++entry) {
    if (!entry->name.ends_with(ending)) continue;
    present.insert(
        entry->name.substr(base.size() - 1, entry->name.size() - base.size() + 1 - ending.size()));
  }
  if (present.empty() || present.contains(first)) return first;
  for (const std::size_t tag : rework_tags(plan, change)) {
    if (std::string suffix = "@" + plan.tags[tag].name; present.contains(suffix)) return suffix;
  }
  return first;
}

/// Walks the script folders for files with the plan's extension.
class OrphanSearch {
 public:
  OrphanSearch(const TargetFiles& files, FolderListings& listings, const Limits& limits)
      : ending_("." + files.extension), listings_(listings), limits_(limits) {
    for (const ScriptFolders* kind : {&files.deploy, &files.revert, &files.verify}) {
      folders_.insert(system::normalise_path(kind->current));
      folders_.insert(system::normalise_path(kind->reworked));
    }
  }

  std::vector<Finding> run() {
    for (const std::string& folder : folders_) {
      if (folder != "." && !folder.starts_with("..")) search(folder);
    }
    return std::move(findings_);
  }

 private:
  void search(const std::string& start) {
    std::vector<std::pair<std::string, int>> open = {{start, 0}};
    while (!open.empty()) {
      const auto [folder, depth] = std::move(open.back());
      open.pop_back();
      const FolderListings::Listing& listing = listings_.list(folder);
      for (std::size_t i = 0; i < listing.entries.size(); ++i) {
        const system::Entry& entry = listing.entries[i];
        if (listing.asked[i]) continue;
        if (entry.type == system::EntryType::folder) {
          std::string path = system::join_path(folder, entry.name);
          if (depth < limits_.max_depth && !folders_.contains(path))
            open.emplace_back(std::move(path), depth + 1);
        } else if (entry.name.ends_with(ending_)) {
          add(system::join_path(folder, entry.name));
        }
      }
    }
  }

  void add(const std::string& path) {
    findings_.push_back(
        make_finding("plan/orphan-script",
                     system::format("script \"{}\" belongs to no change of the plan",
                                    system::escape_for_display(path)),
                     {path, 0, 0, 0}));
  }

  std::string ending_;
  FolderListings& listings_;
  const Limits& limits_;
  std::set<std::string> folders_;
  std::vector<Finding> findings_;
};

/// Reads how scripts begin. Neighbours in the plan mostly share their folder, which stays open.
class StartReader {
 public:
  explicit StartReader(const std::string& root) : root_(root) {}

  /// Valid until the next call; absent when the script cannot be read so.
  std::optional<std::string_view> read(const std::string& file) {
    const std::size_t slash = file.rfind('/');
    const std::string_view folder =
        slash == std::string::npos ? "." : std::string_view(file).substr(0, slash);
    try {
      if (!open_ || folder != folder_) {
        open_.reset();
        open_.emplace(system::join_path(root_, folder));
        folder_ = folder;
      }
    } catch (const Error&) {
      return std::nullopt;
    }
    return open_->peek(file.c_str() + (slash == std::string::npos ? 0 : slash + 1), buffer_);
  }

 private:
  const std::string& root_;
  std::string folder_;
  std::optional<system::Folder> open_;
  std::array<char, 4096> buffer_{};
};

}  // namespace

std::vector<std::size_t> rework_tags(const PlanFile& plan, std::size_t change) {
  std::vector<std::size_t> tags;
  const PlannedChange& reworked = plan.changes[change];
  if (!reworked.is_reworked) return tags;
  const auto add_of = [&](const PlannedChange& of) {
    for (std::size_t tag = of.tags_begin; tag < of.tags_end; ++tag) tags.push_back(tag);
  };
  for (std::size_t i = reworked.rework_last; i > change; --i) add_of(plan.changes[i]);
  add_of(reworked);
  return tags;
}

FolderListings::Listing& FolderListings::list(std::string_view folder) {
  const auto found = listed_.find(folder);
  if (found != listed_.end()) return found->second;
  Listing listing;
  try {
    listing.entries = system::Folder(system::join_path(root_, folder)).entries(limits_);
  } catch (const Error& error) {
    if (error.status() == Status::limit) throw;  // what cannot be opened holds no script
  }
  listing.asked.resize(listing.entries.size());
  return listed_.emplace(folder, std::move(listing)).first->second;
}

bool FolderListings::has_file(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  const bool is_inside = slash != std::string_view::npos;
  return has_file(list(is_inside ? path.substr(0, slash) : "."),
                  path.substr(is_inside ? slash + 1 : 0), path);
}

bool FolderListings::has_file(Listing& listing, std::string_view name, std::string_view path) {
  const auto begin = listing.entries.cbegin();
  auto entry = begin + std::min(last_found_, std::ssize(listing.entries));
  if (entry == listing.entries.cend() || entry->name != name) {
    entry =
        std::ranges::lower_bound(std::as_const(listing.entries), name, {}, &system::Entry::name);
    if (entry == listing.entries.cend() || entry->name != name) return false;
    last_found_ = entry - begin;
  }
  listing.asked[static_cast<std::size_t>(entry - begin)] = true;
  return entry->type == system::EntryType::file ||
         (entry->type == system::EntryType::link &&
          system::is_file(system::join_path(root_, path)));
}

ScriptFinder::ScriptFinder(const PlanFile& plan, const TargetFiles& files, FolderListings& listings)
    : plan_(plan),
      files_(files),
      listings_(listings),
      deploy_(kind(files.deploy)),
      revert_(kind(files.revert)),
      verify_(kind(files.verify)) {}

ScriptFinder::Kind ScriptFinder::kind(const ScriptFolders& folders) {
  const auto folder = [](const std::string& path) {
    return Folder{.path = path, .is_plain = path.find('.') == std::string::npos};
  };
  return {folder(folders.current), folder(folders.reworked)};
}

ChangeScripts ScriptFinder::find(std::size_t change) {
  const std::string suffix = rework_suffix(plan_, change, files_, listings_);
  name_.assign(plan_.changes[change].name).append(suffix).append(".").append(files_.extension);
  const auto script = [&](Kind& kind) {
    return find_in(suffix.empty() ? kind.current : kind.reworked, name_);
  };
  return {.deploy = script(deploy_), .revert = script(revert_), .verify = script(verify_)};
}

Script ScriptFinder::find_in(Folder& folder, const std::string& name) {
  Script script;
  if (folder.is_plain && name.find('/') == std::string::npos) {
    script.file.reserve(folder.path.size() + 1 + name.size());
    script.file.append(folder.path).append("/").append(name);
    if (folder.listing == nullptr) folder.listing = &listings_.list(folder.path);
    script.exists = listings_.has_file(*folder.listing, name, script.file);
  } else {
    script.file = system::normalise_path(file_in(folder.path, name));
    script.exists = listings_.has_file(script.file);
  }
  return script;
}

std::string deploy_file_alone(const PlanFile& plan, std::size_t change, const TargetFiles& files) {
  const std::string suffix = first_rework_tag(plan, change);
  return file_in(suffix.empty() ? files.deploy.current : files.deploy.reworked,
                 plan.changes[change].name + suffix + "." + files.extension);
}

void keep_similar(std::vector<Script*>& scripts, const std::string& root) {
  struct Start {
    std::size_t hash;
    Script* script;
  };
  std::vector<Start> starts;
  starts.reserve(scripts.size());
  std::vector<Script*> kept;
  StartReader reader(root);
  for (Script* script : scripts) {
    if (const auto start = reader.read(script->file)) {
      starts.push_back({std::hash<std::string_view>()(*start), script});
    } else {
      kept.push_back(script);
    }
  }
  std::ranges::sort(starts, {}, &Start::hash);
  for (auto same = starts.begin(); same != starts.end();) {
    const auto end =
        std::find_if(same, starts.end(), [&](const Start& s) { return s.hash != same->hash; });
    for (auto one = same; end - same > 1 && one != end; ++one) kept.push_back(one->script);
    same = end;
  }
  scripts = std::move(kept);
}

std::vector<Finding> find_orphans(const TargetFiles& files, FolderListings& listings,
                                  const Limits& limits) {
  return OrphanSearch(files, listings, limits).run();
}

}  // namespace plumbline::adapters::sqitch
