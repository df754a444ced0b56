/// SECURITY DEFINER without a search_path of its own.
#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

void security_definer(const Step& step, Scene& scene) {
  const Node& node = step.node;
  if (!node.is_a("CreateFunctionStmt")) return;
  bool is_definer = false;
  bool has_path = false;
  for (const Node option : node["options"]) {
    const std::string_view name = option.text("defname");
    if (name == "security")
      is_definer = option["arg"].flag("boolval") || option["arg"].number("ival") != 0;
    if (name == "set") has_path = has_path || option["arg"].text("name") == "search_path";
  }
  if (!is_definer || has_path) return;
  scene.report("script/security-definer",
               core::format("function \"{}\" runs with its owner's rights and its caller's "
                            "search_path: a caller can put objects of his own before yours",
                            scene.name_of_list(node["funcname"])));
}

}  // namespace plumbline::checks::script
