/// The one transaction in which a target is read, as SQL.
#pragma once

#include <string>

#include "plumbline/target.hpp"

namespace plumbline::postgres {

/// Begins it with all its limits and answers, as its only rows, the schemas of the role's own
/// search_path and whether it may create there. One round trip. The savepoint is what a failed
/// query goes back to. `with_newer` adds what only some versions know.
std::string begin_statement(const TargetOptions& options, int server_version, bool with_newer);

/// Whether begin_statement has anything newer to add.
bool has_newer_settings(int server_version) noexcept;

inline constexpr const char* rollback_to_start = "ROLLBACK TO SAVEPOINT plumbline";
inline constexpr const char* rollback = "ROLLBACK";

}  // namespace plumbline::postgres
