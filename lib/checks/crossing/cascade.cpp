/// What CASCADE takes along, as the simulation shows it. Declared in sides.hpp.
#include <algorithm>
#include <set>

#include "checks/crossing/sides.hpp"
#include "core/format.hpp"

namespace plumbline::checks {

using sql::Catalog;
using sql::Id;

namespace {

/// Names as effects have them, without the arguments of functions.
std::set<std::string> named_in(const Statement& statement, int server_version) {
  StatementList only;
  only.statements.push_back(statement);
  std::set<std::string> names;
  for (const StatementEffects& one : sql::describe(only, server_version)) {
    for (const Effect& effect : one.effects) {
      if (effect.action == EffectAction::drops && !effect.implied)
        names.insert(effect.name.substr(0, effect.name.find('(')));
    }
  }
  return names;
}

/// Whether it would have gone without CASCADE, too: a part of what goes, or made for it.
bool follows_of_itself(const Catalog& catalog, Id id, const std::set<Id>& removed) {
  const Catalog::Object& object = catalog[id];
  if (removed.contains(object.parent)) return true;
  return std::ranges::any_of(object.needs, [&](const Catalog::Need& need) {
    return need.tie != sql::Tie::normal && removed.contains(need.on);
  });
}

}  // namespace

std::vector<std::string> fallen_with(const Catalog& catalog, const Statement& statement,
                                     const sql::Trace& trace) {
  const std::set<std::string> named = named_in(statement, catalog.server_version());
  const std::set<Id> removed(trace.removed.begin(), trace.removed.end());
  std::vector<std::string> fallen;
  for (const Id id : trace.removed) {
    const std::string name = catalog.name(id);
    if (named.contains(name.substr(0, name.find('('))) || follows_of_itself(catalog, id, removed))
      continue;
    fallen.push_back(core::format("{} \"{}\"", kind_name(catalog[id].kind), name));
  }
  for (const sql::PropertyChange& change : trace.changed) {
    if (change.property == "default" && change.after.empty() &&
        !named.contains(catalog.name(change.object)))
      fallen.push_back(core::format("the default of \"{}\"", catalog.name(change.object)));
  }
  std::ranges::sort(fallen);
  return fallen;
}

}  // namespace plumbline::checks
