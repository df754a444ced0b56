/// REFRESH MATERIALIZED VIEW without CONCURRENTLY.
#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

void blocking_refresh(const Step& step, Scene& scene) {
  const Node& node = step.node;
  if (!node.is_a("RefreshMatViewStmt") || node.flag("concurrent") || node.flag("skipData") ||
      !scene.existed(node["relation"]))
    return;
  const std::string view = scene.name_of(node["relation"]);
  scene.report(
      "script/blocking-refresh",
      core::format("REFRESH of \"{}\" without CONCURRENTLY: nobody reads it meanwhile", view),
      view);
}

}  // namespace plumbline::checks::script
