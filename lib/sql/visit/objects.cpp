#include "sql/visit/objects.hpp"

#include <array>

#include "sql/visitor.hpp"

namespace plumbline::sql {

std::span<const Visitor> object_visitors() {
  static constexpr std::array visitors = {
      Visitor{"CreateSchemaStmt", describe_create_schema, create_schema},
      Visitor{"CompositeTypeStmt", describe_composite_type, create_composite_type},
      Visitor{"CreateEnumStmt", describe_enum, create_enum},
      Visitor{"CreateDomainStmt", describe_domain, create_domain},
      Visitor{"CreateFunctionStmt", describe_function, create_function},
      Visitor{"CreateRoleStmt", describe_role, create_role},
      Visitor{"AlterRoleStmt", describe_alter_role, alter_role},
      Visitor{"AlterRoleSetStmt", describe_role_setting, set_role_setting},
      Visitor{"AlterDatabaseSetStmt", describe_database_setting, set_database_setting},
      Visitor{"CreateRangeStmt", describe_range, create_range},
      Visitor{"DefineStmt", describe_definition, create_definition},
      Visitor{"CreateOpClassStmt", describe_operator_class, create_operator_class},
      Visitor{"CreateOpFamilyStmt", describe_operator_family, create_operator_family},
      Visitor{"AlterOpFamilyStmt", describe_alter_operator_family, alter_operator_family},
      Visitor{"CreatePLangStmt", describe_language, create_language},
      Visitor{"CreateAmStmt", describe_access_method, create_access_method},
      Visitor{"CreateConversionStmt", describe_conversion, create_conversion},
      Visitor{"AlterCollationStmt", describe_alter_collation, alter_collation},
      Visitor{"AlterTSConfigurationStmt", describe_alter_configuration,
              alter_text_search_configuration},
      Visitor{"AlterTSDictionaryStmt", describe_alter_dictionary, alter_text_search_dictionary},
      Visitor{"CreatePublicationStmt", describe_publication, create_publication},
      Visitor{"AlterPublicationStmt", describe_alter_publication, alter_publication},
      Visitor{"CreateSubscriptionStmt", describe_subscription, create_subscription},
      Visitor{"AlterSubscriptionStmt", describe_alter_subscription, alter_subscription},
      Visitor{"DropSubscriptionStmt", describe_drop_subscription, drop_subscription},
      Visitor{"CreateCastStmt", describe_cast, create_cast},
      Visitor{"CreateTransformStmt", describe_transform, create_transform},
      Visitor{"AlterOperatorStmt", describe_alter_operator, alter_operator},
      Visitor{"CreateExtensionStmt", describe_extension, create_extension},
      Visitor{"CreateFdwStmt", describe_wrapper, create_wrapper},
      Visitor{"AlterFdwStmt", describe_alter_wrapper, alter_wrapper},
      Visitor{"CreateForeignServerStmt", describe_server, create_server},
      Visitor{"AlterForeignServerStmt", describe_alter_server, alter_server},
      Visitor{"CreateUserMappingStmt", describe_user_mapping, create_user_mapping},
      Visitor{"AlterUserMappingStmt", describe_alter_user_mapping, alter_user_mapping},
      Visitor{"DropUserMappingStmt", describe_drop_user_mapping, drop_user_mapping},
      Visitor{"ImportForeignSchemaStmt", describe_foreign_import, import_foreign_schema},
      Visitor{"CreateEventTrigStmt", describe_event_trigger, create_event_trigger},
      Visitor{"AlterEventTrigStmt", describe_alter_event_trigger, alter_event_trigger},
      Visitor{"CreatedbStmt", describe_create_database, create_database},
      Visitor{"DropdbStmt", describe_drop_database, drop_database},
      Visitor{"AlterDatabaseStmt", describe_alter_database, alter_database},
      Visitor{"AlterSystemStmt", describe_alter_system, alter_system},
      Visitor{"CreateTableSpaceStmt", describe_create_tablespace, create_tablespace},
      Visitor{"DropTableSpaceStmt", describe_drop_tablespace, drop_tablespace},
      Visitor{"AlterTableSpaceOptionsStmt", describe_alter_tablespace, alter_tablespace},
  };
  return visitors;
}

}  // namespace plumbline::sql
