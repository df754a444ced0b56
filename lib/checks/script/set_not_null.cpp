/// SET NOT NULL reads all rows under ACCESS EXCLUSIVE, unless a valid CHECK proves it (12 and
/// newer).
#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

void set_not_null(const Step& step, Scene& scene) {
  for_each_command(step, scene, [&](const std::string& table, const Node& command) {
    const std::string_view column = command.text("name");
    if (command.text("subtype") != "AT_SetNotNull" || scene.is_proven_not_null(table, column))
      return;
    scene.report("script/set-not-null",
                 core::format("SET NOT NULL on \"{}.{}\" reads all rows while the table is locked "
                              "against everything",
                              table, column),
                 core::format("{}.{}", table, column));
  });
}

}  // namespace plumbline::checks::script
