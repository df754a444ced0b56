/// What the migration files of one tree say should happen.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plumbline/change.hpp"
#include "plumbline/finding.hpp"

namespace plumbline {

/// How a tool treats its plan, so that checks need not know any tool.
struct PlanTraits {
  bool one_head = false;  ///< a deploy stops, or goes astray, when there is more than one head
  bool unique_checksums =
      false;  ///< two changes with the same deploy script cannot both be deployed (sqitch)
  bool linear = false;  ///< the order of changes is total, so gaps and out-of-order can be told
  bool ids_are_hashes = false;     ///< people call a change by its name, not by its id (sqitch)
  bool records_checksums = false;  ///< every row has its script's, so an empty one is wrong (sqlx)
  bool scripts_are_separate = true;  ///< deploy and revert are files of their own (not Alembic)
};

/// Changes in a valid order plus their graph. Loading never fails for bad content: what can't be
/// read is in `findings`, the rest still loads. Immutable after loading; shared freely between
/// threads.
struct Plan {
  std::string tool;  ///< "sqitch", "alembic", "sqlx"
  std::string name;  ///< sqitch: %project; else ""
  PlanTraits traits;
  std::string file;  ///< plan file or configuration that declares the tree, relative to its root
  std::vector<Change> changes;  ///< parents before children; shadowed ones behind the one that won
  std::vector<std::string> heads;          ///< ids in the tool's order
  std::vector<std::string> bases;          ///< ids in the tool's order
  std::vector<std::string> branch_points;  ///< ids with more than one child, in plan order
  std::vector<Attribute> attributes;       ///< of the plan as a whole (sqitch: uri, tags)
  std::vector<Finding> findings;           ///< what the adapter found while reading
  std::optional<ToolSays>
      refusal;  ///< what the real tool says instead of a plan, when it refuses this one
};

/// What people call the change: its name, or its id with the name behind it.
std::string change_label(const Plan& plan, const Change& change);

/// The change of that id that the tool would run, or null. Linear; build an index for many
/// look-ups.
const Change* find_change(const Plan& plan, std::string_view id) noexcept;

}  // namespace plumbline
