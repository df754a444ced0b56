/// The deploy steps of a repository: who runs a migration tool, where, and whether its failure
/// stops the deploy.
#pragma once

#include <string>
#include <vector>

#include "plumbline/position.hpp"

namespace plumbline {

enum class Platform { heroku, procfile, github, gitlab };

/// One command that a pipeline runs.
struct PipelineStep {
  Platform platform = Platform::github;
  std::string job;                ///< name of the job or process type
  std::string name;               ///< the step's own name, may be ""
  std::string command;            ///< shell text, several lines joined as the platform joins them
  std::string working_directory;  ///< "" = the repository's root
  Position where;                 ///< of the command
  bool is_release_phase = false;  ///< heroku.yml `release:`, Procfile `release:`
  bool ignores_failure = false;   ///< continue-on-error, allow_failure
  bool shell_stops_on_error = true;        ///< `bash -e` semantics of the platform's default shell
  std::vector<std::string> trigger_paths;  ///< path filters of the workflow, as written

  bool operator==(const PipelineStep&) const = default;
};

/// A pipeline file that was read.
struct PipelineFile {
  Platform platform = Platform::github;
  std::string file;
  std::string name;

  bool operator==(const PipelineFile&) const = default;
};

/// All of a repository's pipelines. Immutable after loading.
struct Pipeline {
  std::vector<PipelineFile> files;
  std::vector<PipelineStep> steps;  ///< in file order, files sorted by path
};

}  // namespace plumbline
