/// Graph algorithms over changes, by index. All iterative and linear in nodes plus edges, whatever
/// the shape: merges are sets, not paths.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace plumbline::core {

using Node = std::uint32_t;

/// Edges by node, in the order given. `edges[n]` are n's parents, or n's children, as the caller
/// says.
using Adjacency = std::vector<std::vector<Node>>;

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
