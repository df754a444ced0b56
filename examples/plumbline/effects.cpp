/// `plumbline effects`: what each change does, without running anything.
#include "plumbline/effects.hpp"

#include "options.hpp"
#include "output.hpp"
#include "plumbline/error.hpp"
#include "plumbline/render.hpp"

namespace plumbline::cli {

int run_effects(const Options& options) {
  const Repository repository = open_repository(options, options.paths.at(0));
  const Project& project = only_project(repository, options);
  std::vector<ChangeEffects> changes;
  const auto add = [&](const Change& change, Direction direction, bool exists) {
    if (!exists) return;
    changes.push_back({.change = change.id,
                       .name = change_label(project.plan(), change),
                       .direction = direction,
                       .statements = project.effects(change, direction)});
  };
  const Change* const only = options.change.empty() ? nullptr : project.find(options.change);
  if (only == nullptr && !options.change.empty()) {
    throw Error(Status::not_found, "no change of this plan is called \"" + options.change + '"');
  }
  for (const Change& change : project.plan().changes) {
    if (only != nullptr && &change != only) continue;
    add(change, Direction::deploy, true);
    if (!options.with_all_scripts) continue;
    const bool is_one_file = !project.plan().traits.scripts_are_separate;
    add(change, Direction::revert, is_one_file || change.revert.exists);
    add(change, Direction::verify, change.verify.exists);
  }
  deliver(options, [&](std::string_view format, const TextStyle& style) {
    return format == "json" ? render_json(changes) : render_text(changes, style);
  });
  return exit_ok;
}

}  // namespace plumbline::cli
