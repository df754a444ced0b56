/// CREATE and ALTER ROLE, USER, GROUP. Passwords are not looked at. Rules: CreateRole, AlterRole
/// and AddRoleMems (commands/user.c).
#include <algorithm>
#include <string>
#include <vector>

#include "core/schema/builder.hpp"
#include "sql/visit/definition_options.hpp"
#include "sql/visit/memberships.hpp"
#include "sql/visit/objects.hpp"
#include "sql/visit/role_rules.hpp"
#include "sql/visit/timestamps.hpp"

namespace plumbline::sql {

namespace {

/// The attributes that are flags: as options call them, as schema.md does, and whether the property
/// says the contrary.
struct Attribute {
  std::string_view option;
  core::PropertyName property;
  bool is_negated;
};

constexpr Attribute attributes[] = {
    {"superuser", "superuser", false},    {"inherit", "no_inherit", true},
    {"createrole", "create_role", false}, {"createdb", "create_db", false},
    {"canlogin", "no_login", true},       {"isreplication", "replication", false},
    {"bypassrls", "bypass_rls", false},
};

bool is_on(const OptionSet& options, std::string_view name, bool otherwise) {
  const Node option = options[name];
  return option ? option["arg"].flag("boolval") : otherwise;
}

std::int64_t connection_limit(const OptionSet& options) {
  const std::int64_t limit = option_integer(options["connectionlimit"]);
  if (limit < -1) fail("22023", "invalid connection limit: " + std::to_string(limit));
  return limit;
}

void set_connection_limit(Session& session, Id role, const OptionSet& options) {
  if (!options.has("connectionlimit")) return;
  const std::int64_t limit = option_integer(options["connectionlimit"]);
  session.catalog.set(role, "connection_limit", limit == -1 ? "" : std::to_string(limit));
}

bool has_attribute(const Session& session, core::PropertyName property) {
  return session.is_superuser ||
         session.catalog.has(session.role_id(session.role), property.text());
}

void set_valid_until(Session& session, Id role, const OptionSet& options) {
  const Node option = options["validUntil"];
  if (!option) return;
  const Timestamp until = read_timestamp(option["arg"].as_text());
  session.catalog.set(role, "valid_until", until.text, until.is_exact);
}

/// Those that only some may give: before 16 superusers, since then who has them.
void require_may_give(const Session& session, const OptionSet& options) {
  struct Guarded {
    std::string_view option, words;
    core::PropertyName property;
  };
  constexpr Guarded guarded[] = {{"superuser", "superusers", "superuser"},
                                 {"createdb", "", "create_db"},
                                 {"isreplication", "replication users", "replication"},
                                 {"bypassrls", "bypassrls users", "bypass_rls"}};
  if (session.is_superuser) return;
  const bool is_new = session.version() >= 160'000;
  if (is_new && !has_attribute(session, "create_role"))
    fail("42501", "permission denied to create role");
  for (const Guarded& one : guarded) {
    if (!is_on(options, one.option, false)) continue;
    if (is_new && !has_attribute(session, one.property))
      fail("42501", "permission denied to create role");
    if (!is_new && !one.words.empty())
      fail("42501", "must be superuser to create " + std::string(one.words));
  }
  if (!has_attribute(session, "create_role")) fail("42501", "permission denied to create role");
}

void check_new_name(const Session& session, const std::string& name) {
  if (is_reserved_name(name)) fail("42939", "role name \"" + name + "\" is reserved");
  if (session.role_id(name) != Catalog::none) fail("42710", "role \"" + name + "\" already exists");
}

void join_all(Session& session, const std::string& name, const OptionSet& options) {
  for (const Node group : options["addroleto"]["arg"])
    add_member(session, existing_role(session, group), name, {});
  // Since 16 who makes a role without being a superuser administers it.
  if (session.version() >= 160'000 && !session.is_superuser) add_own_creation(session, name);
  for (const Node member : options["adminmembers"]["arg"])
    add_member(session, name, existing_role(session, member), {.admin = true});
  for (const Node member : options["rolemembers"]["arg"])
    add_member(session, name, existing_role(session, member), {});
}

void describe_members(const Node& statement, std::string_view role, EffectsOf& effects) {
  for (const Node option : statement["options"]) {
    const std::string_view name = option.text("defname");
    const bool is_into = name == "addroleto";
    if (!is_into && name != "rolemembers" && name != "adminmembers") continue;
    for (const Node other : option["arg"]) {
      const std::string other_name = core::name_part(other.text("rolename"));
      effects.requires_("role", other_name);
      if (is_into) {
        effects.creates("grant", other_name + " TO " + std::string(role));
      } else {
        effects.creates("grant", std::string(role) + " TO " + other_name);
      }
    }
  }
}

// -- ALTER ROLE

/// Before 16: superusers may do all, who may create roles all but to superusers, and everybody may
/// change the own password.
void require_may_alter_before_16(const Session& session, Id role, const OptionSet& options) {
  if (session.is_superuser) return;
  if (options.has("superuser") || session.catalog.has(role, "superuser")) {
    fail("42501", "must be superuser to alter superuser roles or change superuser attribute");
  }
  if (options.has("isreplication") || session.catalog.has(role, "replication")) {
    fail("42501", "must be superuser to alter replication roles or change replication attribute");
  }
  if (options.has("bypassrls")) fail("42501", "must be superuser to change bypassrls attribute");
  if (has_attribute(session, "create_role")) return;
  const bool is_only_password = options.all().size() == 1 && options.has("password");
  if (!is_only_password || session.catalog[role].own != session.role)
    fail("42501", "permission denied");
}

void require_may_alter(const Session& session, Id role, const OptionSet& options) {
  if (session.is_superuser) return;
  if (session.version() < 160'000) return require_may_alter_before_16(session, role, options);
  if (session.catalog.has(role, "superuser") || options.has("superuser"))
    fail("42501", "permission denied to alter role");
  const bool is_only_password = options.all().size() == 1 && options.has("password");
  if (is_only_password && session.catalog[role].own == session.role) return;
  unknown("who may alter a role depends on ADMIN options");
}

}  // namespace

void describe_role(const Node& statement, EffectsOf& effects) {
  const std::string name = core::name_part(statement.text("role"));
  effects.creates("role", name);
  describe_members(statement, name, effects);
}

void create_role(const Node& statement, Session& session) {
  const OptionSet options(statement["options"]);
  if (options.has("connectionlimit")) static_cast<void>(connection_limit(options));
  require_may_give(session, options);
  const std::string name(statement.text("role"));
  check_new_name(session, name);
  Catalog& catalog = session.catalog;
  const Id role = catalog.create(ObjectKind::role, Catalog::none, name);
  const bool is_user = statement.text("stmt_type") == "ROLESTMT_USER";
  for (const Attribute& one : attributes) {
    const bool usual = one.option == "inherit" || (one.option == "canlogin" && is_user);
    catalog.set_flag(role, one.property, is_on(options, one.option, usual) != one.is_negated);
  }
  set_connection_limit(session, role, options);
  set_valid_until(session, role, options);
  join_all(session, name, options);
}

void describe_alter_role(const Node& statement, EffectsOf& effects) {
  const std::string_view written = statement["role"].text("rolename");
  if (written.empty()) return effects.unknown("which role it alters depends on who runs it");
  const std::string name = core::name_part(written);
  effects.requires_("role", name);
  const bool is_group = statement["options"].size() == 1 &&
                        statement["options"].at(0).text("defname") == "rolemembers";
  if (!is_group) effects.alters("role", name);
  if (is_group && statement.number("action") < 0) {
    for (const Node member : statement["options"].at(0)["arg"])
      effects.drops("grant", name + " TO " + core::name_part(member.text("rolename")));
  } else {
    describe_members(statement, name, effects);
  }
}

void alter_role(const Node& statement, Session& session) {
  const OptionSet options(statement["options"]);
  if (options.has("connectionlimit")) static_cast<void>(connection_limit(options));
  const Node spec = statement["role"];
  if (spec.text("roletype") == "ROLESPEC_CSTRING" && is_reserved_name(spec.text("rolename"))) {
    fail("42939", "role name \"" + std::string(spec.text("rolename")) + "\" is reserved");
  }
  const std::string name = existing_role(session, spec);
  const Id role = session.role_id(name);
  require_may_alter(session, role, options);
  Catalog& catalog = session.catalog;
  for (const Attribute& one : attributes) {
    if (!options.has(one.option)) continue;
    catalog.set_flag(role, one.property, is_on(options, one.option, false) != one.is_negated);
    if (one.option == "superuser" && name == session.role)
      session.is_superuser = is_on(options, one.option, false);
  }
  if (options.has("inherit")) follow_inherit(session, role);
  set_connection_limit(session, role, options);
  set_valid_until(session, role, options);
  for (const Node member : options["rolemembers"]["arg"]) {
    const std::string other = existing_role(session, member);
    if (statement.number("action") < 0) {
      remove_member(session, name, other);
    } else {
      add_member(session, name, other, {});
    }
  }
}

}  // namespace plumbline::sql
