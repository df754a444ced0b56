/// A backup in a database that somebody has marked: behind the scratch guard.
#pragma once

#include <memory>
#include <vector>

#include "gate/restored.hpp"
#include "plumbline/scratch.hpp"

namespace plumbline::gate {

/// `targets`: databases that it must not be. Throws as ScratchGuard::open.
std::unique_ptr<RestoredDatabase> make_restored_in_scratch(const GateOptions& options,
                                                           const std::vector<KnownTarget>& targets,
                                                           const postgres::Backup& backup);

}  // namespace plumbline::gate
