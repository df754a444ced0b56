/// Finds the trees and the pipeline files below, at or above a path. Used by Repository::open.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/adapter.hpp"
#include "pipeline/read.hpp"
#include "plumbline/project.hpp"

namespace plumbline::project {

/// A tree and where it was found.
struct FoundTree {
  adapters::Place place;
  std::unique_ptr<adapters::Tree> tree;
};

/// What a walk found.
struct Discovery {
  /// Every tree that the path means, parents before children, folders in name order.
  std::vector<FoundTree> trees;
  /// Pipeline files below the path, and of the repository around it. Empty without `with_pipeline`.
  std::vector<pipeline::Source> sources;
  /// Folders that could not be opened.
  std::vector<Unchecked> unchecked;
};

/// Whether folders of that name hold other people's files, never a tree of this repository.
bool is_foreign_folder(std::string_view name) noexcept;

/// `on_tree` hears of each tree that was read, and how many there are by now.
Discovery discover(const std::string& path, const OpenOptions& options,
                   const std::function<void(const adapters::Place&, std::size_t)>& on_tree);

}  // namespace plumbline::project
