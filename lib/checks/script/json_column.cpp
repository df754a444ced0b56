/// json has no equality; jsonb has.
#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

void json_column(const Step& step, Scene& scene) {
  for_each_new_column(step, scene, [&](const std::string& table, const Node& column) {
    if (last_name(column["typeName"]["names"]) != "json") return;
    scene.report("script/json-column",
                 core::format("column \"{}.{}\" is json: DISTINCT, GROUP BY, UNION and comparisons "
                              "of it fail, with jsonb they do not",
                              table, column.text("colname")),
                 core::format("{}.{}", table, column.text("colname")));
  });
}

}  // namespace plumbline::checks::script
