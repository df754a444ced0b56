/// What the first changes of a plan come to, as a hash: equal hashes mean that a database which has
/// them need not be made again. Covers the scripts' bytes, the tool's own files, seeds, roles and
/// settings; not the code that a migration imports, nor the tool's version.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "gate/gate.hpp"
#include "gate/inference/inference.hpp"
#include "gate/migrate.hpp"

namespace plumbline::gate {

class KnownPrefix {
 public:
  /// Reads the scripts. One that cannot be read, and a plan that is no single line, leaves only the
  /// empty prefix known.
  KnownPrefix(const TreeInput& tree, const std::vector<SeedPoint>& seeds,
              const std::vector<std::string>& roles);

  [[nodiscard]] std::size_t count() const noexcept { return hashes_.size() - 1; }
  /// REQUIRES: `changes` <= count().
  [[nodiscard]] const std::string& hash(std::size_t changes) const { return hashes_[changes]; }
  /// Of the database that has them: [a-z0-9_].
  [[nodiscard]] std::string database(std::size_t changes) const {
    return "plumb_t_" + hashes_[changes];
  }

 private:
  std::vector<std::string> hashes_;
};

/// Whether each change of the plan stands on the one before it.
bool is_line(const Plan& plan) noexcept;

}  // namespace plumbline::gate
