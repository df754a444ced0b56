/// `plumbline check`: everything that can be known.
#include <optional>

#include "options.hpp"
#include "output.hpp"
#include "plumbline/error.hpp"

namespace plumbline::cli {

int run_check(const Options& options) {
  if (!options.has_db && !options.check.expect.empty()) {
    throw Error(Status::argument, "--expect needs --db: names are looked up in a database");
  }
  const Repository repository = open_repository(options);
  std::optional<Target> target;
  if (options.has_db) target = open_target(options);
  return deliver(repository.check(target ? &*target : nullptr, options.check), options);
}

}  // namespace plumbline::cli
