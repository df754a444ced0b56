/// Constraints whose names PostgreSQL chooses.
#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

namespace {

/// A primary key is named after its table alone, and has a name that everybody knows.
std::string_view words_of(std::string_view kind) {
  if (kind == "CONSTR_CHECK") return "CHECK";
  if (kind == "CONSTR_FOREIGN") return "FOREIGN KEY";
  if (kind == "CONSTR_UNIQUE") return "UNIQUE";
  if (kind == "CONSTR_EXCLUSION") return "EXCLUDE";
  return {};
}

}  // namespace

void unnamed_constraint(const Step& step, Scene& scene) {
  std::string kinds;
  std::string table;
  for_each_new_constraint(step, scene,
                          [&](const std::string& owner, const Node& constraint, std::string_view) {
                            const std::string_view words = words_of(constraint.text("contype"));
                            if (words.empty() || !constraint.text("conname").empty()) return;
                            table = owner;
                            if (kinds.find(words) == std::string::npos)
                              kinds += (kinds.empty() ? "" : ", ") + std::string(words);
                          });
  if (kinds.empty()) return;
  scene.report(
      "script/unnamed-constraint",
      core::format("\"{}\" gets constraints without a name ({}): PostgreSQL chooses one, and "
                   "another where that is taken",
                   table, kinds),
      table);
}

}  // namespace plumbline::checks::script
