/// ADD FOREIGN KEY … NOT VALID reads no rows, and still locks two tables.
#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

void locks_both_tables(const Step& step, Scene& scene) {
  for_each_command(step, scene, [&](const std::string& table, const Node& command) {
    const Node key = command["def"];
    if (command.text("subtype") != "AT_AddConstraint" || key.text("contype") != "CONSTR_FOREIGN" ||
        !key.flag("skip_validation") || !scene.existed(key["pktable"]))
      return;
    scene.report(
        "script/locks-both-tables",
        core::format("the foreign key makes writes to \"{}\" and to \"{}\" wait (SHARE ROW "
                     "EXCLUSIVE), for a moment once it has both locks",
                     table, scene.name_of(key["pktable"])),
        table);
  });
}

}  // namespace plumbline::checks::script
