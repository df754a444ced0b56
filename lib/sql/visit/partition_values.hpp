/// Values of partition bounds: evaluated by the server when the bound is read. Rules:
/// transformPartitionBoundValue (parser/parse_utilcmd.c), get_const_expr (ruleutils.c).
#pragma once

#include <string>
#include <string_view>

#include "sql/session.hpp"
#include "sql/visit/partitions.hpp"

namespace plumbline::sql {

/// As the server prints it without its type; "NULL". Throws Unknown for what it would have to run.
std::string partition_value(Session& session, const Node& value, const PartitionKey& key);

/// Order of two printed values of a type: -1, 0, 1. MINVALUE and MAXVALUE too.
int compare_partition_values(const Session& session, std::string_view type, std::string_view one,
                             std::string_view other);

}  // namespace plumbline::sql
