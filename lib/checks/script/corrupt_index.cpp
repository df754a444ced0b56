/// 14.0 to 14.3 can build indexes concurrently that miss rows.
#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

void corrupt_index(const Step& step, Scene& scene) {
  if (scene.version() < 140000 || scene.version() > 140003) return;
  if (!step.node.is_a("IndexStmt") || !step.node.flag("concurrent")) return;
  scene.report("script/corrupt-index",
               core::format("index \"{}\" may miss rows: PostgreSQL 14.{} builds indexes "
                            "concurrently with a bug that 14.4 mends",
                            step.node.text("idxname"), scene.version() % 10000));
}

}  // namespace plumbline::checks::script
