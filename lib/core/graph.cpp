#include "core/graph.hpp"

#include <algorithm>
#include <functional>
#include <numeric>
#include <queue>

namespace plumbline::core {

Adjacency reverse_edges(const Adjacency& edges) {
  Adjacency reversed;
  reversed.ends_.assign(edges.size() + 1, 0);
  for (const Node to : edges.targets_) ++reversed.ends_[to + 1];
  std::partial_sum(reversed.ends_.begin(), reversed.ends_.end(), reversed.ends_.begin());
  // Each node's begin moves to its end, which is the next one's begin, while its list is filled.
  reversed.targets_.resize(edges.targets_.size());
  for (Node from = 0; from < edges.size(); ++from) {
    for (const Node to : edges[from]) reversed.targets_[reversed.ends_[to]++] = from;
  }
  reversed.ends_.pop_back();
  return reversed;
}

std::vector<bool> reachable_from(const Adjacency& edges, const std::vector<Node>& from) {
  std::vector<bool> seen(edges.size(), false);
  std::vector<Node> open;
  for (const Node node : from) {
    if (seen[node]) continue;
    seen[node] = true;
    open.push_back(node);
  }
  while (!open.empty()) {
    const Node node = open.back();
    open.pop_back();
    for (const Node next : edges[node]) {
      if (seen[next]) continue;
      seen[next] = true;
      open.push_back(next);
    }
  }
  return seen;
}

namespace {

/// Tarjan's strongly connected components with an explicit stack.
class ComponentFinder {
 public:
  explicit ComponentFinder(const Adjacency& edges)
      : edges_(edges),
        index_(edges.size(), unvisited),
        low_(edges.size(), 0),
        on_stack_(edges.size(), false) {}

  std::vector<std::vector<Node>> run() {
    for (Node node = 0; node < edges_.size(); ++node) {
      if (index_[node] == unvisited) visit(node);
    }
    std::ranges::sort(cycles_);
    return std::move(cycles_);
  }

 private:
  static constexpr Node unvisited = static_cast<Node>(-1);
  struct Frame {
    Node node;
    std::size_t next_edge;
  };

  void enter(Node node) {
    index_[node] = low_[node] = counter_++;
    stack_.push_back(node);
    on_stack_[node] = true;
    frames_.push_back({node, 0});
  }

  void visit(Node root) {
    enter(root);
    while (!frames_.empty()) {
      Frame& frame = frames_.back();
      const Node node = frame.node;
      if (frame.next_edge < edges_[node].size()) {
        const Node next = edges_[node][frame.next_edge++];
        if (index_[next] == unvisited) {
          enter(next);
        } else if (on_stack_[next]) {
          low_[node] = std::min(low_[node], index_[next]);
        }
        continue;
      }
      frames_.pop_back();
      if (!frames_.empty())
        low_[frames_.back().node] = std::min(low_[frames_.back().node], low_[node]);
      if (low_[node] == index_[node]) close(node);
    }
  }

  void close(Node root) {
    std::vector<Node> component;
    Node node = unvisited;
    do {
      node = stack_.back();
      stack_.pop_back();
      on_stack_[node] = false;
      component.push_back(node);
    } while (node != root);
    const bool names_itself = std::ranges::find(edges_[root], root) != edges_[root].end();
    if (component.size() == 1 && !names_itself) return;
    std::ranges::sort(component);
    cycles_.push_back(std::move(component));
  }

  const Adjacency& edges_;
  std::vector<Node> index_;
  std::vector<Node> low_;
  std::vector<bool> on_stack_;
  std::vector<Node> stack_;
  std::vector<Frame> frames_;
  std::vector<std::vector<Node>> cycles_;
  Node counter_ = 0;
};

}  // namespace

std::vector<std::vector<Node>> find_cycles(const Adjacency& edges) {
  return ComponentFinder(edges).run();
}

std::vector<Node> topological_order(const Adjacency& parents) {
  const Adjacency children = reverse_edges(parents);
  std::vector<std::size_t> missing(parents.size());
  std::priority_queue<Node, std::vector<Node>, std::greater<>> ready;
  for (Node node = 0; node < parents.size(); ++node) {
    missing[node] = parents[node].size();
    if (missing[node] == 0) ready.push(node);
  }
  std::vector<Node> order;
  order.reserve(parents.size());
  while (!ready.empty()) {
    const Node node = ready.top();
    ready.pop();
    order.push_back(node);
    for (const Node child : children[node]) {
      if (--missing[child] == 0) ready.push(child);
    }
  }
  return order;
}

}  // namespace plumbline::core
