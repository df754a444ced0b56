#include "sql/visit/memberships.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include "sql/visit/role_rules.hpp"

namespace plumbline::sql {

namespace {

constexpr std::string_view prefix = "member_of:";

std::vector<std::string> groups_of(const Catalog& catalog, Id role) {
  std::vector<std::string> groups;
  for (const Catalog::Value& value : catalog[role].values) {
    if (value.name.starts_with(prefix)) groups.emplace_back(value.name.substr(prefix.size()));
  }
  return groups;
}

/// is_member_of_role_nosuper.
bool is_member(const Session& session, const std::string& member, const std::string& of) {
  std::set<std::string> seen;
  std::vector<std::string> waiting = {member};
  while (!waiting.empty()) {
    const std::string name = std::move(waiting.back());
    waiting.pop_back();
    if (name == of) return true;
    if (!seen.insert(name).second || is_reserved_name(name)) continue;
    const Id id = session.role_id(name);
    if (id == Catalog::none) continue;
    for (std::string& group : groups_of(session.catalog, id)) waiting.push_back(std::move(group));
  }
  return false;
}

std::string words(const Session& session, Id member, bool has_admin) {
  std::string text = has_admin ? "admin, " : "";
  if (!session.catalog.has(member, "no_inherit")) text += "inherit, ";
  return text + "set";
}

void require_admin(const Session& session, const std::string& group) {
  if (session.is_superuser) return;
  if (is_superuser_role(session, group)) {
    fail("42501", session.version() >= 160'000 ? "permission denied to grant role \"" + group + '"'
                                               : "must be superuser to alter superusers");
  }
  const bool may_create_roles = session.catalog.has(session.role_id(session.role), "create_role");
  if (session.version() < 160'000 && may_create_roles) return;
  const std::string_view own =
      session.catalog.value(session.role_id(session.role), std::string(prefix) + group);
  if (own.find("admin") != std::string_view::npos) {
    if (session.version() >= 160'000) unknown("who granted a membership is not known");
    return;
  }
  if (session.version() >= 160'000) unknown("memberships that are granted in turn are not known");
  fail("42501", "must have admin option on role \"" + group + '"');
}

}  // namespace

void add_member(Session& session, const std::string& group, const std::string& member,
                const Membership& membership) {
  require_admin(session, group);
  if (group == "pg_database_owner")
    fail("XX000", "role \"pg_database_owner\" cannot have explicit members");
  if (member == "pg_database_owner")
    fail("XX000", "role \"pg_database_owner\" cannot be a member of any role");
  if (is_member(session, group, member))
    fail("0LP01", "role \"" + group + "\" is a member of role \"" + member + '"');
  if (is_reserved_name(member)) return;  // predefined roles are no objects
  const Id id = session.role_id(member);
  const std::string_view now = session.catalog.value(id, std::string(prefix) + group);
  const bool is_admin = now.starts_with("admin");
  if (!now.empty() && (is_admin || !membership.admin)) return;
  session.catalog.set_keyed(id, "member_of:", group,
                            words(session, id, is_admin || membership.admin));
}

void remove_member(Session& session, const std::string& group, const std::string& member) {
  require_admin(session, group);
  if (is_reserved_name(member)) return;
  session.catalog.set_keyed(session.role_id(member), "member_of:", group, "");
}

void add_own_creation(Session& session, const std::string& role) {
  const Id creator = session.role_id(session.role);
  if (creator == Catalog::none) unknown("who runs this is not known");
  session.catalog.set_keyed(creator, "member_of:", role, "admin");
}

void follow_inherit(Session& session, Id role) {
  if (session.version() >= 160'000) return;
  for (const std::string& group : groups_of(session.catalog, role)) {
    const bool is_admin =
        session.catalog.value(role, std::string(prefix) + group).starts_with("admin");
    session.catalog.set_keyed(role, "member_of:", group, words(session, role, is_admin));
  }
}

}  // namespace plumbline::sql
