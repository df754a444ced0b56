#include "project/evidence.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "plumbline/effects.hpp"
#include "sql/simulator.hpp"
#include "system/format.hpp"

namespace plumbline::project {

namespace {

using Object = std::pair<std::string, std::string>;  // kind and name, as effects have them

/// Kinds of which a name can be looked up in a schema.
std::vector<ObjectKind> kinds_called(std::string_view kind) {
  if (kind == "type") return {ObjectKind::type, ObjectKind::enumeration, ObjectKind::domain};
  if (const auto found = find_kind(kind)) return {*found};
  return {};
}

bool holds(const Schema& schema, const Object& object) {
  return std::ranges::any_of(kinds_called(object.first), [&](ObjectKind kind) {
    return schema.find(kind, object.second) != nullptr;
  });
}

/// A script that names no schema makes its objects where the search path points: elsewhere than in
/// public they still have its name.
bool holds_elsewhere(const Schema& schema, const Object& object) {
  constexpr std::string_view guess = "public.";
  if (!object.second.starts_with(guess)) return false;
  const std::string_view rest = std::string_view(object.second).substr(guess.size() - 1);
  const std::vector<ObjectKind> kinds = kinds_called(object.first);
  return std::ranges::any_of(schema.objects(), [&](const CatalogObject& candidate) {
    return candidate.name.ends_with(rest) &&
           candidate.name.size() == candidate.schema.size() + rest.size() &&
           std::ranges::find(kinds, candidate.kind) != kinds.end();
  });
}

struct Doings {
  std::vector<Object> makes;  ///< in the order of the text
  std::set<Object> touches;   ///< made, dropped or renamed
};

Doings doings(const adapters::Tree& tree, const Change& change) {
  Doings all;
  for (const StatementEffects& statement :
       sql::describe(tree.statements(change, Direction::deploy))) {
    for (const Effect& effect : statement.effects) {
      Object object{effect.kind, effect.name};
      const bool is_made = effect.action == EffectAction::creates;
      const bool is_gone =
          effect.action == EffectAction::drops || effect.action == EffectAction::renames;
      if (is_made && !effect.implied && !kinds_called(effect.kind).empty())
        all.makes.push_back(object);
      if (effect.action == EffectAction::renames) all.touches.emplace(effect.kind, effect.to);
      if (is_made || is_gone) all.touches.insert(std::move(object));
    }
  }
  return all;
}

std::string shown(const Object& object) {
  return system::format("{} \"{}\"", object.first, object.second);
}

}  // namespace

std::vector<core::Footprint> footprints(const adapters::Tree& tree,
                                        const std::vector<const Change*>& candidates,
                                        const Schema& schema) {
  std::map<Object, int> times;  // changes that touch it
  std::map<const Change*, Doings> by_candidate;
  for (const Change& change : tree.plan().changes) {
    Doings all = doings(tree, change);
    for (const Object& object : all.touches) ++times[object];
    if (std::ranges::find(candidates, &change) != candidates.end())
      by_candidate.emplace(&change, std::move(all));
  }
  std::vector<core::Footprint> prints;
  for (const Change* candidate : candidates) {
    core::Footprint& print = prints.emplace_back();
    std::set<Object> seen;
    for (const Object& object : by_candidate[candidate].makes) {
      if (times[object] > 1 || !seen.insert(object).second) continue;
      const bool is_there = holds(schema, object) || holds_elsewhere(schema, object);
      (is_there ? print.there : print.missing).push_back(shown(object));
    }
  }
  return prints;
}

}  // namespace plumbline::project
