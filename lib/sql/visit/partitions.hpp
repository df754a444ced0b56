/// Partition keys and bounds: CREATE TABLE … PARTITION BY, PARTITION OF, ATTACH PARTITION. Rules:
/// transformPartitionBound (parser/parse_utilcmd.c), check_new_partition_bound
/// (partitioning/partbounds.c), ComputePartitionAttrs (commands/tablecmds.c).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sql/session.hpp"

namespace plumbline::sql {

/// Sets partition_key of a new table from its PartitionSpec.
void set_partition_key(Session& session, Id table, const Node& spec);

/// The bound as the server prints it, from a PartitionBoundSpec; fails with 42P16, 42P17 for bad
/// and overlapping ones.
std::string partition_bound(Session& session, Id parent, const Node& bound,
                            std::string_view partition_name);

/// Makes `table` a partition of it: property, tie, rows of the default partition looked at.
void tie_partition(Session& session, Id table, Id parent, std::string_view bound);

/// Indexes, keys, foreign keys and row triggers that a new partition has of its parent.
void clone_to_partition(Session& session, Id table, Id parent);

/// Names of the key's columns (not those within expressions).
std::vector<std::string> partition_columns(const Session& session, Id table);
bool has_partition_expressions(const Session& session, Id table);

}  // namespace plumbline::sql
