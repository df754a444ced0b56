#include "core/schema/kinds.hpp"

#include <algorithm>
#include <array>

namespace plumbline {

namespace {

constexpr std::array<std::string_view, object_kind_count> names = {
    "role",
    "tablespace",
    "parameter",
    "database",
    "extension",
    "language",
    "access-method",
    "cast",
    "transform",
    "foreign-data-wrapper",
    "server",
    "user-mapping",
    "event-trigger",
    "publication",
    "subscription",
    "large-objects",
    "default-privileges",
    "schema",
    "type",
    "enum",
    "domain",
    "collation",
    "conversion",
    "function",
    "procedure",
    "aggregate",
    "operator",
    "operator-family",
    "operator-class",
    "text-search-parser",
    "text-search-template",
    "text-search-dictionary",
    "text-search-configuration",
    "sequence",
    "table",
    "foreign-table",
    "view",
    "matview",
    "index",
    "statistics",
    "column",
    "constraint",
    "trigger",
    "policy",
    "rule",
};

}  // namespace

std::string_view kind_name(ObjectKind kind) noexcept {
  return names[static_cast<std::size_t>(kind)];
}

std::optional<ObjectKind> find_kind(std::string_view name) noexcept {
  const auto* const found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<ObjectKind>(found - names.begin());
}

namespace core {

namespace {

struct KindProperty {
  ObjectKind kind;
  std::string_view property;
};

constexpr KindProperty expressions[] = {
    {ObjectKind::domain, "default"},      {ObjectKind::table, "bound"},
    {ObjectKind::table, "partition_key"}, {ObjectKind::foreign_table, "bound"},
    {ObjectKind::view, "query"},          {ObjectKind::materialized_view, "query"},
    {ObjectKind::index, "columns"},       {ObjectKind::index, "predicate"},
    {ObjectKind::statistics, "columns"},  {ObjectKind::column, "default"},
    {ObjectKind::column, "expression"},   {ObjectKind::constraint, "expression"},
    {ObjectKind::constraint, "elements"}, {ObjectKind::constraint, "predicate"},
    {ObjectKind::trigger, "when"},        {ObjectKind::policy, "using"},
    {ObjectKind::policy, "with_check"},   {ObjectKind::rule, "definition"},
    {ObjectKind::function, "sql_body"},   {ObjectKind::procedure, "sql_body"},
};

struct Default {
  std::string_view property;
  std::string_view value;
};

/// What PostgreSQL does where nothing is said.
constexpr Default defaults[] = {
    {"access_method", "heap"},
    {"collation", "default"},
    {"command", "all"},
    {"compression", "default"},
    {"connection_limit", "unlimited"},
    {"context", "explicit"},
    {"cost", "default"},
    {"deferrable", "not deferrable"},
    {"enabled", "origin"},
    {"identity", "none"},
    {"match", "simple"},
    {"on_delete", "no action"},
    {"on_update", "no action"},
    {"owned_by", "none"},
    {"parallel", "unsafe"},
    {"partition_of", "none"},
    {"persistence", "permanent"},
    {"replica_identity", "default"},
    {"roles", "public"},
    {"rows", "default"},
    {"statistics", "default"},
    {"storage", "default"},
    {"tablespace", "default"},
    {"target", "default"},
    {"valid_until", "forever"},
    {"volatility", "volatile"},
};

/// Properties that are "true" or absent, whatever the kind.
constexpr std::string_view flags[] = {
    "all_tables",
    "binary",
    "bypass_rls",
    "by_value",
    "collatable",
    "create_db",
    "create_role",
    "cycle",
    "detach_pending",
    "disable_on_error",
    "final_extra",
    "force_row_security",
    "hashes",
    "identity_cycle",
    "index_invalid",
    "inherited",
    "invalid",
    "leakproof",
    "merges",
    "moving_final_extra",
    "no_inherit",
    "no_login",
    "not_allowed",
    "not_deterministic",
    "not_enforced",
    "not_null",
    "not_populated",
    "not_ready",
    "not_valid",
    "period",
    "nulls_not_distinct",
    "preferred",
    "replication",
    "restrictive",
    "row_security",
    "security_definer",
    "strict",
    "superuser",
    "trusted",
    "two_phase",
    "unique",
    "via_root",
    "window",
};

/// Names of properties that are numbers of a sequence, or of an identity column's.
constexpr std::string_view sequence_numbers[] = {"start",   "increment", "minimum",
                                                 "maximum", "cache",     "type"};

bool is_sequence_number(ObjectKind kind, std::string_view property) noexcept {
  constexpr std::string_view of_identity = "identity_";
  if (kind == ObjectKind::column) {
    if (!property.starts_with(of_identity)) return false;
    property.remove_prefix(of_identity.size());
  } else if (kind != ObjectKind::sequence) {
    return false;
  }
  return std::ranges::find(sequence_numbers, property) != std::end(sequence_numbers);
}

/// Flags whose names mean something else for other kinds.
bool is_flag_of_kind(ObjectKind kind, std::string_view property) noexcept {
  switch (kind) {
    case ObjectKind::conversion:
    case ObjectKind::operator_class:
      return property == "default";
    case ObjectKind::subscription:
      return property == "enabled";
    default:
      return false;
  }
}

}  // namespace

PropertyClass property_class(ObjectKind kind, std::string_view property) noexcept {
  switch (kind) {
    case ObjectKind::database:
      if (property == "collation_version") return PropertyClass::physical;
      return property.starts_with("setting:") || property.starts_with("system_grant:")
                 ? PropertyClass::definition
                 : PropertyClass::state;
    case ObjectKind::large_objects:
      return PropertyClass::state;
    case ObjectKind::subscription:
      if (property == "enabled") return PropertyClass::state;
      break;
    case ObjectKind::extension:
      if (property == "owner") return PropertyClass::state;
      break;
    case ObjectKind::materialized_view:
      if (property == "not_populated") return PropertyClass::state;
      break;
    case ObjectKind::collation:
      if (property == "version") return PropertyClass::physical;
      break;
    default:
      break;
  }
  for (const KindProperty& one : expressions) {
    if (one.kind == kind && one.property == property) return PropertyClass::expression;
  }
  return PropertyClass::definition;
}

std::string_view default_value(ObjectKind kind, std::string_view property) noexcept {
  if (property.starts_with("grant:")) return "default";
  if (property.starts_with("count:")) return "0";
  if (is_sequence_number(kind, property)) return "default";
  if (is_flag_of_kind(kind, property) || std::ranges::find(flags, property) != std::end(flags))
    return "false";
  for (const Default& one : defaults) {
    if (one.property == property) return one.value;
  }
  return {};
}

}  // namespace core

}  // namespace plumbline
