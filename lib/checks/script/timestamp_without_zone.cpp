/// A moment without its zone.
#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

void timestamp_without_zone(const Step& step, Scene& scene) {
  for_each_new_column(step, scene, [&](const std::string& table, const Node& column) {
    if (read_type(column["typeName"]).name != "timestamp without time zone") return;
    scene.report(
        "script/timestamp-without-zone",
        core::format("column \"{}.{}\" is timestamp without time zone: which moment a value "
                     "means depends on who reads it",
                     table, column.text("colname")),
        core::format("{}.{}", table, column.text("colname")));
  });
}

}  // namespace plumbline::checks::script
