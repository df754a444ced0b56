#include "sql/visit/role_rules.hpp"

#include <algorithm>

namespace plumbline::sql {

std::string existing_role(const Session& session, const Node& role_spec) {
  if (role_spec.text("roletype") == "ROLESPEC_PUBLIC")
    fail("42704", "role \"public\" does not exist");
  return session.role_name(role_spec);
}

bool is_superuser_role(const Session& session, std::string_view role) {
  if (role == session.role) return session.is_superuser;
  if (is_reserved_name(role)) return false;
  const Id id = session.role_id(role);
  return id != Catalog::none && session.catalog.has(id, "superuser");
}

bool is_bootstrap_role(const Session& session, std::string_view role) {
  const Catalog& catalog = session.catalog;
  // initdb gives it everything.
  const auto may_be = [&](Id id) {
    return catalog.has(id, "superuser") && catalog.has(id, "bypass_rls") &&
           catalog.has(id, "create_db") && catalog.has(id, "create_role") &&
           catalog.has(id, "replication");
  };
  const Id asked = session.role_id(role);
  if (asked == Catalog::none || !may_be(asked)) return false;
  if (std::ranges::count_if(catalog.all(ObjectKind::role), may_be) > 1)
    unknown("whether the system needs that role");
  return true;
}

void require_may_own(const Session& session, std::string_view owner) {
  if (session.is_superuser || session.role == owner || session.has_role(session.role, owner))
    return;
  const std::string quoted = '"' + std::string(owner) + '"';
  fail("42501", session.version() >= 160'000 ? "must be able to SET ROLE " + quoted
                                             : "must be member of role " + quoted);
}

Id database_of(const Session& session) {
  return session.catalog.find(ObjectKind::database, Catalog::none, "database");
}

void require_database_right(const Session& session, std::string_view right) {
  if (session.is_superuser) return;
  const Id database = database_of(session);
  if (database == Catalog::none) unknown("the database's rights are not known");
  session.require_right(database, right);
}

}  // namespace plumbline::sql
