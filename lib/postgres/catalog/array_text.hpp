/// PostgreSQL's text forms of arrays and vectors, read and written.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "postgres/catalog/oids.hpp"

namespace plumbline::postgres {

/// The elements of "{a,"b c",NULL}" of one dimension; NULL as "". Source: array_out.
std::vector<std::string> read_array(std::string_view text);
/// The numbers of an int2vector or oidvector "1 2 0", or of an array "{1,2,0}".
std::vector<std::int64_t> read_numbers(std::string_view text);
/// "{1,2,3}", as a parameter of type oid[].
std::string write_array(std::span<const Oid> oids);

/// reloptions and the like as `name=value, …` by name; values quoted as flatten_reloptions does.
std::string read_options(std::string_view array);

}  // namespace plumbline::postgres
