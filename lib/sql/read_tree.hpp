/// libpg_query's JSON → Tree. Only for what libpg_query wrote: well-formed, as deep as its grammar
/// allows, so read without recursion.
#pragma once

#include <memory>
#include <string>

#include "sql/node.hpp"

namespace plumbline::sql {

/// The first statement of a whole parse result; a tree without items when there is none. Throws
/// Error (internal) for what libpg_query does not write.
std::unique_ptr<const detail::Tree> read_tree(std::string json);

}  // namespace plumbline::sql
