#include "postgres/cluster/gate_server.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "plumbline/error.hpp"
#include "postgres/cluster/lock.hpp"
#include "system/deadline.hpp"
#include "system/format.hpp"

namespace plumbline::postgres {
namespace {

// "plum": the first half of the advisory lock's key, the run is the second.
constexpr const char* lock_class = "1886156141";
constexpr int retry_ms = 5;
constexpr std::chrono::seconds longest_leaving{1};

// Digits of the run from the name, where no lock in the whole cluster has its key.
constexpr const char* dead_databases =
    "SELECT d.datname FROM pg_catalog.pg_database d"
    " WHERE d.datname OPERATOR(pg_catalog.~) '^plumb_gate_[0-9a-f]{8}_[0-9]+$'"
    " AND pg_catalog.pg_has_role(d.datdba, 'USAGE')"
    " AND pg_catalog.shobj_description(d.oid, 'pg_database')"
    " IS DISTINCT FROM 'plumbline-gate/1 kept'"
    " AND NOT EXISTS (SELECT FROM pg_catalog.pg_locks l WHERE l.locktype = 'advisory'"
    " AND l.classid::pg_catalog.int8 = 1886156141 AND l.objsubid = 2"
    " AND pg_catalog.to_hex(l.objid::pg_catalog.int8) ="
    " pg_catalog.ltrim(pg_catalog.substr(d.datname::pg_catalog.text, 12, 8), '0'))"
    " ORDER BY 1";

constexpr const char* dead_roles =
    "SELECT r.rolname FROM pg_catalog.pg_roles r"
    " JOIN pg_catalog.pg_shdescription s ON s.objoid = r.oid"
    " AND s.classoid = 'pg_catalog.pg_authid'::pg_catalog.regclass"
    " WHERE s.description OPERATOR(pg_catalog.~) '^plumbline-gate/1 run=[0-9a-f]{8}$'"
    " AND NOT EXISTS (SELECT FROM pg_catalog.pg_locks l WHERE l.locktype = 'advisory'"
    " AND l.classid::pg_catalog.int8 = 1886156141 AND l.objsubid = 2"
    " AND pg_catalog.to_hex(l.objid::pg_catalog.int8) ="
    " pg_catalog.ltrim(pg_catalog.right(s.description, 8), '0'))"
    " ORDER BY 1";

std::vector<std::string> names(const Rows& rows) {
  std::vector<std::string> list;
  for (std::size_t row = 0; row < rows.count(); ++row) list.push_back(rows.text(row, 0));
  return list;
}

[[noreturn]] void throw_refused(std::string message, std::string hint) {
  throw Error(Status::refused, {.message = std::move(message),
                                .detail = "",
                                .hint = std::move(hint),
                                .sqlstate = "",
                                .where = {}});
}

std::int32_t key_of(std::string_view run) {
  std::uint32_t key = 0;
  std::from_chars(run.data(), run.data() + run.size(), key, 16);
  return static_cast<std::int32_t>(key);
}

}  // namespace

std::string gate_prefix(std::string_view run) { return system::format("plumb_gate_{}_", run); }

void require_gate_server(Session& session) {
  session.query("SET search_path = pg_catalog, pg_temp");
  const Rows facts = session.query(
      "SELECT pg_catalog.pg_backend_pid(), pg_catalog.pg_is_in_recovery(),"
      " r.rolsuper OR r.rolcreatedb, r.rolname FROM pg_catalog.pg_roles r"
      " WHERE r.rolname = current_user");
  if (facts.text(0, 0) != std::to_string(session.backend_pid()))
    throw_refused(system::format("\"{}\" is reached through a pooler", session.name()),
                  "give the server's own address: a gate makes and drops databases");
  if (facts.text(0, 1) == "t")
    throw_refused(system::format("\"{}\" is a standby", session.name()),
                  "give a server that can be written to, such as one for CI");
  if (facts.text(0, 2) != "t")
    throw_refused(
        system::format("role \"{}\" may not make databases on \"{}\"", facts.text(0, 3),
                       session.name()),
        system::format("ALTER ROLE {} CREATEDB, or let the gate start a server of its own",
                       quote_identifier(facts.text(0, 3))));
}

void hold_run(Session& session, std::string_view run) {
  session.query(
      system::format("SELECT pg_catalog.pg_advisory_lock({}, {})", lock_class, key_of(run)));
}

void drop_dead_runs(Session& session) {
  for (const std::string& name : names(session.query(dead_databases))) {
    try {
      drop_gate_database(session, name);
    } catch (const Error& error) {
      // Another maker was faster, or its sessions are another role's: it stays for the next one.
      if (error.status() != Status::server) throw;
    }
  }
  for (const std::string& name : names(session.query(dead_roles)))
    static_cast<void>(session.run("DROP ROLE IF EXISTS " + quote_identifier(name)));
}

bool has_role(Session& session, const std::string& name) {
  const std::vector<std::optional<std::string>> parameters = {name};
  return session.query("SELECT 1 FROM pg_catalog.pg_roles r WHERE r.rolname = $1", parameters)
             .count() != 0;
}

void make_gate_role(Session& session, std::string_view run, const std::string& name) {
  const std::string role = quote_identifier(name);
  const Rows me = session.query(
      "SELECT r.rolname, r.rolsuper FROM pg_catalog.pg_roles r WHERE r.rolname = current_user");
  // One message, so one transaction: no role without its comment is left by a kill.
  std::string sql = system::format(
      "CREATE ROLE {} NOLOGIN; COMMENT ON ROLE {} IS '{}'", role, role,
      run.empty() ? std::string(kept_comment) : system::format("plumbline-gate/1 run={}", run));
  if (me.text(0, 1) != "t")
    sql += system::format("; GRANT {} TO {}", role, quote_identifier(me.text(0, 0)));
  session.query(sql);
}

std::vector<ServerRole> read_roles(Session& session) {
  constexpr std::array attributes = {"bypass_rls", "create_db", "create_role", "replication",
                                     "superuser"};
  const Rows rows = session.query(
      "SELECT r.rolname, pg_catalog.pg_has_role(current_user, r.oid, 'USAGE'), r.rolbypassrls,"
      " r.rolcreatedb, r.rolcreaterole, r.rolreplication, r.rolsuper FROM pg_catalog.pg_roles r"
      " WHERE r.rolname !~ '^pg_' ORDER BY r.rolname <> current_user, r.rolname");
  std::vector<ServerRole> roles;
  for (std::size_t row = 0; row < rows.count(); ++row) {
    ServerRole& role = roles.emplace_back();
    role.name = rows.text(row, 0);
    role.is_lent = rows.text(row, 1) == "t";
    for (std::size_t at = 0; at < attributes.size(); ++at) {
      if (rows.text(row, at + 2) == "t") role.rights.emplace_back(attributes[at]);
    }
  }
  return roles;
}

void drop_gate_database(Session& session, const std::string& name) {
  const std::string database = quote_identifier(name);
  if (session.server_version() >= 130'000) {
    session.query(system::format("DROP DATABASE IF EXISTS {} WITH (FORCE)", database));
    return;
  }
  const std::vector<std::optional<std::string>> parameters = {name};
  session.query(
      "SELECT pg_catalog.pg_terminate_backend(a.pid) FROM pg_catalog.pg_stat_activity a"
      " WHERE a.datname = $1",
      parameters);
  session.query(system::format("DROP DATABASE IF EXISTS {}", database));
}

void wait_until_free(Session& session, const std::string& name) {
  const std::vector<std::optional<std::string>> parameters = {name};
  const system::Deadline deadline(longest_leaving);
  while (session.query("SELECT 1 FROM pg_catalog.pg_stat_activity a WHERE a.datname = $1 LIMIT 1",
                       parameters)
                 .count() != 0 &&
         deadline.remaining_ms() != 0)
    pause_ms(retry_ms);
}

}  // namespace plumbline::postgres
