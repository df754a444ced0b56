/// Where an unqualified name of this role would be looked for, and where it would be created. Our
/// own transaction has another search_path, so this asks what the session began with. Used by
/// adapters whose tool writes its table's name without a schema.
#pragma once

#include <string>
#include <vector>

#include "postgres/connection.hpp"

namespace plumbline::postgres {

struct PathSchema {
  std::string name;
  bool may_create = false;  ///< this role may create objects there
};

/// The schemas that count: those that are there and that this role may use, in order. The first one
/// is where CREATE TABLE without a schema goes.
std::vector<PathSchema> role_search_path(Connection& connection);

}  // namespace plumbline::postgres
