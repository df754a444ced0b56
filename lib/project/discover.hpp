/// Finds the trees below, at or above a path. Used by Repository::open.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "adapters/adapter.hpp"
#include "plumbline/project.hpp"

namespace plumbline::project {

/// A tree and where it was found.
struct FoundTree {
  adapters::Place place;
  std::unique_ptr<adapters::Tree> tree;
};

/// Every tree that `path` means, parents before children, folders in name order. Empty when there
/// is none.
std::vector<FoundTree> discover(const std::string& path, const OpenOptions& options);

}  // namespace plumbline::project
