/// A PostgreSQL of our own, for as long as the object lives: the embedded default of the gates.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "plumbline/event.hpp"

namespace plumbline {

namespace postgres {
class Cluster;
class DatabaseMaker;
}  // namespace postgres

struct ServerOptions {
  std::string bin;        ///< folder with initdb and postgres; "" = looked for, newest first
  std::string directory;  ///< where its folder is made; "" = the usual places
  std::string os_user;    ///< whom it runs as when the caller is root; "" = chosen
  int major = 0;          ///< 15; 0 = the newest that is found
  CallControl control;    ///< of start alone
};

/// Initialised once for each version into a cached template, copied, started on a Unix socket in a
/// private folder, without fsync. It ends, and its folder goes, with the object, and also when the
/// process is killed; what an earlier crash left is swept at start. Used by any number of threads
/// and processes at a time.
class Server {
 public:
  /// Throws Error: tool (no server programs; the hint says what to install), io, timeout,
  /// cancelled.
  static Server start(const ServerOptions& options = {});

  Server(Server&&) noexcept;
  Server& operator=(Server&&) noexcept;
  ~Server();

  /// For any client on this machine, as its superuser: postgres://… with the socket's folder.
  [[nodiscard]] const std::string& uri() const noexcept;
  /// The same server, another database.
  [[nodiscard]] std::string uri(std::string_view database) const;
  [[nodiscard]] int version() const noexcept;  ///< 150020

  /// Makes a database with a name that no other has; its URI. `copy_of`: URI of one of this server
  /// that nobody is connected to, copied with all that it holds; "" = an empty one. Throws Error:
  /// argument (a URI of another server), server, connection.
  [[nodiscard]] std::string add_database(std::string_view copy_of = {}) const;
  /// Drops one that add_database made, whoever is connected to it.
  void drop_database(std::string_view uri) const;

  /// For the library's own layers.
  [[nodiscard]] postgres::Cluster& cluster() const noexcept { return *cluster_; }

 private:
  explicit Server(std::unique_ptr<postgres::Cluster> cluster);
  std::unique_ptr<postgres::Cluster> cluster_;
  std::unique_ptr<postgres::DatabaseMaker> maker_;  // ends before its cluster
  std::string uri_;
};

}  // namespace plumbline
