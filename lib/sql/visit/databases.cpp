/// Databases, tablespaces and ALTER SYSTEM: of the cluster, so what there is besides this database
/// is not known. Rules: commands/dbcommands.c, tablespace.c; guc.c.
#include "core/schema/builder.hpp"
#include "sql/visit/definition_options.hpp"
#include "sql/visit/objects.hpp"
#include "sql/visit/role_rules.hpp"

namespace plumbline::sql {

namespace {

/// PreventInTransactionBlock.
void require_no_transaction(const Session& session, std::string_view what) {
  if (session.in_transaction() || session.in_message)
    fail("25001", std::string(what) + " cannot run inside a transaction block");
}

bool is_this_database(const Session& session, std::string_view name) {
  return !session.catalog.database_name().empty() && session.catalog.database_name() == name;
}

[[noreturn]] void unknown_database(std::string_view name) {
  unknown("whether there is a database \"" + std::string(name) + '"');
}

Id this_database(const Session& session, std::string_view name) {
  const Id database = database_of(session);
  if (!is_this_database(session, name) || database == Catalog::none) unknown_database(name);
  return database;
}

}  // namespace

void describe_create_database(const Node& statement, EffectsOf& effects) {
  effects.creates("database", core::name_part(statement.text("dbname")));
}

void create_database(const Node& statement, Session& session) {
  require_no_transaction(session, "CREATE DATABASE");
  const std::string name(statement.text("dbname"));
  if (is_this_database(session, name) && statement["options"].empty() && session.is_superuser)
    fail("42P04", "database \"" + name + "\" already exists");
  unknown("which databases and files the cluster has");
}

void describe_drop_database(const Node& statement, EffectsOf& effects) {
  const EffectsOf::Guard guard(effects, statement.flag("missing_ok"));
  effects.drops("database", core::name_part(statement.text("dbname")));
}

void drop_database(const Node& statement, Session& session) {
  require_no_transaction(session, "DROP DATABASE");
  const std::string_view name = statement.text("dbname");
  if (is_this_database(session, name) && session.is_superuser)
    fail("55006", "cannot drop the currently open database");
  unknown_database(name);
}

void describe_alter_database(const Node& statement, EffectsOf& effects) {
  effects.alters("database", core::name_part(statement.text("dbname")));
}

void alter_database(const Node& statement, Session& session) {
  const OptionSet options(statement["options"]);
  for (const Node option : options.all()) {
    const std::string_view name = option.text("defname");
    if (name == "tablespace") {
      if (options.all().size() > 1) {
        fail("0A000",
             "option \"" + std::string(name) + "\" cannot be specified with other options");
      }
      require_no_transaction(session, "ALTER DATABASE SET TABLESPACE");
      unknown("a database is moved");
    }
    if (name != "is_template" && name != "allow_connections" && name != "connection_limit")
      fail("42601", "option \"" + std::string(name) + "\" not recognized");
  }
  Catalog& catalog = session.catalog;
  const Node limit = options["connection_limit"];
  if (limit && option_integer(limit) < -1)
    fail("22023", "invalid connection limit: " + std::to_string(option_integer(limit)));
  const Id database = this_database(session, statement.text("dbname"));
  session.require_owner(database);
  const Node allow = options["allow_connections"];
  if (allow && !option_flag(allow)) {
    fail("22023", "cannot disallow connections for current database");
  }
  if (options.has("is_template"))
    catalog.set_flag(database, "template", option_flag(options["is_template"]));
  if (limit) {
    const std::int64_t number = option_integer(limit);
    catalog.set(database, "connection_limit", number == -1 ? "" : std::to_string(number));
  }
}

void describe_alter_system(const Node&, EffectsOf&) {}

void alter_system(const Node&, Session& session) {
  require_no_transaction(session, "ALTER SYSTEM");
  session.may_fail("the server's configuration files are not known");
}

void describe_create_tablespace(const Node& statement, EffectsOf& effects) {
  effects.creates("tablespace", core::name_part(statement.text("tablespacename")));
}

void create_tablespace(const Node& statement, Session& session) {
  require_no_transaction(session, "CREATE TABLESPACE");
  const std::string name(statement.text("tablespacename"));
  session.require_superuser("permission denied to create tablespace \"" + name + '"');
  if (statement["owner"]) static_cast<void>(existing_role(session, statement["owner"]));
  const std::string_view location = statement.text("location");
  if (location.find('\'') != std::string_view::npos)
    fail("42602", "tablespace location cannot contain single quotes");
  if (!location.starts_with('/')) fail("42P17", "tablespace location must be an absolute path");
  if (is_reserved_name(name)) fail("42939", "unacceptable tablespace name \"" + name + '"');
  if (session.catalog.find(ObjectKind::tablespace, Catalog::none, name) != Catalog::none)
    fail("42710", "tablespace \"" + name + "\" already exists");
  unknown("the server's folders decide");
}

void describe_drop_tablespace(const Node& statement, EffectsOf& effects) {
  const EffectsOf::Guard guard(effects, statement.flag("missing_ok"));
  effects.drops("tablespace", core::name_part(statement.text("tablespacename")));
}

void drop_tablespace(const Node& statement, Session& session) {
  require_no_transaction(session, "DROP TABLESPACE");
  const std::string name(statement.text("tablespacename"));
  const Id id = session.catalog.find(ObjectKind::tablespace, Catalog::none, name);
  if (id == Catalog::none) {
    if (name == "pg_default" || name == "pg_global") unknown("a tablespace of the system");
    if (statement.flag("missing_ok")) return;
    fail("42704", "tablespace \"" + name + "\" does not exist");
  }
  session.require_owner(id);
  unknown("the server's folders decide");
}

void describe_alter_tablespace(const Node& statement, EffectsOf& effects) {
  effects.alters("tablespace", core::name_part(statement.text("tablespacename")));
}

void alter_tablespace(const Node& statement, Session& session) {
  const std::string name(statement.text("tablespacename"));
  const Id id = session.catalog.find(ObjectKind::tablespace, Catalog::none, name);
  if (id == Catalog::none && name != "pg_default" && name != "pg_global")
    fail("42704", "tablespace \"" + name + "\" does not exist");
  unknown("options of tablespaces");
}

}  // namespace plumbline::sql
