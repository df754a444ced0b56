/// A scratch database's schema as it is now, and what a way back has left or lost.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "gate/course.hpp"
#include "plumbline/schema.hpp"
#include "postgres/writable.hpp"

namespace plumbline::gate {

/// Throws as capture_schema.
Schema capture(const postgres::Writable& database);

/// Red when `now` is not `before`: what is left, lost or changed, an object a line. `what` opens
/// the message: "the way back of \"0026\"". Order of columns and names that PostgreSQL chose don't
/// count.
std::optional<Red> compare(const Schema& before, const Schema& now, const std::string& what);

}  // namespace plumbline::gate
