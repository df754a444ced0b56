/// CREATE and ALTER OPERATOR. Rules: DefineOperator and AlterOperator (commands/operatorcmds.c),
/// OperatorCreate (catalog/pg_operator.c).
#include <algorithm>

#include "core/schema/quote.hpp"
#include "sql/analysis/catalog_types.hpp"
#include "sql/types/operator.hpp"
#include "sql/types/type_name.hpp"
#include "sql/visit/definition_options.hpp"
#include "sql/visit/known_functions.hpp"
#include "sql/visit/objects.hpp"
#include "sql/visit/parameters.hpp"
#include "sql/visit/type_names.hpp"

namespace plumbline::sql {

namespace {

struct Operand {
  TypeId id = 0;
  std::string text = "none";
  std::vector<Id> needs;
};

struct Plan {
  Id schema = Catalog::none;
  std::string own;
  Operand left;
  Operand right;
  KnownFunction function;
  std::vector<std::string> commutator;
  std::vector<std::string> negator;
  std::string restrict_;
  std::string join;
  std::vector<Id> needs;
  bool hashes = false;
  bool merges = false;
};

/// A type of a DefElem, which may also be a text.
Operand read_operand(Session& session, const Node& option) {
  const Node value = option["arg"];
  if (!value) fail("42601", std::string(option.text("defname")) + " requires a parameter");
  TypeUse use;
  if (value.is_a("TypeName")) {
    if (value.flag("setof")) fail("42P13", "SETOF type not allowed for operator argument");
    use = resolve_type(session, value);
  } else if (value.is_a("String")) {
    const MadeTypeName made({std::string(value.as_text())});
    use = resolve_type(session, made.node());
  } else {
    fail("42601", "argument of " + std::string(option.text("defname")) + " must be a type name");
  }
  require_type_usage(session, use.needs);
  Operand operand;
  operand.text = without_modifier(use.text);
  operand.id = type_id_of_text(session, operand.text);
  operand.needs = use.needs;
  return operand;
}

std::string estimator(Session& session, const Node& option, bool is_join, std::vector<Id>& needs) {
  const std::vector<std::string> names = option_names(option);
  std::optional<KnownFunction> found;
  if (is_join) {
    found =
        find_function(session, names,
                      {types::internal, types::oid, types::internal, types::int2, types::internal});
    const auto old =
        find_function(session, names, {types::internal, types::oid, types::internal, types::int2});
    if (found && old)
      fail("42725", "join estimator function " + dotted(names) + " has multiple matches");
    if (!found) found = old;
    if (!found) {
      static_cast<void>(require_function(
          session, names,
          {types::internal, types::oid, types::internal, types::int2, types::internal}));
    }
  } else {
    found = require_function(session, names,
                             {types::internal, types::oid, types::internal, types::int4});
  }
  if (found->result != types::float8) {
    fail("42P17", std::string(is_join ? "join" : "restriction") + " estimator function " +
                      dotted(names) + " must return type double precision");
  }
  if (found->id != Catalog::none) needs.push_back(found->id);
  return found->name;
}

/// validOperatorName: its characters, no comment in it, no + or - at the end of a simple one.
bool is_operator_name(const std::string& name) {
  if (name.empty() || name.size() > 63) return false;
  if (name.find_first_not_of("~!@#^&|`?+-*/%<>=") != std::string::npos) return false;
  if (name.find("/*") != std::string::npos || name.find("--") != std::string::npos) return false;
  const bool is_signed = name.size() > 1 && (name.back() == '+' || name.back() == '-');
  if (is_signed && name.find_first_of("~!@#^&|`?%") == std::string::npos) return false;
  return name != "!=";
}

void check_unary(const Plan& plan) {
  if (plan.left.id != 0 && plan.right.id != 0) return;
  if (!plan.commutator.empty()) fail("42P13", "only binary operators can have commutators");
  if (!plan.join.empty()) fail("42P13", "only binary operators can have join selectivity");
  if (plan.merges) fail("42P13", "only binary operators can merge join");
  if (plan.hashes) fail("42P13", "only binary operators can hash");
}

void check_result(const Plan& plan) {
  if (plan.function.result == types::boolean) return;
  if (!plan.negator.empty()) fail("42P13", "only boolean operators can have negators");
  if (!plan.restrict_.empty())
    fail("42P13", "only boolean operators can have restriction selectivity");
  if (!plan.join.empty()) fail("42P13", "only boolean operators can have join selectivity");
  if (plan.merges) fail("42P13", "only boolean operators can merge join");
  if (plan.hashes) fail("42P13", "only boolean operators can hash");
}

std::string suffix_of(const Operand& left, const Operand& right) {
  return '(' + left.text + ", " + right.text + ')';
}

/// `public.===`, as the catalog's texts have operators.
std::string printed(const Session& session, Id schema, const std::string& own) {
  return session.catalog.quote(session.catalog[schema].own) + '.' + own;
}

void read_option(Session& session, Plan& plan, const Node& option,
                 std::vector<std::string>& function, Node& restrict_, Node& join) {
  const std::string_view name = option.text("defname");
  if (name == "leftarg") plan.left = read_operand(session, option);
  if (name == "rightarg") plan.right = read_operand(session, option);
  if (name == "function" || name == "procedure") function = option_names(option);
  if (name == "commutator") plan.commutator = option_names(option);
  if (name == "negator") plan.negator = option_names(option);
  if (name == "restrict") restrict_ = option;
  if (name == "join") join = option;
  if (name == "hashes") plan.hashes = option_flag(option);
  if (name == "merges") plan.merges = option_flag(option);
  for (const std::string_view old : {"sort1", "sort2", "ltcmp", "gtcmp"}) {
    if (name == old) plan.merges = true;
  }
}

Plan make_plan(Session& session, const Node& statement) {
  Plan plan;
  plan.schema = session.creation_schema(statement["defnames"], plan.own);
  std::vector<std::string> function;
  Node restrict_;
  Node join;
  for (const Node option : statement["definition"])
    read_option(session, plan, option, function, restrict_, join);
  if (function.empty()) fail("42P13", "operator function must be specified");
  if (plan.left.id == 0 && plan.right.id == 0)
    fail("42P13", "operator argument types must be specified");
  if (plan.right.id == 0) {
    if (session.version() < 140'000) unknown("a postfix operator");
    fail("42P13", "operator right argument type must be specified");
  }
  std::vector<TypeId> arguments;
  if (plan.left.id != 0) arguments.push_back(plan.left.id);
  arguments.push_back(plan.right.id);
  plan.function = require_function(session, function, arguments);
  require_execute(session, plan.function);
  if (restrict_) plan.restrict_ = estimator(session, restrict_, false, plan.needs);
  if (join) plan.join = estimator(session, join, true, plan.needs);
  return plan;
}

/// The other operator that a clause names: one that is there, or a shell that is as good as made.
struct Other {
  Id id = Catalog::none;
  std::string printed;
  bool is_self = false;
};

Other find_other(Session& session, const Plan& plan, const std::vector<std::string>& names,
                 const Operand& left, const Operand& right) {
  const std::string& own = names.back();
  Catalog& catalog = session.catalog;
  const std::string suffix = suffix_of(left, right);
  const bool is_qualified = names.size() > 1;
  if (is_qualified && names.front() == "pg_catalog") return {.id = Catalog::none, .printed = own};
  std::vector<Id> schemas;
  if (is_qualified) {
    schemas.push_back(session.schema(names.front()));
  } else {
    const CatalogTypes source(session);
    if (find_operator(source.scope(), "pg_catalog", own, left.id, right.id))
      return {.id = Catalog::none, .printed = own};
    schemas = session.search_path();
  }
  const bool is_own_name = own == plan.own && suffix == suffix_of(plan.left, plan.right);
  for (const Id schema : schemas) {
    if (is_own_name && schema == plan.schema)
      return {.id = Catalog::none, .printed = printed(session, schema, own), .is_self = true};
    const Id id = catalog.find(ObjectKind::operator_, schema, own, suffix);
    if (id != Catalog::none) return {.id = id, .printed = printed(session, schema, own)};
  }
  if (schemas.empty()) fail("3F000", "no schema has been selected to create in");
  if (is_own_name && schemas.front() == plan.schema)
    return {.id = Catalog::none, .printed = printed(session, plan.schema, own), .is_self = true};
  return {.id = Catalog::none, .printed = printed(session, schemas.front(), own)};
}

void link(Session& session, Id id, const Plan& plan) {
  Catalog& catalog = session.catalog;
  const std::string self = printed(session, plan.schema, plan.own);
  if (!plan.commutator.empty()) {
    const Other other = find_other(session, plan, plan.commutator, plan.right, plan.left);
    catalog.set(id, "commutator", other.printed);
    if (other.id != Catalog::none && !catalog.has(other.id, "commutator"))
      catalog.set(other.id, "commutator", self);
  }
  if (!plan.negator.empty()) {
    const Other other = find_other(session, plan, plan.negator, plan.left, plan.right);
    if (other.is_self) fail("42P13", "operator cannot be its own negator");
    catalog.set(id, "negator", other.printed);
    if (other.id != Catalog::none && !catalog.has(other.id, "negator"))
      catalog.set(other.id, "negator", self);
  }
  // One that was named before it was made has been waiting as a shell with its link back.
  for (const Id other : catalog.all(ObjectKind::operator_)) {
    if (other == id) continue;
    const std::string theirs =
        printed(session, catalog[other].schema, std::string(catalog[other].own));
    const std::string_view suffix = catalog[other].suffix;
    if (plan.commutator.empty() && catalog.value(other, "commutator") == self &&
        suffix == suffix_of(plan.right, plan.left))
      catalog.set(id, "commutator", theirs);
    if (plan.negator.empty() && catalog.value(other, "negator") == self &&
        suffix == suffix_of(plan.left, plan.right))
      catalog.set(id, "negator", theirs);
  }
}

}  // namespace

void create_operator(const Node& statement, Session& session) {
  const Plan plan = make_plan(session, statement);
  if (!is_operator_name(plan.own))
    fail("42602", '"' + plan.own + "\" is not a valid operator name");
  check_unary(plan);
  check_result(plan);
  Catalog& catalog = session.catalog;
  const std::string suffix = suffix_of(plan.left, plan.right);
  if (catalog.find(ObjectKind::operator_, plan.schema, plan.own, suffix) != Catalog::none)
    fail("42723", "operator " + plan.own + " already exists");
  const Id id = catalog.create(ObjectKind::operator_, plan.schema, plan.own, suffix);
  const CatalogTypes source(session);
  catalog.set(id, "result", format_type(source.scope(), {plan.function.result, -1}));
  catalog.set(id, "function", plan.function.name);
  catalog.set(id, "restrict", plan.restrict_);
  catalog.set(id, "join", plan.join);
  catalog.set_flag(id, "hashes", plan.hashes);
  catalog.set_flag(id, "merges", plan.merges);
  if (plan.function.id != Catalog::none) catalog.need(id, plan.function.id);
  for (const std::vector<Id>* needs : {&plan.needs, &plan.left.needs, &plan.right.needs}) {
    for (const Id need : *needs) catalog.need(id, need);
  }
  session.own(id);
  link(session, id, plan);
}

void describe_alter_operator(const Node& statement, EffectsOf& effects) {
  const Node object = statement["opername"];
  const auto side = [&](std::size_t at) {
    const Node type = object["objargs"].at(at);
    return type && type.is_a("TypeName") ? described_type(type, effects) : std::string("none");
  };
  effects.alters("operator",
                 effects.name_of_list(object["objname"]) + '(' + side(0) + ", " + side(1) + ')');
}

void alter_operator(const Node& statement, Session& session) {
  const Node object = statement["opername"];
  const auto side = [&](std::size_t at) {
    const Node type = object["objargs"].at(at);
    if (!type || !type.is_a("TypeName")) return std::string("none");
    return without_modifier(resolve_type(session, type).text);
  };
  const std::string suffix = '(' + side(0) + ", " + side(1) + ')';
  const std::vector<std::string> names = texts_of(object["objname"]);
  std::vector<Id> schemas = session.search_path();
  if (names.size() > 1) schemas = {session.schema(names.front())};
  Id id = Catalog::none;
  for (const Id schema : schemas) {
    if (id == Catalog::none)
      id = session.catalog.find(ObjectKind::operator_, schema, names.back(), suffix);
  }
  if (id == Catalog::none) unknown("an operator that may be the system's");
  session.require_owner(id);
  std::vector<Id> needs;
  for (const Node option : statement["options"]) {
    const std::string_view name = option.text("defname");
    if (name != "restrict" && name != "join") {
      if (session.version() >= 170'000) unknown("ALTER OPERATOR with " + std::string(name));
      const bool is_known = name == "leftarg" || name == "rightarg" || name == "function" ||
                            name == "procedure" || name == "commutator" || name == "negator" ||
                            name == "hashes" || name == "merges";
      if (is_known)
        fail("42601", "operator attribute \"" + std::string(name) + "\" cannot be changed");
      fail("42601", "operator attribute \"" + std::string(name) + "\" not recognized");
    }
  }
  for (const Node option : statement["options"]) {
    const bool is_join = option.text("defname") == "join";
    const std::string value =
        option["arg"] ? estimator(session, option, is_join, needs) : std::string();
    const bool is_boolean = session.catalog.value(id, "result") == "boolean";
    if (!value.empty() && is_join && suffix.find("none") != std::string::npos)
      fail("42P13", "only binary operators can have join selectivity");
    if (!value.empty() && !is_boolean) {
      fail("42P13", is_join ? "only boolean operators can have join selectivity"
                            : "only boolean operators can have restriction selectivity");
    }
    if (is_join) {
      session.catalog.set(id, "join", value);
    } else {
      session.catalog.set(id, "restrict", value);
    }
  }
  for (const Id need : needs) session.catalog.need(id, need);
}

}  // namespace plumbline::sql
