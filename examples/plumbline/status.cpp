/// `plumbline status`: applied and pending.
#include <optional>

#include "options.hpp"
#include "output.hpp"

namespace plumbline::cli {

int run_status(const Options& options) {
  const Repository repository = open_repository(options, options.paths.front());
  std::optional<Target> target = open_target(options);
  if (options.with_rows) {
    if (options.format == "json") {
      const Project& project = only_project(repository, options);
      print(render_json(project.read_registry(*target), project.plan(), project.path()));
      return exit_ok;
    }
    for (const Project& project : repository.projects())
      print(render_text(project.read_registry(*target), project.plan(), project.path(),
                        text_style(options)));
    return exit_ok;
  }
  const StatusReport status = repository.status(*target);
  target.reset();
  print(options.format == "json" ? render_json(status) : render_text(status, text_style(options)));
  leave(exit_ok);
}

}  // namespace plumbline::cli
