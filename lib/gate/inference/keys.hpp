/// Keys of tables in the simulator's catalog, as columns. For the rest of this folder.
#pragma once

#include <string_view>
#include <vector>

#include "sql/catalog.hpp"
#include "sql/session.hpp"

namespace plumbline::gate {

struct KeyReference {
  sql::Id table = sql::Catalog::none;  ///< that it refers to; none when that is not known
  std::vector<sql::Id> columns;
  std::vector<sql::Id> referenced;  ///< one for each of `columns`
};

/// REQUIRES: a foreign key.
KeyReference key_reference(const sql::Catalog& catalog, sql::Id constraint);

struct UniqueKey {
  std::vector<sql::Id> columns;
  bool is_deferrable = false;
};

/// Primary key, unique constraints and unique indexes over columns alone and all rows.
std::vector<UniqueKey> unique_keys(const sql::Catalog& catalog, sql::Id table);

/// The columns that an INSERT gives values for, in order.
std::vector<sql::Id> inserted_columns(const sql::Node& insert, const sql::Session& session,
                                      sql::Id table);

}  // namespace plumbline::gate
