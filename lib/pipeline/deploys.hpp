/// Recognises the commands and actions that bring a new version of the application into service.
/// Used by commands.cpp.
#pragma once

#include <span>
#include <string>

#include "pipeline/shell.hpp"

namespace plumbline::pipeline {

struct DeployCommand {
  std::string name;                  ///< "" = deploys nothing
  bool skips_release_phase = false;  ///< Heroku's container registry: `release:` of heroku.yml and
                                     ///< Procfile is not looked at
  bool has_release_image =
      false;  ///< `container:release … release`: the image's own command runs instead
};

/// `words` begin with the program, behind all wrappers. `is_remote`: on the machine of the service
/// already.
DeployCommand as_deploy(std::span<const ShellWord> words, bool is_remote);

}  // namespace plumbline::pipeline
