/// Memberships of roles: GRANT role TO role, CREATE ROLE … IN ROLE, ALTER GROUP. Rules:
/// AddRoleMems and DelRoleMems (commands/user.c). The member's `member_of:GROUP` is what changes.
#pragma once

#include <string>
#include <string_view>

#include "sql/session.hpp"

namespace plumbline::sql {

struct Membership {
  bool admin = false;
};

/// 42501 `must have admin option on role "x"`, 0LP01 for circles. No change when it is there.
void add_member(Session& session, const std::string& group, const std::string& member,
                const Membership& membership);
/// Nothing happens when it is none.
void remove_member(Session& session, const std::string& group, const std::string& member);
/// 16 and later: a role made by another than a superuser is administered by who made it.
void add_own_creation(Session& session, const std::string& role);
/// Before 16 what a role inherits is its own attribute: memberships are printed anew.
void follow_inherit(Session& session, Id role);

}  // namespace plumbline::sql
