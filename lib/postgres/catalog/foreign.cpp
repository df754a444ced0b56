/// Foreign data wrappers, servers, user mappings, and of foreign tables what lies behind them.
/// Options of user mappings are hashed by the server: what may be a password never leaves it.
#include "postgres/catalog/array_text.hpp"
#include "postgres/catalog/row.hpp"
#include "system/format.hpp"

namespace plumbline::postgres {

namespace {

constexpr FixedSql wrappers =
    "SELECT w.oid, w.fdwname, w.fdwowner, w.fdwacl, w.fdwhandler::pg_catalog.regproc,"
    " w.fdwvalidator::pg_catalog.regproc, w.fdwoptions"
    " FROM pg_catalog.pg_foreign_data_wrapper w WHERE w.oid >= 16384";

constexpr FixedSql servers =
    "SELECT s.oid, s.srvname, s.srvowner, s.srvacl, w.fdwname, s.srvtype, s.srvversion,"
    " s.srvoptions FROM pg_catalog.pg_foreign_server s"
    " JOIN pg_catalog.pg_foreign_data_wrapper w ON w.oid = s.srvfdw WHERE s.oid >= 16384";

/// Who may see the options is what the view pg_user_mappings says.
constexpr FixedSql user_mappings =
    "SELECT u.umid, u.srvid, u.srvname, u.umuser, u.usename,"
    " pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to("
    "(SELECT pg_catalog.string_agg(pg_catalog.octet_length(o) || ':' || o, ',' ORDER BY o"
    " COLLATE \"C\") FROM pg_catalog.unnest(u.umoptions) o),"
    " pg_catalog.getdatabaseencoding())), 'hex'),"
    " (SELECT r.rolsuper FROM pg_catalog.pg_roles r WHERE r.rolname = CURRENT_USER)"
    " OR (u.umuser = 0 AND pg_catalog.pg_has_role(s.srvowner, 'USAGE'))"
    " OR (u.umuser <> 0 AND u.usename = CURRENT_USER"
    " AND (pg_catalog.pg_has_role(s.srvowner, 'USAGE')"
    " OR pg_catalog.has_server_privilege(s.oid, 'USAGE')))"
    " FROM pg_catalog.pg_user_mappings u"
    " JOIN pg_catalog.pg_foreign_server s ON s.oid = u.srvid";

constexpr FixedSql foreign_tables =
    "SELECT f.ftrelid, s.srvname, f.ftoptions FROM pg_catalog.pg_foreign_table f"
    " JOIN pg_catalog.pg_foreign_server s ON s.oid = f.ftserver";

void take_wrapper(Catalog& catalog, const Row& row) {
  const Id id = add_object(catalog, ObjectKind::foreign_data_wrapper,
                           catalogs::foreign_data_wrapper, row.oid(0), 0, row.text(1));
  if (id == no_id) return;
  catalog.set_owner(id, row.oid(2));
  catalog.set_grants(id, GrantKind::foreign_data_wrapper, row.oid(2), row.text(3));
  catalog.builder.set(id, "handler", row.name(4));
  catalog.builder.set(id, "validator", row.name(5));
  set_each(catalog, id, "option", row.text(6));
}

void take_server(Catalog& catalog, const Row& row) {
  const Id id =
      add_object(catalog, ObjectKind::server, catalogs::foreign_server, row.oid(0), 0, row.text(1));
  if (id == no_id) return;
  catalog.set_owner(id, row.oid(2));
  catalog.set_grants(id, GrantKind::foreign_server, row.oid(2), row.text(3));
  catalog.builder.set(id, "wrapper", catalog.quoted(row.text(4)));
  catalog.builder.set(id, "type", row.text(5));
  catalog.builder.set(id, "version", row.text(6));
  set_each(catalog, id, "option", row.text(7));
}

/// In double quotes also where '@' or PUBLIC would be read as something else.
std::string side(std::string_view name) {
  if (name != "PUBLIC" && name.find('@') == std::string_view::npos) return core::name_part(name);
  std::string quoted = "\"";
  for (const char c : name) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + '"';
}

void take_user_mapping(Catalog& catalog, const Row& row) {
  if (catalog.find(catalogs::foreign_server, row.oid(1)) == no_id) return;
  const std::string name =
      (row.oid(3) == 0 ? "PUBLIC" : side(row.text(4))) + '@' + side(row.text(2));
  const Id id =
      add_object_as(catalog, ObjectKind::user_mapping, catalogs::user_mapping, row.oid(0), 0, name);
  if (id == no_id) return;
  catalog.builder.set(id, "options", row.text(5));
  if (row.is_true(6)) return;
  catalog.source.unchecked.push_back(
      {.what = system::format("user-mapping {}: options", name),
       .why = "only the superuser, the server's owner and that user may see them"});
}

/// The tables may come to be known later.
void take_foreign_table(Catalog& catalog, const Row& row) {
  const Oid table = row.oid(0);
  catalog.later.emplace_back(
      [table, server = std::string(row.text(1)), options = std::string(row.text(2))](Catalog& all) {
        const Id id = all.find(catalogs::relation, table);
        if (id == no_id) return;
        all.builder.set(id, "server", all.quoted(server));
        set_each(all, id, "option", options);
      });
}

constexpr Step steps[] = {
    {"foreign data wrappers", 12, wrappers, each_row<take_wrapper>},
    {"foreign servers", 12, servers, each_row<take_server>},
    {"user mappings", 12, user_mappings, each_row<take_user_mapping>},
    {"foreign tables", 12, foreign_tables, each_row<take_foreign_table>},
};

}  // namespace

std::span<const Step> foreign_steps() { return steps; }

}  // namespace plumbline::postgres
