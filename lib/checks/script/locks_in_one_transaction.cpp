/// Locks on several tables at once, each held until the last statement is done.
#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

void locks_in_one_transaction(const Step& step, Scene& scene) {
  if (!step.in_transaction) return;
  for (const Lock& lock : locks_of(step.node, scene)) {
    for (const Lock& held : scene.held()) {
      if (held.table == lock.table || !scene.existed(held.table)) continue;
      const std::string key =
          core::format("locks-in-one-transaction {}", scene.transactions_begun());
      if (!scene.is_first(key)) return;
      scene.report("script/locks-in-one-transaction",
                   core::format("\"{}\" is locked ({}) while \"{}\" still is ({}): both until the "
                                "transaction ends",
                                lock.table, lock.mode, held.table, held.mode),
                   lock.table);
      return;
    }
  }
}

}  // namespace plumbline::checks::script
