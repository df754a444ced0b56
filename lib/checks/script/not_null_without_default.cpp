/// ADD COLUMN … NOT NULL without a value for the rows that are there: 23502.
#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

void not_null_without_default(const Step& step, Scene& scene) {
  for_each_command(step, scene, [&](const std::string& table, const Node& command) {
    if (command.text("subtype") != "AT_AddColumn") return;
    const Node column = command["def"];
    bool is_required = false;
    for (const Node constraint : column["constraints"]) {
      const std::string_view kind = constraint.text("contype");
      if (kind == "CONSTR_DEFAULT" || kind == "CONSTR_IDENTITY" || kind == "CONSTR_GENERATED")
        return;
      is_required = is_required || kind == "CONSTR_NOTNULL" || kind == "CONSTR_PRIMARY";
    }
    const std::string_view type = last_name(column["typeName"]["names"]);
    if (!is_required || type.find("serial") != std::string_view::npos) return;
    scene.report("script/not-null-without-default",
                 core::format("column \"{}\" of \"{}\" is NOT NULL and has no default: it fails "
                              "(23502) as soon as there is a row",
                              column.text("colname"), table),
                 core::format("{}.{}", table, column.text("colname")));
  });
}

}  // namespace plumbline::checks::script
