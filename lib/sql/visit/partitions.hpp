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

/// The bound as the server prints it, from a PartitionBoundSpec; fails with 42P16, 42804 …
std::string read_partition_bound(Session& session, Id parent, const Node& bound);

/// That it is not empty and overlaps no other one. `self` is left out of the comparison.
void check_partition_bound(Session& session, Id parent, std::string_view bound,
                           std::string_view partition_name, Id self = Catalog::none);

/// Makes `table` a partition of it: property, tie, rows of the default partition looked at.
void tie_partition(Session& session, Id table, Id parent, std::string_view bound);

/// Indexes, keys, foreign keys and row triggers that a new partition has of its parent.
void clone_to_partition(Session& session, Id table, Id parent);

/// ALTER INDEX … ATTACH PARTITION: 55000 when it does not fit. `index` is attached to none.
void attach_partition_index(Session& session, Id parent, Id index);

struct PartitionKey {
  std::string column;
  std::string type;
};
/// Throws Unknown for expressions.
std::vector<PartitionKey> partition_keys(const Session& session, Id table);

/// Names of the key's columns (not those within expressions).
std::vector<std::string> partition_columns(const Session& session, Id table);
bool has_partition_expressions(const Session& session, Id table);
/// Whether the key of its table names the column, also within an expression.
bool is_in_partition_key(const Session& session, Id column);
/// The default partition; none when there is none.
Id default_partition(const Session& session, Id parent);

}  // namespace plumbline::sql
