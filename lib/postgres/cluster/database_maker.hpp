/// Makes and drops the databases of one gate: on an ephemeral cluster, or on a server that was
/// given, where each is named plumb_gate_<run>_<n> and held by an advisory lock of the run, so that
/// the next run drops what a killed one left.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "postgres/cluster/gate_server.hpp"
#include "postgres/writable.hpp"

namespace plumbline::postgres {

class Cluster;

struct MakerOptions {
  bool create_roles = false;  ///< cluster-wide roles may be made on a given server
  bool keep =
      false;  ///< nothing is dropped at the end; an ephemeral cluster stays (Cluster::leave)
};

/// Several threads may use it: their calls wait for each other.
class DatabaseMaker {
 public:
  /// On an ephemeral cluster, which must outlive it; roles may be made.
  explicit DatabaseMaker(Cluster& cluster, const MakerOptions& options = {});
  /// On a server that somebody gave; `uri` names any database of it that the role may connect to.
  /// Leftovers of dead runs are dropped first. Throws Error: refused (no CREATEDB, a standby, a
  /// pooler), connection, server, timeout, cancelled; and Interrupted.
  explicit DatabaseMaker(std::string_view uri, const MakerOptions& options = {});
  DatabaseMaker(const DatabaseMaker&) = delete;
  DatabaseMaker& operator=(const DatabaseMaker&) = delete;
  /// Drops its databases and roles, unless kept; on a cluster nothing, as that goes whole. Within
  /// ten seconds, whatever became of the call; never throws.
  ~DatabaseMaker();

  /// An empty database of template0, UTF8. As all of these throws Error: server, connection,
  /// timeout, cancelled; and Interrupted.
  [[nodiscard]] Writable create();
  /// A copy of one that nobody is connected to: who is just leaving is waited for.
  [[nodiscard]] Writable clone(const Writable& original);
  /// With the sessions that are still on it. One that is gone already is none of our business.
  void drop(const Writable& database);
  /// Makes the role (NOLOGIN, and the maker a member of it) when there is none of that name, to be
  /// dropped at the end. Throws Error (refused) on a given server without create_roles.
  void create_role(const std::string& name);

  /// Those of the server now, the one that makes the databases first.
  [[nodiscard]] std::vector<ServerRole> roles() const;

  /// On an ephemeral cluster, for databases that are kept between runs (Cluster::has,
  /// stop_and_save); Error (refused) on a given server. `adopt`: one that was there at its start.
  /// `rename`: takes no time, as nothing is copied; nobody may be connected. A name is [a-z0-9_].
  [[nodiscard]] Writable adopt(std::string_view name);
  [[nodiscard]] Writable rename(const Writable& database, std::string_view name);

  [[nodiscard]] int server_version() const noexcept;
  [[nodiscard]] const std::string& name() const noexcept;  ///< of the server, redacted
  [[nodiscard]] bool is_ephemeral() const noexcept;
  /// Databases that are still there at the end because of `keep`, redacted URIs.
  [[nodiscard]] std::vector<std::string> kept() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace plumbline::postgres
