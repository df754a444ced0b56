/// Programs that run another program: what they run, and whether its exit status comes through.
#pragma once

#include <span>
#include <string>

#include "pipeline/shell.hpp"

namespace plumbline::pipeline {

/// What a command turns out to run.
struct Unwrapped {
  std::size_t first = 0;         ///< index of the word that is the program, behind wrappers
  bool is_script = false;        ///< that word is shell text: `sh -c`, `heroku run`, `ssh host`
  bool reads_documents = false;  ///< a shell that reads its here-document
  bool is_remote = false;        ///< runs on the machine of the service: `ssh`, `heroku run`
  ShellOptions options;          ///< of the shell that runs the script
  std::string
      hides_status_because;  ///< why its exit status is not that of what it runs; "" when it is
};

Unwrapped unwrap(std::span<const ShellWord> words);

}  // namespace plumbline::pipeline
