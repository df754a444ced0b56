/// UNIQUE, PRIMARY KEY and EXCLUDE that build their index under ACCESS EXCLUSIVE.
#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

namespace {

std::string_view words_of(const Node& constraint) {
  const std::string_view kind = constraint.text("contype");
  if (kind == "CONSTR_EXCLUSION") return "EXCLUDE";
  if (!constraint.text("indexname").empty()) return {};
  if (kind == "CONSTR_UNIQUE") return "UNIQUE";
  if (kind == "CONSTR_PRIMARY") return "PRIMARY KEY";
  return {};
}

}  // namespace

void constraint_builds_index(const Step& step, Scene& scene) {
  for_each_command(step, scene, [&](const std::string& table, const Node& command) {
    const auto judge = [&](const Node& constraint) {
      const std::string_view words = words_of(constraint);
      if (words.empty()) return;
      scene.report("script/constraint-builds-index",
                   core::format("{} is added to \"{}\" and builds its index while the table is "
                                "locked against everything",
                                words, table),
                   table);
    };
    const std::string_view kind = command.text("subtype");
    if (kind == "AT_AddConstraint") judge(command["def"]);
    if (kind != "AT_AddColumn") return;
    for (const Node constraint : command["def"]["constraints"]) judge(constraint);
  });
}

}  // namespace plumbline::checks::script
