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
  };
  return visitors;
}

}  // namespace plumbline::sql
