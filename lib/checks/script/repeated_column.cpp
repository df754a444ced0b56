/// A column that is named twice.
#include <set>

#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

namespace {

/// The first name that comes again; a part of a column ("a.b", "a[1]") is none.
std::string repeated(const Node& columns) {
  std::set<std::string_view> seen;
  for (const Node column : columns) {
    const std::string_view name = column.text("name");
    if (!name.empty() && column["indirection"].empty() && column["opclass"].empty() &&
        !seen.insert(name).second)
      return std::string(name);
  }
  return {};
}

}  // namespace

void repeated_column(const Step& step, Scene& scene) {
  const Node& node = step.node;
  if (node.is_a("IndexStmt")) {
    const std::string twice = repeated(node["indexParams"]);
    if (twice.empty()) return;
    scene.report("script/repeated-column",
                 core::format("index \"{}\" has column \"{}\" twice", node.text("idxname"), twice),
                 scene.name_of(node["relation"]));
  }
  const bool is_update = node.is_a("UpdateStmt");
  if (!is_update && !node.is_a("InsertStmt")) return;
  const std::string twice = repeated(node[is_update ? "targetList" : "cols"]);
  if (twice.empty()) return;
  scene.report("script/repeated-column",
               core::format("{} \"{}\" gives column \"{}\" twice: it fails ({})",
                            is_update ? "UPDATE of" : "INSERT into",
                            scene.name_of(node["relation"]), twice, is_update ? "42601" : "42701"),
               scene.name_of(node["relation"]));
}

}  // namespace plumbline::checks::script
