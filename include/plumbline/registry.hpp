/// What the migration tool's own tables say has happened.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "plumbline/change.hpp"
#include "plumbline/finding.hpp"

namespace plumbline {

/// One recorded change.
struct RegistryRow {
  std::string id;                          ///< as Change::id
  std::string name;                        ///< as recorded; "" where the tool records none
  std::optional<std::int64_t> applied_at;  ///< microseconds since 1970 UTC
  std::string applied_by;                  ///< "" where the tool records none
  std::string checksum;                    ///< hex, lower case; "" where none is recorded
  std::optional<bool> success;             ///< sqlx only
  /// What alone makes the file of this change differ from `checksum`, as a noun phrase ("line
  /// ends", "the final newline"); "" when it does not differ, or in more than that.
  std::string difference;
  std::optional<ToolSays> refusal;    ///< what the tool's deploy says when it stops at this row
  std::vector<Attribute> attributes;  ///< what only its tool records

  bool operator==(const RegistryRow&) const = default;
};

/// How the tool would see this registry beside a plan. Immutable after reading; shared freely.
struct Registry {
  bool exists = false;  ///< a registry table is there, perhaps without rows
  /// Qualified and quoted as SQL would: `sqitch.changes`; where it was looked for if absent.
  std::string table;
  std::vector<RegistryRow> rows;  ///< in the tool's own order
  /// Indexes of the rows that the tool calls its state: the last one, or each of Alembic's heads.
  std::vector<std::size_t> current;
  /// Ids of plan changes that the rows mean as applied, in plan order.
  std::vector<std::string> applied;
  /// Ids of plan changes that the next deploy would run, in its order.
  std::vector<std::string> pending;
  std::vector<Finding> findings;  ///< what was found while reading (not a table, not readable)
  /// What the real tool's deploy says and stops with, given this plan and these rows.
  std::optional<ToolSays> refusal;
};

}  // namespace plumbline
