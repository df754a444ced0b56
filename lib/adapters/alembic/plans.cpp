#include "adapters/alembic/plans.hpp"

#include <algorithm>

#include "system/format.hpp"

namespace plumbline::adapters::alembic {

namespace {

/// The words that a command puts in the place of an exception's own.
struct Wording {
  std::string range;           ///< for RangeNotAncestorError
  std::string multiple_heads;  ///< "" = the usual text
  std::string end;             ///< the argument that the usual text names; "" = the exception's own
};

std::string usual_multiple_heads(const std::string& argument) {
  return system::format(
      "Multiple head revisions are present for given argument '{0}'; please specify a specific "
      "target revision, '<branchname>@{0}' to narrow to a specific head, or 'heads' for all heads",
      argument);
}

/// As ScriptDirectory._catch_revision_errors.
Stopped stopped_by(const Refusal& refusal, const Wording& wording) {
  switch (refusal.kind) {
    case Refusal::Kind::range: {
      if (!wording.range.empty()) return {wording.range, false};
      return {
          system::format("Requested range {}:{} does not refer to ancestor/descendant revisions "
                         "along the same branch",
                         refusal.lower, refusal.upper),
          false};
    }
    case Refusal::Kind::multiple_heads:
      if (!wording.multiple_heads.empty()) return {wording.multiple_heads, false};
      return {usual_multiple_heads(wording.end.empty() ? refusal.argument : wording.end), false};
    case Refusal::Kind::resolution:
      return {system::format("Can't locate revision identified by '{}'", refusal.argument), false};
    case Refusal::Kind::revision:
      return {refusal.text, false};
    case Refusal::Kind::uncaught:
      break;
  }
  return {refusal.text, true};
}

[[noreturn]] void fail(std::string text) {
  throw Refusal{Refusal::Kind::revision, std::move(text), {}, {}, {}};
}

[[noreturn]] void fail_uncaught(std::string text) {
  throw Refusal{Refusal::Kind::uncaught, std::move(text), {}, {}, {}};
}

void add_once(std::vector<Node>& list, Node n) {
  if (std::ranges::find(list, n) == list.end()) list.push_back(n);
}

std::string too_few(const std::string& text, std::int64_t steps) {
  return system::format("Relative revision {} didn't produce {} migrations", text,
                        steps < 0 ? -steps : steps);
}

/// Collects the revisions between two states. One object a question.
class Collector {
 public:
  explicit Collector(const RevisionMap& map) : map_(map), resolver_(map) {}

  /// As _collect_upgrade_revisions with implicit_base, children first.
  std::vector<Node> upgrade(const std::string& target, const Rows& current) {
    const std::vector<Node> targets = nodes_of(upgrade_targets(target, current, true));
    const auto required = resolver_.reach_checked(targets, Edges::normalised_down);
    const std::vector<Target> rows = resolver_.get_revisions(current);
    std::vector<bool> needs = required;
    remove(needs, resolver_.reach_checked(nodes_of(rows), Edges::normalised_down));
    return sorted(needs, targets);
  }

  /// The same for a range: both ends included, only what descends from the lower one.
  std::vector<Node> range(const std::string& from, const std::string& to) {
    const Rows lower_row = {from};
    std::vector<Node> targets = nodes_of(upgrade_targets(to, lower_row, false));
    if (const std::size_t at = from.find('@'); at != std::string::npos)
      targets = only_branch(targets, from.substr(0, at));
    const auto required = resolver_.reach_checked(targets, Edges::normalised_down);
    std::vector<Target> current = resolver_.get_revisions(std::optional<std::string>(from));
    std::optional<std::string> lower = from;
    for (const Target& each : current) {
      if (each.is_revision() && !required[each.node]) throw not_ancestor(from, to);
      if (each.kind == Target::Kind::base) throw not_ancestor(from, to);
    }
    if (!current.empty() && current[0].kind == Target::Kind::none) {
      const Target rev = downgrade_target({to}, from, false).second;
      if (rev.kind == Target::Kind::none) fail_uncaught("AssertionError: ");
      current.clear();
      lower.reset();
      if (rev.is_revision()) {
        current.push_back(rev);
        lower = map_.id(rev.node);
      }
    }
    std::vector<bool> needs = required;
    remove(needs, resolver_.reach_checked(nodes_of(current), Edges::normalised_down));
    for (const Node n : nodes_of(resolver_.get_revisions(lower))) needs[n] = true;
    if (!current.empty()) {
      const auto above = resolver_.reach_checked(nodes_of(current), Edges::next);
      for (Node n = 0; n < needs.size(); ++n) needs[n] = needs[n] && above[n];
    }
    return sorted(needs, targets);
  }

  /// As _collect_downgrade_revisions, children first.
  std::vector<Node> downgrade(const std::string& target, const Rows& current) {
    const auto [label, destination] = downgrade_target(current, target, true);
    std::vector<Node> roots = downgrade_roots(destination);
    if (label && !label->empty() && roots.size() > 1) {
      const auto ancestors = resolver_.reach({resolver_.resolve_branch(*label)}, Edges::down);
      std::erase_if(roots, [&](Node n) { return !ancestors[n]; });
      if (roots.empty()) fail("Not a valid downgrade target from current heads");
    }
    const std::vector<Node> heads = nodes_of(resolver_.get_revisions(current));
    std::vector<bool> dropped = resolver_.reach(roots, Edges::all_next);
    const auto active = resolver_.reach(heads, Edges::normalised_down);
    bool is_empty = true;
    for (Node n = 0; n < dropped.size(); ++n) {
      dropped[n] = dropped[n] && active[n];
      is_empty &= !dropped[n];
    }
    const bool is_head =
        destination.is_revision() && std::ranges::find(heads, destination.node) != heads.end();
    if (destination.is_revision() && is_empty && !is_head)
      throw Refusal{Refusal::Kind::range, "Nothing to drop", {}, "Nothing to drop", {}};
    return sorted(dropped, heads);
  }

  const Resolver& resolver() const { return resolver_; }

 private:
  static Refusal not_ancestor(const std::string& lower, const std::string& upper) {
    return {Refusal::Kind::range,
            system::format("Revision {} is not an ancestor of revision {}", lower, upper),
            {},
            lower,
            upper};
  }

  static void remove(std::vector<bool>& from, const std::vector<bool>& what) {
    for (std::size_t i = 0; i < from.size(); ++i) from[i] = from[i] && !what[i];
  }

  static std::vector<Node> nodes_of(const std::vector<Target>& targets) {
    std::vector<Node> nodes;
    for (const Target& target : targets) {
      if (!target.is_revision()) fail_uncaught("AssertionError: ");
      nodes.push_back(target.node);
    }
    return nodes;
  }

  std::vector<Node> sorted(const std::vector<bool>& wanted, const std::vector<Node>& heads) const {
    std::vector<Node> order;
    for (const Node n : topological_sort(map_, wanted, heads)) {
      const Target again = resolver_.named_again(n);
      if (!again.is_revision()) fail_uncaught("AssertionError: ");
      order.push_back(again.node);
    }
    return order;
  }

  std::vector<Node> only_branch(const std::vector<Node>& targets, std::string branch) const {
    const Target named = resolver_.get_revision(branch);
    if (named.is_revision() && map_.id(named.node) == branch) {
      const auto& labels = map_.node(named.node).labels;
      if (labels.size() != 1) fail_uncaught("AssertionError: ");
      branch = labels[0];
    }
    std::vector<Node> kept;
    for (const Node n : targets) {
      const auto& labels = map_.node(n).labels;
      if (std::ranges::find(labels, branch) != labels.end()) add_once(kept, n);
    }
    return kept;
  }

  std::vector<Node> downgrade_roots(const Target& destination) const {
    std::vector<Node> roots;
    if (destination.is_revision()) {
      for (const Node n : map_.node(destination.node).next) {
        const Target again = resolver_.named_again(n);
        if (!again.is_revision()) fail_uncaught("AssertionError: ");
        roots.push_back(again.node);
      }
      return roots;
    }
    for (const Node n : map_.winners()) {
      if (map_.node(n).file->down.empty()) roots.push_back(n);
    }
    return roots;
  }

  [[noreturn]] static void too_far(const std::string& text, std::int64_t steps) {
    fail(too_few(text, steps));
  }

  static std::string labelled(const Relative& relative) {
    return relative.label ? *relative.label + "@" + *relative.symbol : *relative.symbol;
  }

  /// As _parse_downgrade_target.
  std::pair<std::optional<std::string>, Target> downgrade_target(const Rows& current,
                                                                 const std::string& target,
                                                                 bool no_overwalk) {
    const auto relative = read_relative(target);
    if (!relative) {
      const std::size_t at = target.rfind('@');
      std::optional<std::string> label;
      if (at != std::string::npos && at > 0) label = target.substr(0, at);
      const std::string symbol = at == std::string::npos ? target : target.substr(at + 1);
      return {std::move(label), resolver_.get_revision(symbol)};
    }
    if (relative->steps >= 0) {
      if (!relative->symbol) too_far(relative->text, relative->steps);
      const Target found = resolver_.walk(resolver_.get_revision(*relative->symbol),
                                          relative->steps, relative->label, no_overwalk);
      if (found.kind == Target::Kind::none) fail("Walked too far");
      return {relative->label, found};
    }
    Relative from = *relative;
    if (!relative->symbol) begin_at_current(from, current);
    const Target found = resolver_.walk(resolver_.get_revision(labelled(from)), relative->steps,
                                        std::nullopt, no_overwalk);
    if (found.kind == Target::Kind::none) {
      if (!relative->symbol) too_far(relative->text, relative->steps);
      fail("Walked too far");
    }
    return {from.label, found};
  }

  /// Names the row that `-1` or `label@-1` counts from.
  void begin_at_current(Relative& relative, const Rows& current) {
    if (relative.label) {
      std::vector<std::string> symbols;
      for (const std::string& row : current) {
        const Node n = resolver_.get_revision_for_row(row);
        if (!resolver_.filter_for_lineage({n}, *relative.label, false).empty())
          symbols.push_back(row);
      }
      if (symbols.empty()) {
        for (const Node n :
             resolver_.filter_for_lineage(all_current(current), *relative.label, false))
          symbols.push_back(map_.id(n));
      }
      if (symbols.size() != 1) fail_uncaught("AssertionError: ");
      relative.symbol = symbols[0];
      return;
    }
    if (current.empty()) too_far(relative.text, relative.steps);
    relative.symbol = current[0];
    relative.label = current[0];
  }

  /// As _get_all_current: what the rows mean as applied, without what others descend from.
  std::vector<Node> all_current(const Rows& current) const {
    const auto applied =
        resolver_.reach(nodes_of(resolver_.get_revisions(current)), Edges::normalised_down);
    std::vector<Node> tips;
    for (const Node n : map_.winners()) {
      if (!applied[n]) continue;
      const auto above = resolver_.reach({n}, Edges::next);
      bool is_tip = true;
      for (Node other = 0; other < above.size(); ++other)
        is_tip &= other == n || !above[other] || !applied[other];
      if (is_tip) tips.push_back(n);
    }
    return tips;
  }

  /// As _parse_upgrade_target.
  std::vector<Target> upgrade_targets(const std::string& target, const Rows& current,
                                      bool no_overwalk) {
    const auto relative = read_relative(target);
    if (!relative) return resolver_.get_revisions(std::optional<std::string>(target));
    if (relative->steps <= 0) {
      if (!relative->symbol) too_far(std::to_string(relative->steps), relative->steps);
      return {resolver_.walk(resolver_.get_revision(labelled(*relative)), relative->steps,
                             std::nullopt, no_overwalk)};
    }
    if (relative->symbol) {
      return {resolver_.walk(resolver_.get_revision(*relative->symbol), relative->steps,
                             relative->label, no_overwalk)};
    }
    const std::vector<Target> starts = upgrade_starts(*relative, current);
    if (starts.size() > 1) fail("Ambiguous upgrade from multiple current revisions");
    const Target found = resolver_.walk(starts[0], relative->steps, relative->label, no_overwalk);
    if (found.kind == Target::Kind::none) too_far(relative->text, relative->steps);
    return {found};
  }

  /// Where `+1` and `label@+1` count from.
  std::vector<Target> upgrade_starts(const Relative& relative, const Rows& current) const {
    std::vector<Target> starts;
    const bool has_label = relative.label && !relative.label->empty();
    if (!has_label) {
      if (current.size() > 1) return {Target{}, Target{}};
      if (current.empty()) return {Target{}};
      return {resolver_.get_revision(current[0])};
    }
    const std::vector<Node> rows = nodes_of(resolver_.get_revisions(current));
    std::vector<Node> found = resolver_.filter_for_lineage(rows, *relative.label, false);
    if (found.empty()) {
      std::vector<Node> applied;
      const auto flags = resolver_.reach(rows, Edges::normalised_down);
      for (const Node n : map_.winners()) {
        if (flags[n]) applied.push_back(n);
      }
      found = resolver_.filter_for_lineage(applied, *relative.label, false);
      std::vector<bool> is_below(map_.nodes().size(), false);
      for (const Node n : found) {
        for (const Node down : map_.node(n).normalised_down) is_below[down] = true;
      }
      std::erase_if(found, [&](Node n) { return is_below[n]; });
    }
    for (const Node n : found) starts.push_back(Target::of(n));
    if (starts.empty()) starts.push_back({});
    return starts;
  }

  const RevisionMap& map_;
  Resolver resolver_;
};

std::vector<std::string> ids_of(const RevisionMap& map, const std::vector<Node>& nodes) {
  std::vector<std::string> ids;
  for (const Node n : nodes) ids.push_back(map.id(n));
  return ids;
}

Step migration(const RevisionMap& map, Node n, Step::Kind kind) {
  const RevisionNode& node = map.node(n);
  const bool is_upgrade = kind == Step::Kind::upgrade;
  const Presence presence = is_upgrade ? node.file->upgrade : node.file->downgrade;
  if (presence == Presence::no)
    fail_uncaught("AttributeError: " +
                  missing_attribute(*node.file, is_upgrade ? "upgrade" : "downgrade"));
  Step step;
  step.kind = kind;
  step.revision = n;
  step.from = is_upgrade ? ids_of(map, node.down) : std::vector<std::string>{map.id(n)};
  step.to = is_upgrade ? std::vector<std::string>{map.id(n)} : ids_of(map, node.down);
  step.doc = node.file->doc;
  return step;
}

Step stamp(std::vector<std::string> from, std::vector<std::string> to, bool is_upward,
           bool moves_branch) {
  Step step;
  step.kind = Step::Kind::stamp;
  step.from = std::move(from);
  step.to = std::move(to);
  step.is_upward = is_upward;
  step.moves_branch = moves_branch;
  return step;
}

/// As ScriptDirectory._stamp_revs.
std::vector<Step> stamp_steps(const RevisionMap& map, std::vector<std::string> target,
                              const Rows& current) {
  const Resolver resolver(map);
  std::vector<Node> rows;
  for (const Target& row : resolver.get_revisions(current)) {
    if (row.is_revision()) rows.push_back(row.node);
  }
  if (target.empty() || (target.size() == 1 && target[0].empty())) target = {"base"};
  std::vector<Node> filtered;
  for (const std::string& each : target) {
    if (each.empty()) continue;
    for (const Node n : resolver.filter_for_lineage(rows, each, true)) add_once(filtered, n);
  }
  std::vector<Target> destinations = resolver.get_revisions(target);
  if (destinations.empty()) destinations.push_back({});
  std::vector<Step> steps;
  for (const Target& destination : destinations) {
    if (destination.kind == Target::Kind::base) fail_uncaught("AssertionError: ");
    if (!destination.is_revision()) {
      for (const Node n : filtered) steps.push_back(stamp({map.id(n)}, {}, false, true));
      continue;
    }
    if (std::ranges::find(filtered, destination.node) != filtered.end()) continue;
    const auto above = resolver.reach({destination.node}, Edges::all_next);
    const auto below = resolver.reach({destination.node}, Edges::normalised_down);
    const bool is_down = std::ranges::any_of(filtered, [&](Node n) { return above[n]; });
    const bool is_up = std::ranges::any_of(filtered, [&](Node n) { return below[n]; });
    if (is_down && is_up) fail_uncaught("AssertionError: ");
    const std::vector<std::string> to = {map.id(destination.node)};
    if (is_down || is_up) {
      steps.push_back(stamp(ids_of(map, filtered), to, is_up, false));
    } else {
      steps.push_back(stamp({}, to, true, true));
    }
  }
  return steps;
}

/// Runs `work`; what it throws becomes the outcome's `stopped`.
template <typename T, typename Work>
Outcome<T> answer(const Wording& wording, Work work) {
  Outcome<T> outcome;
  try {
    outcome.value = work();
  } catch (const Refusal& refusal) {
    outcome.stopped = stopped_by(refusal, wording);
    outcome.value = {};
  }
  return outcome;
}

}  // namespace

std::string_view step_name(const Step& step) noexcept {
  switch (step.kind) {
    case Step::Kind::upgrade:
      return "upgrade";
    case Step::Kind::downgrade:
      return "downgrade";
    case Step::Kind::stamp:
      break;
  }
  return "stamp_revision";
}

std::string step_log(const Step& step) {
  return system::format("{} {} -> {}{}{}", step_name(step), system::join(step.from, ", "),
                        system::join(step.to, ", "), step.doc.empty() ? "" : ", ", step.doc);
}

Outcome<std::vector<Step>> plan_upgrade(const RevisionMap& map, const std::string& target,
                                        const Rows& current) {
  const Wording wording{
      system::format("Destination {} is not a valid upgrade target from current head(s)", target),
      {},
      target};
  return answer<std::vector<Step>>(wording, [&] {
    std::vector<Node> nodes = Collector(map).upgrade(target, current);
    std::ranges::reverse(nodes);
    std::vector<Step> steps;
    for (const Node n : nodes) steps.push_back(migration(map, n, Step::Kind::upgrade));
    return steps;
  });
}

Outcome<std::vector<Step>> plan_downgrade(const RevisionMap& map, const std::string& target,
                                          const Rows& current) {
  const Wording wording{
      system::format("Destination {} is not a valid downgrade target from current head(s)", target),
      {},
      target};
  return answer<std::vector<Step>>(wording, [&] {
    std::vector<Step> steps;
    for (const Node n : Collector(map).downgrade(target, current))
      steps.push_back(migration(map, n, Step::Kind::downgrade));
    return steps;
  });
}

Outcome<std::vector<Step>> plan_stamp(const RevisionMap& map,
                                      const std::vector<std::string>& target, const Rows& current) {
  const Wording wording{
      {}, "Multiple heads are present; please specify a single target revision", {}};
  return answer<std::vector<Step>>(wording, [&] { return stamp_steps(map, target, current); });
}

std::optional<std::string> refused_unread(Question question, const std::string& target,
                                          const Rows& current) {
  const auto relative = read_relative(target);
  if (!relative || relative->symbol) return std::nullopt;
  if (question == Question::upgrade) {
    const bool has_label = relative->label && !relative->label->empty();
    if (relative->steps > 0 && (has_label || current.size() < 2)) return std::nullopt;
    if (relative->steps > 0) return "Ambiguous upgrade from multiple current revisions";
    return too_few(std::to_string(relative->steps), relative->steps);
  }
  const bool is_unplaced = relative->steps < 0 && !relative->label && current.empty();
  if (relative->steps < 0 && !is_unplaced) return std::nullopt;
  return too_few(relative->text, relative->steps);
}

std::optional<std::string> warned_unread(const std::string& target, const Rows& current) {
  const auto relative = read_relative(target);
  if (!relative || relative->symbol || relative->label || relative->steps >= 0) return std::nullopt;
  const bool is_one =
      std::ranges::all_of(current, [&](const std::string& row) { return row == current[0]; });
  if (is_one) return std::nullopt;
  return "downgrade -1 from multiple heads is ambiguous; this usage will be disallowed in a future "
         "release.";
}

Outcome<std::vector<Node>> plan_range(const RevisionMap& map, const std::string& from,
                                      const std::string& to) {
  const Wording wording{
      system::format("Requested range {}:{} does not refer to ancestor/descendant "
                     "revisions along the same branch",
                     from, to),
      {},
      to};
  return answer<std::vector<Node>>(wording, [&] {
    std::vector<Node> nodes = Collector(map).range(from, to);
    std::ranges::reverse(nodes);
    return nodes;
  });
}

Outcome<std::vector<std::optional<std::string>>> resolve(const RevisionMap& map,
                                                         const std::string& target) {
  using Names = std::vector<std::optional<std::string>>;
  return answer<Names>({}, [&] {
    Names names;
    for (const Target& found : Resolver(map).get_revisions(std::optional<std::string>(target))) {
      if (found.is_revision()) {
        names.emplace_back(map.id(found.node));
      } else if (found.kind == Target::Kind::base) {
        names.emplace_back("base");
      } else {
        names.emplace_back(std::nullopt);
      }
    }
    return names;
  });
}

}  // namespace plumbline::adapters::alembic
