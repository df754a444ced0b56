/// Rights for everybody, or row security taken away.
#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

void opens_access(const Step& step, Scene& scene) {
  const Node& node = step.node;
  if (node.is_a("GrantStmt") && node.flag("is_grant")) {
    for (const Node grantee : node["grantees"]) {
      if (grantee.text("roletype") != "ROLESPEC_PUBLIC") continue;
      scene.report("script/opens-access", "rights are granted to PUBLIC, which is every role");
    }
  }
  for_each_command(step, scene, [&](const std::string& table, const Node& command) {
    const std::string_view kind = command.text("subtype");
    if (kind != "AT_DisableRowSecurity" && kind != "AT_NoForceRowSecurity") return;
    scene.report("script/opens-access",
                 core::format("row level security of \"{}\" is {}", table,
                              kind == "AT_DisableRowSecurity" ? "switched off"
                                                              : "no longer forced on its owner"),
                 table);
  });
}

}  // namespace plumbline::checks::script
