/// Makes indexes: of CREATE INDEX, of constraints, of partitions. Rules: DefineIndex and
/// ComputeIndexAttrs (commands/indexcmds.c), index_create (catalog/index.c).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sql/session.hpp"

namespace plumbline::sql {

struct IndexRequest {
  Id table = Catalog::none;
  std::string name;  ///< "" = the server chooses
  std::string method = "btree";
  Node elements;                         ///< IndexElem nodes …
  std::vector<std::string> key_columns;  ///< … or, of a key, names of columns
  Node exclusions;                       ///< … or pairs of IndexElem and operator
  std::vector<Node> operators;           ///< of EXCLUDE: one a key, lists of String nodes
  std::vector<std::string> included;
  Node predicate;
  Node options;  ///< WITH (…)
  std::string tablespace;
  bool is_unique = false;
  bool is_primary = false;
  bool is_constraint = false;
  bool is_nulls_not_distinct = false;
  std::string deferrable;  ///< "", "initially immediate", "initially deferred"
  bool is_only = false;    ///< ON ONLY: partitions get none
  bool is_if_not_exists = false;
  bool is_concurrent = false;
  bool is_new_table = false;    ///< rows are not looked at
  std::string constraint_type;  ///< "primary key", "unique", "exclude"
};

/// The index, or the constraint that it belongs to; none when IF NOT EXISTS passed it over (then
/// session.skipped says so).
Id define_index(Session& session, const IndexRequest& request);

/// A copy of `source` (index or constraint) on another table that has columns of the same names,
/// called as the server chooses: LIKE … INCLUDING INDEXES and partitions.
Id clone_index(Session& session, Id source, Id table);

/// What stands in an index without brackets of its own (looks_like_function).
bool looks_like_call(std::string_view expression);

/// Names of the columns that an index's or key's text has: "" for expressions.
std::vector<std::string> index_columns(std::string_view text);

/// The index of `parent` (index or constraint) on a new partition: one that is there and equal is
/// attached, else made. Used by PARTITION OF and ATTACH PARTITION.
Id give_partition_index(Session& session, Id parent, Id partition);

}  // namespace plumbline::sql
