/// Foreign data wrappers, servers, user mappings, IMPORT FOREIGN SCHEMA. Rules:
/// commands/foreigncmds.c.
#include <algorithm>

#include "core/schema/builder.hpp"
#include "sql/types/system_catalog.hpp"
#include "sql/visit/definition_options.hpp"
#include "sql/visit/generic_options.hpp"
#include "sql/visit/known_functions.hpp"
#include "sql/visit/objects.hpp"
#include "sql/visit/role_rules.hpp"
#include "system/digest.hpp"

namespace plumbline::sql {

namespace {

struct WrapperFunctions {
  bool has_handler = false;
  bool has_validator = false;
  KnownFunction handler;
  KnownFunction validator;
};

/// parse_func_options.
WrapperFunctions read_functions(Session& session, const Node& list) {
  WrapperFunctions functions;
  for (const Node option : list) {
    const std::string_view name = option.text("defname");
    if (name == "handler") {
      if (functions.has_handler) fail_conflicting();
      functions.has_handler = true;
      if (!option["arg"]) continue;
      const std::vector<std::string> names = option_names(option);
      functions.handler = require_function(session, names, {});
      if (functions.handler.result != types::fdw_handler)
        fail("42809", "function " + dotted(names) + " must return type fdw_handler");
    } else if (name == "validator") {
      if (functions.has_validator) fail_conflicting();
      functions.has_validator = true;
      if (!option["arg"]) continue;
      functions.validator =
          require_function(session, option_names(option), {types::text_array, types::oid});
    } else {
      unknown("a wrapper with " + std::string(name));
    }
  }
  return functions;
}

void set_functions(Session& session, Id wrapper, const WrapperFunctions& functions) {
  Catalog& catalog = session.catalog;
  if (functions.has_handler) catalog.set(wrapper, "handler", functions.handler.name);
  if (functions.has_validator) catalog.set(wrapper, "validator", functions.validator.name);
  for (const KnownFunction* one : {&functions.handler, &functions.validator}) {
    if (one->id != Catalog::none) catalog.need(wrapper, one->id);
  }
}

Id find_server(const Session& session, const std::string& name) {
  return session.catalog.find(ObjectKind::server, Catalog::none, name);
}

Id require_server(const Session& session, const std::string& name) {
  const Id id = find_server(session, name);
  if (id == Catalog::none) fail("42704", "server \"" + name + "\" does not exist");
  return id;
}

Wrapper wrapper_of(const Session& session, Id server) {
  std::string name(session.catalog.value(server, "wrapper"));
  if (name.starts_with('"')) {
    name = name.substr(1, name.size() - 2);
    for (std::size_t at = name.find("\"\""); at != std::string::npos;
         at = name.find("\"\"", at + 1))
      name.erase(at, 1);
  }
  return require_wrapper(session, name);
}

void require_wrapper_usage(const Session& session, const Wrapper& wrapper,
                           const std::string& name) {
  if (session.is_superuser) return;
  if (session.catalog[wrapper.id].kind != ObjectKind::foreign_data_wrapper)
    unknown("who may use a wrapper of an extension");
  if (!session.has_right(wrapper.id, "USAGE"))
    fail("42501", "permission denied for foreign-data wrapper " + name);
}

// -- User mappings

/// In double quotes also where '@' or PUBLIC would be read as something else.
std::string side(std::string_view name) {
  if (name != "PUBLIC" && name.find('@') == std::string_view::npos) return core::name_part(name);
  std::string quoted = "\"";
  for (const char c : name) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + '"';
}

std::string mapping_name(bool is_public, std::string_view role, std::string_view server) {
  return (is_public ? "PUBLIC" : side(role)) + '@' + side(server);
}

/// user_mapping_ddl_aclcheck.
void require_may_map(const Session& session, const std::string& role, Id server) {
  if (session.is_superuser) return;
  const std::string_view owner = session.catalog.value(server, "owner");
  if (session.has_role(session.role, owner)) return;
  const std::string name(session.catalog[server].own);
  if (role != session.role) fail("42501", "must be owner of foreign server " + name);
  if (!session.has_right(server, "USAGE"))
    fail("42501", "permission denied for foreign server " + name);
}

/// As the server hashes them when it is asked: the sorted options, each with its length.
std::string hash_of(const Node& options) {
  std::vector<std::string> all;
  for (const Node option : options) {
    all.push_back(std::string(option.text("defname")) + '=' + std::string(option["arg"].as_text()));
  }
  if (all.empty()) return {};
  std::ranges::sort(all);
  std::string text;
  for (const std::string& one : all) {
    if (!text.empty()) text += ',';
    text += std::to_string(one.size()) + ':' + one;
  }
  return system::sha256_hex(text);
}

struct Mapping {
  std::string role;  ///< "public" as messages call it
  bool is_public = false;
};

Mapping mapping_of(const Session& session, const Node& user) {
  if (user.text("roletype") == "ROLESPEC_PUBLIC") return {.role = "public", .is_public = true};
  return {.role = session.role_name(user), .is_public = false};
}

[[noreturn]] void fail_no_mapping(const Mapping& mapping, const std::string& server) {
  fail("42704",
       "user mapping for \"" + mapping.role + "\" does not exist for server \"" + server + '"');
}

std::string described_mapping(const Node& statement) {
  const Node user = statement["user"];
  const std::string_view server = statement.text("servername");
  if (user.text("roletype") == "ROLESPEC_PUBLIC") return mapping_name(true, "", server);
  if (user.text("rolename").empty()) return "CURRENT_USER@" + side(server);
  return mapping_name(false, user.text("rolename"), server);
}

}  // namespace

// -- Wrappers

void describe_wrapper(const Node& statement, EffectsOf& effects) {
  effects.creates("foreign-data-wrapper", core::name_part(statement.text("fdwname")));
}

void create_wrapper(const Node& statement, Session& session) {
  const std::string name(statement.text("fdwname"));
  session.require_superuser("permission denied to create foreign-data wrapper \"" + name + '"');
  Catalog& catalog = session.catalog;
  bool is_there =
      catalog.find(ObjectKind::foreign_data_wrapper, Catalog::none, name) != Catalog::none;
  for (const Id extension : catalog.all(ObjectKind::extension)) {
    const std::string_view own = catalog[extension].own;
    is_there |= has_system_name(NameKind::wrapper, name, session.version() / 10'000, own);
  }
  if (is_there) fail("42710", "foreign-data wrapper \"" + name + "\" already exists");
  const Id wrapper = catalog.create(ObjectKind::foreign_data_wrapper, Catalog::none, name);
  const WrapperFunctions functions = read_functions(session, statement["func_options"]);
  set_functions(session, wrapper, functions);
  change_generic_options(session, wrapper, statement["options"], functions.validator.name,
                         OptionsFor::wrapper);
  session.own(wrapper);
}

void describe_alter_wrapper(const Node& statement, EffectsOf& effects) {
  effects.alters("foreign-data-wrapper", core::name_part(statement.text("fdwname")));
}

void alter_wrapper(const Node& statement, Session& session) {
  const std::string name(statement.text("fdwname"));
  session.require_superuser("permission denied to alter foreign-data wrapper \"" + name + '"');
  const Wrapper wrapper = require_wrapper(session, name);
  if (session.catalog[wrapper.id].kind != ObjectKind::foreign_data_wrapper)
    unknown("a wrapper of an extension is changed");
  const WrapperFunctions functions = read_functions(session, statement["func_options"]);
  set_functions(session, wrapper.id, functions);
  change_generic_options(session, wrapper.id, statement["options"],
                         session.catalog.value(wrapper.id, "validator"), OptionsFor::wrapper);
}

// -- Servers

void describe_server(const Node& statement, EffectsOf& effects) {
  effects.requires_("foreign-data-wrapper", core::name_part(statement.text("fdwname")));
  const EffectsOf::Guard guard(effects, statement.flag("if_not_exists"));
  effects.creates("server", core::name_part(statement.text("servername")));
}

void create_server(const Node& statement, Session& session) {
  const std::string name(statement.text("servername"));
  Catalog& catalog = session.catalog;
  const Id there = find_server(session, name);
  if (there != Catalog::none) {
    if (!statement.flag("if_not_exists")) fail("42710", "server \"" + name + "\" already exists");
    session.skipped.push_back({.object = there, .name = name});
    return;
  }
  const std::string wrapper_name(statement.text("fdwname"));
  const Wrapper wrapper = require_wrapper(session, wrapper_name);
  require_wrapper_usage(session, wrapper, wrapper_name);
  const Id server = catalog.create(ObjectKind::server, Catalog::none, name);
  catalog.set(server, "wrapper", catalog.quote(wrapper_name));
  catalog.set(server, "type", statement.text("servertype"));
  catalog.set(server, "version", statement.text("version"));
  change_generic_options(session, server, statement["options"], wrapper.validator,
                         OptionsFor::server);
  catalog.need(server, wrapper.id);
  session.own(server);
}

void describe_alter_server(const Node& statement, EffectsOf& effects) {
  effects.alters("server", core::name_part(statement.text("servername")));
}

void alter_server(const Node& statement, Session& session) {
  const Id server = require_server(session, std::string(statement.text("servername")));
  if (!session.is_superuser &&
      !session.has_role(session.role, session.catalog.value(server, "owner")))
    fail("42501", "must be owner of foreign server " + std::string(statement.text("servername")));
  if (statement.flag("has_version"))
    session.catalog.set(server, "version", statement.text("version"));
  change_generic_options(session, server, statement["options"],
                         wrapper_of(session, server).validator, OptionsFor::server);
}

// -- User mappings

void describe_user_mapping(const Node& statement, EffectsOf& effects) {
  effects.requires_("server", core::name_part(statement.text("servername")));
  const EffectsOf::Guard guard(effects, statement.flag("if_not_exists"));
  effects.creates("user-mapping", described_mapping(statement));
}

void create_user_mapping(const Node& statement, Session& session) {
  const Mapping mapping = mapping_of(session, statement["user"]);
  const std::string server_name(statement.text("servername"));
  const Id server = require_server(session, server_name);
  require_may_map(session, mapping.role, server);
  Catalog& catalog = session.catalog;
  const std::string name = mapping_name(mapping.is_public, mapping.role, server_name);
  const Id there = catalog.find(ObjectKind::user_mapping, Catalog::none, name);
  if (there != Catalog::none) {
    if (!statement.flag("if_not_exists")) {
      fail("42710", "user mapping for \"" + mapping.role + "\" already exists for server \"" +
                        server_name + '"');
    }
    session.skipped.push_back({.object = there, .name = name});
    return;
  }
  check_generic_options(statement["options"], wrapper_of(session, server).validator,
                        OptionsFor::user_mapping);
  const Id id = catalog.create(ObjectKind::user_mapping, Catalog::none, name);
  catalog.set(id, "options", hash_of(statement["options"]));
  catalog.need(id, server);
}

void describe_alter_user_mapping(const Node& statement, EffectsOf& effects) {
  effects.alters("user-mapping", described_mapping(statement));
}

void alter_user_mapping(const Node& statement, Session& session) {
  const Mapping mapping = mapping_of(session, statement["user"]);
  const std::string server_name(statement.text("servername"));
  const Id server = require_server(session, server_name);
  const Id id = session.catalog.find(ObjectKind::user_mapping, Catalog::none,
                                     mapping_name(mapping.is_public, mapping.role, server_name));
  if (id == Catalog::none) fail_no_mapping(mapping, server_name);
  require_may_map(session, mapping.role, server);
  check_generic_options(statement["options"], wrapper_of(session, server).validator,
                        OptionsFor::user_mapping);
  const bool has_none = !session.catalog.has(id, "options");
  for (const Node option : statement["options"]) {
    const std::string_view action = option.text("defaction");
    if (action != "DEFELEM_SET" && action != "DEFELEM_DROP") {
      if (!has_none) unknown("the options of a user mapping are known by their hash alone");
      continue;
    }
    if (!has_none) unknown("the options of a user mapping are known by their hash alone");
    fail("42704", "option \"" + std::string(option.text("defname")) + "\" not found");
  }
  if (has_none) session.catalog.set(id, "options", hash_of(statement["options"]));
}

void describe_drop_user_mapping(const Node& statement, EffectsOf& effects) {
  const EffectsOf::Guard guard(effects, statement.flag("missing_ok"));
  effects.drops("user-mapping", described_mapping(statement));
}

void drop_user_mapping(const Node& statement, Session& session) {
  const bool may_be_missing = statement.flag("missing_ok");
  Mapping mapping;
  const Node user = statement["user"];
  if (user.text("roletype") == "ROLESPEC_CSTRING" && may_be_missing) {
    mapping.role = user.text("rolename");
    if (session.role_id(mapping.role) == Catalog::none && !is_reserved_name(mapping.role)) return;
  } else {
    mapping = mapping_of(session, user);
  }
  const std::string server_name(statement.text("servername"));
  const Id server = find_server(session, server_name);
  if (server == Catalog::none) {
    if (may_be_missing) return;
    fail("42704", "server \"" + server_name + "\" does not exist");
  }
  const Id id = session.catalog.find(ObjectKind::user_mapping, Catalog::none,
                                     mapping_name(mapping.is_public, mapping.role, server_name));
  if (id == Catalog::none) {
    if (may_be_missing) return;
    fail_no_mapping(mapping, server_name);
  }
  require_may_map(session, mapping.role, server);
  session.catalog.remove(id);
}

// -- Import

void describe_foreign_import(const Node& statement, EffectsOf& effects) {
  effects.requires_("server", core::name_part(statement.text("server_name")));
  effects.requires_("schema", core::name_part(statement.text("local_schema")));
  if (statement.text("list_type") != "FDW_IMPORT_SCHEMA_LIMIT_TO")
    return effects.unknown("the tables of another server decide");
  for (const Node table : statement["table_list"]) {
    effects.creates("foreign-table", core::name_part(statement.text("local_schema")) + '.' +
                                         core::name_part(table.text("relname")));
  }
}

void import_foreign_schema(const Node& statement, Session& session) {
  const Id server = require_server(session, std::string(statement.text("server_name")));
  if (!session.is_superuser && !session.has_right(server, "USAGE")) {
    fail("42501",
         "permission denied for foreign server " + std::string(statement.text("server_name")));
  }
  const Id schema = session.schema(statement.text("local_schema"));
  session.require_create(schema);
  const Wrapper wrapper = wrapper_of(session, server);
  if (!wrapper.has_handler) {
    fail("55000", "foreign-data wrapper \"" +
                      std::string(session.catalog.value(server, "wrapper")) + "\" has no handler");
  }
  unknown("the tables of another server decide");
}

}  // namespace plumbline::sql
