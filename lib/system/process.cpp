#include "system/process.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "system/child.hpp"
#include "system/environment.hpp"

namespace plumbline::system {

namespace {

constexpr std::size_t tail_bytes = 4'096;

/// Thrown through Child, which ends the process for it.
struct TooMuch {};

}  // namespace

ProcessResult run_process(const std::vector<std::string>& arguments,
                          const ProcessOptions& options) {
  ProcessResult result;
  ChildOptions how{.directory = options.directory,
                   .environment = Environment().all(),
                   .is_guarded = options.is_guarded,
                   .kept_output_bytes = 0,
                   .kept_error_bytes = tail_bytes,
                   .on_output = {}};
  for (const auto& [name, value] : options.extra) (*how.environment)[name] = value;
  how.on_output = [&](std::string_view bytes) {
    if (result.is_cut) return;
    result.output += bytes;
    result.is_cut = result.output.size() > options.max_output_bytes;
    if (!result.is_cut) return;
    result.output.resize(options.max_output_bytes);
    throw TooMuch{};
  };
  Child child(arguments, std::move(how));
  try {
    if (!child.wait(Deadline(std::chrono::milliseconds(options.deadline_ms)))) {
      result.is_timed_out = true;
      child.end();
    }
  } catch (const TooMuch&) {
    result.is_cut = true;  // the process has been ended
  }
  const std::string& errors = child.errors();
  result.error_tail = errors.substr(errors.size() - std::min(errors.size(), tail_bytes));
  if (!result.is_timed_out && !result.is_cut) result.exit_status = child.exit_status();
  return result;
}

}  // namespace plumbline::system
