#include "adapters/alembic/resolve.hpp"

#include <algorithm>
#include <charconv>

#include "adapters/alembic/python_text.hpp"
#include "system/format.hpp"
#include "system/utf8.hpp"

namespace plumbline::adapters::alembic {

namespace {

[[noreturn]] void fail(std::string text) {
  throw Refusal{Refusal::Kind::revision, std::move(text), {}, {}, {}};
}

[[noreturn]] void fail_resolution(std::string text, std::string argument) {
  throw Refusal{Refusal::Kind::resolution, std::move(text), std::move(argument), {}, {}};
}

[[noreturn]] void fail_uncaught(std::string text) {
  throw Refusal{Refusal::Kind::uncaught, std::move(text), {}, {}, {}};
}

/// int(text) when it is a number below zero; absent for everything else.
std::optional<std::int64_t> negative_number(std::string_view text) {
  text = python_strip(text);
  if (text.size() < 2 || text[0] != '-') return std::nullopt;
  std::int64_t number = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
  if (result.ec != std::errc{} || result.ptr != text.data() + text.size() || number >= 0)
    return std::nullopt;
  return number;
}

/// `(\w+)?((?:\+|-)\d+)` at the start of `text`.
std::optional<Relative> read_steps(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const system::Decoded decoded = system::decode_code_point(text.substr(at));
    if (!system::is_word(decoded.code_point)) break;
    at += decoded.length;
  }
  if (at >= text.size() || (text[at] != '+' && text[at] != '-')) return std::nullopt;
  std::size_t end = at + 1;
  while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
  if (end == at + 1) return std::nullopt;
  Relative relative;
  if (at > 0) relative.symbol = std::string(text.substr(0, at));
  relative.text = std::string(text.substr(at, end - at));
  const std::size_t digits = at + (text[at] == '+' ? 1 : 0);
  const auto result = std::from_chars(text.data() + digits, text.data() + end, relative.steps);
  if (result.ec != std::errc{}) relative.steps = text[at] == '-' ? INT64_MIN + 1 : INT64_MAX;
  return relative;
}

}  // namespace

std::optional<Relative> read_relative(std::string_view text) {
  const std::size_t newline = std::min(text.find('\n'), text.size());
  for (std::size_t at = text.find('@', 1); at < newline; at = text.find('@', at + 1)) {
    if (auto relative = read_steps(text.substr(at + 1))) {
      relative->label = std::string(text.substr(0, at));
      return relative;
    }
  }
  return read_steps(text);
}

const std::vector<Node>& Resolver::edges_of(Node n, Edges edges) const {
  const RevisionNode& node = map_.node(n);
  switch (edges) {
    case Edges::down:
      return node.down;
    case Edges::normalised_down:
      return node.normalised_down;
    case Edges::next:
      return node.next;
    case Edges::all_next:
      break;
  }
  return node.all_next;
}

std::vector<bool> Resolver::reach(const std::vector<Node>& from, Edges edges) const {
  std::vector<bool> seen(map_.nodes().size(), false);
  std::vector<Node> open(from);
  while (!open.empty()) {
    const Node n = open.back();
    open.pop_back();
    if (seen[n]) continue;
    seen[n] = true;
    const std::vector<Node>& next = edges_of(n, edges);
    open.insert(open.end(), next.begin(), next.end());
  }
  return seen;
}

std::vector<bool> Resolver::reach_checked(const std::vector<Node>& from, Edges edges) const {
  std::vector<bool> is_target(map_.nodes().size(), false);
  for (const Node n : from) is_target[n] = true;
  std::vector<bool> seen(map_.nodes().size(), false);
  std::vector<Node> open;
  std::vector<Node> overlaps;
  for (const Node target : from) {
    overlaps.clear();
    open.push_back(target);
    while (!open.empty()) {
      const Node n = open.back();
      open.pop_back();
      if (n != target && is_target[n] && std::ranges::find(overlaps, n) == overlaps.end())
        overlaps.push_back(n);
      if (seen[n]) continue;
      seen[n] = true;
      const std::vector<Node>& next = edges_of(n, edges);
      open.insert(open.end(), next.begin(), next.end());
    }
    if (overlaps.empty()) continue;
    std::vector<std::string_view> names;
    for (const Node n : overlaps) names.push_back(map_.id(n));
    fail(system::format("Requested revision {} overlaps with other requested revisions {}",
                        map_.id(target), system::join(names, ", ")));
  }
  return seen;
}

Resolver::Resolved Resolver::resolve_number(const std::optional<std::string>& id) const {
  if (map_.refusal()) throw *map_.refusal();
  std::optional<std::string> label;
  std::optional<std::string> name = id;
  if (id) {
    if (const std::size_t at = id->find('@'); at != std::string::npos) {
      label = id->substr(0, at);
      name = id->substr(at + 1);
    }
  }
  const bool has_label = label && !label->empty();
  const auto ids_of = [&](const std::vector<Node>& nodes) {
    std::vector<std::string> ids;
    for (const Node n : nodes) ids.push_back(map_.id(n));
    return ids;
  };
  if (!name || *name == "base") return {{}, label};
  if (*name == "heads") {
    // Alembic filters ids, so a shadowed copy's id means the file that won it.
    if (!has_label) return {ids_of(map_.real_heads()), label};
    std::vector<std::string> ids;
    for (const Node n : map_.heads()) {
      const Node winner = *map_.find(map_.id(n));
      if (!filter_for_lineage({winner}, *label, false).empty()) ids.push_back(map_.id(n));
    }
    return {std::move(ids), label};
  }
  if (*name == "head") {
    std::vector<std::string> ids = ids_of(map_.heads());
    if (has_label) {
      std::erase_if(ids, [&](const std::string& head) {
        return filter_for_lineage({*map_.find(head)}, *label, false).empty();
      });
    }
    if (ids.size() > 1) {
      const std::string argument = has_label ? *label + "@head" : "head";
      throw Refusal{Refusal::Kind::multiple_heads,
                    system::format("Multiple heads are present for given argument '{}'; {}",
                                   argument, system::join(ids, ", ")),
                    argument,
                    {},
                    {}};
    }
    if (!ids.empty() && ids[0].empty()) ids.clear();  // the id '' is false
    return {std::move(ids), label};
  }
  return {{*name}, label};
}

std::vector<Target> Resolver::get_revisions(const std::optional<std::string>& id) const {
  const auto [ids, label] = resolve_number(id);
  std::vector<Target> targets;
  if (ids.size() == 1) {
    if (const auto steps = negative_number(ids[0])) {
      for (const Target head : get_revisions(std::optional<std::string>("heads"))) {
        const auto& labels = map_.node(head.node).labels;
        if (label && std::ranges::find(labels, *label) == labels.end()) continue;
        targets.push_back(walk(head, *steps, std::nullopt, true));
      }
      return targets;
    }
  }
  for (const std::string& each : ids) targets.push_back(revision_for(each, label));
  return targets;
}

std::vector<Target> Resolver::get_revisions(const std::vector<std::string>& ids) const {
  if (map_.refusal()) throw *map_.refusal();
  std::vector<Target> targets;
  for (const std::string& id : ids) {
    const std::vector<Target> found = get_revisions(std::optional<std::string>(id));
    targets.insert(targets.end(), found.begin(), found.end());
  }
  return targets;
}

Target Resolver::get_revision(const std::optional<std::string>& id) const {
  const auto [ids, label] = resolve_number(id);
  if (ids.size() > 1) {
    throw Refusal{Refusal::Kind::multiple_heads,
                  system::format("Multiple heads are present for given argument '{}'; {}",
                                 id.value_or("None"), system::join(ids, ", ")),
                  id.value_or("None"),
                  {},
                  {}};
  }
  if (ids.empty()) {
    // Looked up as (), which means None; a label is still looked for.
    if (label && !label->empty()) static_cast<void>(resolve_branch(*label));
    return {};
  }
  return revision_for(ids[0], label);
}

Target Resolver::named_again(Node n) const {
  const std::string& id = map_.id(n);
  const bool is_symbol = id == "head" || id == "heads" || id == "base";
  if (!is_symbol) return Target::of(*map_.find(id));
  return get_revision(id);
}

Node Resolver::get_revision_for_row(const std::string& row) const {
  return revision_for(row, std::nullopt).node;
}

Node Resolver::resolve_branch(const std::string& label) const {
  if (const auto found = map_.find(label)) return *found;
  try {
    return revision_for(label, std::nullopt).node;
  } catch (const Refusal& refusal) {
    if (refusal.kind != Refusal::Kind::resolution) throw;
    fail_resolution(system::format("No such branch: '{}'", label), label);
  }
}

Target Resolver::revision_for(const std::string& id,
                              const std::optional<std::string>& label) const {
  const bool has_label = label && !label->empty();
  const Node branch = has_label ? resolve_branch(*label) : 0;
  std::optional<Node> found = map_.find(id);
  if (!found) {
    if (id.empty()) fail_uncaught("AssertionError: ");
    std::vector<std::string_view> names = map_.with_prefix(id);
    if (has_label) {
      std::erase_if(names, [&](std::string_view name) {
        return filter_for_lineage({*map_.find(name)}, *label, false).empty();
      });
    }
    if (names.empty()) {
      const bool is_short = system::count_code_points(id) < 4;
      fail_resolution(
          system::format("No such revision or branch '{}'{}", id,
                         is_short
                             ? "; please ensure at least four characters are present for partial "
                               "revision identifier matches"
                             : ""),
          id);
    }
    if (names.size() > 1) {
      std::string shown;
      for (std::size_t i = 0; i < std::min<std::size_t>(names.size(), 3); ++i)
        shown += system::format("{}'{}'", i > 0 ? ", " : "", names[i]);
      fail_resolution(system::format("Multiple revisions start with '{}': {}...", id, shown), id);
    }
    found = map_.find(names[0]);
  }
  if (has_label && !shares_lineage(*found, {branch}, false)) {
    fail_resolution(
        system::format("Revision {} is not a member of branch '{}'", map_.id(*found), *label), id);
  }
  return Target::of(*found);
}

bool Resolver::shares_lineage(Node target, const std::vector<Node>& with,
                              bool with_dependencies) const {
  const auto above = reach({target}, with_dependencies ? Edges::all_next : Edges::next);
  const auto below = reach({target}, with_dependencies ? Edges::normalised_down : Edges::down);
  return std::ranges::any_of(with, [&](Node n) { return above[n] || below[n]; });
}

std::vector<Node> Resolver::filter_for_lineage(const std::vector<Node>& targets,
                                               const std::string& against,
                                               bool with_dependencies) const {
  const auto [ids, label] = resolve_number(against);
  std::vector<std::string> shares;
  if (label && !label->empty()) shares.push_back(*label);
  shares.insert(shares.end(), ids.begin(), ids.end());
  if (shares.empty()) return targets;
  std::vector<Node> kept;
  if (targets.empty()) return kept;
  std::vector<Node> with;
  for (const std::string& share : shares) with.push_back(revision_for(share, std::nullopt).node);
  std::ranges::copy_if(targets, std::back_inserter(kept), [&](Node target) {
    return shares_lineage(target, with, with_dependencies);
  });
  return kept;
}

Target Resolver::walk(Target start, std::int64_t steps, const std::optional<std::string>& label,
                      bool no_overwalk) const {
  Target at = start;
  // No walk is longer than the graph, except round a cycle, where Alembic would not end either.
  const auto longest = static_cast<std::int64_t>(2 * map_.nodes().size() + 2);
  const std::int64_t count = std::min(steps < 0 ? -steps : steps, longest);
  for (std::int64_t i = 0; i < count; ++i) {
    std::vector<Target> children;
    if (steps > 0) {
      if (at.kind == Target::Kind::base) fail_uncaught("AssertionError: ");
      const std::vector<Node>& up = at.is_revision() ? map_.node(at.node).next : map_.bases();
      std::vector<Node> nodes;
      for (const Node n : up) {
        const Target again = named_again(n);
        if (!again.is_revision()) fail_uncaught("AssertionError: ");
        nodes.push_back(again.node);
      }
      if (label && !label->empty()) nodes = filter_for_lineage(nodes, *label, false);
      for (const Node n : nodes) children.push_back(Target::of(n));
    } else if (at.kind != Target::Kind::base) {
      const std::vector<Node>& down = at.is_revision() ? map_.node(at.node).down : map_.heads();
      for (const Node n : down) children.push_back(named_again(n));
      if (children.empty()) children.push_back({Target::Kind::base, 0});
    }
    if (children.empty()) return no_overwalk ? Target{} : at;
    if (children.size() > 1) fail("Ambiguous walk");
    if (children[0] == at) return at;
    at = children[0];
  }
  return at;
}

}  // namespace plumbline::adapters::alembic
