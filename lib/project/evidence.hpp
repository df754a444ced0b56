/// What a schema shows of changes: which of the objects that their scripts make are there.
#pragma once

#include <vector>

#include "adapters/adapter.hpp"
#include "core/collision.hpp"
#include "plumbline/schema.hpp"

namespace plumbline::project {

/// One for each of `candidates`, changes of the tree's plan. What another change of the plan makes,
/// drops or renames as well says nothing, and is left out. Reads every script of the plan. Throws
/// Error: io, limit.
std::vector<core::Footprint> footprints(const adapters::Tree& tree,
                                        const std::vector<const Change*>& candidates,
                                        const Schema& schema);

}  // namespace plumbline::project
