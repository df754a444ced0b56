/// DROP INDEX without CONCURRENTLY.
#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

void blocking_index_removal(const Step& step, Scene& scene) {
  const Node& node = step.node;
  if (!node.is_a("DropStmt") || node.text("removeType") != "OBJECT_INDEX" ||
      node.flag("concurrent"))
    return;
  for (const Node names : node["objects"]) {
    const std::string index = scene.name_of_list(names);
    if (!scene.existed(index)) continue;
    scene.report("script/blocking-index-removal",
                 core::format("index \"{}\" is dropped without CONCURRENTLY: its table is locked "
                              "against everything (ACCESS EXCLUSIVE)",
                              index),
                 index);
  }
}

}  // namespace plumbline::checks::script
