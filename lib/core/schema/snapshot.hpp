/// What the writer and the reader of snapshot.md have in common.
#pragma once

#include <string>
#include <string_view>

#include "plumbline/schema.hpp"

namespace plumbline::core::snapshot {

inline constexpr std::string_view format_family = "plumbline.snapshot/";
inline constexpr int format_number = 1;

/// As `parent` and `depends_on` name an object, behind its kind: with the schema, also where names
/// are relative.
std::string absolute_name(ObjectKind kind, std::string_view schema, std::string_view name,
                          bool is_relative);

}  // namespace plumbline::core::snapshot
