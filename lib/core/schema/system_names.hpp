/// Names that PostgreSQL chooses itself for constraints, indexes and sequences that were given
/// none. Used by the comparison, to which such names mean nothing.
/// Rules: makeObjectName, ChooseConstraintName, ChooseRelationName and ChooseIndexColumnNames of
/// PostgreSQL's commands/indexcmds.c and catalog/pg_constraint.c; FigureColname of
/// parser/parse_target.c for expressions.
#pragma once

#include <string>
#include <string_view>

#include "plumbline/schema.hpp"

namespace plumbline::core {

/// Whether PostgreSQL could have chosen the object's name, given how its table and columns are
/// called now. False for kinds that it chooses no names for.
bool is_system_name(const Schema& schema, const CatalogObject& object);

/// "first_second_label", both shortened on a character until the whole has 63 bytes. `second` may
/// be empty.
std::string make_object_name(std::string_view first, std::string_view second,
                             std::string_view label);

}  // namespace plumbline::core
