/// COLLATE clauses of columns, attributes and domains: GetColumnDefCollation of
/// parser/parse_type.c.
#pragma once

#include <string>
#include <vector>

#include "sql/analysis/type_name.hpp"
#include "sql/session.hpp"

namespace plumbline::sql {

struct CollationUse {
  std::string text;  ///< as SQL prints it; "" for the type's own
  Id id = Catalog::none;
};

/// A CollateClause or nothing: 42704, 42804 `collations are not supported by type integer`.
CollationUse use_collation(const Session& session, const Node& clause, const TypeUse& type);

/// The collation of that name, written as a list of String nodes or texts: 42704
/// `collation "x" for encoding "UTF8" does not exist`.
CollationUse find_collation(const Session& session, const std::vector<std::string>& names);

}  // namespace plumbline::sql
