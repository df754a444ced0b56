/// What a database holds besides what a fresh one of its server's version holds: the proof of a
/// reset, and of the first mark.
#pragma once

#include <string>
#include <vector>

#include "plumbline/target.hpp"

namespace plumbline::postgres::scratch {

/// Names of it, in the server's words where it has some: "table public.orders", "large object 7",
/// "rights on schema public". Empty = as fresh. Settings of the database itself are not counted.
/// Throws as Target's calls do.
std::vector<std::string> find_remains(Target& target);

/// "a, b, c and 7 more".
std::string list_some(const std::vector<std::string>& names, std::size_t most);

}  // namespace plumbline::postgres::scratch
