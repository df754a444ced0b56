/// From a script to the commands in it that the pipeline rules look at.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "pipeline/shell.hpp"
#include "plumbline/pipeline.hpp"

namespace plumbline::pipeline {

/// Shell text and, for each byte and its end, the byte of the file that it came from.
struct ShellSource {
  std::string text;
  std::vector<std::size_t> origins;
};

/// A command and what becomes of the whole script when it fails. Positions hold only the offset.
struct FoundCommand {
  PipelineCommand command;
  FailureFate fate;
};

/// In the order of the text. Sees through wrappers and nested shells.
std::vector<FoundCommand> find_commands(const ShellSource& source, ShellOptions options);

/// What a GitHub action deploys by, or "" when it is none that is known to deploy. `action` is the
/// text of `uses:`.
std::string_view deploying_action(std::string_view action) noexcept;

}  // namespace plumbline::pipeline
