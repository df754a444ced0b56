/// `plumbline explain`: the catalogue.
#include "options.hpp"
#include "output.hpp"

namespace plumbline::cli {

int run_explain(const Options& options) {
  if (options.format == "json") {
    print(explain_json(options.rule));
  } else if (options.format == "markdown") {
    print(explain_markdown(options.rule));
  } else {
    print(explain_text(options.rule));
  }
  return exit_ok;
}

}  // namespace plumbline::cli
