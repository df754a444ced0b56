#include "postgres/scratch/facts.hpp"

#include <array>

#include "system/format.hpp"

namespace plumbline::postgres::scratch {

namespace {

constexpr FixedSql identity_sql =
    "SELECT c.system_identifier, d.oid FROM pg_catalog.pg_control_system() c,"
    " pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()";

// Whoever logged in can always go back to be that role.
constexpr FixedSql facts_sql =
    "SELECT c.system_identifier, d.oid, d.datname,"
    " pg_catalog.shobj_description(d.oid, 'pg_database'), o.rolname, current_user,"
    " CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_roles r WHERE r.rolsuper"
    " AND r.rolname IN (current_user, session_user)) THEN 'is a superuser'"
    " WHEN pg_catalog.pg_has_role(session_user, 'pg_execute_server_program', 'MEMBER')"
    " THEN 'may run programs on the server'"
    " WHEN pg_catalog.pg_has_role(session_user, 'pg_write_server_files', 'MEMBER')"
    " THEN 'may write the server''s files' END,"
    " (SELECT s.setconfig FROM pg_catalog.pg_db_role_setting s"
    " WHERE s.setdatabase = d.oid AND s.setrole = 0),"
    " pg_catalog.pg_has_role(d.datdba, 'USAGE'),"
    " (SELECT r.rolcreatedb FROM pg_catalog.pg_roles r WHERE r.rolname = current_user),"
    " d.datistemplate, pg_catalog.pg_is_in_recovery()"
    " FROM pg_catalog.pg_control_system() c, pg_catalog.pg_database d"
    " JOIN pg_catalog.pg_roles o ON o.oid = d.datdba"
    " WHERE d.datname = pg_catalog.current_database()";

// Parallel workers end with their leader, autovacuum gives way.
constexpr FixedSql sessions_sql =
    "SELECT a.pid, a.usename, a.application_name,"
    " COALESCE(pg_catalog.host(a.client_addr), 'a socket')"
    " FROM pg_catalog.pg_stat_activity a JOIN pg_catalog.pg_database d ON d.oid = a.datid"
    " WHERE d.datname = pg_catalog.current_database() AND a.usesysid IS NOT NULL"
    " AND COALESCE(a.backend_type, 'client backend') <> 'parallel worker'"
    " AND a.pid <> ALL ($1::pg_catalog.int4[]) AND a.pid <> pg_catalog.pg_backend_pid()"
    " ORDER BY a.pid";

constexpr FixedSql prepared_sql =
    "SELECT x.gid FROM pg_catalog.pg_prepared_xacts x"
    " WHERE x.database = pg_catalog.current_database() ORDER BY x.gid";

constexpr FixedSql replication_sql =
    "SELECT 'slot ' || s.slot_name FROM pg_catalog.pg_replication_slots s"
    " WHERE s.database = pg_catalog.current_database()"
    " UNION ALL SELECT 'subscription ' || s.subname FROM pg_catalog.pg_subscription s"
    " JOIN pg_catalog.pg_database d ON d.oid = s.subdbid"
    " WHERE d.datname = pg_catalog.current_database() AND s.subenabled ORDER BY 1";

constexpr FixedSql subscriptions_sql =
    "SELECT 'subscription ' || s.subname FROM pg_catalog.pg_subscription s"
    " JOIN pg_catalog.pg_database d ON d.oid = s.subdbid"
    " WHERE d.datname = pg_catalog.current_database() ORDER BY s.subname";

constexpr FixedSql publications_sql =
    "SELECT p.pubname FROM pg_catalog.pg_publication p ORDER BY p.pubname";

std::vector<std::string> first_column(const Rows& rows) {
  std::vector<std::string> texts;
  for (std::size_t row = 0; row < rows.count(); ++row) texts.push_back(rows.text(row, 0));
  return texts;
}

}  // namespace

Identity read_identity(Connection& connection) {
  const Rows rows = connection.query(identity_sql);
  connection.end_snapshot();
  return {.system = rows.text(0, 0), .oid = rows.text(0, 1)};
}

Facts read_facts(Connection& connection) {
  const Rows rows = connection.query(facts_sql);
  connection.end_snapshot();
  const auto is_true = [&](std::size_t column) { return rows.text(0, column) == "t"; };
  return {.identity = {.system = rows.text(0, 0), .oid = rows.text(0, 1)},
          .name = rows.text(0, 2),
          .comment = rows.text(0, 3),
          .owner = rows.text(0, 4),
          .role = rows.text(0, 5),
          .too_mighty = rows.text(0, 6),
          .settings = rows.text(0, 7),
          .owns = is_true(8),
          .may_create = is_true(9),
          .is_template = is_true(10),
          .is_standby = is_true(11)};
}

std::vector<std::string> other_sessions(Connection& connection, const std::vector<int>& own) {
  std::string pids = "{";
  for (const int pid : own) pids += (pids.size() == 1 ? "" : ",") + std::to_string(pid);
  const std::array<std::optional<std::string>, 1> parameters = {pids + '}'};
  const Rows rows = connection.query(sessions_sql, {}, parameters);
  connection.end_snapshot();
  std::vector<std::string> sessions;
  for (std::size_t row = 0; row < rows.count(); ++row) {
    const std::string program = rows.text(row, 2).empty() ? "" : rows.text(row, 2) + ", ";
    sessions.push_back(system::format("pid {} ({}, {}{})", rows.text(row, 0), rows.text(row, 1),
                                      program, rows.text(row, 3)));
  }
  return sessions;
}

std::vector<std::string> prepared_transactions(Connection& connection) {
  return first_column(connection.query(prepared_sql));
}
std::vector<std::string> replication(Connection& connection) {
  return first_column(connection.query(replication_sql));
}
std::vector<std::string> subscriptions(Connection& connection) {
  return first_column(connection.query(subscriptions_sql));
}
std::vector<std::string> publications(Connection& connection) {
  return first_column(connection.query(publications_sql));
}

Marked read_marked(Session& session, const std::string& database) {
  const std::array<std::optional<std::string>, 1> parameters = {database};
  const Rows rows = session.query(
      "SELECT d.oid, c.system_identifier, pg_catalog.shobj_description(d.oid, 'pg_database')"
      " FROM pg_catalog.pg_control_system() c, pg_catalog.pg_database d WHERE d.datname = $1",
      parameters);
  if (rows.count() == 0) return {};
  return {.oid = rows.text(0, 0), .system = rows.text(0, 1), .comment = rows.text(0, 2)};
}

}  // namespace plumbline::postgres::scratch
