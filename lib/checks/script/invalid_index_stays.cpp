/// A failed concurrent build leaves an invalid index, which IF NOT EXISTS takes for the real one.
#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

void invalid_index_stays(const Step& step, Scene& scene) {
  const Node& node = step.node;
  if (!node.is_a("IndexStmt") || !node.flag("concurrent") || !node.flag("if_not_exists")) return;
  scene.report("script/invalid-index-stays",
               core::format("a failed build leaves index \"{}\" invalid, and IF NOT EXISTS then "
                            "skips it for ever",
                            node.text("idxname")));
}

}  // namespace plumbline::checks::script
