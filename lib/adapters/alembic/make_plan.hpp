/// From files and graph to the plan that the rest of Plumbline sees, with everything that Alembic
/// would stop at, or pass over, as findings.
#pragma once

#include "adapters/alembic/configuration.hpp"
#include "adapters/alembic/locations.hpp"
#include "adapters/alembic/revision_map.hpp"
#include "plumbline/plan.hpp"

namespace plumbline::adapters::alembic {

/// One tree as it was read. The map borrows the files: never moved once made.
struct Reading {
  Configuration configuration;
  Loading loading;
  std::vector<const RevisionFile*> loaded;  ///< files with an id, those that fail to load left out
  std::size_t loaded_before_failure = 0;    ///< how many of `loaded` Alembic gets to see
  const LoadFailure* failure = nullptr;     ///< the first file that stops Alembic
  std::optional<RevisionMap> map;
};

/// `place_file`: what gave the tree away, relative to the root.
Plan make_plan(const Reading& reading, const std::string& place_file);

/// What Alembic itself would say instead of a graph; absent when it loads.
std::optional<std::string> graph_error(const Reading& reading, bool& is_uncaught);

}  // namespace plumbline::adapters::alembic
