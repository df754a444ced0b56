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

constexpr std::string_view numbers_of_sequences[] = {"start",   "increment", "minimum",
                                                     "maximum", "cache",     "type"};

}  // namespace

PropertyClass property_class(ObjectKind kind, std::string_view property) noexcept {
  switch (kind) {
    case ObjectKind::database:
      if (property == "collation_version") return PropertyClass::physical;
      return property.starts_with("setting:") ? PropertyClass::definition : PropertyClass::state;
    case ObjectKind::large_objects:
      return PropertyClass::state;
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
  struct Default {
    std::string_view property;
    std::string_view value;
  };
  static constexpr Default defaults[] = {
      {"access_method", "heap"},    {"command", "all"},
      {"enabled", "origin"},        {"identity", "none"},
      {"match", "simple"},          {"on_delete", "no action"},
      {"on_update", "no action"},   {"parallel", "unsafe"},
      {"persistence", "permanent"}, {"replica_identity", "default"},
      {"volatility", "volatile"},   {"deferrable", "not deferrable"},
      {"tablespace", "default"},    {"collation", "default"},
      {"storage", "default"},       {"compression", "default"},
      {"statistics", "default"},
  };
  if (property.starts_with("grant:")) return "default";
  if (kind == ObjectKind::sequence &&
      std::ranges::find(numbers_of_sequences, property) != std::end(numbers_of_sequences))
    return "default";
  for (const Default& one : defaults) {
    if (one.property == property) return one.value;
  }
  return {};
}

}  // namespace core

}  // namespace plumbline
