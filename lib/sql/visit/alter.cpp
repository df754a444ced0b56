#include "sql/visit/alter.hpp"

#include <array>

#include "sql/visit/maintenance.hpp"
#include "sql/visitor.hpp"

namespace plumbline::sql {

std::span<const Visitor> alter_visitors() {
  static constexpr std::array visitors = {
      Visitor{"AlterDefaultPrivilegesStmt", describe_default_privileges, apply_default_privileges},
      Visitor{"AlterDomainStmt", describe_alter_domain, apply_alter_domain},
      Visitor{"AlterEnumStmt", describe_alter_enum, apply_alter_enum},
      Visitor{"AlterExtensionContentsStmt", describe_alter_extension, apply_alter_extension},
      Visitor{"AlterExtensionStmt", describe_alter_extension, apply_alter_extension},
      Visitor{"AlterFunctionStmt", describe_alter_function, apply_alter_function},
      Visitor{"AlterObjectDependsStmt", describe_depends, apply_depends},
      Visitor{"AlterObjectSchemaStmt", describe_set_schema, apply_set_schema},
      Visitor{"AlterOwnerStmt", describe_alter_owner, apply_alter_owner},
      Visitor{"AlterPolicyStmt", describe_alter_policy, apply_alter_policy},
      Visitor{"AlterSeqStmt", describe_alter_sequence, apply_alter_sequence},
      Visitor{"AlterStatsStmt", describe_alter_statistics, apply_alter_statistics},
      Visitor{"AlterTableMoveAllStmt", describe_move_all, apply_move_all},
      Visitor{"AlterTableStmt", describe_alter_table, apply_alter_table},
      Visitor{"AlterTypeStmt", describe_alter_type, apply_alter_type},
      Visitor{"CheckPointStmt", describe_no_object, nullptr},
      Visitor{"ClusterStmt", describe_cluster, apply_cluster},
      Visitor{"CommentStmt", describe_comment, apply_comment},
      Visitor{"ConstraintsSetStmt", describe_no_object, apply_set_constraints},
      Visitor{"DiscardStmt", describe_no_object, apply_discard},
      Visitor{"DropOwnedStmt", describe_drop_owned, apply_drop_owned},
      Visitor{"DropRoleStmt", describe_drop_role, apply_drop_role},
      Visitor{"DropStmt", describe_drop, apply_drop},
      Visitor{"GrantRoleStmt", describe_grant_role, apply_grant_role},
      Visitor{"GrantStmt", describe_grant, apply_grant},
      Visitor{"ListenStmt", describe_no_object, nullptr},
      Visitor{"LoadStmt", describe_no_object, apply_load},
      Visitor{"LockStmt", describe_lock, apply_lock},
      Visitor{"NotifyStmt", describe_no_object, nullptr},
      Visitor{"ReassignOwnedStmt", describe_reassign_owned, apply_reassign_owned},
      Visitor{"ReindexStmt", describe_reindex, apply_reindex},
      Visitor{"RenameStmt", describe_rename, apply_rename},
      Visitor{"SecLabelStmt", describe_label, apply_label},
      Visitor{"UnlistenStmt", describe_no_object, nullptr},
      Visitor{"VacuumStmt", describe_vacuum, apply_vacuum},
  };
  return visitors;
}

}  // namespace plumbline::sql
