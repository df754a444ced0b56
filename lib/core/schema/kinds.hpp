/// What is true of kinds and properties in general: the classes of schema.md.
#pragma once

#include <string_view>

#include "plumbline/schema.hpp"

namespace plumbline::core {

enum class PropertyClass { definition, expression, state, physical };

PropertyClass property_class(ObjectKind kind, std::string_view property) noexcept;

/// Whether objects of that kind are parts of another: columns, constraints, triggers, policies,
/// rules.
constexpr bool is_part(ObjectKind kind) noexcept { return kind >= ObjectKind::column; }
/// Whether they belong to the cluster, not to one database of it.
constexpr bool is_of_cluster(ObjectKind kind) noexcept { return kind <= ObjectKind::parameter; }

/// What an absent property means, for people: "false" for flags, "permanent" for persistence; ""
/// when nothing can be said.
std::string_view default_value(ObjectKind kind, std::string_view property) noexcept;

}  // namespace plumbline::core
