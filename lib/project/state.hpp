/// What a Repository and a Project hold. Used by the entry points in this folder only.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "adapters/adapter.hpp"
#include "plumbline/project.hpp"
#include "project/config.hpp"

namespace plumbline {

namespace project {

/// What all trees of one opened PATH share.
struct Context {
  std::string base;  ///< the folder that report paths are relative to
  Limits limits;
  Config config;
};

}  // namespace project

struct Project::State {
  std::shared_ptr<const project::Context> context;
  std::string path;  ///< relative to the given PATH
  std::string root;  ///< as the system opens it
  std::unique_ptr<adapters::Tree> tree;
};

struct Repository::State {
  std::shared_ptr<const project::Context> context;
  std::vector<Project> projects;
  Pipeline pipeline;
  std::vector<Finding> findings;  ///< of the repository itself, not of one tree
  std::vector<Unchecked> unchecked;
};

}  // namespace plumbline
