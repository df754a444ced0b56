/// Neighbouring ALTER TABLEs of one table could be one.
#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

void several_passes(const Step& step, Scene& scene) {
  if (!step.node.is_a("AlterTableStmt") || step.in_block) return;
  const std::string table = scene.name_of(step.node["relation"]);
  if (!scene.existed(table) || table != scene.last_altered()) return;
  if (!scene.is_first("several-passes " + table)) return;
  scene.report(
      "script/several-passes",
      core::format("\"{}\" is altered twice in a row: one ALTER TABLE takes its lock once", table),
      table);
}

}  // namespace plumbline::checks::script
