/// GRANT role TO role, DROP ROLE, DROP OWNED. Rules: GrantRole and DropRole (commands/user.c),
/// shdepDropOwned and checkSharedDependencies (catalog/pg_shdepend.c).
#include <algorithm>

#include "core/schema/builder.hpp"
#include "core/schema/qualified_name.hpp"
#include "sql/drop.hpp"
#include "sql/rights.hpp"
#include "sql/visit/address.hpp"
#include "sql/visit/alter.hpp"
#include "sql/visit/memberships.hpp"
#include "sql/visit/role_rules.hpp"

namespace plumbline::sql {

namespace {

std::string spec_name(const Node& spec) {
  return spec.text("roletype") == "ROLESPEC_CSTRING" ? core::name_part(spec.text("rolename"))
                                                     : std::string("CURRENT_USER");
}

bool has_grants_of(const Catalog& catalog, Id id, std::string_view role) {
  for (const Catalog::Value& value : catalog[id].values) {
    if (value.name.starts_with("grant:") && value.name.substr(6) == role) return true;
    const bool is_named =
        value.name.starts_with("grant:") || value.name.find("_grant:") != std::string_view::npos;
    if (!is_named) continue;
    if (value.name.ends_with(" to " + std::string(role))) return true;
    const std::size_t by = value.text.find(" by " + std::string(role));
    if (by != std::string_view::npos) return true;
  }
  return false;
}

/// "app in schema s on tables" of that role.
bool is_default_privilege_of(const Catalog& catalog, Id id, std::string_view role) {
  if (catalog[id].kind != ObjectKind::default_privileges) return false;
  const std::string quoted = catalog.quote(role);
  return catalog[id].own.starts_with(quoted + " on ") ||
         catalog[id].own.starts_with(quoted + " in schema ");
}

bool is_role_of_policy(const Catalog& catalog, Id id, std::string_view role) {
  if (catalog[id].kind != ObjectKind::policy) return false;
  const std::string quoted = catalog.quote(role);
  const auto items = core::list_items(catalog.value(id, "roles"));
  return std::ranges::find(items, quoted) != items.end();
}

bool depends_on_role(const Catalog& catalog, Id id, std::string_view role) {
  const Catalog::Object& object = catalog[id];
  if (object.is_system && object.kind != ObjectKind::table) return false;
  if (catalog.value(id, "owner") == role) return true;
  if (has_grants_of(catalog, id, role) || is_default_privilege_of(catalog, id, role)) return true;
  if (object.kind == ObjectKind::user_mapping)
    return object.own.starts_with(std::string(role) + '@');
  if (catalog.has(id, "setting:" + std::string(role))) return true;
  return is_role_of_policy(catalog, id, role);
}

void drop_one_role(Session& session, const std::string& name) {
  Catalog& catalog = session.catalog;
  for (Id id = 0; id < catalog.count(); ++id) {
    if (!catalog.is_alive(id) || catalog[id].kind == ObjectKind::role) continue;
    if (depends_on_role(catalog, id, name)) {
      fail("2BP01", "role \"" + name + "\" cannot be dropped because some objects depend on it");
    }
  }
  const std::string key = "member_of:" + name;
  for (const Id role : catalog.all(ObjectKind::role)) {
    if (catalog.has(role, key)) catalog.set_keyed(role, "member_of:", name, "");
  }
  catalog.remove(session.role_id(name));
}

/// The roles of DROP OWNED BY and their right to be named.
std::vector<std::string> owned_roles(const Session& session, const Node& specs) {
  std::vector<std::string> names;
  for (const Node spec : specs) names.push_back(session.role_name(spec));
  for (const std::string& name : names) {
    if (!session.is_superuser && !session.has_role(session.role, name))
      fail("42501", "permission denied to drop objects");
  }
  return names;
}

void leave_policy(Session& session, Id policy, const std::string& role, std::vector<Id>& dropped) {
  Catalog& catalog = session.catalog;
  std::string rest;
  const std::string quoted = catalog.quote(role);
  for (const std::string_view item : core::list_items(catalog.value(policy, "roles"))) {
    if (item != quoted) rest.append(rest.empty() ? "" : ", ").append(item);
  }
  if (rest.empty()) {
    dropped.push_back(policy);
  } else {
    catalog.set(policy, "roles", rest);
  }
}

/// Since 16 a membership hangs on who granted it.
bool may_have_granted(const Session& session, const std::string& group, Id member,
                      std::string_view membership) {
  if (session.version() < 160000 || membership.find("admin") == std::string_view::npos)
    return false;
  const Catalog& catalog = session.catalog;
  return catalog.has_doubts() || std::ranges::any_of(catalog.all(ObjectKind::role), [&](Id role) {
           return role != member && catalog.has(role, "member_of:" + group);
         });
}

}  // namespace

void describe_grant_role(const Node& statement, EffectsOf& effects) {
  const bool is_grant = statement.flag("is_grant");
  for (const Node granted : statement["granted_roles"]) {
    const std::string group = core::name_part(granted.text("priv_name"));
    effects.requires_("role", group);
    for (const Node grantee : statement["grantee_roles"]) {
      const std::string member = spec_name(grantee);
      if (grantee.text("roletype") == "ROLESPEC_CSTRING") effects.requires_("role", member);
      if (is_grant) {
        effects.creates("grant", group + " TO " + member);
      } else {
        effects.drops("grant", group + " FROM " + member);
      }
    }
  }
}

void apply_grant_role(const Node& statement, Session& session) {
  if (const Node grantor = statement["grantor"]) {
    if (session.role_name(grantor) != session.role) unknown("roles granted in another's name");
  }
  std::vector<std::string> members;
  for (const Node spec : statement["grantee_roles"]) {
    if (spec.text("roletype") == "ROLESPEC_PUBLIC") fail("42704", "role \"public\" does not exist");
    members.push_back(session.role_name(spec));
  }
  const bool is_grant = statement.flag("is_grant");
  const bool admin_option = statement.flag("admin_opt");
  for (const Node granted : statement["granted_roles"]) {
    if (granted["cols"]) fail("0LP01", "column names cannot be included in GRANT/REVOKE ROLE");
    const std::string group = Session::identifier(granted.text("priv_name"));
    if (session.role_id(group) == Catalog::none && !group.starts_with("pg_"))
      fail("42704", "role \"" + group + "\" does not exist");
    for (const std::string& member : members) {
      if (is_grant) {
        add_member(session, group, member, {.admin = admin_option});
        continue;
      }
      const Id id = session.role_id(member);
      const std::string key = "member_of:" + group;
      if (id == Catalog::none) unknown("memberships of the system's roles");
      const std::string before(session.catalog.value(id, key));
      if (before.empty()) {
        if (!session.is_superuser) unknown("who may revoke memberships");
        continue;
      }
      if (may_have_granted(session, group, id, before) &&
          statement.text("behavior") != "DROP_CASCADE") {
        session.may_fail("whether that member granted memberships in turn");
      }
      remove_member(session, group, member);
      if (admin_option) {
        std::string rest = before;
        if (const std::size_t at = rest.find("admin, "); at != std::string::npos) rest.erase(at, 7);
        session.catalog.set_keyed(id, "member_of:", group, rest);
      }
    }
  }
}

void describe_drop_role(const Node& statement, EffectsOf& effects) {
  const EffectsOf::Guard guard(effects, statement.flag("missing_ok"));
  for (const Node role : statement["roles"]) effects.drops("role", spec_name(role));
}

void apply_drop_role(const Node& statement, Session& session) {
  if (!session.is_superuser) {
    const Id own = session.role_id(session.role);
    if (own == Catalog::none || !session.catalog.has(own, "create_role"))
      fail("42501", "permission denied to drop role");
  }
  std::vector<std::string> names;
  for (const Node spec : statement["roles"]) {
    if (spec.text("roletype") != "ROLESPEC_CSTRING")
      fail("22023", "cannot use special role specifier in DROP ROLE");
    const std::string name = Session::identifier(spec.text("rolename"));
    const Id role = session.role_id(name);
    if (role == Catalog::none) {
      if (name.starts_with("pg_")) unknown("the system's own roles are not simulated");
      if (statement.flag("missing_ok")) continue;
      fail("42704", "role \"" + name + "\" does not exist");
    }
    if (name == session.role) fail("55006", "current user cannot be dropped");
    if (name == session.session_role) fail("55006", "session user cannot be dropped");
    if (session.catalog.has(role, "superuser") && !session.is_superuser)
      fail("42501", "must be superuser to drop superusers");
    if (!session.is_superuser && session.version() >= 160000)
      unknown("whether the role may administer the other one");
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  }
  for (const std::string& name : names) drop_one_role(session, name);
}

void describe_drop_owned(const Node& statement, EffectsOf& effects) {
  for (const Node role : statement["roles"]) {
    if (role.text("roletype") == "ROLESPEC_CSTRING") effects.requires_("role", spec_name(role));
  }
  effects.unknown("which objects those roles own");
}

void apply_drop_owned(const Node& statement, Session& session) {
  Catalog& catalog = session.catalog;
  std::vector<Id> dropped;
  for (const std::string& role : owned_roles(session, statement["roles"])) {
    if (is_bootstrap_role(session, role)) {
      fail("2BP01", "cannot drop objects owned by role " + role +
                        " because they are required by the database system");
    }
    for (Id id = 0; id < catalog.count(); ++id) {
      if (!catalog.is_alive(id)) continue;
      const ObjectKind kind = catalog[id].kind;
      if (kind == ObjectKind::role || kind == ObjectKind::parameter) continue;
      if (has_grants_of(catalog, id, role) && righted(kind)) {
        Acl acl = Acl::read(catalog, id);
        acl.forget(role);
        acl.write(catalog, id);
      } else if (has_grants_of(catalog, id, role) && kind != ObjectKind::default_privileges) {
        unknown("rights on the system's own objects");
      }
      if (kind == ObjectKind::default_privileges && has_grants_of(catalog, id, role) &&
          !is_default_privilege_of(catalog, id, role)) {
        forget_in_default_privileges(session, id, role);
        continue;
      }
      const bool is_owned = catalog.value(id, "owner") == role && !catalog[id].is_system &&
                            kind != ObjectKind::database && kind != ObjectKind::tablespace;
      if (is_owned || is_default_privilege_of(catalog, id, role)) dropped.push_back(id);
      if (is_role_of_policy(catalog, id, role)) leave_policy(session, id, role, dropped);
    }
  }
  drop_objects(session, dropped, statement.text("behavior") == "DROP_CASCADE");
}

}  // namespace plumbline::sql
