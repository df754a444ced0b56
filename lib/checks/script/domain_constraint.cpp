/// A constraint of a domain is checked in every table that uses it.
#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

void domain_constraint(const Step& step, Scene& scene) {
  const Node& node = step.node;
  if (node.is_a("CreateDomainStmt")) {
    for (const Node constraint : node["constraints"]) {
      const std::string_view kind = constraint.text("contype");
      if (kind != "CONSTR_CHECK" && kind != "CONSTR_NOTNULL") continue;
      const std::string name = scene.name_of_list(node["domainname"]);
      scene.report(
          "script/domain-constraint",
          core::format("domain \"{}\" has a constraint: each column of it that is added to "
                       "a table writes that table anew, and a stricter one reads them all",
                       name),
          name);
      return;
    }
  }
  if (!node.is_a("AlterDomainStmt")) return;
  const std::string_view what = node.text("subtype");
  const bool adds = what == "C" && !node["def"].flag("skip_validation");
  const std::string name = scene.name_of_list(node["typeName"]);
  if ((!adds && what != "O") || !scene.existed(name)) return;
  scene.report("script/domain-constraint",
               core::format("the constraint of domain \"{}\" reads every table with a column of "
                            "that type, locked against writes",
                            name),
               name);
}

}  // namespace plumbline::checks::script
