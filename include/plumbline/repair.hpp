/// What can be repaired in a tree, what cannot and why, and what to type where no file is wrong.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "plumbline/event.hpp"
#include "plumbline/fix.hpp"
#include "plumbline/position.hpp"
#include "plumbline/schema.hpp"

namespace plumbline {

/// What becomes of several heads. With the numbers of the C ABI's PLUMB_HEADS_….
enum class HeadRepair : std::int32_t {
  linearise = 0,  ///< one branch is put behind the other
  merge = 1,      ///< a new revision joins them
};

struct FixOptions {
  std::vector<std::string> only;  ///< families, rules or globs; empty = all that can be repaired
  HeadRepair heads = HeadRepair::linearise;
  bool use_git = false;            ///< may ask git who wrote a line, and when
  const Schema* schema = nullptr;  ///< instead of the live one. Must outlive the call.
  CallControl control;
};

enum class RepairState : std::uint8_t {
  done,     ///< it is in the fix
  refused,  ///< it would go against what the database has, or nobody can know what is right
  told,     ///< there is no repair; said so that nobody looks for one
};

std::string_view repair_state_name(RepairState state) noexcept;  ///< "done", "refused", "told"

struct Repair {
  RepairState state = RepairState::done;
  std::string rule;     ///< of the finding that it answers
  std::string project;  ///< as Finding::project
  std::string change;   ///< id, as the files have it now; "" for none
  Position where;       ///< as in a report: relative to the given PATH
  std::string message;  ///< what was done, or why it was not

  bool operator==(const Repair&) const = default;
};

/// Changes that a database has although the tool does not know.
struct RepairCommand {
  std::string project;
  std::vector<std::string> changes;  ///< ids
  std::string command;               ///< to be typed in the tree's folder, or SQL
  std::string message;               ///< what it is for

  bool operator==(const RepairCommand&) const = default;
};

/// All repairs as one consistent set. Immutable; shared freely between threads.
struct FixResult {
  /// The folder that `fix` is relative to: as opened, or the tree's own when it lies outside.
  std::string root;
  Fix fix;
  std::vector<Repair> repairs;          ///< in the plan's order
  std::vector<RepairCommand> commands;  ///< in the plan's order

  /// Whether something was refused; what is in `fix` can be done all the same.
  [[nodiscard]] bool is_refused() const noexcept;
};

/// Names are seen from the git worktree that holds `root`, else from it. Errors as of the other.
std::string render_patch(const FixResult& result);

}  // namespace plumbline
