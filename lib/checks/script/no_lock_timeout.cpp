/// A lock that may have to wait, and everybody behind it.
#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

void no_lock_timeout(const Step& step, Scene& scene) {
  if (scene.has_lock_timeout()) return;
  const std::vector<Lock> locks = locks_of(step.node, scene);
  if (locks.empty() || !scene.is_first("no-lock-timeout")) return;
  scene.report("script/no-lock-timeout",
               core::format("\"{}\" is locked ({}) without a lock_timeout: behind a long query it "
                            "waits, and everybody else behind it",
                            locks.front().table, locks.front().mode),
               locks.front().table);
}

}  // namespace plumbline::checks::script
