/// The graph of revisions as Alembic's RevisionMap builds it (alembic 1.20.1, script/revision.py):
/// which file wins an id, heads and real heads, labels and how far they reach, dependencies without
/// what ancestors already bring. Borrowed: the files must outlive it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/alembic/read_revision.hpp"
#include "core/graph.hpp"
#include "core/name_index.hpp"

namespace plumbline::adapters::alembic {

using core::Node;

/// An exception of Alembic or Python, mirrored: thrown by the map's questions, caught where they
/// are answered.
struct Refusal {
  enum class Kind {
    revision,        ///< RevisionError: the text as it is
    resolution,      ///< ResolutionError: commands say "Can't locate revision identified by …"
    multiple_heads,  ///< commands say which argument was ambiguous
    range,           ///< RangeNotAncestorError
    uncaught,        ///< a traceback: "KeyError: 'x'"
  };
  Kind kind = Kind::revision;
  std::string text;      ///< str() of the exception; for `uncaught` with its class before it
  std::string argument;  ///< of resolution and multiple_heads
  std::string lower;     ///< of range
  std::string upper;
};

/// What one revision is in the graph. Ids of parents that no file has are not in `down`.
struct RevisionNode {
  const RevisionFile* file = nullptr;
  std::vector<Node> down;             ///< down_revision, as files that won their ids
  std::vector<Node> dependencies;     ///< depends_on, resolved, repetitions kept
  std::vector<Node> extra;            ///< dependencies that no ancestor brings already
  std::vector<Node> normalised_down;  ///< down, then extra, without repetitions
  std::vector<Node> next;             ///< whose `down` this is
  std::vector<Node> all_next;         ///< … or whose dependency
  std::vector<std::string> labels;    ///< as spread; sorted
  bool is_shadowed = false;           ///< a file loaded later took the id
};

class RevisionMap {
 public:
  /// `files` in load order, each with an id. Never throws; what Alembic would raise is `refusal()`.
  explicit RevisionMap(std::span<const RevisionFile* const> files);

  [[nodiscard]] const std::optional<Refusal>& refusal() const noexcept { return refusal_; }
  [[nodiscard]] const std::vector<std::string>& warnings() const noexcept { return warnings_; }
  [[nodiscard]] const std::vector<RevisionNode>& nodes() const noexcept { return nodes_; }
  [[nodiscard]] const RevisionNode& node(Node n) const { return nodes_[n]; }
  [[nodiscard]] const std::string& id(Node n) const { return nodes_[n].file->id; }
  /// In load order, shadowed copies included.
  [[nodiscard]] const std::vector<Node>& heads() const noexcept { return heads_; }
  [[nodiscard]] const std::vector<Node>& real_heads() const noexcept { return real_heads_; }
  [[nodiscard]] const std::vector<Node>& bases() const noexcept { return bases_; }
  /// The file that has won the id or carries the label; absent when none does.
  [[nodiscard]] std::optional<Node> find(std::string_view name) const;
  /// Ids and labels longer than three characters that begin with `prefix`.
  [[nodiscard]] std::vector<std::string_view> with_prefix(std::string_view prefix) const;
  /// Winners in the order of Alembic's dictionary, which a duplicate does not move.
  [[nodiscard]] const std::vector<Node>& winners() const noexcept { return winners_; }
  /// Position in `winners()`; REQUIRES: not shadowed.
  [[nodiscard]] std::uint32_t rank(Node n) const { return ranks_[n]; }
  /// Weakly connected part of the graph that a node belongs to.
  [[nodiscard]] std::uint32_t component(Node n) const { return components_[n]; }
  /// Whether following `normalised_down` can come back to where it began.
  [[nodiscard]] bool has_cycle() const noexcept { return has_cycle_; }

 private:
  friend class RevisionMapBuilder;
  std::vector<RevisionNode> nodes_;
  core::NameIndex ids_;
  core::NameIndex labels_;
  std::vector<Node> winners_;
  std::vector<std::uint32_t> ranks_;
  std::vector<std::uint32_t> components_;
  std::vector<Node> heads_;
  std::vector<Node> real_heads_;
  std::vector<Node> bases_;
  std::vector<std::string> warnings_;
  std::optional<Refusal> refusal_;
  bool has_cycle_ = false;
};

/// As str(Script): "0001, 0002 -> 0003 (head) (mergepoint), DOC"; before the map is built
/// everything is a head. Absent with the TypeError in `refusal` when a parent is no text.
std::string describe_revision(const RevisionFile& file, bool is_head, bool is_branch_point,
                              std::optional<Refusal>& refusal);

/// "module '001_py' has no attribute 'upgrade'".
std::string missing_attribute(const RevisionFile& file, std::string_view attribute);

}  // namespace plumbline::adapters::alembic
