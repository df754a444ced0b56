/// What a Repository and a Project hold. Used by the entry points in this folder only.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "adapters/adapter.hpp"
#include "plumbline/project.hpp"
#include "project/config.hpp"

namespace plumbline {

struct Project::State {
  std::string path;  ///< relative to the given PATH
  std::string root;  ///< as the system opens it
  std::unique_ptr<adapters::Tree> tree;
};

struct Repository::State {
  std::string base;  ///< the folder that report paths are relative to
  OpenOptions options;
  std::vector<Project> projects;
  Pipeline pipeline;
  project::Config config;
  std::vector<Finding> findings;  ///< of the repository itself, not of one tree
  std::vector<Unchecked> unchecked;
};

}  // namespace plumbline
