/// A trigger that is switched off checks and records nothing.
#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

void disables_trigger(const Step& step, Scene& scene) {
  for_each_command(step, scene, [&](const std::string& table, const Node& command) {
    const std::string_view kind = command.text("subtype");
    if (!kind.starts_with("AT_DisableTrig")) return;
    const std::string_view name = command.text("name");
    scene.report(
        "script/disables-trigger",
        core::format("{}{}{} of \"{}\" {} switched off", name.empty() ? "triggers" : "trigger \"",
                     name, name.empty() ? "" : "\"", table, name.empty() ? "are" : "is"),
        table);
  });
}

}  // namespace plumbline::checks::script
