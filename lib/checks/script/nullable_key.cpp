/// ADD PRIMARY KEY USING INDEX reads all rows unless its columns are NOT NULL.
#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

void nullable_key(const Step& step, Scene& scene) {
  for_each_command(step, scene, [&](const std::string& table, const Node& command) {
    const Node constraint = command["def"];
    const std::string_view index = constraint.text("indexname");
    if (command.text("subtype") != "AT_AddConstraint" ||
        constraint.text("contype") != "CONSTR_PRIMARY" || index.empty())
      return;
    const auto known =
        scene.tables().index(table.substr(0, table.rfind('.') + 1) + std::string(index));
    std::string nullable;
    for (const std::string& column : known ? known->columns : std::vector<std::string>()) {
      if (!scene.is_proven_not_null(table, column) && nullable.empty()) nullable = column;
    }
    if (known && nullable.empty()) return;
    scene.report(
        "script/nullable-key",
        core::format("PRIMARY KEY USING INDEX \"{}\" reads all of \"{}\" while it is locked "
                     "against everything: {}",
                     index, table,
                     known ? core::format("\"{}\" is not known to be NOT NULL", nullable)
                           : std::string("unless every column is NOT NULL before")),
        table);
  });
}

}  // namespace plumbline::checks::script
