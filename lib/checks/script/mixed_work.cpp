/// Rows and definitions changed by one script.
#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

void mixed_work(const Step& step, Scene& scene) {
  const bool defines = is_definition(step.node);
  std::string written;
  for (const Node table : written_tables(step.node)) {
    if (scene.existed(table)) written = scene.name_of(table);
  }
  const bool is_mixed =
      (defines && scene.has_written()) || (!written.empty() && scene.has_defined());
  if (!is_mixed || !scene.is_first("mixed-work")) return;
  scene.report("script/mixed-work",
               defines
                   ? std::string("definitions change behind rows of a table in use: in one "
                                 "transaction the rows stay locked, else half may stay")
                   : core::format("rows of \"{}\" are written behind changed definitions: in one "
                                  "transaction their locks are held meanwhile, else half may stay",
                                  written),
               written);
}

}  // namespace plumbline::checks::script
