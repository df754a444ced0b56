/// A value of an enum without its place.
#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

void enum_order(const Step& step, Scene& scene) {
  const Node& node = step.node;
  if (node.is_a("CreateEnumStmt")) {
    const std::string name = scene.name_of_list(node["typeName"]);
    scene.report("script/enum-type",
                 core::format("enum \"{}\" is made: its values can be added and renamed, never "
                              "removed or moved",
                              name),
                 name);
  }
  if (!node.is_a("AlterEnumStmt") || !node.text("oldVal").empty() ||
      !node.text("newValNeighbor").empty())
    return;
  scene.report("script/enum-order",
               core::format("value '{}' of \"{}\" is added without BEFORE or AFTER: it sorts "
                            "last",
                            node.text("newVal"), scene.name_of_list(node["typeName"])));
}

}  // namespace plumbline::checks::script
