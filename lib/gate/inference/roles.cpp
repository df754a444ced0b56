#include "gate/inference/roles.hpp"

#include <algorithm>

#include "core/schema/builder.hpp"
#include "core/schema/qualified_name.hpp"
#include "sql/parse.hpp"
#include "system/format.hpp"

namespace plumbline::gate {

using sql::Catalog;

namespace {

/// Those of the system, and PUBLIC, are always there.
bool is_system_role(std::string_view role) { return role.starts_with("pg_") || role == "PUBLIC"; }

/// `role "app" does not exist` → app.
std::string role_of_message(std::string_view message) {
  constexpr std::string_view head = "role \"";
  constexpr std::string_view tail = "\" does not exist";
  if (!message.starts_with(head) || !message.ends_with(tail)) return {};
  message.remove_prefix(head.size());
  message.remove_suffix(tail.size());
  return std::string(message);
}

/// SET ROLE and SET SESSION AUTHORIZATION, of which effects say nothing.
bool sets_role(const StatementList& list) {
  return std::ranges::any_of(list.statements, [](const Statement& statement) {
    if (!statement.sql.starts_with('S') && !statement.sql.starts_with('s')) return false;
    const sql::ParseResult parsed = sql::parse(statement.sql);
    const sql::Node root = parsed.ast.root();
    return root.is_a("VariableSetStmt") &&
           (root.text("name") == "role" || root.text("name") == "session_authorization");
  });
}

std::string unquoted(const std::string& name) {
  const std::vector<std::string> parts = core::name_parts(name);
  return parts.size() == 1 ? parts.front() : name;
}

}  // namespace

void make_role(sql::Session& session, const std::string& role) {
  const Catalog::Calm calm(session.catalog);
  if (session.catalog.find(ObjectKind::role, Catalog::none, role) != Catalog::none) return;
  add_role(session, {.name = role, .rights = {}, .is_lent = true});
}

void add_role(sql::Session& session, const postgres::ServerRole& role) {
  Catalog& catalog = session.catalog;
  const Catalog::Calm calm(catalog);
  sql::Id id = catalog.find(ObjectKind::role, Catalog::none, role.name);
  if (id == Catalog::none) id = catalog.create(ObjectKind::role, Catalog::none, role.name);
  // A superuser may do all, whatever else is said of it; that of an empty catalog is one.
  const bool is_superuser = std::ranges::find(role.rights, "superuser") != role.rights.end();
  for (const char* right : {"bypass_rls", "create_db", "create_role", "replication", "superuser"}) {
    const bool has = is_superuser || std::ranges::find(role.rights, right) != role.rights.end();
    catalog.set_named(id, right, has ? "true" : "");
  }
  if (role.is_lent && !session.is_superuser && role.name != session.role) {
    catalog.set_keyed(session.role_id(session.role), "member_of:", role.name, "inherit, set");
  }
  catalog.keep_all();
}

bool RoleReader::is_there(const std::string& role) const {
  const Catalog& catalog = simulator_.catalog();
  const Catalog::Calm calm(catalog);
  return is_system_role(role) || made_.contains(role) ||
         catalog.find(ObjectKind::role, Catalog::none, role) != Catalog::none;
}

void RoleReader::note_made(const Change& change, const StatementList& list) {
  for (const StatementEffects& statement :
       sql::describe(list, simulator_.catalog().server_version())) {
    for (const Effect& effect : statement.effects) {
      if (effect.kind != "role" || effect.action != EffectAction::creates || effect.guarded) {
        continue;
      }
      makers_.emplace(unquoted(effect.name), &change);
    }
  }
}

void RoleReader::read(const Change& change, const StatementList& list) {
  std::vector<std::string> guarded;
  for (const StatementEffects& statement :
       sql::describe(list, simulator_.catalog().server_version())) {
    for (const Effect& effect : statement.effects) {
      if (effect.kind != "role") continue;
      const std::string role = unquoted(effect.name);
      if (effect.action == EffectAction::creates) {
        made_.insert(role);
      } else if (effect.action == EffectAction::requires_ || effect.action == EffectAction::drops) {
        if (is_there(role)) continue;
        if (!effect.guarded) {
          need(change, role, true);
        } else if (effect.action == EffectAction::requires_) {
          guarded.push_back(role);
        }
      }
    }
  }
  // A condition may pass over them: only what the statements then fail for is needed.
  if (guarded.empty() && !sets_role(list)) return;
  for (std::size_t tries = guarded.size() + list.statements.size(); tries > 0; --tries) {
    const std::string role = failing_role(list);
    if (role.empty() || is_there(role)) break;
    need(change, role, true);
  }
}

/// The role for want of which the script would stop.
std::string RoleReader::failing_role(const StatementList& list) const {
  for (const StatementVerdict& verdict : simulator_.rehearse(list)) {
    if (verdict.verdict == Verdict::fails) return role_of_message(verdict.message);
  }
  return {};
}

void RoleReader::need(const Change& change, const std::string& role, bool is_certain) {
  const std::string label = change_label(plan_, change);
  if (const auto maker = makers_.find(role); maker != makers_.end()) {
    made_.insert(role);
    result_.not_inferred.push_back(
        {.change = change.id,
         .what = system::format("the role \"{}\"", role),
         .why = system::format("\"{}\", which comes later, makes it without looking whether it is "
                               "there",
                               change_label(plan_, *maker->second)),
         .where = {}});
    return;
  }
  make_role(simulator_.session(), role);
  result_.roles.push_back(
      {.name = role,
       .change = change.id,
       .why = system::format("\"{}\" needs the role \"{}\", which no change makes", label, role),
       .certainty = is_certain ? Certainty::certain : Certainty::likely});
}

}  // namespace plumbline::gate
