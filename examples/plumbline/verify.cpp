/// `plumbline verify`: post-deploy verification.
#include "options.hpp"
#include "output.hpp"

namespace plumbline::cli {

int run_verify(const Options& options) {
  const Repository repository = open_repository(options, options.paths.front());
  Target target = open_target(options);
  return deliver(repository.verify(target, options.check), options);
}

}  // namespace plumbline::cli
