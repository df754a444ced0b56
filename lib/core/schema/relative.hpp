/// Texts that leave a schema's own name out, so that schemas of the same content compare equal.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace plumbline::core {

/// `text` (SQL, a qualified name, a function's body) without each `schema.` that qualifies a name,
/// also inside quoted literals ('schema.orders_id_seq'::regclass). Absent when nothing changes.
std::optional<std::string> without_schema(std::string_view text, std::string_view schema);

/// A search_path without `schema` in it. Absent when nothing changes.
std::optional<std::string> path_without_schema(std::string_view path, std::string_view schema);

}  // namespace plumbline::core
