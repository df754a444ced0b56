/// Runs a program to its end: no shell, a process group of its own, a deadline, bounded output. The
/// host's signal handlers, working directory and environment are never touched. One that lives on
/// is a Child (child.hpp).
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace plumbline::system {

struct ProcessOptions {
  std::string directory;                     ///< where it runs; "" = here
  std::map<std::string, std::string> extra;  ///< environment beside the host's own
  int deadline_ms = 10'000;  ///< then SIGTERM, and SIGKILL a second later, to the group
  std::size_t max_output_bytes = 64U << 20;  ///< of stdout; over it the process is ended
  bool is_guarded = false;  ///< a shell beside it ends it when we are gone, also by SIGKILL
};

struct ProcessResult {
  /// Absent when the process was ended by a signal or by us, or when the host reaped it: never a
  /// success.
  std::optional<int> exit_status;
  std::string output;      ///< stdout
  std::string error_tail;  ///< the last 4,096 bytes of stderr
  bool is_timed_out = false;
  bool is_cut = false;  ///< wrote more than max_output_bytes
};

/// Runs `arguments[0]`, looked up in PATH, and waits. Throws Error (tool) when it cannot be
/// started; Interrupted, with the process ended, when the thread's call is to end.
ProcessResult run_process(const std::vector<std::string>& arguments,
                          const ProcessOptions& options = {});

}  // namespace plumbline::system
