/// A server that somebody gave: whether gate databases may be made there, and what dead runs left
/// behind. Used by the database maker.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "postgres/session.hpp"

namespace plumbline::postgres {

/// "plumb_gate_1f0e3d2c_": `run` is eight hexadecimal digits.
std::string gate_prefix(std::string_view run);

/// Throws Error (refused): a pooler, a standby, a role without CREATEDB.
void require_gate_server(Session& session);

/// Takes the run's advisory lock, which every other maker sees in pg_locks, from whatever database.
void hold_run(Session& session, std::string_view run);

/// Drops the databases and roles of runs whose lock nobody holds, as far as this role may.
void drop_dead_runs(Session& session);

/// What marks a database that its maker shall leave: no later run drops it.
inline constexpr std::string_view kept_comment = "plumbline-gate/1 kept";

/// Makes the role, remembers the run in its comment, so that it can be dropped when the run has
/// died ("" = never), and makes the session's role a member of it.
void make_gate_role(Session& session, std::string_view run, const std::string& name);

/// Whether a role of that name is there.
bool has_role(Session& session, const std::string& name);

/// A role of the server, as the connected one sees it.
struct ServerRole {
  std::string name;
  /// Attributes as a snapshot names them: "create_db", "superuser" …
  std::vector<std::string> rights;
  bool is_lent = false;  ///< the connected role has its rights
};

/// All but the predefined ones; the connected role is the first.
std::vector<ServerRole> read_roles(Session& session);

/// With every session on it; none of that name is fine.
void drop_gate_database(Session& session, const std::string& name);

/// Waits, a second at most, until nobody is connected to it: sessions take a moment to end.
void wait_until_free(Session& session, const std::string& name);

}  // namespace plumbline::postgres
