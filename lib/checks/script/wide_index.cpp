/// An index of many columns.
#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

void wide_index(const Step& step, Scene& scene) {
  constexpr std::size_t most = 3;
  const Node& node = step.node;
  if (!node.is_a("IndexStmt") || node.flag("unique") || node["indexParams"].size() <= most) return;
  scene.report("script/wide-index",
               core::format("index \"{}\" has {} columns: it serves few queries, and every write "
                            "keeps it up to date",
                            node.text("idxname"), node["indexParams"].size()),
               scene.name_of(node["relation"]));
}

}  // namespace plumbline::checks::script
