/// Rights on what nobody here has made: the system's own objects and members of extensions, where
/// they are other than initdb or the extension's script left them. As pg_dump, by pg_init_privs.
#include <map>

#include "postgres/catalog/row.hpp"
#include "system/format.hpp"

namespace plumbline::postgres {

namespace {

/// Kind, oid::reg… as a name, owner, kind of rights, rights now and at first, extension.
constexpr FixedSql changed_rights =
    "WITH member AS MATERIALIZED (SELECT d.classid, d.objid, d.refobjid FROM pg_catalog.pg_depend d"
    " WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.deptype = 'e'),"
    " one AS MATERIALIZED (SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass::pg_catalog.oid AS of,"
    " p.oid, 'f' AS kind, p.prokind::pg_catalog.text AS sort, '' AS name, p.proowner AS owner,"
    " p.proacl AS acl FROM pg_catalog.pg_proc p"
    " WHERE p.oid < 16384 OR p.oid = ANY(ARRAY(SELECT m.objid FROM member m"
    " WHERE m.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass))"
    " UNION ALL SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, c.oid, 'r',"
    " c.relkind::pg_catalog.text, '', c.relowner, c.relacl FROM pg_catalog.pg_class c"
    " WHERE (c.oid < 16384 OR c.oid = ANY(ARRAY(SELECT m.objid FROM member m"
    " WHERE m.classid = 'pg_catalog.pg_class'::pg_catalog.regclass)))"
    " AND c.relkind IN ('r', 'v', 'm', 'S', 'f', 'p')"
    " AND c.relnamespace <> 'information_schema'::pg_catalog.regnamespace"
    " UNION ALL SELECT 'pg_catalog.pg_type'::pg_catalog.regclass, t.oid, 'T', '', '', t.typowner,"
    " t.typacl FROM pg_catalog.pg_type t"
    " WHERE t.oid < 16384 OR t.oid = ANY(ARRAY(SELECT m.objid FROM member m"
    " WHERE m.classid = 'pg_catalog.pg_type'::pg_catalog.regclass))"
    " UNION ALL SELECT 'pg_catalog.pg_language'::pg_catalog.regclass, l.oid, 'l', '',"
    " pg_catalog.quote_ident(l.lanname), l.lanowner, l.lanacl FROM pg_catalog.pg_language l"
    " UNION ALL SELECT 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass, w.oid, 'F', '',"
    " pg_catalog.quote_ident(w.fdwname), w.fdwowner, w.fdwacl"
    " FROM pg_catalog.pg_foreign_data_wrapper w"
    " UNION ALL SELECT 'pg_catalog.pg_namespace'::pg_catalog.regclass, n.oid, 'n', '',"
    " pg_catalog.quote_ident(n.nspname), n.nspowner, n.nspacl FROM pg_catalog.pg_namespace n"
    " WHERE n.nspname NOT IN ('public', 'information_schema')),"
    " changed AS MATERIALIZED (SELECT one.*, i.initprivs, m.refobjid FROM one"
    " LEFT JOIN pg_catalog.pg_init_privs i ON i.classoid = one.of AND i.objoid = one.oid"
    " AND i.objsubid = 0"
    " LEFT JOIN member m ON m.classid = one.of AND m.objid = one.oid"
    " WHERE one.acl IS DISTINCT FROM i.initprivs AND (one.oid < 16384 OR m.objid IS NOT NULL))"
    " SELECT c.kind, c.sort, CASE c.kind WHEN 'f' THEN c.oid::pg_catalog.regprocedure::"
    "pg_catalog.text WHEN 'r' THEN c.oid::pg_catalog.regclass::pg_catalog.text"
    " WHEN 'T' THEN c.oid::pg_catalog.regtype::pg_catalog.text ELSE c.name END,"
    " c.owner, c.acl, c.initprivs, c.refobjid FROM changed c";

struct Righted {
  std::string_view what;
  GrantKind kind;
};

Righted righted(char kind, char sort) {
  switch (kind) {
    case 'f':
      return {sort == 'a'   ? "aggregate"
              : sort == 'p' ? "procedure"
                            : "function",
              GrantKind::function};
    case 'T':
      return {"type", GrantKind::type};
    case 'l':
      return {"language", GrantKind::language};
    case 'F':
      return {"foreign-data-wrapper", GrantKind::foreign_data_wrapper};
    case 'n':
      return {"schema", GrantKind::schema};
    default:
      return sort == 'S' ? Righted{"sequence", GrantKind::sequence}
                         : Righted{sort == 'v' ? "view" : "table", GrantKind::relation};
  }
}

void take_changed_rights(Catalog& catalog, const Row& row) {
  const bool is_member = !row.is_null(6);
  if (is_member && catalog.options.with_extension_members) return;  // they show them themselves
  // plpgsql comes with every database: its extension is no object, its members are the system's.
  const Id extension = is_member ? catalog.find(catalogs::extension, row.oid(6)) : no_id;
  const Righted of = righted(row.text(0).front(), row.text(1).empty() ? ' ' : row.text(1).front());
  const std::string_view owner = catalog.role(row.oid(3));
  const auto rights = [&](std::size_t column) {
    const auto grants = read_grants(row.text(column), of.kind, owner, catalog.version);
    return std::map<std::string, std::string>(grants.begin(), grants.end());
  };
  const std::map<std::string, std::string> now = rights(4);
  std::map<std::string, std::string> changed = now;
  for (const auto& [role, words] : rights(5)) {
    const auto same = now.find(role);
    if (same == now.end()) {
      changed[role] = "default";
    } else if (same->second == words) {
      changed.erase(role);
    }
  }
  for (const auto& [role, words] : changed) {
    const std::string key = system::format("{} {} to {}", of.what, row.signature(2), role);
    if (extension != no_id) {
      catalog.builder.set_keyed(extension, "member_grant", key, words);
    } else {
      catalog.builder.set_keyed(catalog.database, "system_grant", key, words);
    }
  }
}

constexpr Step steps[] = {
    {"rights on the system's own objects", 12, changed_rights, each_row<take_changed_rights>}};

}  // namespace

std::span<const Step> system_grant_steps() { return steps; }

}  // namespace plumbline::postgres
