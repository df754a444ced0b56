/// CREATE EXTENSION. What those that ship with PostgreSQL bring is known (sql/types); of others
/// only the name. Rules: CreateExtension and CreateExtensionInternal (commands/extension.c).
#include <set>

#include "core/schema/builder.hpp"
#include "core/schema/qualified_name.hpp"
#include "sql/analysis/catalog_types.hpp"
#include "sql/types/system_catalog.hpp"
#include "sql/types/type_name.hpp"
#include "sql/visit/definition_options.hpp"
#include "sql/visit/extension_comments.hpp"
#include "sql/visit/objects.hpp"
#include "sql/visit/role_rules.hpp"

namespace plumbline::sql {

namespace {

struct Request {
  std::string name;
  std::string version;
  std::string schema;
  bool is_cascade = false;
};

/// check_valid_extension_name.
void check_name(const std::string& name) {
  const bool is_fine = !name.empty() && name.find("--") == std::string::npos &&
                       !name.starts_with('-') && !name.ends_with('-') &&
                       name.find_first_of("/\\") == std::string::npos;
  if (!is_fine) fail("22023", "invalid extension name: \"" + name + '"');
}

Id find_extension_object(const Session& session, const std::string& name) {
  return session.catalog.find(ObjectKind::extension, Catalog::none, name);
}

bool is_there(const Session& session, const std::string& name) {
  if (name != "plpgsql") return find_extension_object(session, name) != Catalog::none;
  const Id database = database_of(session);
  return database == Catalog::none || !session.catalog.has(database, "no_plpgsql");
}

Id own_schema(Session& session, const std::string& name) {
  const Id there = session.catalog.schema(name);
  if (there != Catalog::none) return there;
  const Id schema = session.catalog.create(ObjectKind::schema, Catalog::none, name);
  session.own(schema);
  return schema;
}

/// Where its objects go. Extensions that insist on a schema make it.
Id schema_of(Session& session, const Request& request, std::string_view insists_on) {
  Id schema = request.schema.empty() ? Catalog::none : session.schema(request.schema);
  if (!insists_on.empty()) {
    if (!request.schema.empty() && request.schema != insists_on) {
      fail("0A000", "extension \"" + request.name + "\" must be installed in schema \"" +
                        std::string(insists_on) + '"');
    }
    return own_schema(session, std::string(insists_on));
  }
  if (schema != Catalog::none) return schema;
  const std::vector<Id>& path = session.search_path();
  if (path.empty()) fail("3F000", "no schema has been selected to create in");
  return path.front();
}

void require_may_create(const Session& session, const Request& request,
                        const ExtensionFacts& facts) {
  if (session.is_superuser || !facts.for_superusers) return;
  const Id database = database_of(session);
  const bool may_trust =
      facts.trusted && database != Catalog::none && session.has_right(database, "CREATE");
  if (!may_trust) fail("42501", "permission denied to create extension \"" + request.name + '"');
}

/// What it would make is there already.
void check_collisions(const Session& session, Id schema, std::string_view name) {
  const ExtensionMembers members = extension_members(name, session.version() / 10'000);
  const CatalogTypes source(session);
  const std::string_view in = session.catalog[schema].own;
  for (const TypeId type : members.types) {
    const TypeInfo info = type_info(source.scope(), type);
    if (!info.is_array && session.catalog.type(schema, info.name) != Catalog::none)
      fail("42710", "type \"" + std::string(info.name) + "\" already exists");
  }
  for (const std::string_view relation : members.relations) {
    if (session.catalog.relation(schema, relation) != Catalog::none)
      fail("42P07", "relation \"" + std::string(relation) + "\" already exists");
  }
  std::vector<FunctionInfo> found;
  for (const ExtensionMembers::Function& function : members.functions) {
    if (session.catalog.functions(schema, function.name).empty()) continue;
    found.clear();
    source.functions(in, function.name, found);
    for (const FunctionInfo& one : found) {
      if (one.arguments == function.arguments)
        unknown("a function that the extension makes is there already");
    }
  }
}

/// Those that do not come with PostgreSQL's own packages, or only with further ones.
bool may_be_missing(std::string_view name) {
  return name.starts_with("plp") || name.starts_with("pltcl") || name.ends_with("_plperl") ||
         name.ends_with("_plperlu") || name.ends_with("_plpython3u") ||
         name.ends_with("_plpythonu") || name.ends_with("_plpython2u") || name == "sepgsql";
}

/// One whose members are functions of pg_catalog, of which none is known.
std::optional<ExtensionFacts> facts_of(std::string_view name, int major) {
  if (name == "adminpack" && major < 17) {
    return ExtensionFacts{.name = name, .version = "2.1", .schema = "pg_catalog", .needs = {}};
  }
  return find_extension(name, major);
}

Id make(Session& session, const Request& request, Id schema, std::string_view version,
        bool is_exact) {
  Catalog& catalog = session.catalog;
  const Id id = catalog.create(ObjectKind::extension, Catalog::none, request.name);
  catalog.set(id, "version", version, is_exact);
  catalog.set(id, "schema", catalog.quote(catalog[schema].own));
  const std::string_view comment = extension_comment(request.name, session.version() / 10'000);
  catalog.set(id, "comment", comment.empty() ? "?" : comment, !comment.empty());
  catalog.need(id, schema);
  session.own(id);
  // Its members get rights of their own then, which are not followed.
  if (!catalog.all(ObjectKind::default_privileges).empty())
    catalog.doubt(catalog.name(id), "rights that default privileges give");
  return id;
}

void create_one(Session& session, const Request& request, std::set<std::string>& open);

void require_others(Session& session, const Request& request, const ExtensionFacts& facts,
                    std::set<std::string>& open) {
  for (const std::string_view needed : facts.needs) {
    const std::string name(needed);
    if (is_there(session, name)) continue;
    if (!request.is_cascade) fail("42704", "required extension \"" + name + "\" is not installed");
    if (open.contains(name)) unknown("extensions that need each other");
    create_one(session, {.name = name, .version = "", .schema = request.schema, .is_cascade = true},
               open);
  }
}

void create_one(Session& session, const Request& request, std::set<std::string>& open) {
  open.insert(request.name);
  const auto facts = facts_of(request.name, session.version() / 10'000);
  if (!facts) {
    const Id schema = schema_of(session, request, "");
    session.may_fail("whether the server has extension \"" + request.name + '"');
    make(session, request, schema, "?", false);
    return;
  }
  if (may_be_missing(request.name))
    session.may_fail("whether the server has extension \"" + request.name + '"');
  const bool is_usual_version = request.version.empty() || request.version == facts->version;
  if (!is_usual_version) unknown("which versions of \"" + request.name + "\" the server has");
  const Id schema = schema_of(session, request, facts->schema);
  require_others(session, request, *facts, open);
  require_may_create(session, request, *facts);
  if (request.name == "plpgsql") return session.catalog.set(database_of(session), "no_plpgsql", "");
  check_collisions(session, schema, request.name);
  // The version that a server of that major has; other packages may bring another.
  const Id id = make(session, request, schema, facts->version, !facts->version.empty());
  for (const std::string_view needed : facts->needs) {
    const Id other = find_extension_object(session, std::string(needed));
    if (other != Catalog::none) session.catalog.need(id, other);
  }
}

}  // namespace

void describe_extension(const Node& statement, EffectsOf& effects) {
  const EffectsOf::Guard guard(effects, statement.flag("if_not_exists"));
  effects.creates("extension", core::name_part(statement.text("extname")));
  for (const Node option : statement["options"]) {
    if (option.text("defname") == "schema")
      effects.requires_("schema", core::name_part(option["arg"].as_text()));
  }
}

void create_extension(const Node& statement, Session& session) {
  Request request{.name = std::string(statement.text("extname")),
                  .version = "",
                  .schema = "",
                  .is_cascade = false};
  check_name(request.name);
  if (is_there(session, request.name)) {
    if (!statement.flag("if_not_exists"))
      fail("42710", "extension \"" + request.name + "\" already exists");
    session.skipped.push_back(
        {.object = find_extension_object(session, request.name), .name = request.name});
    return;
  }
  const OptionSet options(statement["options"]);
  if (options.has("schema")) request.schema = option_text(options["schema"]);
  if (options.has("new_version")) request.version = option_text(options["new_version"]);
  request.is_cascade = options.has("cascade") && option_flag(options["cascade"]);
  std::set<std::string> open;
  create_one(session, request, open);
}

}  // namespace plumbline::sql
