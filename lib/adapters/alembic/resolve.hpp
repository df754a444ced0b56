/// What an identifier means, and how far relative ones walk: the look-ups of RevisionMap
/// (alembic 1.20.1, script/revision.py). Every function throws a Refusal where Alembic raises.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/alembic/revision_map.hpp"

namespace plumbline::adapters::alembic {

/// What Alembic's look-ups return: a revision, None, or the text "base".
struct Target {
  enum class Kind { none, base, revision };
  Kind kind = Kind::none;
  Node node = 0;

  static Target of(Node n) { return {Kind::revision, n}; }
  [[nodiscard]] bool is_revision() const noexcept { return kind == Kind::revision; }
  bool operator==(const Target&) const = default;
};

/// `label@name+2`, taken apart as Alembic's regular expression does.
struct Relative {
  std::optional<std::string> label;
  std::optional<std::string> symbol;
  std::string text;  ///< "+2"
  std::int64_t steps = 0;
};
std::optional<Relative> read_relative(std::string_view text);

/// Which edges a walk over the graph follows.
enum class Edges { down, normalised_down, next, all_next };

class Resolver {
 public:
  explicit Resolver(const RevisionMap& map) : map_(map) {}

  /// get_revisions for one identifier; absent = None.
  [[nodiscard]] std::vector<Target> get_revisions(const std::optional<std::string>& id) const;
  [[nodiscard]] std::vector<Target> get_revisions(const std::vector<std::string>& ids) const;
  [[nodiscard]] Target get_revision(const std::optional<std::string>& id) const;
  /// What a row of the version table means. A row is looked up like any identifier.
  [[nodiscard]] Node get_revision_for_row(const std::string& row) const;
  /// get_revision(id of n), which is not always n: an id may look like a symbol.
  [[nodiscard]] Target named_again(Node n) const;

  [[nodiscard]] Target walk(Target start, std::int64_t steps,
                            const std::optional<std::string>& label, bool no_overwalk) const;
  [[nodiscard]] Node resolve_branch(const std::string& label) const;
  /// The targets that share a line with what `against` names.
  [[nodiscard]] std::vector<Node> filter_for_lineage(const std::vector<Node>& targets,
                                                     const std::string& against,
                                                     bool with_dependencies) const;
  /// All that `from` reaches, `from` included: a flag for each node.
  [[nodiscard]] std::vector<bool> reach(const std::vector<Node>& from, Edges edges) const;
  /// As reach over normalised_down; throws when one of `from` is reached from another.
  [[nodiscard]] std::vector<bool> reach_checked(const std::vector<Node>& from, Edges edges) const;

 private:
  using Resolved = std::pair<std::vector<std::string>, std::optional<std::string>>;
  [[nodiscard]] Resolved resolve_number(const std::optional<std::string>& id) const;
  [[nodiscard]] Target revision_for(const std::string& id,
                                    const std::optional<std::string>& label) const;
  [[nodiscard]] bool shares_lineage(Node target, const std::vector<Node>& with,
                                    bool with_dependencies) const;
  [[nodiscard]] const std::vector<Node>& edges_of(Node n, Edges edges) const;

  const RevisionMap& map_;
};

/// Children before parents, as Alembic's _topological_sort puts them: `wanted` marks the nodes,
/// `heads` where to begin. topological_sort.cpp
std::vector<Node> topological_sort(const RevisionMap& map, const std::vector<bool>& wanted,
                                   const std::vector<Node>& heads);

}  // namespace plumbline::adapters::alembic
