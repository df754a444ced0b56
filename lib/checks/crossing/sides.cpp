#include "checks/crossing/sides.hpp"

#include <algorithm>
#include <set>

#include "core/format.hpp"
#include "core/schema/kinds.hpp"

namespace plumbline::checks {

using sql::Catalog;
using sql::Id;

StatementVerdict not_reached() {
  StatementVerdict verdict;
  verdict.verdict = Verdict::unknown;
  verdict.why = "not reached";
  verdict.effects_known = false;
  return verdict;
}

TracedScript run_traced(sql::Simulator& simulator, StatementList list, bool rehearse) {
  TracedScript traced;
  traced.script.verdicts =
      rehearse ? simulator.rehearse(list, &traced.traces) : simulator.run(list, &traced.traces);
  traced.script.list = std::move(list);
  return traced;
}

std::vector<std::string> make_missing_roles(sql::Simulator& simulator, const StatementList& list) {
  std::vector<std::string> made;
  std::set<std::string> own;  // that the script itself makes, perhaps behind a guard
  Catalog& catalog = simulator.catalog();
  const Catalog::Calm calm(catalog);
  for (const StatementEffects& statement : sql::describe(list, catalog.server_version())) {
    for (const Effect& effect : statement.effects) {
      if (effect.kind != "role") continue;
      if (effect.action == EffectAction::creates) own.insert(effect.name);
      if (effect.action != EffectAction::requires_ || own.contains(effect.name)) continue;
      if (effect.name.starts_with("pg_") || effect.name == "PUBLIC") continue;
      if (catalog.find(ObjectKind::role, Catalog::none, effect.name) != Catalog::none) continue;
      catalog.create(ObjectKind::role, Catalog::none, effect.name);
      made.push_back(effect.name);
    }
  }
  catalog.keep_all();
  return made;
}

namespace {

/// Rights and owners depend on who ran the script.
bool is_evidence(std::string_view property) { return property != "owner"; }

std::string_view live_value(const Schema& live, ObjectKind kind, const std::string& name,
                            std::string_view property) {
  const CatalogObject* const object = live.find(kind, name);
  return object == nullptr ? std::string_view() : object->property(property);
}

}  // namespace

std::vector<Evidence> find_evidence(const Catalog& planned, const std::vector<sql::Trace>& traces,
                                    const Schema& live) {
  const Catalog::Calm calm(planned);
  std::vector<Evidence> evidence;
  std::set<Id> made;
  for (const sql::Trace& trace : traces) made.insert(trace.made.begin(), trace.made.end());
  for (const Id id : made) {
    if (!planned.is_alive(id) || planned[id].is_system) continue;
    Evidence one;
    one.kind = planned[id].kind;
    one.object = planned.name(id);
    one.is_there = live.find(one.kind, one.object) != nullptr;
    // A sequence of a column is told by its table.
    const bool is_owned = planned.has(id, "identity") || planned.has(id, "owned_by");
    one.is_implied =
        is_owned || (planned[id].parent != Catalog::none && made.contains(planned[id].parent));
    evidence.push_back(std::move(one));
  }
  for (const sql::Trace& trace : traces) {
    for (const sql::PropertyChange& change : trace.changed) {
      const Id id = change.object;
      if (!planned.is_alive(id) || made.contains(id) || !is_evidence(change.property)) continue;
      // A later change may have had the last word; then it is that one's evidence.
      if (change.property == "name" || planned.value(id, change.property) != change.after) continue;
      const std::string name = planned.name(id);
      const std::string_view found = live_value(live, planned[id].kind, name, change.property);
      if (found != change.after && found != change.before) continue;
      if (live.find(planned[id].kind, name) == nullptr) continue;
      evidence.push_back({.kind = planned[id].kind,
                          .object = name,
                          .property = change.property,
                          .expected = change.after,
                          .found = std::string(found),
                          .is_there = found == change.after,
                          .is_implied = false});
    }
    for (const Id id : trace.removed) {
      const std::string name = planned.name(id);
      const bool is_made_again =
          core::is_part(planned[id].kind)
              ? !planned.is_alive(planned[id].parent) ||
                    planned.part(planned[id].parent, planned[id].kind, planned[id].own) !=
                        Catalog::none
              : planned.find(planned[id].kind, planned[id].schema, planned[id].own,
                             planned[id].suffix) != Catalog::none;
      if (is_made_again || planned[id].is_system) continue;
      evidence.push_back({.kind = planned[id].kind,
                          .object = name,
                          .property = "dropped",
                          .expected = "true",
                          .found = {},
                          .is_there = live.find(planned[id].kind, name) == nullptr,
                          .is_implied = false});
    }
  }
  return evidence;
}

Presence presence_of(const std::vector<Evidence>& evidence) {
  if (evidence.empty()) return Presence::nothing;
  // That something dropped is not there proves nothing where it never was.
  const auto is_made = [](const Evidence& one) { return one.property != "dropped"; };
  const bool has_made = std::ranges::any_of(evidence, is_made);
  bool all = true;
  bool any = false;
  for (const Evidence& one : evidence) {
    if (has_made && !is_made(one)) continue;
    all = all && one.is_there;
    any = any || (one.is_there && !one.is_implied);
  }
  return all ? Presence::there : any ? Presence::partly : Presence::absent;
}

namespace {

std::string shown(std::string_view value) {
  return value.empty() ? "nothing" : value == "true" ? "so" : std::string(value);
}

bool is_exact(const Catalog& catalog, Id id, std::string_view property) {
  const auto& values = catalog[id].values;
  const auto found = std::ranges::find(values, property, &Catalog::Value::name);
  return found == values.end() || found->exact;
}

void compare_property(std::vector<std::string>& differences, const Catalog& planned, Id expected,
                      const Catalog& live, Id found, std::string_view property,
                      const std::string& subject) {
  const std::string_view want = planned.value(expected, property);
  const std::string_view have = live.value(found, property);
  if (want == have || !is_exact(planned, expected, property)) return;
  if (property == "not_null") {
    differences.push_back(subject + (want.empty() ? " is NOT NULL" : " may be NULL"));
  } else if (property == "type") {
    differences.push_back(core::format("{} is {}, not {}", subject, shown(have), shown(want)));
  } else {
    differences.push_back(
        core::format("{} has {} {}, not {}", subject, property, shown(have), shown(want)));
  }
}

void compare_columns(std::vector<std::string>& differences, const Catalog& planned, Id expected,
                     const Catalog& live, Id found) {
  for (const Id column : planned.parts(expected, ObjectKind::column)) {
    const std::string subject = "column " + planned.quote(planned[column].own);
    const Id other = live.part(found, ObjectKind::column, planned[column].own);
    if (other == Catalog::none) {
      differences.push_back(subject + " is missing");
      continue;
    }
    for (const char* property :
         {"type", "collation", "not_null", "default", "generated", "identity"}) {
      compare_property(differences, planned, column, live, other, property, subject);
    }
  }
  for (const Id column : live.parts(found, ObjectKind::column)) {
    if (planned.part(expected, ObjectKind::column, live[column].own) == Catalog::none) {
      differences.push_back("column " + live.quote(live[column].own) + " is not the script's");
    }
  }
}

void compare_constraints(std::vector<std::string>& differences, const Catalog& planned, Id expected,
                         const Catalog& live, Id found) {
  for (const Id constraint : planned.parts(expected, ObjectKind::constraint)) {
    const std::string subject = "constraint " + planned.quote(planned[constraint].own);
    const Id other = live.part(found, ObjectKind::constraint, planned[constraint].own);
    if (other == Catalog::none) {
      // One that the script leaves to PostgreSQL to name may be called otherwise.
      const auto same = [&](Id id) {
        return live.value(id, "type") == planned.value(constraint, "type") &&
               live.value(id, "columns") == planned.value(constraint, "columns") &&
               live.value(id, "expression") == planned.value(constraint, "expression");
      };
      if (!std::ranges::any_of(live.parts(found, ObjectKind::constraint), same)) {
        differences.push_back(subject + " is missing");
      }
      continue;
    }
    for (const char* property :
         {"type", "columns", "expression", "references", "on_delete", "on_update"}) {
      compare_property(differences, planned, constraint, live, other, property, subject);
    }
  }
}

}  // namespace

std::vector<std::string> shape_differences(const Catalog& planned, Id expected, const Catalog& live,
                                           Id found) {
  const Catalog::Calm calm_there(planned);
  const Catalog::Calm calm_here(live);
  std::vector<std::string> differences;
  const Catalog::Object& want = planned[expected];
  const Catalog::Object& have = live[found];
  if (want.kind != have.kind) {
    differences.push_back(
        core::format("it is a {}, not a {}", kind_name(have.kind), kind_name(want.kind)));
    return differences;
  }
  if (want.kind == ObjectKind::table || want.kind == ObjectKind::foreign_table) {
    compare_columns(differences, planned, expected, live, found);
    compare_constraints(differences, planned, expected, live, found);
    return differences;
  }
  const std::string subject =
      want.kind == ObjectKind::column ? "column " + planned.quote(want.own) : "it";
  std::set<std::string_view> properties;
  for (const Catalog::Value& value : want.values) properties.insert(value.name);
  for (const Catalog::Value& value : have.values) properties.insert(value.name);
  for (const std::string_view property : properties) {
    if (property == "owner" || property == "comment" || property.starts_with("grant:") ||
        core::property_class(want.kind, property) == core::PropertyClass::state) {
      continue;
    }
    compare_property(differences, planned, expected, live, found, property, subject);
  }
  return differences;
}

std::vector<std::string> differences_by_name(const Catalog& planned, const Catalog& live,
                                             ObjectKind kind, const std::string& name) {
  const auto find = [&](const Catalog& catalog) {
    for (const Id id : catalog.all(kind)) {
      if (catalog.name(id) == name) return id;
    }
    return Catalog::none;
  };
  const Id expected = find(planned);
  const Id found = find(live);
  if (expected == Catalog::none || found == Catalog::none) return {};
  return shape_differences(planned, expected, live, found);
}

std::vector<HiddenDifference> find_hidden(const Catalog& planned, const TracedScript& on_plan,
                                          const Catalog& live, const TracedScript& on_live) {
  std::vector<HiddenDifference> hidden;
  for (std::size_t at = 0; at < on_live.traces.size() && at < on_plan.traces.size(); ++at) {
    for (const sql::Skipped& skipped : on_live.traces[at].skipped) {
      if (!live.is_alive(skipped.object)) continue;
      const std::string name = live.name(skipped.object);
      const auto made = std::ranges::find_if(on_plan.traces[at].made, [&](Id id) {
        return planned.is_alive(id) && planned.name(id) == name;
      });
      if (made == on_plan.traces[at].made.end()) continue;
      HiddenDifference one;
      one.where = on_live.script.list.statements[at].where;
      one.end_line = on_live.script.list.statements[at].end_line;
      one.kind = live[skipped.object].kind;
      one.object = name;
      one.differences = shape_differences(planned, *made, live, skipped.object);
      if (!one.differences.empty()) hidden.push_back(std::move(one));
    }
  }
  return hidden;
}

}  // namespace plumbline::checks
