/// Which script files there are. Each folder is listed once, however many changes ask.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/sqitch/plan_file.hpp"
#include "adapters/sqitch/target.hpp"
#include "plumbline/change.hpp"
#include "plumbline/limits.hpp"
#include "system/files.hpp"

namespace plumbline::adapters::sqitch {

/// The folders below a tree's root, listed when first asked for. A folder that is not there is
/// empty.
class FolderListings {
 public:
  struct Listing {
    std::vector<system::Entry> entries;  ///< sorted by name
    std::vector<bool> asked;             ///< whether `has_file` was asked for that entry
  };

  FolderListings(std::string root, const Limits& limits)
      : root_(std::move(root)), limits_(limits) {}

  /// Whether a regular file is at that path, relative to the root.
  bool has_file(std::string_view path);
  /// The same for a name in a folder that was listed; `path` is that of the file.
  bool has_file(Listing& listing, std::string_view name, std::string_view path);
  Listing& list(std::string_view folder);
  [[nodiscard]] const std::string& root() const noexcept { return root_; }

 private:
  std::string root_;
  const Limits& limits_;
  std::map<std::string, Listing, std::less<>> listed_;
  std::ptrdiff_t last_found_ = 0;  // folders that mirror each other have it at the same place
};

struct ChangeScripts {
  Script deploy;
  Script revert;
  Script verify;
};

/// Finds the script files of changes, one suffix for all three kinds. Follows Plan::Change's
/// `_path_segments`.
class ScriptFinder {
 public:
  ScriptFinder(const PlanFile& plan, const TargetFiles& files, FolderListings& listings);

  ChangeScripts find(std::size_t change);

 private:
  struct Folder {
    const std::string& path;
    bool is_plain;                               ///< it has no `.` and `..` to fold
    FolderListings::Listing* listing = nullptr;  ///< of a plain one, once it was asked for
  };
  struct Kind {
    Folder current;
    Folder reworked;
  };
  static Kind kind(const ScriptFolders& folders);
  Script find_in(Folder& folder, const std::string& name);

  const PlanFile& plan_;
  const TargetFiles& files_;
  FolderListings& listings_;
  Kind deploy_;
  Kind revert_;
  Kind verify_;
  std::string name_;  // kept, so that a thousand names need one allocation
};

/// The same as when no script file exists, for the tool's document.
std::string deploy_file_alone(const PlanFile& plan, std::size_t change, const TargetFiles& files);

/// Takes out of `scripts` those that begin as no other one does, so that none can repeat them. What
/// cannot be read stays.
void keep_similar(std::vector<Script*>& scripts, const std::string& root);

/// Scripts in the folders that no change has asked for, as findings.
std::vector<Finding> find_orphans(const TargetFiles& files, FolderListings& listings,
                                  const Limits& limits);

}  // namespace plumbline::adapters::sqitch
