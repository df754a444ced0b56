/// The databases that trees name, for the scratch guard.
#pragma once

#include <span>
#include <vector>

#include "plumbline/scratch.hpp"
#include "project/state.hpp"

namespace plumbline::project {

/// As find_targets, of these trees.
std::vector<KnownTarget> known_targets(const Context& context, std::span<const Project> projects);

}  // namespace plumbline::project
