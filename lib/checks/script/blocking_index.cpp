/// CREATE INDEX without CONCURRENTLY stops all writes to a table that holds rows.
#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

void blocking_index(const Step& step, Scene& scene) {
  const Node& node = step.node;
  if (!node.is_a("IndexStmt") || node.flag("concurrent") || !scene.existed(node["relation"]))
    return;
  const std::string table = scene.name_of(node["relation"]);
  scene.report(
      "script/blocking-index",
      core::format("index \"{}\" on \"{}\" is built without CONCURRENTLY: writes wait for a "
                   "SHARE lock until it is done",
                   node.text("idxname"), table),
      table);
}

}  // namespace plumbline::checks::script
