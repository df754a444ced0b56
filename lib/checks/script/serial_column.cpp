/// serial instead of an identity.
#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

void serial_column(const Step& step, Scene& scene) {
  for_each_new_column(step, scene, [&](const std::string& table, const Node& column) {
    const std::string_view type = last_name(column["typeName"]["names"]);
    if (!is_serial(type) || scene.version() < 100000) return;
    scene.report("script/serial-column",
                 core::format("column \"{}.{}\" is {}: its sequence has rights and an owner of its "
                              "own, an identity's has not",
                              table, column.text("colname"), type),
                 core::format("{}.{}", table, column.text("colname")));
  });
}

}  // namespace plumbline::checks::script
