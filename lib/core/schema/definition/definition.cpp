/// definition(): which renderer is whose.
#include "core/schema/definition/kinds.hpp"
#include "plumbline/schema.hpp"

namespace plumbline {

namespace {

using Renderer = std::string (*)(const core::Subject&);

std::string nothing(const core::Subject&) { return {}; }

std::string rule_definition(const core::Subject& rule) {
  return std::string(rule.value("definition"));
}

/// Of what lies in no schema.
Renderer renderer_of_database_wide(ObjectKind kind) {
  switch (kind) {
    case ObjectKind::role:
      return core::role_definition;
    case ObjectKind::extension:
      return core::extension_definition;
    case ObjectKind::language:
      return core::language_definition;
    case ObjectKind::access_method:
      return core::access_method_definition;
    case ObjectKind::cast:
      return core::cast_definition;
    case ObjectKind::transform:
      return core::transform_definition;
    case ObjectKind::foreign_data_wrapper:
      return core::foreign_data_wrapper_definition;
    case ObjectKind::server:
      return core::server_definition;
    case ObjectKind::user_mapping:
      return core::user_mapping_definition;
    case ObjectKind::event_trigger:
      return core::event_trigger_definition;
    case ObjectKind::publication:
      return core::publication_definition;
    case ObjectKind::subscription:
      return core::subscription_definition;
    case ObjectKind::default_privileges:
      return core::default_privileges_definition;
    case ObjectKind::schema:
      return core::schema_definition;
    default:
      return nothing;
  }
}

Renderer renderer_of(ObjectKind kind) {
  switch (kind) {
    case ObjectKind::type:
      return core::type_definition;
    case ObjectKind::enumeration:
      return core::enum_definition;
    case ObjectKind::domain:
      return core::domain_definition;
    case ObjectKind::collation:
      return core::collation_definition;
    case ObjectKind::conversion:
      return core::conversion_definition;
    case ObjectKind::function:
    case ObjectKind::procedure:
      return core::function_definition;
    case ObjectKind::aggregate:
      return core::aggregate_definition;
    case ObjectKind::operator_:
      return core::operator_definition;
    case ObjectKind::operator_family:
      return core::operator_family_definition;
    case ObjectKind::operator_class:
      return core::operator_class_definition;
    case ObjectKind::text_search_parser:
      return core::text_search_parser_definition;
    case ObjectKind::text_search_template:
      return core::text_search_template_definition;
    case ObjectKind::text_search_dictionary:
      return core::text_search_dictionary_definition;
    case ObjectKind::text_search_configuration:
      return core::text_search_configuration_definition;
    case ObjectKind::sequence:
      return core::sequence_definition;
    case ObjectKind::table:
    case ObjectKind::foreign_table:
      return core::table_definition;
    case ObjectKind::view:
    case ObjectKind::materialized_view:
      return core::view_definition;
    case ObjectKind::index:
      return core::index_definition;
    case ObjectKind::statistics:
      return core::statistics_definition;
    case ObjectKind::column:
      return core::column_definition;
    case ObjectKind::constraint:
      return core::constraint_definition;
    case ObjectKind::trigger:
      return core::trigger_definition;
    case ObjectKind::policy:
      return core::policy_definition;
    case ObjectKind::rule:
      return rule_definition;
    default:
      return renderer_of_database_wide(kind);
  }
}

}  // namespace

std::string definition(const Schema& schema, const CatalogObject& object) {
  return renderer_of(object.kind)(core::Subject(schema, object));
}

}  // namespace plumbline
