/// Looks for something anywhere in a statement's tree. For what no rule of one place decides.
#pragma once

#include <vector>

#include "sql/node.hpp"

namespace plumbline::sql {

/// Whether `is_it(const Node&)` is true of the tree's root or of any node below it.
template <typename Predicate>
bool any_within(const Node& root, Predicate&& is_it) {
  std::vector<Node> open = {root};
  while (!open.empty()) {
    const Node node = open.back();
    open.pop_back();
    if (is_it(node)) return true;
    for (std::size_t at = 0; at < node.size(); ++at) open.push_back(node.at(at));
  }
  return false;
}

}  // namespace plumbline::sql
