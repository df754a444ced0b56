/// Looks through a repository's images, scripts and sources for commands that run a migration tool.
/// Used by read.cpp, only when the pipelines themselves run none.
#pragma once

#include <string>
#include <vector>

#include "plumbline/limits.hpp"
#include "plumbline/pipeline.hpp"

namespace plumbline::pipeline {

struct Mentions {
  std::vector<PipelineMention>
      found;  ///< the first of each tool in each file; paths as the system opens them
  std::vector<std::string> scripts;  ///< names of all files that were looked at
  bool is_complete = true;           ///< false: the limits of this search were met
};

/// Searches everything below `root`.
Mentions search_mentions(const std::string& root, const Limits& limits);

}  // namespace plumbline::pipeline
