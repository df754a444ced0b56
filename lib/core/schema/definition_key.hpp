/// Texts that are equal for objects that differ in nothing but their names. Used where a comparison
/// looks for what was renamed.
#pragma once

#include <string>

#include "core/schema/diff_filter.hpp"
#include "plumbline/schema.hpp"

namespace plumbline::core {

/// Of a constraint or an index, together with what it is a part of. Leaves out what is said of it
/// rather than by it: comment, owner, grants, labels, what it is a partition of.
std::string constraint_key(const Schema& schema, const CatalogObject& object);

/// What names a key leaves out: the object's own with its schema's, or all schemas', which tells
/// objects of different schemas to be alike.
enum class KeyNames { own, all_schemas };

/// Of any object, with its parts and all properties that the filter wants.
std::string definition_key(const Schema& schema, const CatalogObject& object,
                           const DiffFilter& filter, KeyNames left_out);

}  // namespace plumbline::core
