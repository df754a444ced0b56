/// ALTER ROLE … SET and ALTER DATABASE … SET. Rules: AlterRoleSet (commands/user.c),
/// AlterDatabaseSet (commands/dbcommands.c), AlterSetting (catalog/pg_db_role_setting.c).
#include "core/schema/builder.hpp"
#include "core/schema/secrets.hpp"
#include "sql/visit/objects.hpp"
#include "sql/visit/role_rules.hpp"
#include "sql/visit/setting_values.hpp"

namespace plumbline::sql {

namespace {

/// One property a setting: "setting:work_mem", with ` of ROLE` behind it where the database has it.
void store(Session& session, Id object, std::string_view prefix, const Setting& setting,
           std::string_view behind) {
  Catalog& catalog = session.catalog;
  if (!setting.is_reset_all) {
    const std::string property = std::string(prefix) + ':' + setting.name + std::string(behind);
    const std::string value =
        setting.is_reset ? "" : core::guarded_value(setting.name, setting.value);
    catalog.set_named(object, property, value, setting.is_exact);
    return;
  }
  const std::vector<Catalog::Value> values = catalog[object].values;
  for (const Catalog::Value& value : values) {
    const bool is_meant = value.name.starts_with(std::string(prefix) + ':') &&
                          (behind.empty() ? value.name.find(" of ") == std::string_view::npos
                                          : value.name.ends_with(behind));
    if (is_meant) catalog.set_named(object, value.name, "");
  }
}

/// RESET where nothing is set looks at nothing.
bool has_settings(const Session& session, Id object, std::string_view prefix,
                  std::string_view behind) {
  for (const Catalog::Value& value : session.catalog[object].values) {
    if (value.name.starts_with(std::string(prefix) + ':') &&
        (behind.empty() ? value.name.find(" of ") == std::string_view::npos
                        : value.name.ends_with(behind)))
      return true;
  }
  return false;
}

void read_and_store(Session& session, Id object, std::string_view prefix, const Node& statement,
                    std::string_view behind) {
  const std::string_view kind = statement.text("kind");
  const bool resets = kind == "VAR_RESET" || kind == "VAR_SET_DEFAULT" || kind == "VAR_RESET_ALL";
  if (resets && !has_settings(session, object, prefix, behind)) return;
  store(session, object, prefix, read_setting(session, statement), behind);
}

Id the_database(const Session& session) {
  const Id database = database_of(session);
  if (database == Catalog::none) unknown("nothing is known of the database");
  return database;
}

void require_may_set(const Session& session, Id role, const std::string& name) {
  if (session.is_superuser) return;
  if (session.catalog.has(role, "superuser")) {
    fail("42501", session.version() >= 160'000 ? "permission denied to alter role"
                                               : "must be superuser to alter superusers");
  }
  if (name == session.role) return;
  if (session.version() >= 160'000) unknown("who may alter a role depends on ADMIN options");
  if (!session.catalog.has(session.role_id(session.role), "create_role"))
    fail("42501", "permission denied");
}

/// Of another one, if there is one, nothing is kept here.
bool is_this_database(Session& session, std::string_view name) {
  const std::string_view ours = session.catalog.database_name();
  if (ours.empty()) unknown("whether this is database \"" + std::string(name) + '"');
  if (ours != name) session.may_fail("whether there is a database \"" + std::string(name) + '"');
  return ours == name;
}

}  // namespace

void describe_role_setting(const Node& statement, EffectsOf& effects) {
  const std::string_view role = statement["role"].text("rolename");
  if (!statement.text("database").empty())
    effects.alters("database", std::string(statement.text("database")));
  if (role.empty()) return;
  effects.requires_("role", core::name_part(role));
  effects.alters("role", core::name_part(role));
}

void set_role_setting(const Node& statement, Session& session) {
  const Node spec = statement["role"];
  Id role = Catalog::none;
  std::string name;
  if (spec) {
    if (spec.text("roletype") == "ROLESPEC_CSTRING" && is_reserved_name(spec.text("rolename")))
      fail("42939", "role name \"" + std::string(spec.text("rolename")) + "\" is reserved");
    name = existing_role(session, spec);
    role = session.role_id(name);
    require_may_set(session, role, name);
  }
  const std::string_view database = statement.text("database");
  if (!database.empty() && !is_this_database(session, database)) return;
  if (!spec && database.empty() && !session.is_superuser) {
    fail("42501", session.version() >= 160'000 ? "permission denied to alter setting"
                                               : "must be superuser to alter settings globally");
  }
  const Node setting = statement["setstmt"];
  if (!database.empty()) {
    read_and_store(session, the_database(session), "setting", setting, spec ? " of " + name : "");
  } else if (spec) {
    read_and_store(session, role, "setting", setting, "");
  } else {
    read_and_store(session, the_database(session), "cluster_setting", setting, "");
  }
}

void describe_database_setting(const Node& statement, EffectsOf& effects) {
  effects.alters("database", core::name_part(statement.text("dbname")));
}

void set_database_setting(const Node& statement, Session& session) {
  if (!is_this_database(session, statement.text("dbname"))) return;
  const Id database = the_database(session);
  session.require_owner(database);
  read_and_store(session, database, "setting", statement["setstmt"], "");
}

}  // namespace plumbline::sql
