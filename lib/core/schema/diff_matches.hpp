/// Constraints, indexes and owned sequences that are the same under two names: what they are
/// counts, not how PostgreSQL happened to call them. The second step of a comparison.
#pragma once

#include <vector>

#include "core/schema/diff_pairs.hpp"

namespace plumbline::core {

struct Match {
  ObjectPair pair;
  bool is_silent = false;  ///< both names are the system's choice: no difference
};

/// Takes from `pairs` what belongs together under different names; those are in `pairs.both`
/// afterwards. Of `with_system_names`, names that PostgreSQL chose are names like others.
std::vector<Match> match_by_definition(const Schema& old, const Schema& now, ObjectPairs& pairs,
                                       bool with_system_names);

}  // namespace plumbline::core
