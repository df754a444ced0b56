/// Names of what repair.hpp declares.
#include "plumbline/repair.hpp"

#include <algorithm>

#include "system/files.hpp"

namespace plumbline {

namespace {

/// A folder, or the file that worktrees and submodules have in its place.
bool has_git(const std::string& folder) {
  const std::string git = system::join_path(folder, ".git");
  return system::is_folder(git) || system::is_file(git);
}

}  // namespace

std::string_view repair_state_name(RepairState state) noexcept {
  switch (state) {
    case RepairState::done:
      return "done";
    case RepairState::refused:
      return "refused";
    case RepairState::told:
      break;
  }
  return "told";
}

bool FixResult::is_refused() const noexcept {
  return std::ranges::find(repairs, RepairState::refused, &Repair::state) != repairs.end();
}

/// Below a worktree's root `git apply` passes over every name that is not seen from that root,
/// without a word and with exit status 0.
std::string render_patch(const FixResult& result) {
  const std::string root = system::real_path(result.root);
  std::string worktree = root;
  while (worktree != "/" && worktree != "." && !has_git(worktree))
    worktree = system::parent_path(worktree);
  if (!has_git(worktree) || worktree == root) return render_patch(result.root, result.fix);
  const std::string prefix = system::relative_path(root, worktree);
  Fix fix = result.fix;
  change_files(fix, [&](std::string& file) { file = system::join_path(prefix, file); });
  return render_patch(worktree, fix);
}

}  // namespace plumbline
