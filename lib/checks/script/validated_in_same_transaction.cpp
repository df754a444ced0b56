/// NOT VALID and VALIDATE in one transaction: the strong lock is held through the scan.
#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

void validated_in_same_transaction(const Step& step, Scene& scene) {
  for_each_command(step, scene, [&](const std::string& table, const Node& command) {
    const std::string_view name = command.text("name");
    if (command.text("subtype") != "AT_ValidateConstraint" || !scene.was_added_here(table, name))
      return;
    scene.report("script/validated-in-same-transaction",
                 core::format("constraint \"{}\" of \"{}\" is validated in the transaction that "
                              "added it: the lock of ADD is held while all rows are read",
                              name, table),
                 table);
  });
}

}  // namespace plumbline::checks::script
