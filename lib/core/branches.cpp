#include "core/branches.hpp"

#include <algorithm>

#include "core/format.hpp"
#include "core/graph.hpp"
#include "core/name_index.hpp"

namespace plumbline::core {

namespace {

class Graph {
 public:
  explicit Graph(const std::vector<const Change*>& changes)
      : changes_(changes), numbers_(changes.size()) {
    for (Node n = 0; n < changes.size(); ++n) numbers_.try_emplace(changes[n]->id, n);
    parents_.reserve(changes.size());
    for (Node n = 0; n < changes.size(); ++n) {
      parents_.add_node();
      for (const std::string& parent : changes[n]->parents) {
        const auto found = numbers_.find(parent);
        if (found) {
          parents_.add_edge(*found);
        } else {
          torn_.push_back(n);
        }
      }
    }
  }

  [[nodiscard]] const Adjacency& parents() const noexcept { return parents_; }
  [[nodiscard]] const Change& change(Node n) const { return *changes_[n]; }
  [[nodiscard]] Node number(const Change& change) const { return *numbers_.find(change.id); }
  [[nodiscard]] std::vector<bool> below(Node n) const { return reachable_from(parents_, {n}); }

  [[nodiscard]] std::vector<const Change*> heads() const {
    std::vector<bool> is_parent(changes_.size(), false);
    for (Node n = 0; n < changes_.size(); ++n) {
      for (const Node parent : parents_[n]) is_parent[parent] = true;
    }
    std::vector<bool> is_torn(changes_.size(), false);
    if (!torn_.empty()) is_torn = reachable_from(reverse_edges(parents_), torn_);
    std::vector<const Change*> heads;
    for (Node n = 0; n < changes_.size(); ++n)
      if (!is_parent[n] && !is_torn[n]) heads.push_back(changes_[n]);
    return heads;
  }

  /// Whether a change of `lower` requires one of `branch`, which shall come behind it.
  [[nodiscard]] const Change* requires_of(const std::vector<bool>& lower,
                                          const std::vector<bool>& branch) const {
    for (Node n = 0; n < changes_.size(); ++n) {
      if (!lower[n]) continue;
      for (const Reference& reference : changes_[n]->requirements) {
        const auto found = numbers_.find(reference.target);
        if (found && branch[*found]) return changes_[n];
      }
    }
    return nullptr;
  }

 private:
  const std::vector<const Change*>& changes_;
  NameIndex numbers_;
  Adjacency parents_;
  std::vector<Node> torn_;
};

/// The one beginning of a branch, or why it cannot be moved.
class Branch {
 public:
  Branch(const Graph& graph, std::vector<bool> own) : graph_(graph), own_(std::move(own)) {}

  Linearisation::Move judge(const LinearOrder& order, const std::vector<bool>& lower,
                            Linearisation& result) const {
    Linearisation::Move move;
    for (Node n = 0; n < own_.size(); ++n) {
      if (!own_[n]) continue;
      const Change& change = graph_.change(n);
      if (order.is_applied(change))
        return refuse(result, change,
                      format("revision \"{}\" is applied already, it cannot be put behind another",
                             change.id));
      if (const std::string_view label = attribute(change, "branch_label"); !label.empty())
        return refuse(result, change,
                      format("revision \"{}\" has the branch label \"{}\": a named branch may be "
                             "meant to stand by itself",
                             change.id, label));
      if (change.parents.size() > 1)
        return refuse(result, change,
                      format("revision \"{}\" joins branches: only a merge keeps that", change.id));
      const auto parents = graph_.parents()[n];
      if (!parents.empty() && own_[parents.front()]) continue;
      if (move.base != nullptr)
        return refuse(result, change,
                      format("the branch of \"{}\" has more than one beginning", change.id));
      move.base = &change;
    }
    if (const Change* other = graph_.requires_of(lower, own_))
      return refuse(
          result, *other,
          format("revision \"{}\" depends on the branch that would come behind it", other->id));
    return move;
  }

 private:
  static Linearisation::Move refuse(Linearisation& result, const Change& at, std::string why) {
    result.refusal = std::move(why);
    result.refused_at = &at;
    return {};
  }

  const Graph& graph_;
  std::vector<bool> own_;
};

}  // namespace

std::vector<const Change*> heads_of(const std::vector<const Change*>& changes) {
  return Graph(changes).heads();
}

Linearisation linearise(const std::vector<const Change*>& changes, const LinearOrder& order) {
  Linearisation result;
  if (order.heads.empty()) return result;
  const Graph graph(changes);
  std::vector<bool> lower = graph.below(graph.number(*order.heads.front()));
  result.tail = order.heads.front()->id;
  for (std::size_t i = 1; i < order.heads.size(); ++i) {
    std::vector<bool> own = graph.below(graph.number(*order.heads[i]));
    for (Node n = 0; n < own.size(); ++n) own[n] = own[n] && !lower[n];
    Linearisation::Move move = Branch(graph, own).judge(order, lower, result);
    if (!result.refusal.empty()) return result;
    move.parent = result.tail;
    move.head = order.heads[i];
    result.moves.push_back(move);
    result.tail = order.heads[i]->id;
    for (Node n = 0; n < own.size(); ++n) lower[n] = lower[n] || own[n];
  }
  return result;
}

std::vector<bool> has_applied_branch(const std::vector<const Change*>& changes,
                                     const LinearOrder& order) {
  const Graph graph(changes);
  std::vector<std::uint32_t> times(changes.size(), 0);
  std::vector<std::vector<bool>> below;
  for (const Change* head : order.heads) {
    below.push_back(graph.below(graph.number(*head)));
    for (Node n = 0; n < times.size(); ++n) times[n] += below.back()[n] ? 1U : 0U;
  }
  std::vector<bool> has_applied;
  for (const std::vector<bool>& reached : below) {
    bool is_so = false;
    for (Node n = 0; n < reached.size() && !is_so; ++n)
      is_so = reached[n] && times[n] == 1 && order.is_applied(graph.change(n));
    has_applied.push_back(is_so);
  }
  return has_applied;
}

}  // namespace plumbline::core
