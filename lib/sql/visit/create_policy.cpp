/// CREATE POLICY. Rules: CreatePolicy of commands/policy.c.
#include <algorithm>
#include <optional>

#include "sql/analysis/expression.hpp"
#include "sql/quoted.hpp"
#include "sql/visit/create.hpp"
#include "sql/visit/policies.hpp"

namespace plumbline::sql {

std::string policy_roles(const Session& session, const Node& roles) {
  std::vector<std::string> names;
  for (const Node role : roles) {
    std::string name = session.role_name(role);
    if (name == "PUBLIC" && role.text("roletype") == "ROLESPEC_PUBLIC") return {};
    names.push_back(session.catalog.quote(name));
  }
  std::ranges::sort(names);
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

Expression policy_condition(Session& session, Id table, const Node& condition) {
  Scope scope;
  scope.relation = table;
  return analyze_expression(session, condition, scope, Place::policy, "boolean");
}

void apply_create_policy(const Node& statement, Session& session) {
  Catalog& catalog = session.catalog;
  const std::string_view command = statement.text("cmd_name");
  const Node condition = statement["qual"];
  const Node check = statement["with_check"];
  if (check && (command == "select" || command == "delete"))
    fail("42601", "WITH CHECK cannot be applied to SELECT or DELETE");
  if (condition && command == "insert")
    fail("42601", "only WITH CHECK expression allowed for INSERT");
  const std::string roles = policy_roles(session, statement["roles"]);
  const Id table = session.relation(statement["table"]);
  session.require_owner(table);
  if (catalog[table].kind != ObjectKind::table)
    fail("42809", quoted(catalog[table].own) + " is not a table");
  std::optional<Expression> with_using, with_check;
  if (condition) with_using = policy_condition(session, table, condition);
  if (check) with_check = policy_condition(session, table, check);
  const std::string name = Session::identifier(statement.text("policy_name"));
  if (catalog.part(table, ObjectKind::policy, name) != Catalog::none) {
    fail("42710",
         "policy " + quoted(name) + " for table " + quoted(catalog[table].own) + " already exists");
  }
  const Id policy = catalog.create_part(ObjectKind::policy, table, name);
  catalog.set(policy, "command", command == "all" ? "" : command);
  catalog.set_flag(policy, "restrictive", !statement.flag("permissive"));
  catalog.set(policy, "roles", roles);
  if (with_using) catalog.set(policy, "using", with_using->text, with_using->is_exact);
  if (with_check) catalog.set(policy, "with_check", with_check->text, with_check->is_exact);
  for (const std::optional<Expression>& one : {with_using, with_check}) {
    if (!one) continue;
    for (const Id column : one->columns) catalog.need(policy, column);
    for (const Id needed : one->needs) catalog.need(policy, needed);
  }
}

}  // namespace plumbline::sql
