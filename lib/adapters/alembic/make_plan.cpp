#include "adapters/alembic/make_plan.hpp"

#include <algorithm>
#include <unordered_map>

#include "adapters/alembic/plan_findings.hpp"
#include "adapters/alembic/plans.hpp"
#include "core/graph.hpp"
#include "core/name_index.hpp"
#include "system/format.hpp"

namespace plumbline::adapters::alembic {

namespace {

/// Ids of files as far as the files alone tell, whatever Alembic says about the whole.
class FileGraph {
 public:
  explicit FileGraph(const Reading& reading) {
    for (const RevisionFile& file : reading.loading.files) {
      if (file.has_id()) files_.push_back(&file);
    }
    for (Node n = 0; n < files_.size(); ++n) ids_.try_emplace(files_[n]->id, n).first = n;
    parents_.reserve(files_.size());
    for (const RevisionFile* file : files_) {
      parents_.add_node();
      for (const RevisionItem& item : file->down) {
        const auto found = ids_.find(item.text);
        if (found) parents_.add_edge(*found);
      }
    }
  }

  /// Parents before children where there is such an order; what stands in circles last.
  std::vector<const RevisionFile*> in_order() const {
    std::vector<const RevisionFile*> order;
    std::vector<bool> is_placed(files_.size(), false);
    for (const Node n : core::topological_order(parents_)) {
      order.push_back(files_[n]);
      is_placed[n] = true;
    }
    for (Node n = 0; n < files_.size(); ++n) {
      if (!is_placed[n]) order.push_back(files_[n]);
    }
    return order;
  }

  std::vector<std::string> heads() const {
    std::vector<bool> has_child(files_.size(), false);
    for (Node n = 0; n < files_.size(); ++n) {
      for (const Node parent : parents_[n]) has_child[parent] = true;
    }
    std::vector<std::string> ids;
    for (Node n = 0; n < files_.size(); ++n) {
      if (!has_child[n]) ids.push_back(files_[n]->id);
    }
    return ids;
  }

  std::vector<std::string> bases() const {
    std::vector<std::string> ids;
    for (const RevisionFile* file : files_) {
      if (file->down.empty()) ids.push_back(file->id);
    }
    return ids;
  }

 private:
  std::vector<const RevisionFile*> files_;
  core::NameIndex ids_;
  core::Adjacency parents_;
};

Change make_change(const RevisionFile& file, const RevisionMap* map) {
  Change change;
  change.id = file.id;
  change.name = file.doc.substr(0, file.doc.find('\n'));
  change.where = position_in(file, file.id_where);
  for (const RevisionItem& item : file.down) change.parents.push_back(item.text);
  for (const RevisionItem& item : file.depends_on) {
    const std::optional<Node> found = map == nullptr ? std::nullopt : map->find(item.text);
    change.requirements.push_back(
        {item.text, found ? map->id(*found) : "", position_in(file, item.where)});
  }
  change.deploy = {.file = file.file, .exists = true};
  const bool goes_back = file.downgrade != Presence::no && file.way_back == WayBack::statements;
  change.revert = {.file = file.file, .exists = goes_back};
  for (const RevisionItem& label : file.labels)
    change.attributes.push_back({"branch_label", label.text, position_in(file, label.where)});
  if (!goes_back) {
    const std::string_view why = file.downgrade == Presence::no     ? "missing"
                                 : file.way_back == WayBack::raises ? "raises"
                                                                    : "does nothing";
    change.attributes.push_back(
        {"downgrade", std::string(why), position_in(file, file.downgrade_where)});
  }
  return change;
}

void add_sound_graph(const Reading& reading, Plan& plan) {
  const RevisionMap& map = *reading.map;
  const std::vector<bool> all(map.nodes().size(), true);
  std::vector<Node> order = topological_sort(map, all, map.real_heads());
  std::ranges::reverse(order);
  // By rank: the copies that lost each id, which follow the one that won it.
  std::unordered_map<std::uint32_t, std::vector<Node>> shadowed;
  for (Node n = 0; n < map.nodes().size(); ++n) {
    if (map.node(n).is_shadowed) shadowed[map.rank(n)].push_back(n);
  }
  plan.changes.reserve(map.nodes().size());
  for (const Node n : order) {
    plan.changes.push_back(make_change(*map.node(n).file, &map));
    if (map.node(n).next.size() > 1) plan.branch_points.push_back(map.id(n));
    const auto copies = shadowed.find(map.rank(n));
    if (copies == shadowed.end()) continue;
    for (const Node copy : copies->second) {
      plan.changes.push_back(make_change(*map.node(copy).file, &map));
      plan.changes.back().shadowed = true;
    }
  }
  for (const Node n : map.heads()) plan.heads.push_back(map.id(n));
  for (const Node n : map.bases()) plan.bases.push_back(map.id(n));
}

void add_broken_graph(const Reading& reading, Plan& plan) {
  const FileGraph graph(reading);
  const RevisionMap* map = reading.map ? &*reading.map : nullptr;
  std::unordered_map<std::string_view, const RevisionFile*> winners;
  for (const RevisionFile& file : reading.loading.files) {
    if (file.has_id()) winners[file.id] = &file;
  }
  for (const RevisionFile* file : graph.in_order()) {
    plan.changes.push_back(make_change(*file, map));
    plan.changes.back().shadowed = winners[file->id] != file;
  }
  // A copy stands behind the file that won its id.
  std::unordered_map<std::string_view, std::size_t> places;
  for (std::size_t i = 0; i < plan.changes.size(); ++i) {
    if (!plan.changes[i].shadowed) places[plan.changes[i].id] = i;
  }
  std::vector<std::size_t> keys(plan.changes.size());
  std::vector<std::size_t> order(plan.changes.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    keys[i] = places[plan.changes[i].id];
    order[i] = i;
  }
  std::ranges::stable_sort(order, [&](std::size_t left, std::size_t right) {
    if (keys[left] != keys[right]) return keys[left] < keys[right];
    return !plan.changes[left].shadowed && plan.changes[right].shadowed;
  });
  std::vector<Change> sorted;
  sorted.reserve(order.size());
  for (const std::size_t i : order) sorted.push_back(std::move(plan.changes[i]));
  plan.changes = std::move(sorted);
  plan.heads = graph.heads();
  plan.bases = graph.bases();
}

/// What a deploy to `head` would say.
void add_refusal(const Reading& reading, Plan& plan) {
  bool is_uncaught = false;
  if (const auto error = graph_error(reading, is_uncaught)) {
    plan.refusal = tool_says("alembic upgrade head", *error, is_uncaught);
    return;
  }
  if (!reading.map || reading.map->heads().size() < 2) return;
  const auto outcome = plan_upgrade(*reading.map, "head", {});
  if (outcome.stopped) {
    plan.refusal =
        tool_says("alembic upgrade head", outcome.stopped->text, outcome.stopped->is_uncaught);
  }
}

}  // namespace

std::optional<std::string> graph_error(const Reading& reading, bool& is_uncaught) {
  is_uncaught = false;
  const auto take = [&](const ConfigFault& fault) {
    is_uncaught = fault.is_uncaught;
    return fault.text;
  };
  if (reading.configuration.fault) return take(*reading.configuration.fault);
  if (reading.loading.fault) return take(*reading.loading.fault);
  if (reading.failure != nullptr) {
    is_uncaught = reading.failure->is_uncaught;
    return reading.failure->text;
  }
  if (!reading.map || !reading.map->refusal()) return std::nullopt;
  is_uncaught = reading.map->refusal()->kind == Refusal::Kind::uncaught;
  return reading.map->refusal()->text;
}

Plan make_plan(const Reading& reading, const std::string& place_file) {
  Plan plan;
  plan.tool = "alembic";
  plan.traits.one_head = true;
  plan.traits.scripts_are_separate = false;
  plan.file = place_file;
  bool is_uncaught = false;
  if (graph_error(reading, is_uncaught)) {
    add_broken_graph(reading, plan);
  } else if (reading.map) {
    add_sound_graph(reading, plan);
  }
  add_refusal(reading, plan);
  plan.findings = find_faults(reading, plan);
  return plan;
}

}  // namespace plumbline::adapters::alembic
