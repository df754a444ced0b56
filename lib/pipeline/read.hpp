/// The ways into this folder: which files of a repository say how it is deployed, and what they
/// say. Used by lib/project.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "plumbline/finding.hpp"
#include "plumbline/limits.hpp"
#include "plumbline/pipeline.hpp"
#include "plumbline/report.hpp"
#include "system/files.hpp"

namespace plumbline::pipeline {

/// A file to read.
struct Source {
  Platform platform = Platform::github;
  std::string path;  ///< as the system opens it
  std::string root;  ///< the folder that it speaks for, as the system opens it

  bool operator==(const Source&) const = default;
};

/// Pipeline files that this folder holds, `.github/workflows` and `.github/actions` of it included.
/// Called for each folder of a walk, `entries` as Folder::entries.
std::vector<Source> detect(const system::Folder& folder, std::span<const system::Entry> entries);

/// Those of the folders above `path` up to its repository's root: the nearest folder with `.git`,
/// `.github` or `.gitlab-ci.yml`, at or above `path`. None when there is no such folder, or it is
/// `path` itself. Paths are resolved ones.
std::vector<Source> detect_above(const std::string& path);

struct Reading {
  Pipeline pipeline;
  std::vector<Finding> findings;     ///< `pipeline/syntax`
  std::vector<Unchecked> unchecked;  ///< what was not followed and could matter
};

/// Reads the sources, sorted and each once. Paths come out relative to `base`. `tools` are those of
/// the trees that were found: when a pipeline deploys and runs none of some tool, the repository's
/// other files are searched for it. Never throws for bad content.
Reading read(std::vector<Source> sources, const std::string& base,
             std::span<const std::string> tools, const Limits& limits);

}  // namespace plumbline::pipeline
