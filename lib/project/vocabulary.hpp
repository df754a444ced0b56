/// Reads the words of a repository's migration files, for what no change can have made.
#pragma once

#include <span>
#include <vector>

#include "core/vocabulary.hpp"
#include "plumbline/project.hpp"
#include "plumbline/report.hpp"

namespace plumbline::project {

/// Of all scripts of all plans; also of the SQL and Python files around a tree whose scripts reach
/// for others (\ir, create_all, an import). Empty, with the reason in `unchecked`, when one cannot
/// be read: then nobody knows what is in it.
core::Vocabulary read_vocabulary(std::span<const Project> projects, const Limits& limits,
                                 std::vector<Unchecked>& unchecked);

}  // namespace plumbline::project
