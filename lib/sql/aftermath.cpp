/// What a statement of unknown outcome leaves doubtful: the objects that it can have touched. Part
/// of the simulator.
#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "core/schema/qualified_name.hpp"
#include "sql/doubts.hpp"
#include "sql/simulator.hpp"
#include "sql/visitor.hpp"

namespace plumbline::sql {

void compare(std::vector<PropertyChange>& changes, Id id, const Catalog::Object& before,
             const Catalog::Object& after) {
  const auto add = [&](std::string_view property, std::string_view from, std::string_view to) {
    changes.push_back({id, std::string(property), std::string(from), std::string(to)});
  };
  if (before.own != after.own) add("name", before.own, after.own);
  for (const Catalog::Value& value : before.values) {
    const auto now = std::ranges::find(after.values, value.name, &Catalog::Value::name);
    const std::string_view text = now == after.values.end() ? std::string_view() : now->text;
    if (text != value.text) add(value.name, value.text, text);
  }
  for (const Catalog::Value& value : after.values) {
    if (std::ranges::find(before.values, value.name, &Catalog::Value::name) ==
        before.values.end()) {
      add(value.name, "", value.text);
    }
  }
}

bool has_command(const Node& alter_table, std::string_view subtype) {
  for (const Node command : alter_table["cmds"]) {
    if (command.text("subtype") == subtype) return true;
  }
  return false;
}

namespace {

/// Whether it may give or take rights, or owners.
bool may_change_rights(const Node& root) {
  static constexpr std::array<std::string_view, 19> types = {"GrantStmt",
                                                             "GrantRoleStmt",
                                                             "AlterDefaultPrivilegesStmt",
                                                             "AlterOwnerStmt",
                                                             "ReassignOwnedStmt",
                                                             "DropOwnedStmt",
                                                             "CreateRoleStmt",
                                                             "AlterRoleStmt",
                                                             "DropRoleStmt",
                                                             "DoStmt",
                                                             "CallStmt",
                                                             "SelectStmt",
                                                             "ExecuteStmt",
                                                             "ExplainStmt",
                                                             "CreateSchemaStmt",
                                                             "CreateExtensionStmt",
                                                             "DropStmt",
                                                             "AlterDatabaseStmt",
                                                             "AlterObjectSchemaStmt"};
  if (std::ranges::find(types, root.type()) != types.end()) return true;
  return (root.is_a("AlterTableStmt") && has_command(root, "AT_ChangeOwner")) ||
         (root.is_a("RenameStmt") && root.text("renameType") == "OBJECT_ROLE");
}

}  // namespace

/// What an unknown statement may have done is doubtful from then on.
void Simulator::doubt_effects(const Node& root, std::string_view why) {
  const Catalog::Calm calm(catalog_);
  if (root && may_change_rights(root)) session_.has_doubtful_rights = true;
  const Visitor* const visitor = root ? find_visitor(root.type()) : nullptr;
  if (visitor == nullptr || visitor->describe == nullptr) return catalog_.doubt_everything(why);
  EffectsOf::State state;
  const std::vector<Id>& path = session_.search_path();
  if (!path.empty()) state.default_schema = catalog_[path.front()].own;
  state.server_version = catalog_.server_version();
  EffectsOf effects(state);
  try {
    visitor->describe(root, effects);
  } catch (const Failure&) {
    return catalog_.doubt_everything(why);
  } catch (const Unknown&) {
    return catalog_.doubt_everything(why);
  }
  if (!effects.why_unknown().empty()) return catalog_.doubt_everything(why);
  if (root.is_a("CallStmt") || root.is_a("DoStmt")) {
    for (const Id table : catalog_.all(ObjectKind::table)) catalog_.set_rows(table, Rows::unknown);
  }
  for (const Effect& effect : effects.take()) {
    if (effect.action == EffectAction::writes) doubt_rows(effect.name);
    // Built concurrently, and left there when that failed.
    if (root.is_a("ReindexStmt")) catalog_.doubt(effect.name + "_ccnew", why);
    if (effect.action == EffectAction::requires_ || effect.action == EffectAction::reads ||
        effect.action == EffectAction::writes) {
      continue;
    }
    // Others are found by what they work on, not by a name.
    if (effect.kind == "cast" || effect.kind == "operator") return catalog_.doubt_everything(why);
    // An altered sequence is doubtful itself, and nothing is found by what it is altered to.
    if (!root.is_a("AlterSeqStmt")) session_.mentions.add(root);
    catalog_.doubt(effect.name, why);
    // The text does not tell that a table is temporary.
    for (const std::string& part : core::name_parts(effect.name)) {
      if (session_.temporary.contains(part))
        catalog_.doubt("pg_temp." + core::name_part(part), why);
    }
    if (!effect.to.empty()) catalog_.doubt(effect.to, why);
    doubt_dependents(effect.name, why);
  }
}

namespace {

/// Relations, types and functions of that name, whatever their arguments.
std::vector<Id> all_named(const Catalog& catalog, std::string_view name) {
  const std::vector<std::string> parts = core::name_parts(name.substr(0, name.find('(')));
  if (parts.size() < 2) return {};
  const Id schema = catalog.schema(parts[0]);
  if (schema == Catalog::none) return {};
  std::vector<Id> found = catalog.functions(schema, parts[1]);
  for (const Id one : {catalog.relation(schema, parts[1]), catalog.type(schema, parts[1])}) {
    if (one != Catalog::none) found.push_back(one);
  }
  return found;
}

Id relation_named(const Catalog& catalog, std::string_view name) {
  const std::vector<std::string> parts = core::name_parts(name);
  if (parts.size() < 2) return Catalog::none;
  const Id schema = catalog.schema(parts[0]);
  return schema == Catalog::none ? schema : catalog.relation(schema, parts[1]);
}

}  // namespace

void Simulator::doubt_rows(std::string_view table) {
  const Id id = relation_named(catalog_, table);
  if (id != Catalog::none) catalog_.set_rows(id, Rows::unknown);
}

/// What is done to a table is done to its children too, and CASCADE drops what hangs on it.
void Simulator::doubt_dependents(std::string_view name, std::string_view why) {
  std::vector<Id> open = all_named(catalog_, name);
  std::vector<Id> seen = open;
  while (!open.empty()) {
    const Id id = open.back();
    open.pop_back();
    for (const Id dependent : catalog_.dependents(id)) {
      const Id whole = catalog_.whole(dependent);
      if (std::ranges::find(seen, whole) != seen.end()) continue;
      seen.push_back(whole);
      open.push_back(whole);
      catalog_.doubt(catalog_.name(whole), why);
    }
  }
}

/// What is other than before may be as before.
void Simulator::doubt_touched(Catalog::Mark since, std::string_view why) {
  for (const Id id : catalog_.touched(since)) {
    const Catalog::Object* const before = catalog_.before(since, id);
    Trace trace;
    if (before != nullptr && catalog_.is_alive(id)) {
      compare(trace.changed, id, *before, catalog_[id]);
      if (trace.changed.empty() && before->needs == catalog_[id].needs &&
          before->schema == catalog_[id].schema) {
        if (before->rows != catalog_[id].rows) catalog_.set_rows(id, Rows::unknown);
        continue;
      }
    }
    const bool is_of_rights =
        catalog_[id].kind == ObjectKind::role || before == nullptr ||
        std::ranges::any_of(trace.changed, [](const PropertyChange& change) {
          return change.property == "owner" || change.property.starts_with("grant:");
        });
    session_.has_doubtful_rights = session_.has_doubtful_rights || is_of_rights;
    if (catalog_[id].is_system) {
      catalog_.doubt("pg_temp." + core::name_part(catalog_[catalog_.whole(id)].own), why);
    }
    if (before != nullptr && before->own != catalog_[id].own &&
        catalog_[id].parent == Catalog::none && before->schema != Catalog::none) {
      catalog_.doubt(
          core::name_part(catalog_[before->schema].own) + '.' + core::name_part(before->own), why);
    }
    catalog_.doubt(catalog_.name(id), why);
  }
}

/// COMMIT of a transaction that may have failed: then it is undone.
void Simulator::doubt_commit() {
  if (session_.uncertain.empty() || !session_.in_transaction()) return;
  const Session::Savepoint& start = session_.savepoints.front();
  const Session::Settings& kept = session_.kept_settings;
  if (start.settings.others != kept.others) {
    catalog_.doubt_everything(session_.uncertain);
  } else if (start.settings != kept) {
    session_.doubt_of_settings = session_.uncertain;
  }
  const auto doubt_others = [&](const auto& some, const auto& others) {
    for (const auto& [name, id] : some) {
      const auto other = others.find(name);
      if (other == others.end() || other->second != id)
        catalog_.doubt("pg_temp." + core::name_part(name), session_.uncertain);
    }
  };
  doubt_others(start.temporary, session_.temporary);
  doubt_others(session_.temporary, start.temporary);
  doubt_touched(start.mark, session_.uncertain);
}

}  // namespace plumbline::sql
