#include "gate/restored.hpp"

#include "gate/restored_cluster.hpp"
#include "gate/restored_scratch.hpp"

namespace plumbline::gate {

std::unique_ptr<RestoredDatabase> RestoredDatabase::plan(const GateOptions& options,
                                                         const std::vector<KnownTarget>& targets,
                                                         const postgres::Backup& backup) {
  if (options.scratch) return make_restored_in_scratch(options, targets, backup);
  return make_restored_on_server(options, backup);
}

}  // namespace plumbline::gate
