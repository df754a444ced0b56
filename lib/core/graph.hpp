/// Graph algorithms over changes, by index. All iterative and linear in nodes plus edges, whatever
/// the shape: merges are sets, not paths.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <vector>

namespace plumbline::core {

using Node = std::uint32_t;

/// Edges by node, in the order given: a node's parents, or its children, as the caller says. Nodes
/// are added from the first to the last, each before its edges; all edges stand in one array.
class Adjacency {
 public:
  Adjacency() = default;
  /// As written in a test: the edges of each node.
  Adjacency(std::initializer_list<std::vector<Node>> nodes) {
    for (const std::vector<Node>& edges : nodes) add_node(edges);
  }

  void reserve(std::size_t nodes) {
    ends_.reserve(nodes);
    targets_.reserve(nodes);  // most changes have one parent
  }
  void add_node() { ends_.push_back(targets_.size()); }
  void add_node(std::span<const Node> edges) {
    targets_.insert(targets_.end(), edges.begin(), edges.end());
    add_node();
  }
  /// An edge of the node added last.
  void add_edge(Node to) {
    targets_.push_back(to);
    ++ends_.back();
  }

  [[nodiscard]] std::size_t size() const noexcept { return ends_.size(); }
  [[nodiscard]] std::span<const Node> operator[](Node n) const {
    const std::size_t begin = n == 0 ? 0 : ends_[n - 1];
    return {targets_.data() + begin, ends_[n] - begin};
  }

 private:
  friend Adjacency reverse_edges(const Adjacency& edges);
  std::vector<std::size_t> ends_;  // one past a node's edges in targets_
  std::vector<Node> targets_;
};

/// The same edges seen from the other end; each list in node order.
Adjacency reverse_edges(const Adjacency& edges);

/// Every node reachable from `from`, `from` included: a flag for each node.
std::vector<bool> reachable_from(const Adjacency& edges, const std::vector<Node>& from);

/// The strongly connected components that are cycles: more than one node, or a node that names
/// itself. Each sorted; the list sorted by its first node.
std::vector<std::vector<Node>> find_cycles(const Adjacency& edges);

/// Parents before children; among those ready, the lowest index first. Nodes of cycles are left
/// out.
std::vector<Node> topological_order(const Adjacency& parents);

}  // namespace plumbline::core
