/// CREATE AGGREGATE. Rules: DefineAggregate (commands/aggregatecmds.c), AggregateCreate
/// (catalog/pg_aggregate.c).
#include <algorithm>
#include <tuple>

#include "core/schema/quote.hpp"
#include "sql/analysis/catalog_types.hpp"
#include "sql/analysis/expression.hpp"
#include "sql/parse.hpp"
#include "sql/types/coercion.hpp"
#include "sql/types/operator.hpp"
#include "sql/types/routine.hpp"
#include "sql/types/type_name.hpp"
#include "sql/visit/definition_options.hpp"
#include "sql/visit/known_functions.hpp"
#include "sql/visit/objects.hpp"
#include "sql/visit/parameters.hpp"
#include "sql/visit/type_names.hpp"

namespace plumbline::sql {

namespace {

using Names = std::vector<std::string>;

/// A function that the aggregate is made of.
struct Part {
  std::string name;  ///< "" = none
  Id id = Catalog::none;
  TypeId result = 0;
  bool is_strict = false;
};

struct State {
  TypeUse use;
  std::string text;
  TypeId id = 0;
  bool is_given = false;
};

struct Options {
  std::vector<std::pair<std::string, Node>> all;  ///< the last of a name counts
  [[nodiscard]] Node operator[](std::string_view name) const {
    Node found;
    for (const auto& [other, node] : all) {
      if (other == name) found = node;
    }
    return found;
  }
  [[nodiscard]] bool has(std::string_view name) const { return static_cast<bool>((*this)[name]); }
};

struct Plan {
  Id schema = Catalog::none;
  std::string own;
  char kind = 'n';
  int direct = -1;
  Options options;
  ParameterList list;
  State state;
  State moving;
  std::string parallel;
  std::vector<Id> needs;
};

std::string lower_ascii(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

/// Older spellings stand for the newer ones.
std::string canonical(std::string_view name) {
  if (name == "sfunc1") return "sfunc";
  if (name == "stype1") return "stype";
  if (name == "initcond1") return "initcond";
  return std::string(name);
}

Names names_of(const Options& options, std::string_view name) {
  return options.has(name) ? option_names(options[name]) : Names();
}

char modify_of(const Options& options, std::string_view name) {
  const Node option = options[name];
  if (!option) return '\0';
  const std::string text = option_text(option);
  if (text == "read_only") return 'r';
  if (text == "shareable") return 's';
  if (text == "read_write") return 'w';
  fail("42601",
       "parameter \"" + std::string(name) + "\" must be READ_ONLY, SHAREABLE, or READ_WRITE");
}

bool is_on(const Options& options, std::string_view name) {
  return options.has(name) && option_flag(options[name]);
}

/// What is wrong in the list itself, in its order.
Options read_options(const Node& definition, char& kind) {
  Options options;
  for (const Node option : definition) {
    const std::string name = canonical(option.text("defname"));
    options.all.emplace_back(name, option);
    Options one;
    one.all.emplace_back(name, option);
    if (name == "finalfunc_modify" || name == "mfinalfunc_modify") modify_of(one, name);
    if (name == "finalfunc_extra" || name == "mfinalfunc_extra") option_flag(option);
    if (name == "hypothetical" && option_flag(option)) {
      if (kind == 'n') fail("42P13", "only ordered-set aggregates can be hypothetical");
      kind = 'h';
    }
    if (name == "sspace" || name == "msspace") option_integer(option);
    if (name == "sfunc" || name == "finalfunc" || name == "combinefunc" || name == "serialfunc" ||
        name == "deserialfunc" || name == "msfunc" || name == "minvfunc" || name == "mfinalfunc" ||
        name == "sortop")
      option_names(option);
  }
  return options;
}

void check_given(const Options& options) {
  const auto refuse = [&](std::string_view name, std::string_view with) {
    if (options.has(name)) {
      fail("42P13", "aggregate " + std::string(name) + " must not be specified without " +
                        std::string(with));
    }
  };
  if (!options.has("stype")) fail("42P13", "aggregate stype must be specified");
  if (!options.has("sfunc")) fail("42P13", "aggregate sfunc must be specified");
  if (options.has("mstype")) {
    if (!options.has("msfunc"))
      fail("42P13", "aggregate msfunc must be specified when mstype is specified");
    if (!options.has("minvfunc"))
      fail("42P13", "aggregate minvfunc must be specified when mstype is specified");
    return;
  }
  refuse("msfunc", "mstype");
  refuse("minvfunc", "mstype");
  refuse("mfinalfunc", "mstype");
  refuse("msspace", "mstype");
  refuse("minitcond", "mstype");
}

TypeUse option_type(Session& session, const Node& option) {
  const Node value = option["arg"];
  if (!value) fail("42601", std::string(option.text("defname")) + " requires a parameter");
  if (value.is_a("TypeName")) return resolve_type(session, value);
  if (!value.is_a("String"))
    fail("42601", "argument of " + std::string(option.text("defname")) + " must be a type name");
  const MadeTypeName made({std::string(value.as_text())});
  return resolve_type(session, made.node());
}

void read_old_arguments(Session& session, Plan& plan) {
  const Node base = plan.options["basetype"];
  if (!base) fail("42P13", "aggregate input type must be specified");
  if (lower_ascii(option_text(base)) == "any") return;
  const TypeUse type = option_type(session, base);
  Parameter parameter;
  parameter.type = without_modifier(type.text);
  parameter.type_id = type_id_of_text(session, parameter.type);
  plan.list.parameters.push_back(std::move(parameter));
  plan.list.needs = type.needs;
}

State read_state(Session& session, const Options& options, std::string_view name) {
  State state;
  if (!options.has(name)) return state;
  state.use = option_type(session, options[name]);
  state.text = without_modifier(state.use.text);
  state.id = type_id_of_text(session, state.text);
  state.is_given = true;
  const bool is_fine = !state.use.is_pseudo || is_polymorphic(state.id) ||
                       (state.id == types::internal && session.is_superuser);
  if (!is_fine) fail("42P13", "aggregate transition data type cannot be " + state.text);
  return state;
}

/// lookup_agg_function: arguments need no work to fit.
Part find_part(Session& session, const Names& names, const std::vector<TypeId>& arguments) {
  const CatalogTypes source(session);
  CallForm call;
  const std::string schema = names.size() > 1 ? names.front() : std::string();
  call.schema = schema;
  call.name = names.back();
  call.arguments = arguments;
  if (names.size() > 2) unknown("a function of another database");
  const ResolvedCall found = resolve_call(source.scope(), call);
  if (found.means != CallMeans::routine || found.function.kind != 'f' || found.variadic_count > 0 ||
      found.defaults_used > 0) {
    if (found.means == CallMeans::nothing)
      fail("42883", "function " + function_text(session, names, arguments) + " does not exist");
    unknown("a function of another kind in an aggregate");
  }
  if (found.function.returns_set)
    fail("42804", "function " + function_text(session, names, arguments) + " returns a set");
  for (std::size_t at = 0; at < arguments.size() && at < found.targets.size(); ++at) {
    const TypeId target = found.targets[at];
    if (arguments[at] == target || is_polymorphic(target)) continue;
    if (!is_binary_coercible(source.scope(), arguments[at], target)) {
      fail("42804", "function " + function_text(session, names, found.function.arguments) +
                        " requires run-time type coercion");
    }
  }
  Part part;
  const auto exact = find_function(session, names, found.function.arguments);
  if (!exact) unknown("a function that an aggregate is made of");
  part.name = exact->name;
  part.id = exact->id;
  part.result = found.result;
  part.is_strict = exact->is_strict;
  require_execute(session, *exact);
  return part;
}

/// The state, then what is aggregated: of ordered sets only what stands behind ORDER BY.
std::vector<TypeId> transition_arguments(const Plan& plan, const State& state) {
  const std::vector<TypeId> inputs = plan.list.inputs();
  std::vector<TypeId> arguments = {state.id};
  const std::size_t first = plan.direct > 0 ? static_cast<std::size_t>(plan.direct) : 0;
  for (std::size_t at = std::min(first, inputs.size()); at < inputs.size(); ++at)
    arguments.push_back(inputs[at]);
  return arguments;
}

void check_strict(const Session& session, const Plan& plan, const State& state, const Part& part,
                  bool has_initial) {
  if (!part.is_strict || has_initial) return;
  const std::vector<TypeId> inputs = plan.list.inputs();
  const CatalogTypes source(session);
  if (inputs.empty() || (inputs.front() != state.id &&
                         !is_binary_coercible(source.scope(), inputs.front(), state.id))) {
    fail("42P13",
         "must not omit initial value when transition function is strict and transition type is "
         "not compatible with input type");
  }
}

std::string shown(const Session& session, TypeId type) {
  const CatalogTypes source(session);
  return display_type(source.scope(), type);
}

Part transition(Session& session, const Plan& plan, const State& state, std::string_view name,
                std::string_view initial) {
  const Names names = names_of(plan.options, name);
  const Part part = find_part(session, names, transition_arguments(plan, state));
  if (part.result != state.id) {
    fail("42804", "return type of transition function " + dotted(names) + " is not " +
                      shown(session, state.id));
  }
  check_strict(session, plan, state, part, plan.options.has(initial));
  return part;
}

Part final_of(Session& session, const Plan& plan, const State& state, std::string_view name,
              std::string_view extra) {
  if (!plan.options.has(name)) return {};
  std::vector<TypeId> arguments = {state.id};
  const std::vector<TypeId> inputs = plan.list.inputs();
  const bool has_extra = is_on(plan.options, extra);
  std::size_t count = plan.direct > 0 ? static_cast<std::size_t>(plan.direct) : 0;
  if (has_extra) count = inputs.size();
  for (std::size_t at = 0; at < std::min(count, inputs.size()); ++at)
    arguments.push_back(inputs[at]);
  const Part part = find_part(session, names_of(plan.options, name), arguments);
  if (has_extra && part.is_strict)
    fail("42P13", "final function with extra arguments must not be declared STRICT");
  return part;
}

Part combine_of(Session& session, const Plan& plan) {
  if (!plan.options.has("combinefunc")) return {};
  const Names names = names_of(plan.options, "combinefunc");
  const Part part = find_part(session, names, {plan.state.id, plan.state.id});
  if (part.result != plan.state.id) {
    fail("42804", "return type of combine function " + dotted(names) + " is not " +
                      shown(session, plan.state.id));
  }
  if (plan.state.id == types::internal && part.is_strict) {
    fail("42P13", "combine function with transition type internal must not be declared STRICT");
  }
  return part;
}

/// serialfunc and deserialfunc, which only a state of type internal has.
std::pair<Part, Part> serials_of(Session& session, const Plan& plan) {
  const bool has_one = plan.options.has("serialfunc");
  const bool has_other = plan.options.has("deserialfunc");
  if (!has_one && !has_other) return {};
  if (plan.state.id != types::internal) {
    fail("42P13",
         "serialization functions may be specified only when the aggregate transition data type "
         "is internal");
  }
  if (!has_one || !has_other)
    fail("42P13", "must specify both or neither of serialization and deserialization functions");
  const Part serial = find_part(session, names_of(plan.options, "serialfunc"), {types::internal});
  if (serial.result != types::bytea)
    fail("42804", "return type of serialization function is not bytea");
  const Part deserial =
      find_part(session, names_of(plan.options, "deserialfunc"), {types::bytea, types::internal});
  if (deserial.result != types::internal)
    fail("42804", "return type of deserialization function is not internal");
  return {serial, deserial};
}

/// The initial value has to be one of the state's type.
void check_initial(Session& session, const Plan& plan, const State& state, std::string_view name) {
  if (!plan.options.has(name) || state.use.is_pseudo) return;
  const std::string sql =
      "SELECT " + core::quote_literal(option_text(plan.options[name])) + "::" + state.text;
  const ParseResult parsed = parse(sql);
  if (!parsed.sqlstate.empty()) unknown("the initial value of an aggregate");
  static_cast<void>(analyze_expression(session, parsed.ast.root()["targetList"].at(0)["val"], {},
                                       Place::call_argument));
}

std::string sort_operator(Session& session, const Plan& plan) {
  if (!plan.options.has("sortop")) return {};
  const std::vector<TypeId> inputs = plan.list.inputs();
  if (inputs.size() != 1)
    fail("42P13", "sort operator can only be specified for single-argument aggregates");
  const Names names = names_of(plan.options, "sortop");
  const CatalogTypes source(session);
  const auto found = find_operator(source.scope(), names.size() > 1 ? names.front() : std::string(),
                                   names.back(), inputs[0], inputs[0]);
  if (!found) {
    fail("42883", "operator does not exist: " + shown(session, inputs[0]) + ' ' + dotted(names) +
                      ' ' + shown(session, inputs[0]));
  }
  if (found->schema == "pg_catalog" || found->schema.empty()) return names.back();
  return session.catalog.quote(found->schema) + '.' + names.back();
}

std::string_view modify_word(char letter, bool is_ordered) {
  if (letter == 's') return "shareable";
  if (letter == 'r') return is_ordered ? "read_only" : "";
  if (letter == 'w') return is_ordered ? "" : "read_write";
  return "";
}

struct Parts {
  Part transition, final, combine, serial, deserial;
  Part moving_transition, moving_inverse, moving_final;
  std::string sort_operator;
};

void check_polymorphic(const Session& session, const Plan& plan, TypeId result) {
  check_polymorphic_result(session, result, plan.list.inputs());
}

Parts find_parts(Session& session, Plan& plan) {
  Parts parts;
  const std::vector<TypeId> inputs = plan.list.inputs();
  if (is_polymorphic(plan.state.id)) unknown("an aggregate with a polymorphic state");
  for (const TypeId input : inputs) {
    if (is_polymorphic(input) || input == types::any) unknown("a polymorphic aggregate");
  }
  parts.transition = transition(session, plan, plan.state, "sfunc", "initcond");
  if (plan.moving.is_given) {
    parts.moving_transition = transition(session, plan, plan.moving, "msfunc", "minitcond");
    const Names inverse = names_of(plan.options, "minvfunc");
    parts.moving_inverse = find_part(session, inverse, transition_arguments(plan, plan.moving));
    if (parts.moving_inverse.result != plan.moving.id) {
      fail("42804", "return type of inverse transition function " + dotted(inverse) + " is not " +
                        shown(session, plan.moving.id));
    }
    if (parts.moving_inverse.is_strict != parts.moving_transition.is_strict)
      fail("42P13",
           "strictness of aggregate's forward and inverse transition functions must match");
  }
  parts.final = final_of(session, plan, plan.state, "finalfunc", "finalfunc_extra");
  const TypeId result = parts.final.name.empty() ? plan.state.id : parts.final.result;
  parts.combine = combine_of(session, plan);
  std::tie(parts.serial, parts.deserial) = serials_of(session, plan);
  check_polymorphic(session, plan, result);
  if (plan.moving.is_given) {
    parts.moving_final = final_of(session, plan, plan.moving, "mfinalfunc", "mfinalfunc_extra");
    const TypeId other =
        parts.moving_final.name.empty() ? plan.moving.id : parts.moving_final.result;
    if (other != result) {
      fail("42P13", "moving-aggregate implementation returns type " + shown(session, other) +
                        ", but plain implementation returns type " + shown(session, result));
    }
  }
  parts.sort_operator = sort_operator(session, plan);
  return parts;
}

Plan make_plan(Session& session, const Node& statement) {
  Plan plan;
  plan.schema = session.creation_schema(statement["defnames"], plan.own);
  const bool is_old = statement.flag("oldstyle");
  if (!is_old) {
    plan.direct = static_cast<int>(statement["args"].at(1).as_number());
    if (plan.direct >= 0) plan.kind = 'o';
  }
  plan.options = read_options(statement["definition"], plan.kind);
  check_given(plan.options);
  if (is_old) {
    read_old_arguments(session, plan);
  } else {
    if (plan.options.has("basetype"))
      fail("42P13", "basetype is redundant with aggregate input type specification");
    plan.list = read_parameters(session, statement["args"].at(0), RoutineKind::aggregate, "");
  }
  plan.state = read_state(session, plan.options, "stype");
  plan.moving = read_state(session, plan.options, "mstype");
  check_initial(session, plan, plan.state, "initcond");
  if (plan.moving.is_given) check_initial(session, plan, plan.moving, "minitcond");
  if (plan.options.has("parallel")) {
    plan.parallel = option_text(plan.options["parallel"]);
    if (plan.parallel != "safe" && plan.parallel != "restricted" && plan.parallel != "unsafe")
      fail("42601", "parameter \"parallel\" must be SAFE, RESTRICTED, or UNSAFE");
  }
  return plan;
}

void set_part(Catalog& catalog, Id id, core::PropertyName property, const Part& part) {
  catalog.set(id, property, part.name);
  if (part.id != Catalog::none) catalog.need(id, part.id);
}

std::string space_of(const Options& options, std::string_view name) {
  if (!options.has(name)) return {};
  const std::int64_t space = option_integer(options[name]);
  return space == 0 ? std::string() : std::to_string(space);
}

std::string literal_of(const Options& options, std::string_view name) {
  if (!options.has(name)) return {};
  return core::quote_standard_literal(option_text(options[name]));
}

void set_properties(Session& session, Id id, const Plan& plan, const Parts& parts) {
  Catalog& catalog = session.catalog;
  const bool is_ordered = plan.kind != 'n';
  catalog.set(id, "arguments",
              print_parameters(session, plan.list, RoutineKind::aggregate, plan.direct),
              plan.list.is_exact);
  catalog.set(id, "sort",
              plan.kind == 'n'   ? ""
              : plan.kind == 'h' ? "hypothetical"
                                 : "ordered-set");
  catalog.set(id, "parallel", plan.parallel == "unsafe" ? "" : plan.parallel);
  set_part(catalog, id, "transition", parts.transition);
  set_part(catalog, id, "final", parts.final);
  set_part(catalog, id, "combine", parts.combine);
  set_part(catalog, id, "serial", parts.serial);
  set_part(catalog, id, "deserial", parts.deserial);
  set_part(catalog, id, "moving_transition", parts.moving_transition);
  set_part(catalog, id, "moving_inverse", parts.moving_inverse);
  set_part(catalog, id, "moving_final", parts.moving_final);
  catalog.set(id, "state_type", plan.state.text);
  catalog.set(id, "state_space", space_of(plan.options, "sspace"));
  catalog.set(id, "moving_state_type", plan.moving.text);
  catalog.set(id, "moving_state_space", space_of(plan.options, "msspace"));
  catalog.set(id, "initial", literal_of(plan.options, "initcond"));
  catalog.set(id, "moving_initial", literal_of(plan.options, "minitcond"));
  catalog.set(id, "sort_operator", parts.sort_operator);
  catalog.set_flag(id, "final_extra", is_on(plan.options, "finalfunc_extra"));
  catalog.set_flag(id, "moving_final_extra", is_on(plan.options, "mfinalfunc_extra"));
  catalog.set(id, "final_modify",
              modify_word(modify_of(plan.options, "finalfunc_modify"), is_ordered));
  catalog.set(id, "moving_final_modify",
              modify_word(modify_of(plan.options, "mfinalfunc_modify"), is_ordered));
  for (const std::vector<Id>* needs :
       {&plan.list.needs, &plan.state.use.needs, &plan.moving.use.needs}) {
    for (const Id need : *needs) catalog.need(id, need);
  }
}

}  // namespace

void create_aggregate(const Node& statement, Session& session) {
  Plan plan = make_plan(session, statement);
  if (plan.kind == 'h') unknown("a hypothetical-set aggregate");
  if (!plan.list.required_result.empty()) fail("0A000", "aggregates cannot have output arguments");
  const Parts parts = find_parts(session, plan);
  Catalog& catalog = session.catalog;
  const std::string signature = plan.list.signature();
  Id existing = Catalog::none;
  for (const Id id : catalog.functions(plan.schema, plan.own)) {
    if (catalog[id].suffix == signature) existing = id;
  }
  if (existing != Catalog::none) {
    if (!statement.flag("replace")) {
      fail("42723", "function \"" + plan.own + "\" already exists with same argument types");
    }
    session.require_owner(existing);
    if (catalog[existing].kind != ObjectKind::aggregate)
      fail("42809", "cannot change routine kind");
    unknown("an aggregate is replaced");
  }
  require_no_member_function(session, plan.schema, plan.own, plan.list.inputs());
  const Id id = catalog.create(ObjectKind::aggregate, plan.schema, plan.own, signature);
  session.own(id);
  set_properties(session, id, plan, parts);
}

}  // namespace plumbline::sql
