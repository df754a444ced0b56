/// Which columns of a table stand elsewhere than on the other side.
#pragma once

#include <vector>

#include "core/schema/diff_pairs.hpp"

namespace plumbline::core {

/// The fewest columns that need to move so that all that both tables have are in one order; columns
/// that only one has do not matter.
std::vector<ObjectPair> moved_columns(const Schema& old, const CatalogObject& old_table,
                                      const Schema& now, const CatalogObject& now_table);

}  // namespace plumbline::core
