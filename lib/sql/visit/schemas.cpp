/// CREATE SCHEMA with what stands in it. Rules: CreateSchemaCommand (commands/schemacmds.c),
/// transformCreateSchemaStmt (parser/parse_utilcmd.c).
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "sql/visit/objects.hpp"
#include "sql/visit/role_rules.hpp"
#include "sql/visitor.hpp"

namespace plumbline::sql {

namespace {

/// In the order in which the server runs them, whatever their order in the text.
constexpr std::array<std::string_view, 6> order_of_elements = {
    "CreateSeqStmt", "CreateStmt", "ViewStmt", "IndexStmt", "CreateTrigStmt", "GrantStmt"};

/// The relation that an element makes or stands on.
Node relation_of(const Node& element) {
  if (element.is_a("CreateSeqStmt")) return element["sequence"];
  if (element.is_a("ViewStmt")) return element["view"];
  if (element.is_a("GrantStmt")) return {};
  return element["relation"];
}

void check_schema_of(const Node& element, std::string_view schema) {
  const std::string_view written = relation_of(element).text("schemaname");
  if (written.empty() || written == schema) return;
  fail("42P15", "CREATE specifies a schema (" + std::string(written) +
                    ") different from the one being created (" + std::string(schema) + ")");
}

std::string name_of_schema(const Node& statement, const std::string& owner) {
  const std::string_view name = statement.text("schemaname");
  return name.empty() ? owner : std::string(name);
}

/// The new schema comes first in search_path, and its owner runs what stands in it.
class Within {
 public:
  Within(Session& session, const std::string& schema, const std::string& owner)
      : session_(session), kept_(session.current_settings()) {
    std::vector<std::string> names = kept_.search_path;
    names.insert(names.begin(), schema);
    session.set_search_path(std::move(names));
    if (owner == session.role) return;
    session.role = owner;
    session.is_superuser = is_superuser_role(session, owner);
  }
  ~Within() { session_.restore(kept_); }
  Within(const Within&) = delete;
  Within& operator=(const Within&) = delete;

 private:
  Session& session_;
  Session::Settings kept_;
};

void run_elements(const Node& elements, Session& session, const std::string& schema) {
  for (const Node element : elements) check_schema_of(element, schema);
  for (const std::string_view type : order_of_elements) {
    for (const Node element : elements) {
      if (!element.is_a(type)) continue;
      const Visitor* visitor = find_visitor(type);
      if (visitor == nullptr) unknown("nothing is known of " + std::string(type));
      if (visitor->apply != nullptr) visitor->apply(element, session);
    }
  }
}

}  // namespace

void describe_create_schema(const Node& statement, EffectsOf& effects) {
  const Node role = statement["authrole"];
  std::string name(statement.text("schemaname"));
  if (name.empty()) name = role.text("rolename");
  if (name.empty()) return effects.unknown("the schema is called as the role that runs it");
  if (!role.text("rolename").empty()) effects.requires_("role", std::string(role.text("rolename")));
  {
    const EffectsOf::Guard guard(effects, statement.flag("if_not_exists"));
    effects.creates("schema", core::name_part(name));
  }
  const std::string before = std::exchange(effects.state().default_schema, name);
  for (const Node element : statement["schemaElts"]) {
    const Visitor* visitor = find_visitor(element.type());
    if (visitor != nullptr && visitor->describe != nullptr) visitor->describe(element, effects);
  }
  effects.state().default_schema = before;
}

void create_schema(const Node& statement, Session& session) {
  const Node role = statement["authrole"];
  const std::string owner = role ? existing_role(session, role) : session.role;
  const std::string name = name_of_schema(statement, owner);
  require_database_right(session, "CREATE");
  if (role) require_may_own(session, owner);
  if (name.starts_with("pg_")) fail("42939", "unacceptable schema name \"" + name + '"');
  Catalog& catalog = session.catalog;
  const Id there = catalog.schema(name);
  if (there != Catalog::none) {
    if (!statement.flag("if_not_exists")) fail("42P06", "schema \"" + name + "\" already exists");
    session.skipped.push_back({.object = there, .name = name});
    return;
  }
  const Id schema = catalog.create(ObjectKind::schema, Catalog::none, name);
  {
    const std::string before = std::exchange(session.role, owner);
    session.own(schema);
    session.role = before;
  }
  if (statement["schemaElts"].empty()) return;
  const Within within(session, name, owner);
  run_elements(statement["schemaElts"], session, name);
}

}  // namespace plumbline::sql
