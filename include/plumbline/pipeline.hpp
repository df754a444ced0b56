/// The deploy steps of a repository: who runs a migration tool, where, and whether its failure
/// stops the deploy.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "plumbline/position.hpp"

namespace plumbline {

enum class Platform { heroku, procfile, github, gitlab };

/// The database that a command names for its migration tool.
struct PipelineTarget {
  std::string value;  ///< quotes removed, expansions as written; may hold a password
  Position where;
  bool is_option = false;   ///< given as `--target`, `-D` or a variable, not as a bare argument
  bool is_expanded = true;  ///< a shell replaces the `$X` in it; false inside single quotes

  bool operator==(const PipelineTarget&) const = default;
};

enum class CommandKind {
  migrate,  ///< runs the migrations of a tool
  deploy,   ///< brings a new version of the application into service
  call,     ///< runs a script, make target or the like, which was not read
};

/// A simple command inside a step's shell text that some rule looks at, seen through `sh -c`,
/// `heroku run` and the like.
struct PipelineCommand {
  CommandKind kind = CommandKind::call;
  std::string
      name;  ///< migrate: the tool; deploy: "heroku container:release"; call: what is called
  Position where;
  bool skips_release_phase =
      false;  ///< deploy: the platform does not look at `release:` of heroku.yml or Procfile
  std::string swallowed_by;  ///< why its failure does not fail the step; "" when it does or when
                             ///< that is unknown
  std::optional<PipelineTarget> target;  ///< migrate: the database on the command line

  bool operator==(const PipelineCommand&) const = default;
};

/// One entry of a pipeline file that runs commands or an action.
struct PipelineStep {
  Platform platform = Platform::github;
  std::string job;                ///< name of the job or process type
  std::string name;               ///< the step's own name, may be ""
  std::string command;            ///< shell text, several lines joined as the platform joins them
  std::string action;             ///< GitHub `uses:`, "" for a command
  std::string working_directory;  ///< "" = the repository's root
  Position where;                 ///< of the command
  bool is_release_phase = false;  ///< heroku.yml `release:`, Procfile `release:`
  bool ignores_failure = false;   ///< continue-on-error, allow_failure, after_script
  std::vector<PipelineCommand> commands;  ///< in the order of the text

  bool operator==(const PipelineStep&) const = default;
};

/// A pipeline file that was read.
struct PipelineFile {
  Platform platform = Platform::github;
  std::string file;
  std::string name;  ///< GitHub: the workflow's; else ""
  std::string
      root;  ///< folder that the file speaks for: the parent of `.github`, its own else; "." = PATH
  std::vector<std::string> trigger_paths;  ///< path filters that start it, as written
  bool calls_elsewhere =
      false;  ///< runs steps of files that were not read (includes, remote workflows)
  std::vector<PipelineStep> steps;  ///< in file order

  bool operator==(const PipelineFile&) const = default;
};

/// A place outside the pipelines that runs a migration tool: an image, a start script, the
/// application itself.
struct PipelineMention {
  std::string tool;
  Position where;

  bool operator==(const PipelineMention&) const = default;
};

/// All of a repository's pipelines. Immutable after loading.
struct Pipeline {
  std::vector<PipelineFile> files;  ///< sorted by path
  /// Sorted by path; looked for only when a pipeline deploys and no step migrates.
  std::vector<PipelineMention> mentions;
  bool searched_all = true;  ///< false: too many files, so that a missing mention says nothing
};

}  // namespace plumbline
