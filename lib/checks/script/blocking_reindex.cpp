/// REINDEX without CONCURRENTLY, which is there since 12.
#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

void blocking_reindex(const Step& step, Scene& scene) {
  const Node& node = step.node;
  if (!node.is_a("ReindexStmt") || scene.version() < 120000) return;
  for (const Node option : node["params"]) {
    if (option.text("defname") == "concurrently") return;
  }
  const Node relation = node["relation"];
  if (relation && !scene.existed(relation)) return;
  scene.report("script/blocking-reindex",
               core::format("REINDEX of \"{}\" without CONCURRENTLY: writes wait for a SHARE lock, "
                            "and reads that would use the index wait too",
                            relation ? scene.name_of(relation) : std::string(node.text("name"))));
}

}  // namespace plumbline::checks::script
