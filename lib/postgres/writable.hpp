/// Leave to write to one database. Only those who may decide it make one: the ephemeral cluster and
/// the maker of gate databases (their own), the scratch guard (one that carries our mark).
#pragma once

#include <string>
#include <utility>

namespace plumbline::postgres {

class Writable {
 public:
  /// With its password: never shown.
  [[nodiscard]] const std::string& uri() const noexcept { return uri_; }

 private:
  explicit Writable(std::string uri) : uri_(std::move(uri)) {}

  friend class Cluster;        // cluster/cluster.hpp
  friend class DatabaseMaker;  // cluster/database_maker.hpp
  friend class ScratchGuard;   // scratch/guard.hpp
  friend class TestDatabase;   // tests/support/test_database.hpp

  std::string uri_;
};

}  // namespace plumbline::postgres
