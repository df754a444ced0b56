/// CREATE DOMAIN. Rules: DefineDomain and domainAddConstraint (commands/typecmds.c).
#include <string>
#include <vector>

#include "sql/analysis/expression.hpp"
#include "sql/analysis/type_name.hpp"
#include "sql/visit/collation_names.hpp"
#include "sql/visit/domains.hpp"
#include "sql/visit/names.hpp"
#include "sql/visit/objects.hpp"
#include "sql/visit/type_names.hpp"

namespace plumbline::sql {

namespace {

struct Plan {
  TypeUse base;
  CollationUse collation;
  Expression default_value;
  bool has_default = false;
  bool is_not_null = false;
  std::string not_null_name;
  std::vector<Node> checks;
};

void fail_impossible(std::string_view what) {
  fail("42601", std::string(what) + " constraints not possible for domains");
}

void read_default(Session& session, Plan& plan, const Node& constraint, bool& has_seen) {
  if (has_seen) fail("42601", "multiple default expressions");
  has_seen = true;
  if (!constraint["raw_expr"]) return;
  plan.default_value =
      analyze_expression(session, constraint["raw_expr"], {}, Place::default_, plan.base.text);
  plan.has_default = !plan.default_value.is_null;
}

/// NOT NULL, NULL.
void read_null(Plan& plan, bool& is_defined, const Node& constraint) {
  const bool is_not_null = constraint.text("contype") == "CONSTR_NOTNULL";
  if (is_defined && plan.is_not_null != is_not_null)
    fail("42601", "conflicting NULL/NOT NULL constraints");
  is_defined = true;
  plan.is_not_null = is_not_null;
  if (is_not_null) plan.not_null_name = constraint.text("conname");
}

void read_constraint(Session& session, Plan& plan, const Node& constraint, bool& has_default,
                     bool& has_null) {
  const std::string_view type = constraint.text("contype");
  if (type == "CONSTR_DEFAULT") return read_default(session, plan, constraint, has_default);
  if (type == "CONSTR_NOTNULL" || type == "CONSTR_NULL")
    return read_null(plan, has_null, constraint);
  if (type == "CONSTR_CHECK") {
    if (constraint.flag("is_no_inherit"))
      fail("42P17", "check constraints for domains cannot be marked NO INHERIT");
    plan.checks.push_back(constraint);
    return;
  }
  if (type == "CONSTR_UNIQUE") fail_impossible("unique");
  if (type == "CONSTR_PRIMARY") fail_impossible("primary key");
  if (type == "CONSTR_EXCLUSION") fail_impossible("exclusion");
  if (type == "CONSTR_FOREIGN") fail_impossible("foreign key");
  if (type.starts_with("CONSTR_ATTR_"))
    fail("0A000", "specifying constraint deferrability not supported for domains");
  if (type == "CONSTR_IDENTITY" || type == "CONSTR_GENERATED") {
    if (session.version() < 180'000) {
      fail("XX000", type == "CONSTR_IDENTITY" ? "unrecognized constraint subtype: 3"
                                              : "unrecognized constraint subtype: 4");
    };
    fail("0A000", "specifying GENERATED not supported for domains");
  }
  unknown("a domain with a constraint of kind " + std::string(type));
}

Plan make_plan(Session& session, const Node& statement) {
  Plan plan;
  plan.base = resolve_type(session, statement["typeName"]);
  if (plan.base.is_shell) fail("42704", "type \"" + plan.base.text + "\" is only a shell");
  if (plan.base.is_pseudo)
    fail("42804", '"' + plan.base.text + "\" is not a valid base type for a domain");
  if (statement["typeName"].flag("setof")) unknown("a domain over a set");
  require_type_usage(session, plan.base.needs);
  plan.collation = use_collation(session, statement["collClause"], plan.base);
  bool has_default = false;
  bool has_null = false;
  for (const Node constraint : statement["constraints"])
    read_constraint(session, plan, constraint, has_default, has_null);
  return plan;
}

void set_not_null_name(Session& session, Id domain, const std::string& name) {
  // As of columns: before 17 the name is forgotten, and the one that the server gives is no fact.
  if (session.version() < 170'000 || name.empty()) return;
  if (name == std::string(session.catalog[domain].own) + "_not_null") return;
  const Id part = session.catalog.create_part(ObjectKind::constraint, domain, name);
  session.catalog.set(part, "type", "not null");
}

}  // namespace

Id add_domain_check(Session& session, Id domain, const Node& constraint) {
  Catalog& catalog = session.catalog;
  const std::string own(catalog[domain].own);
  std::string name(constraint.text("conname"));
  if (name.empty()) {
    name = choose_constraint_name(session, catalog[domain].schema, own, "", "check");
  } else if (catalog.part(domain, ObjectKind::constraint, name) != Catalog::none) {
    fail("42710", "constraint \"" + name + "\" for domain \"" + own + "\" already exists");
  }
  const Expression check = analyze_expression(
      session, constraint["raw_expr"], {.value_type = std::string(catalog.value(domain, "type"))},
      Place::domain_check, "boolean");
  const Id part = catalog.create_part(ObjectKind::constraint, domain, name);
  catalog.set(part, "type", "check");
  catalog.set(part, "expression", check.text, check.is_exact);
  // A check that is not valid yet is one that ALTER DOMAIN … NOT VALID added.
  catalog.set_flag(part, "not_valid", constraint.flag("skip_validation"));
  for (const Id need : check.needs) catalog.need(part, need);
  return part;
}

void describe_domain(const Node& statement, EffectsOf& effects) {
  const std::string name = effects.name_of_list(statement["domainname"]);
  effects.creates("domain", name);
  for (const Node constraint : statement["constraints"]) {
    if (constraint.text("conname").empty() || constraint.text("contype") != "CONSTR_CHECK")
      continue;
    effects.creates("constraint", name + '.' + core::name_part(constraint.text("conname")));
    effects.implied();
  }
}

void create_domain(const Node& statement, Session& session) {
  std::string own;
  const Id schema = session.creation_schema(statement["domainname"], own);
  const Id shell = require_free_type_name(session, schema, own);
  const Plan plan = make_plan(session, statement);
  Catalog& catalog = session.catalog;
  const Id domain = make_type(session, ObjectKind::domain, schema, own, shell);
  catalog.set(domain, "type", plan.base.text);
  catalog.set(domain, "collation", plan.collation.text);
  catalog.set_flag(domain, "not_null", plan.is_not_null);
  if (plan.has_default)
    catalog.set(domain, "default", plan.default_value.text, plan.default_value.is_exact);
  for (const Id need : plan.base.needs) catalog.need(domain, need);
  for (const Id need : plan.default_value.needs) catalog.need(domain, need);
  if (plan.collation.id != Catalog::none) catalog.need(domain, plan.collation.id);
  if (plan.is_not_null) set_not_null_name(session, domain, plan.not_null_name);
  for (const Node check : plan.checks) add_domain_check(session, domain, check);
}

}  // namespace plumbline::sql
