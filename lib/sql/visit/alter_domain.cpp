/// ALTER DOMAIN. Rules: AlterDomainDefault, AlterDomainNotNull, AlterDomainAddConstraint,
/// AlterDomainDropConstraint and AlterDomainValidateConstraint of commands/typecmds.c.
#include "core/schema/builder.hpp"
#include "sql/analysis/expression.hpp"
#include "sql/drop.hpp"
#include "sql/visit/address.hpp"
#include "sql/visit/alter.hpp"
#include "sql/visit/domains.hpp"

namespace plumbline::sql {

namespace {

/// Rows of tables that have a column of the domain decide.
void columns_decide(Session& session, Id domain) {
  const Catalog& catalog = session.catalog;
  std::vector<Id> queue = {domain};
  for (std::size_t at = 0; at < queue.size() && at < 1000; ++at) {
    for (const Id one : catalog.dependents(queue[at])) {
      const ObjectKind kind = catalog[one].kind;
      if (kind == ObjectKind::domain || kind == ObjectKind::type) queue.push_back(one);
      if (kind != ObjectKind::column) continue;
      const Id table = catalog[one].parent;
      if (catalog[table].rows == Rows::none || catalog[table].kind == ObjectKind::view) continue;
      session.may_fail("the rows of \"" + std::string(catalog[table].own) +
                       "\" decide: they hold values of the domain");
    }
  }
}

void set_default(const Node& statement, Session& session, Id domain) {
  Catalog& catalog = session.catalog;
  const Node def = statement["def"];
  if (!def) {
    catalog.set(domain, "default", "");
    return;
  }
  const Expression expression =
      analyze_expression(session, def, {}, Place::default_, catalog.value(domain, "type"));
  if (expression.is_null) {
    catalog.set(domain, "default", "");
    return;
  }
  catalog.set(domain, "default", expression.text, expression.is_exact);
  for (const Id need : expression.needs) catalog.need(domain, need);
}

Id constraint_of(const Session& session, Id domain, const std::string& name) {
  const Id id = session.catalog.part(domain, ObjectKind::constraint, name);
  if (id != Catalog::none) return id;
  if (session.version() >= 170000) unknown("whether it is a not-null constraint of the domain");
  fail("42704", "constraint \"" + name + "\" of domain \"" +
                    std::string(session.catalog[domain].own) + "\" does not exist");
}

void drop_domain_constraint(const Node& statement, Session& session, Id domain) {
  const std::string name = Session::identifier(statement.text("name"));
  if (statement.flag("missing_ok") && session.version() < 170000 &&
      session.catalog.part(domain, ObjectKind::constraint, name) == Catalog::none) {
    return;
  }
  drop_object(session, constraint_of(session, domain, name),
              statement.text("behavior") == "DROP_CASCADE");
}

void add_constraint_to(const Node& statement, Session& session, Id domain) {
  const Node def = statement["def"];
  const std::string_view type = def.text("contype");
  if (type == "CONSTR_UNIQUE") fail("42601", "unique constraints not possible for domains");
  if (type == "CONSTR_PRIMARY") fail("42601", "primary key constraints not possible for domains");
  if (type == "CONSTR_EXCLUSION") fail("42601", "exclusion constraints not possible for domains");
  if (type == "CONSTR_FOREIGN") fail("42601", "foreign key constraints not possible for domains");
  if (type != "CONSTR_CHECK") unknown("domains' constraints of this kind");
  const Id constraint = add_domain_check(session, domain, def);
  if (def.flag("skip_validation")) {
    session.catalog.set_flag(constraint, "not_valid", true);
  } else {
    columns_decide(session, domain);
  }
}

void validate_domain_constraint(const Node& statement, Session& session, Id domain) {
  const std::string name = Session::identifier(statement.text("name"));
  const Id constraint = constraint_of(session, domain, name);
  if (session.catalog.value(constraint, "type") != "check") {
    fail("42809", "constraint \"" + name + "\" of domain \"" +
                      std::string(session.catalog[domain].own) + "\" is not a check constraint");
  }
  if (!session.catalog.has(constraint, "not_valid")) return;
  columns_decide(session, domain);
  session.catalog.set_flag(constraint, "not_valid", false);
}

}  // namespace

void describe_alter_domain(const Node& statement, EffectsOf& effects) {
  const std::string name = effects.name_of_list(statement["typeName"]);
  const std::string_view kind = statement.text("subtype");
  const EffectsOf::Guard guard(effects, statement.flag("missing_ok"));
  const std::string part = name + '.' + core::name_part(statement.text("name"));
  if (kind == "X") {
    effects.drops("constraint", part);
  } else if (kind == "V") {
    effects.alters("constraint", part);
  } else if (kind == "C" && !statement["def"].text("conname").empty()) {
    effects.creates("constraint", name + '.' + core::name_part(statement["def"].text("conname")));
  } else {
    effects.alters("domain", name);
  }
}

void apply_alter_domain(const Node& statement, Session& session) {
  const Named name = named(statement["typeName"]);
  const Id domain = require_type_named(session, name);
  Catalog& catalog = session.catalog;
  if (catalog[domain].kind != ObjectKind::domain) fail("42809", name.text() + " is not a domain");
  session.require_owner(domain);
  const std::string_view kind = statement.text("subtype");
  if (kind == "T") return set_default(statement, session, domain);
  if (kind == "N") return catalog.set_flag(domain, "not_null", false);
  if (kind == "O") {
    if (catalog.has(domain, "not_null")) return;
    columns_decide(session, domain);
    return catalog.set_flag(domain, "not_null", true);
  }
  if (kind == "C") return add_constraint_to(statement, session, domain);
  if (kind == "X") return drop_domain_constraint(statement, session, domain);
  if (kind == "V") return validate_domain_constraint(statement, session, domain);
  unknown("ALTER DOMAIN of this kind");
}

}  // namespace plumbline::sql
