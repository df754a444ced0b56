/// What follows of itself from another difference, and is therefore not named besides it: an index
/// of a missing table, a column that a child inherits, the owner of a table's own sequence.
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "core/schema/diff_one_sided.hpp"
#include "core/schema/diff_pairs.hpp"

namespace plumbline::core {

/// One property that two paired objects do not have alike. Borrows.
struct PropertyChange {
  ObjectPair pair;
  const CatalogObject* object = nullptr;  ///< the old one, or the new where there is no old
  std::string_view property;
  const Property* old = nullptr;  ///< null when absent
  const Property* now = nullptr;
};

/// Whether a one-sided object follows from others: `here` is its side.
bool follows_from_others(const OneSided& here, const Schema& there, const CatalogObject& object);

/// Drops the changes that follow from one-sided objects or from other changes.
void drop_consequences(const OneSided& missing, const OneSided& unexpected,
                       std::vector<PropertyChange>& changes);

}  // namespace plumbline::core
