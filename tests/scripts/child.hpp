/// One child process of a script: what it is given, what came of it, what it cost.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace plumbline::tests {

struct ChildOptions {
  std::vector<std::string> arguments;  ///< the program first; found by PATH of `environment`
  std::map<std::string, std::string> environment;
  std::string folder;         ///< working folder
  std::string input;          ///< its standard input
  double wall_seconds = 120;  ///< then the whole process group is killed
  bool as_nobody = false;     ///< gives root's rights away; needs root
};

struct ChildResult {
  int status = -1;  ///< exit status; 128 + signal; 127 when it could not be started
  bool timed_out = false;
  std::string out;
  std::string err;
  double cpu_seconds = 0;  ///< user and system
  double peak_mib = 0;
};

/// Runs it to its end. Throws std::runtime_error when the surroundings fail.
ChildResult run_child(const ChildOptions& options);

/// The file that `name` means on `path` (a list with colons); "" for none.
std::string find_program(const std::string& name, const std::string& path);

}  // namespace plumbline::tests
