/// GRANT and REVOKE of rights on objects. Rules: ExecuteGrantStmt, objectNamesToOids,
/// ExecGrant_Relation and its like (catalog/aclchk.c).
#include <algorithm>

#include "core/schema/builder.hpp"
#include "sql/analysis/catalog_types.hpp"
#include "sql/rights.hpp"
#include "sql/visit/address.hpp"
#include "sql/visit/alter.hpp"
#include "sql/visit/alter_grant.hpp"
#include "sql/visit/columns.hpp"

namespace plumbline::sql {

namespace {

struct TypeRow {
  std::string_view object_type;
  Righted kind;
  std::string_view word;    ///< of "invalid privilege type X for …"
  std::string_view effect;  ///< "ON … name"
};
constexpr TypeRow rows[] = {
    {"OBJECT_TABLE", Righted::relation, "relation", ""},
    {"OBJECT_SEQUENCE", Righted::sequence, "sequence", "SEQUENCE "},
    {"OBJECT_DATABASE", Righted::database, "database", "DATABASE "},
    {"OBJECT_DOMAIN", Righted::type, "domain", "TYPE "},
    {"OBJECT_FUNCTION", Righted::function, "function", "FUNCTION "},
    {"OBJECT_LANGUAGE", Righted::language, "language", "LANGUAGE "},
    {"OBJECT_LARGEOBJECT", Righted::large_object, "large object", "LARGE OBJECT "},
    {"OBJECT_SCHEMA", Righted::schema, "schema", "SCHEMA "},
    {"OBJECT_PROCEDURE", Righted::function, "procedure", "PROCEDURE "},
    {"OBJECT_ROUTINE", Righted::function, "routine", "ROUTINE "},
    {"OBJECT_TABLESPACE", Righted::tablespace, "tablespace", "TABLESPACE "},
    {"OBJECT_TYPE", Righted::type, "type", "TYPE "},
    {"OBJECT_FDW", Righted::foreign_data_wrapper, "foreign-data wrapper", "FOREIGN DATA WRAPPER "},
    {"OBJECT_FOREIGN_SERVER", Righted::foreign_server, "foreign server", "FOREIGN SERVER "},
    {"OBJECT_PARAMETER_ACL", Righted::parameter, "parameter", "PARAMETER "},
};

const TypeRow& row_of(std::string_view object_type) {
  for (const TypeRow& row : rows) {
    if (row.object_type == object_type) return row;
  }
  unknown("rights on objects of this kind");
}

/// Rights on some columns; no word: all of them.
struct ColumnRights {
  Node privilege;
  std::vector<std::string> columns;
};

/// A GRANT or REVOKE, its roles and rights looked up.
struct Grant {
  std::string_view object_type;
  bool is_grant = false;
  bool is_all = false;  ///< ALL [PRIVILEGES]
  Rights rights = 0;
  std::vector<ColumnRights> columns;
  std::vector<std::string> grantees;  ///< "" is PUBLIC
  bool has_option = false;
  bool is_cascade = false;
};

// -- Objects

Id granted_object(Session& session, std::string_view type, const Node& object, bool is_grant) {
  if (type == "OBJECT_TABLE" || type == "OBJECT_SEQUENCE")
    return require_relation_named(session, named_range_var(object));
  if (type == "OBJECT_DATABASE") unknown("whether this is that database");
  if (type == "OBJECT_LARGEOBJECT") unknown("large objects are not simulated");
  if (type == "OBJECT_TYPE" || type == "OBJECT_DOMAIN") {
    const Named name = named(object);
    const Id id = find_type_named(session, name);
    if (id != Catalog::none) return id;
    const CatalogTypes types(session);
    const bool is_system =
        name.schema.empty() ? find_type(types.scope(), name.own) != 0 : name.schema == "pg_catalog";
    if (is_system) unknown("rights on the system's own types");
    return require_type_named(session, name);
  }
  if (type == "OBJECT_PARAMETER_ACL") {
    (void)is_grant;
    unknown("configuration parameters are not looked up");
  }
  return find_object(session, type, object);
}

std::vector<Id> members_of(const Session& session, Id schema, std::string_view type) {
  std::vector<Id> found;
  for (const Id id : session.catalog.members(schema)) {
    const ObjectKind kind = session.catalog[id].kind;
    const bool is_table = kind == ObjectKind::table || kind == ObjectKind::view ||
                          kind == ObjectKind::materialized_view ||
                          kind == ObjectKind::foreign_table;
    const bool is_function = kind == ObjectKind::function || kind == ObjectKind::aggregate;
    const bool is_procedure = kind == ObjectKind::procedure;
    if ((type == "OBJECT_TABLE" && is_table) ||
        (type == "OBJECT_SEQUENCE" && kind == ObjectKind::sequence) ||
        (type == "OBJECT_FUNCTION" && is_function) ||
        (type == "OBJECT_PROCEDURE" && is_procedure) ||
        (type == "OBJECT_ROUTINE" && (is_function || is_procedure))) {
      found.push_back(id);
    }
  }
  return found;
}

std::vector<Id> granted_objects(Session& session, const Node& statement) {
  const std::string_view type = statement.text("objtype");
  std::vector<Id> found;
  for (const Node object : statement["objects"]) {
    if (statement.text("targtype") == "ACL_TARGET_ALL_IN_SCHEMA") {
      const Id schema = session.schema(object.as_text());
      session.require_right(schema, "USAGE");
      for (const Id id : members_of(session, schema, type)) found.push_back(id);
    } else {
      found.push_back(granted_object(session, type, object, statement.flag("is_grant")));
    }
  }
  return found;
}

// -- The grant itself

/// Who gives the rights, "" the owner, and which of them can be given.
struct Grantor {
  std::string name;
  Rights rights = 0;
};

bool is_owner(const Session& session, std::string_view owner) {
  if (session.is_superuser) return true;
  if (owner.empty()) unknown("who owns what the rights are on");
  if (owner != "pg_database_owner") return session.has_role(session.role, owner);
  const std::vector<Id> databases = session.catalog.all(ObjectKind::database);
  return std::ranges::any_of(databases, [&](Id database) {
    return session.has_role(session.role, session.catalog.value(database, "owner"));
  });
}

/// select_best_grantor and restrict_and_check_grant: whoever has no right at all fails, whoever has
/// some without the option to give them is warned.
Grantor grantor_for(const Session& session, const Acl& acl, Rights rights, Id object) {
  if (is_owner(session, acl.owner())) return {"", rights};
  const Rights own = acl.grantable(session.role) & rights;
  if (own == rights) return {session.role, rights};
  bool has_any = acl.held(session.role) != 0;
  for (const auto& [who, held] : acl.entries()) {
    if (who.first.empty() || who.first == session.role) continue;
    if (!session.has_role(session.role, who.first)) continue;
    has_any = has_any || held.rights != 0;
    if ((held.grantable & rights) != 0) unknown("which of its roles gives the right");
  }
  if (own == 0 && !has_any) {
    fail("42501", "permission denied for " +
                      std::string(Session::kind_word(session.catalog[object].kind)) + ' ' +
                      std::string(session.catalog[object].own));
  }
  return {session.role, own};
}

void change(Session& session, Acl& acl, const Grant& grant, Rights wanted, Id object) {
  if (wanted == 0) return;
  const auto [grantor, rights] = grantor_for(session, acl, wanted, object);
  if (rights == 0) return;
  for (const std::string& grantee : grant.grantees) {
    if (grant.is_grant) {
      if (grant.has_option && grantee.empty())
        fail("0LP01", "grant options can only be granted to roles");
      acl.grant(grantee, grantor, rights, grant.has_option);
    } else {
      acl.revoke(grantee, grantor, rights, grant.has_option, grant.is_cascade);
    }
  }
}

Rights column_right(const ColumnRights& one) {
  const Rights all = all_rights(Righted::column, 0);
  const std::string_view word = one.privilege.text("priv_name");
  if (word.empty()) return all;
  const auto right = right_named(word);
  if (!right) fail("42601", "unrecognized privilege type \"" + std::string(word) + "\"");
  if ((*right & ~all) != 0)
    fail("0LP01", "invalid privilege type " + right_words(*right) + " for column");
  return *right;
}

void change_columns(Session& session, Id relation, const Grant& grant, Rights revoked) {
  Catalog& catalog = session.catalog;
  std::map<Id, Rights> by_column;
  if (!grant.is_grant) {
    const Rights lost = revoked & all_rights(Righted::column, 0);
    for (const Id column : catalog.parts(relation, ObjectKind::column)) {
      if (lost != 0) by_column[column] |= lost;
    }
  }
  for (const ColumnRights& one : grant.columns) {
    const Rights right = column_right(one);
    for (const std::string& name : one.columns) {
      const Id column = catalog.part(relation, ObjectKind::column, name);
      if (column == Catalog::none) {
        if (is_system_column(name)) unknown("rights on system columns");
        if (catalog[relation].kind == ObjectKind::sequence)
          unknown("rights on the columns of a sequence");
        fail("42703", "column \"" + name + "\" of relation \"" +
                          std::string(catalog[relation].own) + "\" does not exist");
      }
      by_column[column] |= right;
    }
  }
  for (const auto& [column, rights] : by_column) {
    Acl acl = Acl::read(catalog, column);
    change(session, acl, grant, rights, column);
    acl.write(catalog, column);
  }
}

void grant_on_relation(Session& session, Id relation, const Grant& grant) {
  Catalog& catalog = session.catalog;
  const ObjectKind kind = catalog[relation].kind;
  const std::string name(catalog[relation].own);
  if (is_index_like(catalog, relation)) fail("42809", '"' + name + "\" is an index");
  if (kind == ObjectKind::type) fail("42809", '"' + name + "\" is a composite type");
  const bool is_sequence = kind == ObjectKind::sequence;
  if (grant.object_type == "OBJECT_SEQUENCE" && !is_sequence)
    fail("42809", '"' + name + "\" is not a sequence");
  const Righted of = is_sequence ? Righted::sequence : Righted::relation;
  const Rights all = all_rights(of, session.version());
  Rights rights = grant.is_all ? all : grant.rights;
  if (!grant.is_all && grant.object_type == "OBJECT_TABLE") {
    if (!is_sequence && (rights & ~all) != 0)
      fail("0LP01", "invalid privilege type USAGE for table");
    rights &= all;  // of a sequence with no more than a warning
  }
  if (catalog[relation].is_system) return;
  Acl acl = Acl::read(catalog, relation);
  const bool has_columns = !catalog.parts(relation, ObjectKind::column).empty();
  if ((!grant.columns.empty() || (!grant.is_grant && has_columns)) &&
      !is_owner(session, acl.owner())) {
    if (!grant.columns.empty()) unknown("who may give rights on columns");
    for (const Id column : catalog.parts(relation, ObjectKind::column)) {
      if (!Acl::read(catalog, column).entries().empty()) unknown("who may give rights on columns");
    }
    change(session, acl, grant, rights, relation);
    return acl.write(catalog, relation);
  }
  change(session, acl, grant, rights, relation);
  acl.write(catalog, relation);
  if (!grant.columns.empty() || !grant.is_grant) change_columns(session, relation, grant, rights);
}

void grant_on_other(Session& session, Id object, const Grant& grant) {
  Catalog& catalog = session.catalog;
  const ObjectKind kind = catalog[object].kind;
  const std::string name(catalog[object].own);
  if (grant.object_type == "OBJECT_DOMAIN" && kind != ObjectKind::domain)
    fail("42809", '"' + name + "\" is not a domain");
  if (kind == ObjectKind::language && !catalog.has(object, "trusted"))
    fail("42809", "language \"" + name + "\" is not trusted");
  const std::optional<Righted> of = righted(kind);
  if (!of || *of == Righted::relation) unknown("rights on a table's row type");
  if (catalog[object].is_system) unknown("rights on the system's own objects");
  Acl acl = Acl::read(catalog, object);
  change(session, acl, grant, grant.is_all ? all_rights(*of, session.version()) : grant.rights,
         object);
  acl.write(catalog, object);
}

Grant read_grant(Session& session, const Node& statement) {
  Grant grant;
  grant.object_type = statement.text("objtype");
  grant.is_grant = statement.flag("is_grant");
  grant.has_option = statement.flag("grant_option");
  grant.is_cascade = statement.text("behavior") == "DROP_CASCADE";
  grant.grantees = grantees_of(session, statement["grantees"]);
  return grant;
}

void read_rights(Session& session, const Node& statement, Grant& grant) {
  const TypeRow& row = row_of(grant.object_type);
  Rights all = all_rights(row.kind, session.version());
  if (grant.object_type == "OBJECT_TABLE") all |= all_rights(Righted::sequence, 0);
  grant.is_all = statement["privileges"].empty();
  for (const Node privilege : statement["privileges"]) {
    if (privilege["cols"]) {
      if (grant.object_type != "OBJECT_TABLE")
        fail("0LP01", "column privileges are only valid for relations");
      ColumnRights& one = grant.columns.emplace_back();
      one.privilege = privilege;
      for (const Node column : privilege["cols"])
        one.columns.push_back(Session::identifier(column.as_text()));
      continue;
    }
    grant.rights |= checked_right(privilege.text("priv_name"), all, row.word);
  }
}

std::string effect_list(const Node& statement) {
  std::string text;
  for (const Node privilege : statement["privileges"]) {
    if (!text.empty()) text += ", ";
    const auto right = right_named(privilege.text("priv_name"));
    text += right ? right_words(*right) : "ALL";
    std::string columns;
    for (const Node column : privilege["cols"])
      columns.append(columns.empty() ? "" : ", ").append(column.as_text());
    if (!columns.empty()) text += " (" + columns + ')';
  }
  return text.empty() ? "ALL" : text;
}

std::string effect_object(EffectsOf& effects, const Node& statement, const Node& object) {
  const std::string_view type = statement.text("objtype");
  if (statement.text("targtype") == "ACL_TARGET_ALL_IN_SCHEMA")
    return "ALL " + std::string(row_of(type).word) + "s IN SCHEMA " +
           core::name_part(object.as_text());
  if (object.is_a("RangeVar")) return std::string(row_of(type).effect) + effects.name_of(object);
  return std::string(row_of(type).effect) + effect_name(effects, type, object);
}

}  // namespace

Rights checked_right(std::string_view word, Rights all, std::string_view kind) {
  const auto right = right_named(word);
  if (!right) fail("42601", "unrecognized privilege type \"" + std::string(word) + "\"");
  if ((*right & ~all) != 0) {
    fail("0LP01", "invalid privilege type " + right_words(*right) + " for " + std::string(kind));
  }
  return *right;
}

std::vector<std::string> grantees_of(const Session& session, const Node& specs) {
  std::vector<std::string> grantees;
  for (const Node spec : specs) {
    const bool is_public = spec.text("roletype") == "ROLESPEC_PUBLIC";
    grantees.push_back(is_public ? std::string() : session.role_name(spec));
  }
  return grantees;
}

void describe_grant(const Node& statement, EffectsOf& effects) {
  const std::string list = effect_list(statement);
  const bool is_grant = statement.flag("is_grant");
  const bool is_named = statement.text("targtype") == "ACL_TARGET_OBJECT";
  const std::string_view type = statement.text("objtype");
  for (const Node object : statement["objects"]) {
    const std::string name = effect_object(effects, statement, object);
    if (is_named) {
      effects.requires_(effect_kind(type), object.is_a("RangeVar")
                                               ? effects.name_of(object)
                                               : effect_name(effects, type, object));
    } else {
      effects.requires_("schema", core::name_part(object.as_text()));
    }
    for (const Node grantee : statement["grantees"]) {
      std::string role(grantee.text("rolename"));
      if (grantee.text("roletype") == "ROLESPEC_PUBLIC") role = "PUBLIC";
      if (role.empty()) role = "CURRENT_USER";
      if (grantee.text("roletype") == "ROLESPEC_CSTRING")
        effects.requires_("role", core::name_part(role));
      const std::string text = list + " ON " + name + (is_grant ? " TO " : " FROM ") + role;
      if (is_grant) {
        effects.creates("grant", text);
      } else {
        effects.drops("grant", text);
      }
    }
  }
}

void apply_grant(const Node& statement, Session& session) {
  if (const Node grantor = statement["grantor"]) {
    if (session.version() >= 140000 && session.role_name(grantor) != session.role)
      fail("0A000", "grantor must be current user");
  }
  const std::vector<Id> objects = granted_objects(session, statement);
  Grant grant = read_grant(session, statement);
  read_rights(session, statement, grant);
  const bool is_relation =
      grant.object_type == "OBJECT_TABLE" || grant.object_type == "OBJECT_SEQUENCE";
  for (const Id object : objects) {
    if (is_relation) {
      grant_on_relation(session, object, grant);
    } else {
      grant_on_other(session, object, grant);
    }
  }
}

}  // namespace plumbline::sql
