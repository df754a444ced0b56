/// More than one head where the tool deploys to one. A copy that lost its id to another file is no
/// head of its own: plan/duplicate-revision speaks of it. Nor does the end of a line that begins at
/// a parent which no file has: plan/unresolved-parent speaks of it, and its repair may join the
/// lines.

#include <algorithm>
#include <string_view>

#include "checks/checks.hpp"
#include "core/format.hpp"
#include "core/graph.hpp"
#include "core/name_index.hpp"

namespace plumbline::checks::plan {

namespace {

/// The changes that count, in plan order, and their parents.
class HeadGraph {
 public:
  explicit HeadGraph(const Plan& plan) : numbers_(plan.changes.size()) {
    changes_.reserve(plan.changes.size());
    for (const Change& change : plan.changes) {
      if (change.shadowed) continue;
      numbers_.try_emplace(change.id, static_cast<core::Node>(changes_.size()));
      changes_.push_back(&change);
    }
    parents_.reserve(changes_.size());
    for (core::Node n = 0; n < changes_.size(); ++n) {
      parents_.add_node();
      for (const std::string& parent : changes_[n]->parents) {
        const auto found = numbers_.find(parent);
        if (found) {
          parents_.add_edge(*found);
        } else {
          torn_.push_back(n);
        }
      }
    }
  }

  /// Those of whole lines, in plan order.
  [[nodiscard]] std::vector<core::Node> heads() const {
    std::vector<bool> is_parent(changes_.size(), false);
    for (core::Node n = 0; n < changes_.size(); ++n) {
      for (const core::Node parent : parents_[n]) is_parent[parent] = true;
    }
    std::vector<core::Node> heads;
    for (core::Node n = 0; n < changes_.size(); ++n) {
      if (!is_parent[n]) heads.push_back(n);
    }
    if (torn_.empty()) return heads;
    const std::vector<bool> is_torn = core::reachable_from(core::reverse_edges(parents_), torn_);
    std::erase_if(heads, [&](core::Node n) { return is_torn[n]; });
    return heads;
  }

  /// The last change that all of them descend from, or null.
  [[nodiscard]] const Change* common_ancestor(const std::vector<core::Node>& heads) const {
    std::vector<std::uint32_t> reached(changes_.size(), 0);
    for (const core::Node head : heads) {
      const std::vector<bool> below = core::reachable_from(parents_, {head});
      for (core::Node n = 0; n < below.size(); ++n) reached[n] += below[n] ? 1U : 0U;
    }
    for (core::Node n = static_cast<core::Node>(changes_.size()); n-- > 0;) {
      if (reached[n] == heads.size()) return changes_[n];
    }
    return nullptr;
  }

  [[nodiscard]] const Change& change(core::Node n) const { return *changes_[n]; }

 private:
  std::vector<const Change*> changes_;
  core::NameIndex numbers_;
  core::Adjacency parents_;
  std::vector<core::Node> torn_;  // with a parent that no file has
};

constexpr std::size_t most_named = 10;
/// Heads times changes that are followed to find what they share.
constexpr std::size_t most_steps = 20'000'000;

}  // namespace

std::vector<Finding> multiple_heads(const Plan& plan) {
  if (!plan.traits.one_head) return {};
  const HeadGraph graph(plan);
  const std::vector<core::Node> heads = graph.heads();
  if (heads.size() < 2) return {};
  std::string names;
  for (std::size_t i = 0; i < std::min(heads.size(), most_named); ++i)
    names += core::format("{}\"{}\"", i > 0 ? ", " : "", graph.change(heads[i]).id);
  if (heads.size() > most_named) names += core::format(" and {} more", heads.size() - most_named);
  const bool is_followed = heads.size() * plan.changes.size() <= most_steps;
  const Change* parent = is_followed ? graph.common_ancestor(heads) : nullptr;
  const std::string origin = parent != nullptr ? core::format("they part after \"{}\"", parent->id)
                             : is_followed     ? std::string("they share no parent")
                                           : std::string("their common parent was not looked for");
  const Change& last = graph.change(heads.back());
  Finding finding =
      make_finding("plan/multiple-heads",
                   core::format("{} heads: {}; {}", heads.size(), names, origin), last.where);
  finding.change = last.id;
  finding.tool_says = plan.refusal;
  for (std::size_t i = 0; i + 1 < heads.size() && i < most_named; ++i)
    finding.related.push_back({graph.change(heads[i]).where, "another head"});
  if (parent != nullptr) finding.related.push_back({parent->where, "the common parent"});
  return {std::move(finding)};
}

}  // namespace plumbline::checks::plan
