/// DROP … CASCADE.
#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

void drop_cascade(const Step& step, Scene& scene) {
  const Node& node = step.node;
  bool has_cascade = node.is_a("DropStmt") && node.text("behavior") == "DROP_CASCADE";
  // What a transaction made itself takes nothing along that anybody misses.
  if (has_cascade) {
    bool all_made_here = true;
    for (const Node names : node["objects"])
      all_made_here = all_made_here && (names.is_list() || names.is_a("List")) &&
                      !scene.existed(scene.name_of_list(names));
    if (all_made_here) return;
  }
  for_each_command(step, scene, [&](const std::string&, const Node& command) {
    has_cascade = has_cascade || (command.text("subtype").starts_with("AT_Drop") &&
                                  command.text("behavior") == "DROP_CASCADE");
  });
  if (has_cascade) {
    scene.report("script/drop-cascade",
                 "CASCADE drops whatever depends on it, also what nobody thought of");
  }
}

}  // namespace plumbline::checks::script
