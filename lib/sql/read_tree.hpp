/// libpg_query's JSON → Tree. Only for what libpg_query wrote: well-formed, as deep as its grammar
/// allows, so read without recursion.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "sql/node.hpp"

namespace plumbline::sql {

/// The first statement of a whole parse result; a tree without items when there is none. Throws
/// Error (internal) for what libpg_query does not write. Negative integers, which its JSON leaves
/// out as if they were zero, are taken from `sql`, the text that was parsed.
std::unique_ptr<const detail::Tree> read_tree(std::string json, std::string_view sql);

}  // namespace plumbline::sql
