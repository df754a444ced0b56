#include "checks/crossing/sides.hpp"

#include <algorithm>
#include <set>
#include <string_view>

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

namespace {

/// Quick: whether it is worth a closer look.
bool has_cascade(std::string_view sql) {
  constexpr std::string_view word = "cascade";
  return std::search(sql.begin(), sql.end(), word.begin(), word.end(),
                     [](char a, char b) { return (a | 0x20) == b; }) != sql.end();
}

}  // namespace

TracedScript run_traced(sql::Simulator& simulator, StatementList list, bool rehearse) {
  TracedScript traced;
  traced.script.verdicts =
      rehearse ? simulator.rehearse(list, &traced.traces) : simulator.run(list, &traced.traces);
  for (std::size_t at = 0; at < traced.traces.size(); ++at) {
    const StatementVerdict& verdict = traced.script.verdicts[at];
    if (verdict.verdict != Verdict::ok || !has_cascade(list.statements[at].sql)) continue;
    traced.script.fallen[at] =
        fallen_with(simulator.catalog(), list.statements[at], traced.traces[at]);
  }
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
