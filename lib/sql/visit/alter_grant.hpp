/// What GRANT and ALTER DEFAULT PRIVILEGES share.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sql/rights.hpp"
#include "sql/session.hpp"

namespace plumbline::sql {

/// Fails with 42601 `unrecognized privilege type "x"`, 0LP01 when it is none of `all`; `kind` is
/// what the message calls the object.
Rights checked_right(std::string_view word, Rights all, std::string_view kind);

/// Roles of a list of RoleSpec, "" for PUBLIC. Fails with 42704.
std::vector<std::string> grantees_of(const Session& session, const Node& specs);

}  // namespace plumbline::sql
