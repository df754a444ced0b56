/// `plumbline status`: applied and pending.
#include "options.hpp"
#include "output.hpp"

namespace plumbline::cli {

int run_status(const Options& options) {
  const Repository repository = open_repository(options, options.paths.front());
  Target target = open_target(options);
  const StatusReport status = repository.status(target);
  print(options.format == "json" ? render_json(status) : render_text(status, text_style(options)));
  return exit_ok;
}

}  // namespace plumbline::cli
