/// Which pipeline file speaks for which folder. Used by the pipeline rules.
#pragma once

#include <string_view>

#include "plumbline/pipeline.hpp"

namespace plumbline::checks::pipeline {

/// Whether `path` is `folder` or below it; both relative to one base, "." being the base itself and
/// ".." what is above it.
bool is_within(std::string_view path, std::string_view folder) noexcept;

/// Whether `file` belongs to the innermost repository around `folder`, and its path filters do not
/// keep it away from there.
bool concerns(const Pipeline& pipeline, const PipelineFile& file, std::string_view folder);

/// The first command of that kind in `file`, with its step; nulls for none.
struct Place {
  const PipelineStep* step = nullptr;
  const PipelineCommand* command = nullptr;
};
Place first_command(const PipelineFile& file, CommandKind kind);

/// "job "x"" or "process type "x"".
std::string_view kind_of_job(const PipelineStep& step) noexcept;

}  // namespace plumbline::checks::pipeline
