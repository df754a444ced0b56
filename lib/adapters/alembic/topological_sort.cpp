/// The order in which Alembic runs revisions: RevisionMap._topological_sort (alembic 1.20.1), which
/// keeps for every open head the set of its ancestors. Here "is this an ancestor of an open head"
/// is a count of children not yet emitted; the sets are only searched to choose the next head. A
/// graph with cycles, or a selection with holes in it, goes the literal way.
#include <algorithm>
#include <functional>

#include "adapters/alembic/resolve.hpp"

namespace plumbline::adapters::alembic {

namespace {

class Sorter {
 public:
  Sorter(const RevisionMap& map, const std::vector<bool>& wanted, const std::vector<Node>& heads)
      : map_(map), todo_(map.nodes().size(), false), open_heads_(map.nodes().size(), false) {
    for (Node n = 0; n < wanted.size(); ++n) {
      if (wanted[n]) todo_[winner(n)] = true;
    }
    std::vector<bool> is_head(map.nodes().size(), false);
    for (const Node head : heads) is_head[winner(head)] = true;
    for (const Node n : map.winners()) {
      if (is_head[n] && todo_[n]) heads_.push_back(n);
    }
    for (const Node n : heads_) open_heads_[n] = true;
    count_waiting();
  }

  std::vector<Node> run() {
    std::size_t at = 0;
    std::size_t jumps_in_a_row = 0;
    while (!heads_.empty()) {
      const Node candidate = heads_[at];
      const std::optional<std::size_t> above = find_above(candidate, at);
      if (above) {
        at = *above;
        // Alembic would go round for ever here.
        if (++jumps_in_a_row > heads_.size() + 1) break;
        continue;
      }
      jumps_in_a_row = 0;
      if (todo_[candidate]) emit(candidate);
      at = replace(candidate, at);
    }
    return std::move(order_);
  }

 private:
  Node winner(Node n) const { return map_.winners()[map_.rank(n)]; }

  void count_waiting() {
    waiting_.assign(todo_.size(), 0);
    for (const Node n : map_.winners()) {
      if (!todo_[n]) continue;
      for (const Node parent : map_.node(n).normalised_down) ++waiting_[parent];
    }
    is_literal_ = map_.has_cycle() || has_holes();
  }

  /// Whether a path between two wanted revisions leaves the selection.
  bool has_holes() const {
    std::vector<Node> open;
    for (const Node n : map_.winners()) {
      if (!todo_[n]) continue;
      for (const Node parent : map_.node(n).normalised_down) {
        if (!todo_[parent]) open.push_back(parent);
      }
    }
    std::vector<bool> seen(todo_.size(), false);
    while (!open.empty()) {
      const Node n = open.back();
      open.pop_back();
      if (todo_[n]) return true;
      if (seen[n]) continue;
      seen[n] = true;
      const std::vector<Node>& down = map_.node(n).normalised_down;
      open.insert(open.end(), down.begin(), down.end());
    }
    return false;
  }

  /// Parents get lower numbers than children, so that searches can stop early.
  void number_nodes() {
    core::Adjacency parents;
    parents.reserve(todo_.size());
    for (const RevisionNode& node : map_.nodes()) parents.add_node(node.normalised_down);
    numbers_.assign(todo_.size(), 0);
    std::uint32_t number = 0;
    for (const Node n : core::topological_order(parents)) numbers_[n] = number++;
  }

  /// The first open head, other than the one at `at`, that descends from `candidate`.
  std::optional<std::size_t> find_above(Node candidate, std::size_t at) {
    if (!is_literal_ && waiting_[candidate] == 0) return std::nullopt;
    for (std::size_t i = 0; i < heads_.size(); ++i) {
      if (i == at || map_.component(heads_[i]) != map_.component(candidate)) continue;
      if (descends(heads_[i], candidate)) return i;
    }
    return std::nullopt;
  }

  /// Whether `ancestor` is reached from `from` going down, `from` itself included.
  bool descends(Node from, Node ancestor) {
    if (marks_.empty()) {
      marks_.assign(todo_.size(), 0);
      if (!is_literal_) number_nodes();
    }
    ++stamp_;
    open_.assign(1, from);
    while (!open_.empty()) {
      const Node n = open_.back();
      open_.pop_back();
      if (n == ancestor) return true;
      if (marks_[n] == stamp_) continue;
      marks_[n] = stamp_;
      for (const Node parent : map_.node(n).normalised_down) {
        if (is_literal_ || numbers_[parent] >= numbers_[ancestor]) open_.push_back(parent);
      }
    }
    return false;
  }

  void emit(Node n) {
    order_.push_back(n);
    todo_[n] = false;
    for (const Node parent : map_.node(n).normalised_down) --waiting_[parent];
  }

  /// Puts the candidate's parents in its place; returns where to go on.
  std::size_t replace(Node candidate, std::size_t at) {
    added_.clear();
    for (const Node parent : map_.node(candidate).normalised_down) {
      if (todo_[parent] && !open_heads_[parent]) added_.push_back(parent);
    }
    open_heads_[candidate] = false;
    for (const Node n : added_) open_heads_[n] = true;
    if (added_.empty()) {
      heads_.erase(heads_.begin() + static_cast<std::ptrdiff_t>(at));
      return at > 0 ? at - 1 : 0;
    }
    heads_[at] = added_[0];
    heads_.insert(heads_.end(), added_.begin() + 1, added_.end());
    return at;
  }

  const RevisionMap& map_;
  std::vector<bool> todo_;
  std::vector<bool> open_heads_;
  std::vector<Node> heads_;
  std::vector<std::uint32_t> waiting_;  // wanted children not yet emitted
  std::vector<std::uint32_t> numbers_;
  std::vector<std::uint32_t> marks_;
  std::uint32_t stamp_ = 0;
  std::vector<Node> open_;
  std::vector<Node> added_;
  std::vector<Node> order_;
  bool is_literal_ = false;
};

}  // namespace

std::vector<Node> topological_sort(const RevisionMap& map, const std::vector<bool>& wanted,
                                   const std::vector<Node>& heads) {
  return Sorter(map, wanted, heads).run();
}

}  // namespace plumbline::adapters::alembic
