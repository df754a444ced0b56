/// VALIDATE CONSTRAINT reads all rows, while others read and write.
#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

void validates_rows(const Step& step, Scene& scene) {
  for_each_command(step, scene, [&](const std::string& table, const Node& command) {
    const std::string_view name = command.text("name");
    if (command.text("subtype") != "AT_ValidateConstraint" || scene.was_added_here(table, name))
      return;
    const auto key = scene.tables().foreign_key(table, name);
    scene.report(
        "script/validates-rows",
        core::format("VALIDATE CONSTRAINT \"{}\" reads all of \"{}\" (SHARE UPDATE "
                     "EXCLUSIVE{}): others read and write meanwhile, but not ALTER it",
                     name, table,
                     key ? ", and ROW SHARE on \"" + key->references + "\"" : std::string()),
        table);
  });
}

}  // namespace plumbline::checks::script
