/// What visitors ask of roles besides Session: who may own, who is a superuser.
#pragma once

#include <string>
#include <string_view>

#include "sql/session.hpp"

namespace plumbline::sql {

/// get_rolespec_name: 42704 `role "public" does not exist` for PUBLIC as well.
std::string existing_role(const Session& session, const Node& role_spec);

bool is_superuser_role(const Session& session, std::string_view role);

/// The role that made the cluster owns what the system needs: false when it surely is not that one.
/// Throws Unknown when several may be.
bool is_bootstrap_role(const Session& session, std::string_view role);

/// check_can_set_role, before 16 check_is_member_of_role: 42501.
void require_may_own(const Session& session, std::string_view owner);

/// 42501 `permission denied for database x`.
void require_database_right(const Session& session, std::string_view right);

/// "pg_…", which the system keeps for itself.
inline bool is_reserved_name(std::string_view name) noexcept { return name.starts_with("pg_"); }

/// What DROP OWNED BY does to default privileges of another role: nothing is given to `role` any
/// more (RemoveRoleFromObjectACL).
void forget_in_default_privileges(Session& session, Id default_privileges, std::string_view role);

/// The catalog's one database.
Id database_of(const Session& session);

}  // namespace plumbline::sql
