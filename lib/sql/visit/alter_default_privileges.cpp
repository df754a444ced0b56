/// ALTER DEFAULT PRIVILEGES. Rules: ExecAlterDefaultPrivilegesStmt and SetDefaultACL
/// (catalog/aclchk.c).
#include <algorithm>

#include "core/schema/builder.hpp"
#include "sql/rights.hpp"
#include "sql/visit/alter.hpp"
#include "sql/visit/alter_grant.hpp"
#include "sql/visit/role_rules.hpp"

namespace plumbline::sql {

namespace {

struct Row {
  std::string_view object_type;
  Righted kind;
  std::string_view plural;
};
constexpr Row rows[] = {
    {"OBJECT_TABLE", Righted::relation, "tables"},
    {"OBJECT_SEQUENCE", Righted::sequence, "sequences"},
    {"OBJECT_FUNCTION", Righted::function, "functions"},
    {"OBJECT_ROUTINE", Righted::function, "functions"},
    {"OBJECT_TYPE", Righted::type, "types"},
    {"OBJECT_SCHEMA", Righted::schema, "schemas"},
    {"OBJECT_LARGEOBJECT", Righted::large_object, "large objects"},
};

const Row& row_of(std::string_view object_type) {
  for (const Row& row : rows) {
    if (row.object_type == object_type) return row;
  }
  unknown("default privileges of objects of this kind");
}

std::string_view word_of(Righted kind) {
  switch (kind) {
    case Righted::relation:
      return "relation";
    case Righted::sequence:
      return "sequence";
    case Righted::function:
      return "function";
    case Righted::type:
      return "type";
    case Righted::schema:
      return "schema";
    default:
      return "large object";
  }
}

/// The lists of its options: roles, schemas.
struct Targets {
  Node roles;
  Node schemas;
};

Targets targets_of(const Node& statement) {
  Targets targets;
  for (const Node option : statement["options"]) {
    const std::string_view name = option.text("defname");
    Node& target = name == "roles" ? targets.roles : targets.schemas;
    if (target) fail("42601", "conflicting or redundant options");
    target = option["arg"];
  }
  return targets;
}

/// The object's name: "app in schema public on tables".
std::string object_name(const Catalog& catalog, std::string_view role, Id schema,
                        std::string_view plural) {
  std::string name = catalog.quote(role);
  if (schema != Catalog::none) name += " in schema " + catalog.quote(catalog[schema].own);
  return name.append(" on ").append(plural);
}

struct Change {
  const Row* row = nullptr;
  bool is_grant = false;
  bool has_option = false;
  bool is_cascade = false;
  Rights rights = 0;
  std::vector<std::string> grantees;
};

/// SetDefaultACL: one role, one schema or none.
void set_default_acl(Session& session, const Change& change, const std::string& role, Id schema) {
  Catalog& catalog = session.catalog;
  const std::string name = object_name(catalog, role, schema, change.row->plural);
  Id id = catalog.find(ObjectKind::default_privileges, Catalog::none, name);
  const bool is_global = schema == Catalog::none;
  const Acl start(change.row->kind, role, session.version(), is_global);
  Acl acl = start;
  if (id != Catalog::none) acl.read_from(catalog, id);
  for (const std::string& grantee : change.grantees) {
    if (change.is_grant) {
      if (change.has_option && grantee.empty())
        fail("0LP01", "grant options can only be granted to roles");
      acl.grant(grantee, "", change.rights, change.has_option);
    } else {
      acl.revoke(grantee, "", change.rights, change.has_option, change.is_cascade);
    }
  }
  if (acl.entries() == start.entries()) {
    if (id != Catalog::none) catalog.remove(id);
    return;
  }
  if (id == Catalog::none) {
    id = catalog.create(ObjectKind::default_privileges, Catalog::none, name);
    if (const Id owner = session.role_id(role); owner != Catalog::none) catalog.need(id, owner);
    if (!is_global) catalog.need(id, schema, Tie::automatic);
  }
  acl.write(catalog, id);
}

/// Whose they are: the name begins with the role's.
std::string role_of(const Catalog& catalog, Id id) {
  for (const Id role : catalog.all(ObjectKind::role)) {
    const std::string quoted = catalog.quote(catalog[role].own);
    if (catalog[id].own.starts_with(quoted + " on ") ||
        catalog[id].own.starts_with(quoted + " in schema "))
      return std::string(catalog[role].own);
  }
  unknown("whose default privileges they are");
}

std::vector<std::string> roles_of(const Session& session, const Node& roles) {
  std::vector<std::string> names;
  for (const Node role : roles) names.push_back(session.role_name(role));
  if (names.empty()) names.push_back(session.role);
  for (const std::string& name : names) {
    if (!session.is_superuser && !session.has_role(session.role, name))
      fail("42501", "permission denied to change default privileges");
  }
  return names;
}

}  // namespace

void forget_in_default_privileges(Session& session, Id id, std::string_view role) {
  Catalog& catalog = session.catalog;
  const std::string_view own = catalog[id].own;
  const std::string_view plural = own.substr(own.rfind(" on ") + 4);
  const auto row = std::ranges::find(rows, plural, &Row::plural);
  if (row == std::end(rows)) unknown("default privileges of objects of this kind");
  const Acl start(row->kind, role_of(catalog, id), session.version(),
                  own.find(" in schema ") == std::string_view::npos);
  Acl acl = start;
  acl.read_from(catalog, id);
  acl.revoke(role, "", all_rights(row->kind, session.version()), false, true);
  if (acl.entries() == start.entries()) return catalog.remove(id);
  acl.write(catalog, id);
}

void describe_default_privileges(const Node& statement, EffectsOf& effects) {
  const Node action = statement["action"];
  const Targets targets = targets_of(statement);
  std::string where;
  for (const Node schema : targets.schemas) {
    where += (where.empty() ? " in schema " : ", ") + core::name_part(schema.as_text());
    effects.requires_("schema", core::name_part(schema.as_text()));
  }
  std::string who;
  for (const Node role : targets.roles) {
    if (role.text("rolename").empty()) continue;
    who.append(who.empty() ? "" : ", ").append(role.text("rolename"));
    effects.requires_("role", core::name_part(role.text("rolename")));
  }
  for (const Node role : action["grantees"]) {
    if (role.text("roletype") == "ROLESPEC_CSTRING")
      effects.requires_("role", core::name_part(role.text("rolename")));
  }
  effects.alters("default-privileges", (who.empty() ? "CURRENT_USER" : who) + where + " on " +
                                           std::string(row_of(action.text("objtype")).plural));
}

void apply_default_privileges(const Node& statement, Session& session) {
  const Targets targets = targets_of(statement);
  const Node action = statement["action"];
  Change change;
  change.row = &row_of(action.text("objtype"));
  change.is_grant = action.flag("is_grant");
  change.has_option = action.flag("grant_option");
  change.is_cascade = action.text("behavior") == "DROP_CASCADE";
  change.grantees = grantees_of(session, action["grantees"]);
  const Rights all = all_rights(change.row->kind, session.version());
  const bool is_all = action["privileges"].empty();
  for (const Node privilege : action["privileges"]) {
    if (privilege["cols"]) fail("0LP01", "default privileges cannot be set for columns");
    change.rights |= checked_right(privilege.text("priv_name"), all, word_of(change.row->kind));
  }
  if (is_all) change.rights = all;
  const std::vector<std::string> roles = roles_of(session, targets.roles);
  const bool has_schemas = !targets.schemas.empty();
  for (const std::string& role : roles) {
    if (!has_schemas) {
      set_default_acl(session, change, role, Catalog::none);
      continue;
    }
    for (const Node schema : targets.schemas) {
      const Id id = session.schema(schema.as_text());
      if (change.row->kind == Righted::schema || change.row->kind == Righted::large_object) {
        fail("0LP01",
             "cannot use IN SCHEMA clause when using GRANT/REVOKE ON " +
                 std::string(change.row->kind == Righted::schema ? "SCHEMAS" : "LARGE OBJECTS"));
      }
      set_default_acl(session, change, role, id);
    }
  }
}

}  // namespace plumbline::sql
