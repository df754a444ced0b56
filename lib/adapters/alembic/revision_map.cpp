#include "adapters/alembic/revision_map.hpp"

#include <algorithm>
#include <numeric>
#include <unordered_map>

#include "adapters/alembic/python_text.hpp"
#include "system/files.hpp"
#include "system/format.hpp"
#include "system/utf8.hpp"

namespace plumbline::adapters::alembic {

namespace {

/// Steps that spreading labels may take: more labels times revisions than any real tree has.
constexpr std::size_t max_label_steps = 50'000'000;

void add_once(std::vector<Node>& list, Node n) {
  if (std::ranges::find(list, n) == list.end()) list.push_back(n);
}

/// add_once for lists that can be long: `marks[n] == stamp` means "in the list already".
class Marks {
 public:
  explicit Marks(std::size_t size) : marks_(size, 0) {}
  void begin() { ++stamp_; }
  bool add(Node n) {
    if (marks_[n] == stamp_) return false;
    marks_[n] = stamp_;
    return true;
  }
  [[nodiscard]] bool has(Node n) const { return marks_[n] == stamp_; }

 private:
  std::vector<std::uint32_t> marks_;
  std::uint32_t stamp_ = 0;
};

Refusal key_error(std::string_view key) {
  return {Refusal::Kind::uncaught, system::format("KeyError: {}", python_repr(key)), {}, {}, {}};
}

}  // namespace

class RevisionMapBuilder {
 public:
  RevisionMapBuilder(RevisionMap& map, std::span<const RevisionFile* const> files)
      : map_(map), files_(files), marks_(files.size()), seen_dependencies_(files.size()) {}

  void run() {
    enter_ids();
    for (auto step : {&RevisionMapBuilder::enter_labels, &RevisionMapBuilder::resolve_dependencies,
                      &RevisionMapBuilder::link_parents, &RevisionMapBuilder::normalise,
                      &RevisionMapBuilder::detect_cycles}) {
      (this->*step)();
      if (map_.refusal_) return;
    }
    spread_labels();
    finish();
  }

 private:
  void refuse(Refusal refusal) {
    if (!map_.refusal_) map_.refusal_ = std::move(refusal);
  }

  void enter_ids() {
    map_.nodes_.resize(files_.size());
    map_.ids_.reserve(files_.size());
    map_.ranks_.resize(files_.size());
    for (Node n = 0; n < files_.size(); ++n) {
      map_.nodes_[n].file = files_[n];
      const auto [winner, is_new] = map_.ids_.try_emplace(files_[n]->id, n);
      if (is_new) {
        map_.ranks_[n] = static_cast<std::uint32_t>(map_.winners_.size());
        map_.winners_.push_back(n);
      } else {
        map_.warnings_.push_back(
            system::format("Revision {} is present more than once", files_[n]->id));
        map_.nodes_[winner].is_shadowed = true;
        map_.ranks_[n] = map_.ranks_[winner];
        map_.winners_[map_.ranks_[n]] = n;
        winner = n;
      }
      if (files_[n]->down.empty()) map_.bases_.push_back(n);
    }
  }

  void enter_labels() {
    for (Node n = 0; n < files_.size(); ++n) {
      for (const RevisionItem& label : files_[n]->labels) {
        const std::optional<Node> holder = map_.find(label.text);
        if (holder) {
          refuse({Refusal::Kind::revision,
                  system::format("Branch name '{}' in revision {} already used by revision {}",
                                 label.text, files_[n]->id, map_.id(*holder)),
                  {},
                  {},
                  {}});
          return;
        }
        map_.labels_.try_emplace(label.text, n);
        map_.nodes_[n].labels.push_back(label.text);
      }
      std::ranges::sort(map_.nodes_[n].labels);
    }
  }

  void resolve_dependencies() {
    for (Node n = 0; n < files_.size(); ++n) {
      for (const RevisionItem& item : files_[n]->depends_on) {
        const std::optional<Node> found = item.type == "str" ? map_.find(item.text) : std::nullopt;
        if (!found) {
          refuse(item.type == "str" ? key_error(item.text)
                                    : Refusal{Refusal::Kind::uncaught,
                                              system::format("KeyError: {}", item.text),
                                              {},
                                              {},
                                              {}});
          return;
        }
        // A label's dependency is on the revision's id, which a later file may have taken.
        map_.nodes_[n].dependencies.push_back(*map_.ids_.find(map_.id(*found)));
      }
    }
  }

  void link_parents() {
    for (const Node n : map_.winners_) {
      link(n);
      if (map_.refusal_) return;
    }
    for (Node n = 0; n < files_.size(); ++n) {
      if (!map_.nodes_[n].is_shadowed) continue;
      // A label keeps a copy in Alembic's dictionary: its parents then count the id as their child.
      if (files_[n]->labels.empty()) {
        link_shadowed(n);
      } else {
        link(n);
      }
      if (map_.refusal_) return;
    }
    std::vector<bool> has_next(files_.size(), false);
    std::vector<bool> has_any_next(files_.size(), false);
    for (Node n = 0; n < files_.size(); ++n) {
      has_next[n] = !map_.nodes_[n].next.empty();
      has_any_next[n] = !map_.nodes_[n].all_next.empty();
    }
    for (Node n = 0; n < files_.size(); ++n) {
      if (!has_next[n]) map_.heads_.push_back(n);
      if (!has_any_next[n]) map_.real_heads_.push_back(n);
    }
  }

  void link(Node n) {
    RevisionNode& node = map_.nodes_[n];
    const Node child = map_.winners_[map_.ranks_[n]];
    const auto add_child = [&](std::vector<Node>& children) {
      if (child == n) {
        children.push_back(child);
      } else {
        add_once(children, child);
      }
    };
    marks_.begin();
    for (const RevisionItem& item : node.file->down) {
      const bool is_text = item.type == "str";
      const std::optional<Node> by_id = is_text ? map_.ids_.find(item.text) : std::nullopt;
      const std::optional<Node> parent = by_id || !is_text ? by_id : map_.labels_.find(item.text);
      if (!parent) {
        missing_parent(node, item);
        if (map_.refusal_) return;
        continue;
      }
      // A label leads to its revision here, and to a KeyError where only ids count.
      has_odd_parent_ |= !by_id;
      if (!marks_.add(*parent)) continue;
      node.down.push_back(*parent);
      if (by_id) add_child(map_.nodes_[*parent].next);
      add_child(map_.nodes_[*parent].all_next);
    }
    for (const Node dependency : node.dependencies) {
      if (marks_.add(dependency)) add_child(map_.nodes_[dependency].all_next);
    }
  }

  /// A shadowed copy knows its parents, but they do not know it.
  void link_shadowed(Node n) {
    RevisionNode& node = map_.nodes_[n];
    for (const RevisionItem& item : node.file->down) {
      const auto found = map_.ids_.find(item.text);
      if (!found || item.type != "str") {
        has_odd_parent_ = true;
      } else {
        add_once(node.down, *found);
      }
    }
  }

  void missing_parent(const RevisionNode& node, const RevisionItem& item) {
    std::optional<Refusal> broken;
    const std::string shown =
        describe_revision(*node.file, node.next.empty(), node.next.size() > 1, broken);
    if (broken) {
      refuse(*std::move(broken));
      return;
    }
    map_.warnings_.push_back(
        system::format("Revision {} referenced from {} is not present", item.text, shown));
    refuse(key_error(item.text));
  }

  /// A chain is a run of revisions with one parent each and one child each: a search passes along
  /// it in one step.
  struct Chains {
    std::vector<std::uint32_t> chain;
    std::vector<std::uint32_t> place;
    std::vector<Node> first;
  };

  Chains find_chains() const {
    const auto none = static_cast<std::uint32_t>(-1);
    Chains chains{std::vector<std::uint32_t>(files_.size(), none),
                  std::vector<std::uint32_t>(files_.size(), 0),
                  {}};
    const auto continues = [&](Node n) {
      const RevisionNode& node = map_.nodes_[n];
      return node.down.size() == 1 && !node.is_shadowed &&
             map_.nodes_[node.down[0]].next.size() == 1;
    };
    const auto follow = [&](Node n) {
      const auto chain = static_cast<std::uint32_t>(chains.first.size());
      chains.first.push_back(n);
      for (std::uint32_t place = 0;; ++place) {
        chains.chain[n] = chain;
        chains.place[n] = place;
        const std::vector<Node>& next = map_.nodes_[n].next;
        if (next.size() != 1 || !continues(next[0]) || chains.chain[next[0]] != none) return;
        n = next[0];
      }
    };
    for (Node n = 0; n < files_.size(); ++n) {
      if (!continues(n)) follow(n);
    }
    for (Node n = 0; n < files_.size(); ++n) {
      if (chains.chain[n] == none) follow(n);  // rings without a beginning
    }
    return chains;
  }

  /// Drops each dependency that a strict ancestor (through `down` only) has as well.
  void normalise() {
    std::vector<std::vector<Node>> holders(files_.size());  // by dependency
    bool has_shared = false;
    for (Node n = 0; n < files_.size(); ++n) {
      for (const Node dependency : map_.nodes_[n].dependencies) {
        add_once_at_end(holders[dependency], n);
        has_shared |= holders[dependency].size() > 1;
      }
    }
    const Chains chains = has_shared ? find_chains() : Chains{};
    std::unordered_map<Node, Places> places;
    const auto places_of = [&](Node dependency) -> const Places& {
      const auto [found, is_new] = places.try_emplace(dependency);
      if (is_new) found->second = first_places(holders[dependency], chains);
      return found->second;
    };
    for (Node n = 0; n < files_.size(); ++n) {
      RevisionNode& node = map_.nodes_[n];
      marks_.begin();
      for (const Node parent : node.down) {
        if (marks_.add(parent)) node.normalised_down.push_back(parent);
      }
      seen_dependencies_.begin();
      for (const Node dependency : node.dependencies) {
        if (!seen_dependencies_.add(dependency)) continue;
        const bool is_brought =
            holders[dependency].size() > 1 && ancestor_holds(n, places_of(dependency), chains);
        if (is_brought) continue;
        node.extra.push_back(dependency);
        if (marks_.add(dependency)) node.normalised_down.push_back(dependency);
      }
    }
  }

  static void add_once_at_end(std::vector<Node>& list, Node n) {
    if (list.empty() || list.back() != n) list.push_back(n);
  }

  /// By chain: the first place on it where somebody has the dependency. A revision's own place is
  /// above everything that it reaches, so it needs no exception.
  using Places = std::unordered_map<std::uint32_t, std::uint32_t>;

  static Places first_places(const std::vector<Node>& holders, const Chains& chains) {
    Places places;
    for (const Node holder : holders) {
      const auto [found, is_new] = places.try_emplace(chains.chain[holder], chains.place[holder]);
      if (!is_new) found->second = std::min(found->second, chains.place[holder]);
    }
    return places;
  }

  bool ancestor_holds(Node start, const Places& places, const Chains& chains) const {
    std::unordered_map<std::uint32_t, std::uint32_t>
        seen;  // chain → how far up it was entered, + 1
    std::vector<Node> open(map_.nodes_[start].down);
    while (!open.empty()) {
      const Node n = open.back();
      open.pop_back();
      const std::uint32_t chain = chains.chain[n];
      std::uint32_t& entered = seen[chain];
      if (entered > chains.place[n]) continue;
      if (const auto found = places.find(chain); found != places.end()) {
        if (found->second <= chains.place[n]) return true;
      }
      const bool is_first_visit = entered == 0;
      entered = chains.place[n] + 1;
      if (!is_first_visit) continue;
      const std::vector<Node>& down = map_.nodes_[chains.first[chain]].down;
      open.insert(open.end(), down.begin(), down.end());
    }
    return false;
  }

  Refusal cycle(std::string_view kind, std::vector<std::string_view> ids) const {
    return {Refusal::Kind::revision,
            system::format("{} is detected in revisions ({})", kind, system::join(ids, ", ")),
            {},
            {},
            {}};
  }

  std::vector<std::string_view> all_ids() const {
    std::vector<std::string_view> ids;
    for (const Node n : map_.winners_) ids.push_back(map_.id(n));
    return ids;
  }

  /// Marks what `from` reaches. Sets a KeyError where a parent is no id.
  template <typename Edges>
  std::vector<bool> reach(const std::vector<Node>& from, Edges edges, bool checks_labels) {
    std::vector<bool> seen(files_.size(), false);
    std::vector<Node> open;
    for (const Node start : from) {
      open.push_back(start);
      while (!open.empty()) {
        const Node n = open.back();
        open.pop_back();
        if (seen[n]) continue;
        seen[n] = true;
        if (checks_labels && has_odd_parent_) {
          for (const RevisionItem& item : map_.nodes_[n].file->down) {
            if (map_.ids_.contains(item.text)) continue;
            refuse(key_error(item.text));
            return seen;
          }
        }
        edges(map_.nodes_[n], open);
      }
    }
    return seen;
  }

  /// Ids in neither, by id: a shadowed copy answers for its id as well.
  std::vector<std::string_view> outside(const std::vector<bool>& below,
                                        const std::vector<bool>& above) const {
    std::vector<bool> is_below(map_.winners_.size(), false);
    std::vector<bool> is_above(map_.winners_.size(), false);
    for (Node n = 0; n < files_.size(); ++n) {
      if (below[n]) is_below[map_.ranks_[n]] = true;
      if (above[n]) is_above[map_.ranks_[n]] = true;
    }
    std::vector<std::string_view> ids;
    for (const Node n : map_.winners_) {
      if (!is_below[map_.ranks_[n]] || !is_above[map_.ranks_[n]]) ids.push_back(map_.id(n));
    }
    std::ranges::sort(ids);
    return ids;
  }

  void detect_cycles() {
    if (map_.winners_.empty()) return;
    if (map_.heads_.empty() || map_.bases_.empty()) {
      refuse(cycle("Cycle", all_ids()));
      return;
    }
    const auto push = [](std::vector<Node>& open, const std::vector<Node>& list) {
      open.insert(open.end(), list.begin(), list.end());
    };
    const auto below = reach(
        map_.heads_,
        [&](const RevisionNode& node, std::vector<Node>& open) { push(open, node.down); }, true);
    if (map_.refusal_) return;
    const auto above = reach(
        map_.bases_,
        [&](const RevisionNode& node, std::vector<Node>& open) { push(open, node.next); }, false);
    if (auto ids = outside(below, above); !ids.empty()) {
      refuse(cycle("Cycle", std::move(ids)));
      return;
    }
    std::vector<Node> real_bases;
    for (const Node n : map_.bases_) {
      if (!map_.nodes_[n].file->has_dependencies) real_bases.push_back(n);
    }
    if (map_.real_heads_.empty() || real_bases.empty()) {
      refuse(cycle("Dependency cycle", all_ids()));
      return;
    }
    const auto really_below = reach(
        map_.real_heads_,
        [&](const RevisionNode& node, std::vector<Node>& open) {
          push(open, node.down);
          push(open, node.dependencies);
        },
        true);
    const auto really_above = reach(
        real_bases,
        [&](const RevisionNode& node, std::vector<Node>& open) { push(open, node.all_next); },
        false);
    if (auto ids = outside(really_below, really_above); !ids.empty())
      refuse(cycle("Dependency cycle", std::move(ids)));
  }

  static void add_labels(std::vector<std::string>& to, const std::vector<std::string>& from) {
    for (const std::string& label : from) {
      const auto place = std::ranges::lower_bound(to, label);
      if (place == to.end() || *place != label) to.insert(place, label);
    }
  }

  /// As RevisionMap._add_branches: to all descendants, then down from the last one visited.
  void spread_labels() {
    std::size_t steps = 0;
    for (Node start = 0; start < files_.size(); ++start) {
      if (map_.nodes_[start].labels.empty() || files_[start]->labels.empty()) continue;
      std::vector<Node> open = {start};
      Node last = start;
      marks_.begin();
      while (!open.empty()) {
        const Node n = open.back();
        open.pop_back();
        if (!marks_.add(n)) continue;
        if (++steps > max_label_steps) return;
        last = n;
        if (n != start) add_labels(map_.nodes_[n].labels, map_.nodes_[start].labels);
        open.insert(open.end(), map_.nodes_[n].next.begin(), map_.nodes_[n].next.end());
      }
      Node n = last;
      while (map_.nodes_[n].all_next.size() <= 1 && map_.nodes_[n].file->down.size() <= 1) {
        if (++steps > max_label_steps) return;
        if (n != start) add_labels(map_.nodes_[n].labels, map_.nodes_[start].labels);
        if (map_.nodes_[n].down.empty()) break;
        n = map_.nodes_[n].down[0];
      }
    }
  }

  void finish() {
    core::Adjacency edges;
    edges.reserve(files_.size());
    map_.components_.resize(files_.size());
    std::iota(map_.components_.begin(), map_.components_.end(), 0U);
    const auto root_of = [&](std::uint32_t n) {
      while (map_.components_[n] != n) {
        map_.components_[n] = map_.components_[map_.components_[n]];
        n = map_.components_[n];
      }
      return n;
    };
    for (Node n = 0; n < files_.size(); ++n) {
      edges.add_node(map_.nodes_[n].normalised_down);
      for (const Node parent : map_.nodes_[n].normalised_down) {
        const std::uint32_t left = root_of(n);
        const std::uint32_t right = root_of(parent);
        map_.components_[std::max(left, right)] = std::min(left, right);
      }
    }
    for (Node n = 0; n < files_.size(); ++n) map_.components_[n] = root_of(n);
    map_.has_cycle_ = core::topological_order(edges).size() != files_.size();
  }

  RevisionMap& map_;
  std::span<const RevisionFile* const> files_;
  Marks marks_;
  Marks seen_dependencies_;
  bool has_odd_parent_ = false;
};

RevisionMap::RevisionMap(std::span<const RevisionFile* const> files) {
  RevisionMapBuilder(*this, files).run();
}

std::optional<Node> RevisionMap::find(std::string_view name) const {
  const std::optional<Node> found = ids_.find(name);
  return found ? found : labels_.find(name);
}

std::vector<std::string_view> RevisionMap::with_prefix(std::string_view prefix) const {
  std::vector<std::string_view> names;
  const auto add = [&](std::string_view name) {
    if (name.starts_with(prefix) && system::count_code_points(name) > 3) names.push_back(name);
  };
  for (const Node n : winners_) add(id(n));
  for (const RevisionNode& node : nodes_) {
    for (const RevisionItem& label : node.file->labels) add(label.text);
  }
  return names;
}

std::string describe_revision(const RevisionFile& file, bool is_head, bool is_branch_point,
                              std::optional<Refusal>& refusal) {
  std::string parents;
  // One parent that is '' is false in Python, like none at all.
  const bool is_shown_as_base =
      file.down.empty() || (file.down.size() == 1 && file.down[0].text.empty());
  if (is_shown_as_base) {
    parents = "<base>";
  } else {
    for (std::size_t i = 0; i < file.down.size(); ++i) {
      if (file.down[i].type != "str") {
        refusal =
            Refusal{Refusal::Kind::uncaught,
                    system::format("TypeError: sequence item {}: expected str instance, {} found",
                                   i, file.down[i].type),
                    {},
                    {},
                    {}};
        return {};
      }
      parents += (i > 0 ? ", " : "") + file.down[i].text;
    }
  }
  return system::format("{} -> {}{}{}{}, {}", parents, file.id, is_head ? " (head)" : "",
                        is_branch_point ? " (branchpoint)" : "",
                        file.down.size() > 1 ? " (mergepoint)" : "", file.doc);
}

std::string missing_attribute(const RevisionFile& file, std::string_view attribute) {
  std::string module;
  std::string_view name = system::base_name(file.file);
  while (!name.empty()) {
    const system::Decoded decoded = system::decode_code_point(name);
    module += system::is_word(decoded.code_point) ? name.substr(0, decoded.length) : "_";
    name.remove_prefix(decoded.length);
  }
  return system::format("module '{}' has no attribute '{}'", module, attribute);
}

}  // namespace plumbline::adapters::alembic
