/// What the guard asks a database before it lets anybody write there. Reads catalogs only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "postgres/connection.hpp"
#include "postgres/session.hpp"

namespace plumbline::postgres::scratch {

/// Who a database is, wherever one stands: the same through a socket, localhost or a pooler.
struct Identity {
  std::string system;  ///< pg_control_system().system_identifier
  std::string oid;

  bool operator==(const Identity&) const = default;
};

struct Facts {
  Identity identity;
  std::string name;
  std::string comment;
  std::string owner;
  std::string role;         ///< current_user
  std::string too_mighty;   ///< what makes the role one that nothing may be restored as; "" = none
  std::string settings;     ///< ALTER DATABASE … SET, as text[]
  bool owns = false;        ///< has the rights of the owner
  bool may_create = false;  ///< CREATEDB
  bool is_template = false;
  bool is_standby = false;
};

Identity read_identity(Connection& connection);
Facts read_facts(Connection& connection);

/// "pid 4711 (app, psql, 10.0.0.7)" of everybody else in the database. `own`: process ids of ours.
std::vector<std::string> other_sessions(Connection& connection, const std::vector<int>& own);
/// "gid" of each.
std::vector<std::string> prepared_transactions(Connection& connection);
/// "slot s1", "subscription s1": each slot of this database, each subscription that works.
std::vector<std::string> replication(Connection& connection);
/// "subscription s1", also those that do not work.
std::vector<std::string> subscriptions(Connection& connection);
std::vector<std::string> publications(Connection& connection);

/// Oid and comment of the database of that name, by a session anywhere on its server.
struct Marked {
  std::string oid;  ///< "" = there is none
  std::string system;
  std::string comment;
};
Marked read_marked(Session& session, const std::string& database);

}  // namespace plumbline::postgres::scratch
