/// Whether a module that a revision imports can be there: looked for where Python would look,
/// without running anything.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/alembic/read_revision.hpp"
#include "system/environment.hpp"

namespace plumbline::adapters::alembic {

/// Answers `unknown` as soon as anything speaks for the module: a dependency file, a folder of that
/// name, an installed environment. Only a tree that stands alone gives a clear "no".
class ImportPath {
 public:
  ImportPath(std::string root, std::vector<std::string> prepended,
             const system::Environment& environment);

  [[nodiscard]] Presence find(std::string_view module) const;

 private:
  [[nodiscard]] Presence search(const std::string& module) const;

  std::string root_;
  std::vector<std::string> folders_;
  std::vector<std::string>
      ancestors_;  ///< the root and what is above it, up to the repository's top
  mutable std::map<std::string, Presence, std::less<>> known_;
};

}  // namespace plumbline::adapters::alembic
