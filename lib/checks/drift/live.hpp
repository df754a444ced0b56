/// What a live schema shows by itself, and beside the words of the migration files.
#pragma once

#include <vector>

#include "core/vocabulary.hpp"
#include "plumbline/finding.hpp"
#include "plumbline/schema.hpp"

namespace plumbline::checks::drift {

/// drift/unexpected-object for what no file of any tree names, so that no change can have made it.
/// What PostgreSQL names by itself, inherits or makes along is not told, nor are parts of what is
/// told. A schema of which nothing is named is told once.
std::vector<Finding> unplanned_objects(const Schema& schema, const core::Vocabulary& vocabulary);

/// drift/unfinished: invalid indexes, partitions whose DETACH did not end.
std::vector<Finding> unfinished(const Schema& schema);

/// drift/unreadable for each entry of SchemaSource::unchecked.
std::vector<Finding> unreadable(const Schema& schema);

}  // namespace plumbline::checks::drift
