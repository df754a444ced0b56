/// A shell script of ours that starts something, holds it up and takes it away again, whatever
/// happens to the process of the tests.
#pragma once

#include <string>
#include <vector>

namespace plumbline::tests {

/// The script runs in a session of its own. Its standard output carries one line: "ready", or what
/// went wrong. End of file on its standard input is its signal to clean up and end: this object or
/// this process is gone, also by SIGKILL.
class Guard {
 public:
  Guard() = default;
  /// Throws std::runtime_error with the script's own line when it is not "ready". `arguments`
  /// become `$1` …
  Guard(const char* script, const std::vector<std::string>& arguments);
  ~Guard();
  Guard(const Guard&) = delete;
  Guard& operator=(const Guard&) = delete;
  Guard(Guard&& other) noexcept;
  Guard& operator=(Guard&& other) noexcept;

 private:
  int lifeline_ = -1;  // write end
  int pid_ = -1;
};

}  // namespace plumbline::tests
