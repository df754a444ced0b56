/// Where a schema came from, for the heading of texts about it.
#pragma once

#include <string>

#include "plumbline/schema.hpp"

namespace plumbline::report {

/// "database app (PostgreSQL 15.20)"; "relative" is added where it is so.
std::string describe_source(const SchemaSource& source);

}  // namespace plumbline::report
