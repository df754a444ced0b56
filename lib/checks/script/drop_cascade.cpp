/// DROP … CASCADE, and what goes along with it.
#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

namespace {

/// Whether the script made everything that the statement drops itself: that takes nothing along
/// that anybody misses.
bool is_all_made_here(const Node& drop, const Scene& scene) {
  for (const Node object : drop["objects"]) {
    Node names = object;
    if (object["objname"]) names = object["objname"];
    if (object["names"]) names = object["names"];
    const std::string name = drop.text("removeType") == "OBJECT_SCHEMA"
                                 ? "schema " + std::string(object.as_text())
                                 : scene.name_of_list(names);
    if (name.empty() || scene.existed(name)) return false;
  }
  return true;
}

bool has_cascade(const Step& step, const Scene& scene) {
  const Node& node = step.node;
  const auto cascades = [](const Node& one) { return one.text("behavior") == "DROP_CASCADE"; };
  if (node.is_a("DropStmt")) return cascades(node) && !is_all_made_here(node, scene);
  if (node.is_a("DropOwnedStmt")) return cascades(node);
  if (node.is_a("AlterDomainStmt")) return node.text("subtype") == "X" && cascades(node);
  if (!node.is_a("AlterTableStmt") || !scene.existed(node["relation"])) return false;
  for (const Node command : node["cmds"]) {
    if (command.text("subtype").starts_with("AT_Drop") && cascades(command)) return true;
  }
  return false;
}

}  // namespace

void drop_cascade(const Step& step, Scene& scene) {
  if (!has_cascade(step, scene)) return;
  constexpr std::size_t shown = 5;
  const std::vector<std::string>* const fallen = scene.fallen();
  std::string message = "CASCADE drops whatever depends on it, also what nobody thought of";
  if (fallen != nullptr && !fallen->empty()) {
    message = "CASCADE drops with it ";
    for (std::size_t at = 0; at < fallen->size() && at < shown; ++at)
      message += (at == 0 ? "" : ", ") + (*fallen)[at];
    if (fallen->size() > shown) message += core::format(" and {} more", fallen->size() - shown);
  } else if (fallen != nullptr && scene.script().is_live) {
    message = "CASCADE drops whatever depends on it; today nothing does";
  }
  scene.report("script/drop-cascade", std::move(message));
}

}  // namespace plumbline::checks::script
