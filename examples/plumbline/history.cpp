/// `plumbline history`: what gates have been run, and how they ended.
#include "options.hpp"
#include "output.hpp"
#include "plumbline/gate.hpp"

namespace plumbline::cli {

int run_history(const Options& options) {
  const History history = read_history(options.record, options.history);
  print(options.format == "json" ? render_json(history)
                                 : render_text(history, text_style(options)));
  return exit_ok;
}

}  // namespace plumbline::cli
