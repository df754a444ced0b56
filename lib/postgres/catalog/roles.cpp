/// Roles with their memberships and settings, tablespaces and rights on configuration parameters:
/// what belongs to the cluster. Never a password or its hash.
#include <array>

#include "postgres/catalog/array_text.hpp"
#include "postgres/catalog/row.hpp"

namespace plumbline::postgres {

namespace {

/// Predefined roles are the system's own. Times as the server prints them in UTC.
constexpr FixedSql roles =
    "SELECT r.oid, r.rolname, r.rolsuper, r.rolinherit, r.rolcreaterole, r.rolcreatedb,"
    " r.rolcanlogin, r.rolreplication, r.rolbypassrls, r.rolconnlimit,"
    " CASE WHEN pg_catalog.isfinite(r.rolvaliduntil)"
    " THEN pg_catalog.to_char(r.rolvaliduntil AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS+00')"
    " ELSE r.rolvaliduntil::pg_catalog.text END"
    " FROM pg_catalog.pg_roles r WHERE r.rolname !~ '^pg_'";

/// Before 16 a membership was inherited when the member is a role that inherits.
constexpr FixedSql memberships =
    "SELECT m.member, r.rolname, m.admin_option, COALESCE(@{m.inherit_option}, u.rolinherit),"
    " COALESCE(@{m.set_option}, true),"
    " CASE WHEN @{m.inherit_option} IS NOT NULL AND m.grantor <> 10 THEN g.rolname END"
    " FROM pg_catalog.pg_auth_members m"
    " JOIN pg_catalog.pg_roles r ON r.oid = m.roleid"
    " JOIN pg_catalog.pg_roles u ON u.oid = m.member"
    " LEFT JOIN pg_catalog.pg_roles g ON g.oid = m.grantor"
    " WHERE u.rolname !~ '^pg_'"
    " ORDER BY m.member, r.rolname COLLATE \"C\", g.rolname COLLATE \"C\"";

constexpr FixedSql settings =
    "SELECT s.setrole, s.setconfig FROM pg_catalog.pg_db_role_setting s"
    " WHERE s.setdatabase = 0 AND s.setrole <> 0";

constexpr FixedSql tablespaces =
    "SELECT t.oid, t.spcname, t.spcowner, t.spcacl, t.spcoptions"
    " FROM pg_catalog.pg_tablespace t WHERE t.oid >= 16384";

constexpr FixedSql parameters =
    "SELECT p.oid, p.parname, p.paracl FROM pg_catalog.pg_parameter_acl p";

/// The owner of all parameters is the role that the cluster was made with.
constexpr Oid first_superuser = 10;

void take_role(Catalog& catalog, const Row& row) {
  const Id id = add_object(catalog, ObjectKind::role, catalogs::role, row.oid(0), 0, row.text(1));
  if (id == no_id) return;
  core::SchemaBuilder& builder = catalog.builder;
  builder.set_flag(id, "superuser", row.is_true(2));
  builder.set_flag(id, "no_inherit", !row.is_true(3));
  builder.set_flag(id, "create_role", row.is_true(4));
  builder.set_flag(id, "create_db", row.is_true(5));
  builder.set_flag(id, "no_login", !row.is_true(6));
  builder.set_flag(id, "replication", row.is_true(7));
  builder.set_flag(id, "bypass_rls", row.is_true(8));
  if (row.number(9) != -1) builder.set(id, "connection_limit", row.text(9));
  builder.set(id, "valid_until", row.text(10));
}

/// Runs of rows of one member and role: since 16 a membership can be granted by several roles.
void take_memberships(Catalog& catalog, const RowView& rows) {
  std::string text;
  for (std::size_t at = 0; at < rows.count(); ++at) {
    const Row row(rows, at);
    std::string options;
    for (const auto& [column, word] :
         {std::pair(2, "admin"), std::pair(3, "inherit"), std::pair(4, "set")}) {
      if (!row.is_true(static_cast<std::size_t>(column))) continue;
      options.append(options.empty() ? "" : ", ").append(word);
    }
    if (!row.is_null(5)) options.append(options.empty() ? "by " : " by ").append(row.text(5));
    text += text.empty() ? options : "; " + options;
    const bool is_last = at + 1 == rows.count() || rows.oid(at + 1, 0) != row.oid(0) ||
                         rows.text(at + 1, 1) != row.text(1);
    if (!is_last) continue;
    const Id id = catalog.find(catalogs::role, row.oid(0));
    if (id != no_id) catalog.builder.set_keyed(id, "member_of", row.text(1), text);
    text.clear();
  }
}

void take_setting(Catalog& catalog, const Row& row) {
  const Id id = catalog.find(catalogs::role, row.oid(0));
  if (id != no_id) set_each(catalog, id, "setting", row.text(1));
}

void take_tablespace(Catalog& catalog, const Row& row) {
  const Id id =
      add_object(catalog, ObjectKind::tablespace, catalogs::tablespace, row.oid(0), 0, row.text(1));
  if (id == no_id) return;
  catalog.set_owner(id, row.oid(2));
  catalog.set_grants(id, GrantKind::tablespace, row.oid(2), row.text(3));
  catalog.builder.set(id, "options", read_options(row.text(4)));
}

void take_parameter(Catalog& catalog, const Row& row) {
  const Id id =
      add_object(catalog, ObjectKind::parameter, catalogs::parameter, row.oid(0), 0, row.text(1));
  if (id != no_id) catalog.set_grants(id, GrantKind::parameter, first_superuser, row.text(2));
}

constexpr Step steps[] = {
    {"attributes of roles", 12, roles, each_row<take_role>},
    {"memberships of roles", 12, memberships, take_memberships},
    {"settings of roles", 12, settings, each_row<take_setting>},
    {"tablespaces", 12, tablespaces, each_row<take_tablespace>},
    {"rights on parameters", 15, parameters, each_row<take_parameter>},
};

}  // namespace

std::span<const Step> role_steps() { return steps; }

}  // namespace plumbline::postgres
