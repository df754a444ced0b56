/// `plumbline verify`: post-deploy verification.
#include "options.hpp"
#include "output.hpp"
#include "plumbline/error.hpp"

namespace plumbline::cli {

int run_verify(const Options& options) {
  const Repository repository = open_repository(options, options.paths.front());
  if (repository.projects().empty() && options.check.expect.empty()) {
    throw Error(Status::not_found, "there is no sqitch, Alembic or sqlx tree in \"" +
                                       options.paths.front() + "\" to verify");
  }
  Target target = open_target(options);
  return deliver(repository.verify(target, options.check), options);
}

}  // namespace plumbline::cli
