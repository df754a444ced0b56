/// A backup in a database of the gate's own: on an ephemeral cluster, or on a server that was
/// given.
#pragma once

#include <memory>

#include "gate/restored.hpp"

namespace plumbline::gate {

/// Throws as ScratchServer.
std::unique_ptr<RestoredDatabase> make_restored_on_server(const GateOptions& options,
                                                          const postgres::Backup& backup);

}  // namespace plumbline::gate
