/// CREATE TYPE … AS RANGE, with its multirange and constructors. Rules: DefineRange and what it
/// calls (commands/typecmds.c).
#include "core/schema/quote.hpp"
#include "sql/analysis/catalog_types.hpp"
#include "sql/types/operator.hpp"
#include "sql/types/type_name.hpp"
#include "sql/visit/collation_names.hpp"
#include "sql/visit/definition_options.hpp"
#include "sql/visit/known_functions.hpp"
#include "sql/visit/objects.hpp"
#include "sql/visit/parameters.hpp"
#include "sql/visit/type_names.hpp"

namespace plumbline::sql {

namespace {

struct Plan {
  TypeUse subtype;
  TypeId subtype_id = 0;
  bool has_subtype = false;
  std::vector<std::string> operator_class;
  std::vector<std::string> collation;
  std::vector<std::string> canonical;
  std::vector<std::string> difference;
  std::vector<std::string> multirange;
  std::vector<Id> needs;
};

TypeUse option_type(Session& session, const Node& option) {
  const Node value = option["arg"];
  if (!value) fail("42601", std::string(option.text("defname")) + " requires a parameter");
  if (value.is_a("TypeName")) return resolve_type(session, value);
  if (value.is_a("String")) {
    const MadeTypeName made({std::string(value.as_text())});
    return resolve_type(session, made.node());
  }
  fail("42601", "argument of " + std::string(option.text("defname")) + " must be a type name");
}

void take_names(std::vector<std::string>& into, const Node& option) {
  if (!into.empty()) fail_conflicting();
  into = option_names(option);
}

Plan read_plan(Session& session, const Node& parameters) {
  Plan plan;
  for (const Node option : parameters) {
    const std::string_view name = option.text("defname");
    if (name == "subtype") {
      if (plan.has_subtype) fail_conflicting();
      plan.has_subtype = true;
      plan.subtype = option_type(session, option);
    } else if (name == "subtype_opclass") {
      take_names(plan.operator_class, option);
    } else if (name == "collation") {
      if (!plan.collation.empty()) fail_conflicting();
      plan.collation = option_names(option);
      static_cast<void>(find_collation(session, plan.collation));
    } else if (name == "canonical") {
      take_names(plan.canonical, option);
    } else if (name == "subtype_diff") {
      take_names(plan.difference, option);
    } else if (name == "multirange_type_name" && session.version() >= 140'000) {
      take_names(plan.multirange, option);
    } else {
      fail("42601", "type attribute \"" + std::string(name) + "\" not recognized");
    }
  }
  if (!plan.has_subtype) fail("42601", "type attribute \"subtype\" is required");
  if (plan.subtype.is_pseudo)
    fail("42804", "range subtype cannot be " + without_modifier(plan.subtype.text));
  plan.subtype_id = type_id_of_text(session, without_modifier(plan.subtype.text));
  plan.needs = plan.subtype.needs;
  return plan;
}

/// The class's name where it is not the usual one.
std::string choose_class(Session& session, Plan& plan) {
  const CatalogTypes source(session);
  if (plan.operator_class.empty()) {
    if (!default_class(source.scope(), "btree", plan.subtype_id)) {
      fail("42704", "data type " + display_type(source.scope(), plan.subtype_id) +
                        " has no default operator class for access method \"btree\"");
    }
    return {};
  }
  const bool is_qualified = plan.operator_class.size() > 1;
  const auto found = find_class(source.scope(), "btree",
                                is_qualified ? plan.operator_class.front() : std::string(),
                                plan.operator_class.back());
  if (!found) {
    fail("42704", "operator class \"" + dotted(plan.operator_class) +
                      "\" does not exist for access method \"btree\"");
  }
  if (!is_binary_coercible(source.scope(), plan.subtype_id, found->type)) {
    fail("42804", "operator class \"" + dotted(plan.operator_class) +
                      "\" does not accept data type " +
                      display_type(source.scope(), plan.subtype_id));
  }
  if (found->is_default) return {};
  return found->schema == "pg_catalog" || found->schema.empty()
             ? session.catalog.quote(found->name)
             : core::quote_qualified(found->schema, found->name, session.version());
}

std::string choose_collation(Session& session, Plan& plan) {
  if (plan.collation.empty()) return {};
  if (plan.subtype.collation.empty())
    fail("42809", "range collation specified but subtype does not support collation");
  const CollationUse use = find_collation(session, plan.collation);
  if (use.id != Catalog::none) plan.needs.push_back(use.id);
  if (use.text == plan.subtype.collation ||
      use.text == session.catalog.quote(plan.subtype.collation))
    return {};
  return use.text;
}

std::string choose_canonical(Session& session, Plan& plan, Id shell) {
  if (plan.canonical.empty()) return {};
  if (shell == Catalog::none)
    fail("42P17", "cannot specify a canonical function without a pre-created shell type");
  const TypeId range = type_id_of(shell);
  const KnownFunction function = require_function(session, plan.canonical, {range});
  const std::string text = function_text(session, plan.canonical, {range});
  if (function.result != range)
    fail("42P17", "range canonical function " + text + " must return range type");
  if (function.volatility != 'i')
    fail("42P17", "range canonical function " + text + " must be immutable");
  require_execute(session, function);
  if (function.id != Catalog::none) plan.needs.push_back(function.id);
  return function.name;
}

std::string choose_difference(Session& session, Plan& plan) {
  if (plan.difference.empty()) return {};
  const std::vector<TypeId> both = {plan.subtype_id, plan.subtype_id};
  const KnownFunction function = require_function(session, plan.difference, both);
  const std::string text = function_text(session, plan.difference, both);
  if (function.result != types::float8) {
    fail("42P17", "range subtype diff function " + text + " must return type double precision");
  }
  if (function.volatility != 'i')
    fail("42P17", "range subtype diff function " + text + " must be immutable");
  require_execute(session, function);
  if (function.id != Catalog::none) plan.needs.push_back(function.id);
  return function.name;
}

/// What the property has: only a name that the server would not choose.
std::string choose_multirange(Session& session, const Plan& plan, const Node& parameters, Id schema,
                              const std::string& own) {
  if (session.version() < 140'000) return {};
  if (plan.multirange.empty()) {
    const std::string name = multirange_name(own);
    if (require_free_type_name(session, schema, name) != Catalog::none)
      fail("42710", "type \"" + name + "\" already exists");
    return {};
  }
  for (const Node option : parameters) {
    if (option.text("defname") != "multirange_type_name") continue;
    const Node names = option["arg"].is_a("TypeName") ? option["arg"]["names"] : option["arg"];
    if (!names.is_list()) unknown("the name of a multirange");
    std::string last;
    const Id in = session.creation_schema(names, last);
    if (require_free_type_name(session, in, last) != Catalog::none)
      fail("42710", "type \"" + last + "\" already exists");
    if (in == schema && last == multirange_name(own)) return {};
    return core::quote_qualified(session.catalog[in].own, last, session.version());
  }
  return {};
}

void require_free_constructors(const Session& session, Id schema, const std::string& own) {
  for (const Id id : session.catalog.functions(schema, own)) {
    static_cast<void>(id);
    unknown("whether a constructor of the range is there already");
  }
}

}  // namespace

void describe_range(const Node& statement, EffectsOf& effects) {
  effects.creates("type", effects.name_of_list(statement["typeName"]));
}

void create_range(const Node& statement, Session& session) {
  std::string own;
  const Id schema = session.creation_schema(statement["typeName"], own);
  const Id shell = require_free_type_name(session, schema, own);
  Plan plan = read_plan(session, statement["params"]);
  const std::string operator_class = choose_class(session, plan);
  const std::string collation = choose_collation(session, plan);
  const std::string canonical = choose_canonical(session, plan, shell);
  const std::string difference = choose_difference(session, plan);
  const std::string multirange = choose_multirange(session, plan, statement["params"], schema, own);
  require_free_constructors(session, schema, own);
  Catalog& catalog = session.catalog;
  const Id type = make_type(session, ObjectKind::type, schema, own, shell);
  catalog.set(type, "sort", "range");
  catalog.set(type, "subtype", without_modifier(plan.subtype.text));
  catalog.set(type, "operator_class", operator_class);
  catalog.set(type, "collation", collation);
  catalog.set(type, "canonical", canonical);
  catalog.set(type, "subtype_diff", difference);
  catalog.set(type, "multirange", multirange);
  for (const Id need : plan.needs) {
    if (need != type) catalog.need(type, need);
  }
}

}  // namespace plumbline::sql
