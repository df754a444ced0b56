/// A schema's objects by name, as expectations ask for them.
#pragma once

#include <vector>

#include "plumbline/object.hpp"
#include "plumbline/schema.hpp"

namespace plumbline::project {

/// The same kinds as postgres::list_catalog_names, sorted, of what the schema holds: members of
/// extensions and registries only if it was captured with them.
std::vector<ObjectName> schema_names(const Schema& schema);

}  // namespace plumbline::project
