/// Which files are revisions, and in which order Alembic loads them:
/// ScriptDirectory._load_revisions and Script._list_py_dir (alembic 1.20.1, script/base.py).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "adapters/alembic/configuration.hpp"
#include "adapters/alembic/read_revision.hpp"
#include "plumbline/limits.hpp"
#include "system/environment.hpp"

namespace plumbline::adapters::alembic {

/// A warning of Alembic's, and how many files it had loaded by then.
struct LoadWarning {
  std::size_t after = 0;
  std::string text;
};

struct Loading {
  std::vector<RevisionFile> files;  ///< in load order; also those after one that cannot be loaded
  std::vector<LoadWarning> warnings;
  std::vector<std::string> folders;  ///< script folder and version folders, links resolved
  std::vector<Finding> findings;     ///< files that could not be read at all
  std::optional<ConfigFault> fault;  ///< no script folder
  std::string script_folder;         ///< absolute; "" when there is none
};

struct LoadOptions {
  std::string root;  ///< the working directory that Alembic would have, as far as is known
  Limits limits;
  system::Environment environment;
};

Loading load_revisions(const Configuration& configuration, const LoadOptions& options);

/// Whether Alembic takes a file of that name for a revision.
bool is_revision_name(std::string_view name) noexcept;

}  // namespace plumbline::adapters::alembic
