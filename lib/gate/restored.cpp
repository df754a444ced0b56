#include "gate/restored.hpp"

#include "gate/restored_cluster.hpp"

namespace plumbline::gate {

std::unique_ptr<RestoredDatabase> RestoredDatabase::plan(const GateOptions& options,
                                                         const GateSettings&,
                                                         const postgres::Backup& backup) {
  return make_restored_on_server(options, backup);
}

}  // namespace plumbline::gate
