/// Comments on extensions that ship with PostgreSQL.
#pragma once

#include <string_view>

namespace plumbline::sql {

/// "" for one that is not known. `version` is the major.
std::string_view extension_comment(std::string_view extension, int version) noexcept;

}  // namespace plumbline::sql
