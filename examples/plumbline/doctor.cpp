/// `plumbline doctor`: what the role may do, what limits apply, what stands between, and that
/// reading wrote nothing.
#include "plumbline/doctor.hpp"

#include "options.hpp"
#include "output.hpp"

namespace plumbline::cli {

int run_doctor(const Options& options) {
  Target target = open_target(options);
  const DoctorReport report = inspect_target(target, call_control(options));
  print(options.format == "json" ? render_json(report) : render_text(report, text_style(options)));
  return exit_ok;
}

}  // namespace plumbline::cli
