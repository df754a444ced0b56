/// Makes and drops the databases of one gate: on an ephemeral cluster, or on a server that was
/// given, where each is named plumb_gate_<run>_<n> and held by an advisory lock of the run, so that
/// the next run drops what a killed one left.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "postgres/writable.hpp"

namespace plumbline::postgres {

class Cluster;
class Session;

struct MakerOptions {
  bool create_roles = false;  ///< cluster-wide roles may be made on a given server
  bool keep = false;          ///< nothing is dropped at the end
};

class DatabaseMaker {
 public:
  /// On an ephemeral cluster, which must outlive it; roles may be made.
  explicit DatabaseMaker(Cluster& cluster, const MakerOptions& options = {});
  /// On a server that somebody gave; `uri` names any database of it that the role may connect to.
  /// Leftovers of dead runs are dropped first. Throws Error: refused (no CREATEDB, a standby, a
  /// pooler), connection, server, timeout, cancelled.
  explicit DatabaseMaker(std::string_view uri, const MakerOptions& options = {});
  DatabaseMaker(const DatabaseMaker&) = delete;
  DatabaseMaker& operator=(const DatabaseMaker&) = delete;
  /// Drops its databases and roles, unless kept. Never throws.
  ~DatabaseMaker();

  /// An empty database of template0, UTF8.
  [[nodiscard]] Writable create();
  /// A copy of one that nobody is connected to.
  [[nodiscard]] Writable clone(const Writable& original);
  void drop(const Writable& database);
  /// Makes the role (NOLOGIN) when there is none of that name, to be dropped at the end. Throws
  /// Error (refused) on a given server without create_roles.
  void create_role(const std::string& name);

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
