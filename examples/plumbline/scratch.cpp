/// `plumbline scratch init` marks a database as one that gates may reset; `scratch check` says
/// whether one would.
#include "plumbline/scratch.hpp"

#include "options.hpp"
#include "output.hpp"

namespace plumbline::cli {

int run_scratch(const Options& options) {
  ScratchOptions scratch{.targets = find_targets(open_repository(options, options.paths.front())),
                         .control = call_control(options)};
  if (options.timeout_ms > 0) scratch.connect_ms = options.timeout_ms;
  if (options.action == "check") {
    check_scratch(options.db, scratch);
    print("a gate may reset this database: it carries our mark, and nothing speaks against it\n");
  } else {
    mark_scratch(options.db, scratch);
    print("marked: gates may reset this database\n");
  }
  return exit_ok;
}

}  // namespace plumbline::cli
