/// FuncCall: functions, aggregates, window functions. As ParseFuncOrColumn of parse_func.c and
/// parse_agg.c.
#include <algorithm>
#include <array>

#include "core/schema/quote.hpp"
#include "sql/analysis/analyzer.hpp"
#include "sql/analysis/walk.hpp"

namespace plumbline::sql::analysis {

namespace {

/// Functions of the system that take any value of their types.
bool is_safe(std::string_view name) {
  static constexpr std::array names = {"age",
                                       "array_agg",
                                       "array_length",
                                       "array_lower",
                                       "array_remove",
                                       "array_to_json",
                                       "array_to_string",
                                       "array_upper",
                                       "avg",
                                       "bit_length",
                                       "bool_and",
                                       "bool_or",
                                       "btrim",
                                       "cardinality",
                                       "ceil",
                                       "ceiling",
                                       "char_length",
                                       "character_length",
                                       "clock_timestamp",
                                       "coalesce",
                                       "concat",
                                       "concat_ws",
                                       "count",
                                       "cume_dist",
                                       "current_database",
                                       "current_schema",
                                       "dense_rank",
                                       "every",
                                       "first_value",
                                       "floor",
                                       "gen_random_uuid",
                                       "hashtext",
                                       "initcap",
                                       "json_agg",
                                       "json_build_array",
                                       "json_typeof",
                                       "jsonb_agg",
                                       "jsonb_build_array",
                                       "jsonb_typeof",
                                       "lag",
                                       "last_value",
                                       "lead",
                                       "left",
                                       "length",
                                       "lower",
                                       "ltrim",
                                       "max",
                                       "md5",
                                       "min",
                                       "nextval",
                                       "now",
                                       "num_nonnulls",
                                       "num_nulls",
                                       "octet_length",
                                       "percent_rank",
                                       "pg_get_expr",
                                       "position",
                                       "quote_ident",
                                       "quote_literal",
                                       "random",
                                       "rank",
                                       "replace",
                                       "reverse",
                                       "right",
                                       "round",
                                       "row_number",
                                       "row_to_json",
                                       "rtrim",
                                       "sign",
                                       "split_part_",
                                       "starts_with",
                                       "statement_timestamp",
                                       "string_agg",
                                       "strpos",
                                       "sum",
                                       "to_json",
                                       "to_jsonb",
                                       "to_tsvector",
                                       "transaction_timestamp",
                                       "trunc",
                                       "upper",
                                       "uuid_generate_v4",
                                       "version"};
  return std::binary_search(names.begin(), names.end(), name);
}

/// Rows of integers between two of them.
bool is_safe_series(std::string_view name, const std::vector<Expr*>& args) {
  return name == "generate_series" && args.size() == 2 &&
         std::ranges::all_of(args, [](const Expr* arg) {
           return arg->type == types::int4 || arg->type == types::int8;
         });
}

bool has_call(const Expr& expr, Kind kind) {
  return walk(expr, [&](const Expr& inner) { return inner.kind == kind; });
}

}  // namespace

Expr* Analyzer::func_call(State& state, const Node& node) {
  std::vector<Expr*> args;
  for (const Node arg : node["args"]) args.push_back(recurse(state, arg));
  if (node.flag("agg_within_group")) {
    for (const Node sort : node["agg_order"]) {
      args.push_back(transform(state, sort["node"], ExprKind::order_by));
    }
  }
  return call(state, node, std::move(args), false);
}

CallForm Analyzer::call_form(const Node& node, const std::vector<Expr*>& args, bool is_procedure) {
  CallForm form;
  const Node names = node["funcname"];
  std::size_t first = 0;
  if (names.size() == 3) first = 1;
  if (names.size() > 3) fail("42601", "improper qualified name (too many dotted names)");
  if (names.size() - first == 2) form.schema = names.at(first).as_text();
  form.name = names.at(names.size() - 1).as_text();
  if (version() < 14 && form.name == "extract" && node.text("funcformat") == "COERCE_SQL_SYNTAX") {
    form.name = "date_part";
  }
  bool is_first = true;
  for (const Expr* const arg : args) {
    form.arguments.push_back(arg->type);
    if (is_first)
      form.first_is_literal = arg->kind == Kind::constant && arg->type == types::unknown;
    is_first = false;
    if (arg->kind == Kind::named_arg) {
      if (std::find(form.names.begin(), form.names.end(), arg->text) != form.names.end()) {
        fail("42601", "argument name \"" + std::string(arg->text) + "\" used more than once");
      }
      form.names.push_back(arg->text);
    } else if (!form.names.empty()) {
      fail("42601", "positional argument cannot follow named argument");
    }
  }
  form.is_variadic = node.flag("func_variadic");
  form.is_call = is_procedure;
  form.has_star = node.flag("agg_star");
  form.has_distinct = node.flag("agg_distinct");
  form.has_filter = static_cast<bool>(node["agg_filter"]);
  form.has_over = static_cast<bool>(node["over"]);
  form.has_within_group = node.flag("agg_within_group");
  form.ordered_by = node["agg_order"].size();
  return form;
}

Expr* Analyzer::call(State& state, const Node& node, std::vector<Expr*> args, bool is_procedure) {
  if (args.size() > 100) fail("54023", "cannot pass more than 100 arguments to a function");
  Expr* const filter = transform_where(state, node["agg_filter"], ExprKind::filter, "FILTER");
  const CallForm form = call_form(node, args, is_procedure);
  const ResolvedCall found = resolve_call(scope_, form);
  if (found.means == CallMeans::nothing) {
    if (args.size() == 1 && is_complex(scope_, args[0]->type)) {
      for (const AttributeInfo& attribute :
           composite_attributes(scope_, base_type(scope_, args[0]->type))) {
        if (attribute.name == form.name) {
          return select_field(state, args[0], form.name, node.location());
        }
      }
    }
    no_such_function(scope_, form);
  }
  if (found.means == CallMeans::coercion) {
    return coerce_type(&state, args[0], {found.result, -1}, CoercionContext::explicit_, Form::call);
  }
  return routine(state, node, found, std::move(args), filter);
}

std::string_view Analyzer::printed_function(const FunctionInfo& found) {
  return arena.keep(
      core::quote_qualified(found.schema == "pg_catalog" ? std::string_view() : found.schema,
                            found.name, catalog_.server_version()));
}

Expr* Analyzer::routine(State& state, const Node& node, const ResolvedCall& found,
                        std::vector<Expr*> args, Expr* filter) {
  const FunctionInfo& function = found.function;
  Expr* const expr = arena.make(Kind::function);
  expr->text = printed_function(function);
  expr->type = found.result;
  expr->returns_set = function.returns_set;
  expr->volatility = function.volatility;
  expr->location = node.location();
  if (function.id != 0) {
    expr->routine = static_cast<Id>(function.id - 1);
    needs.push_back(expr->routine);
    expr->can_fail = true;
    calls_user_code = true;
  } else if (function.schema == "pg_catalog") {
    expr->name = function.name;
    expr->can_fail = !is_safe(function.name) && !is_safe_series(function.name, args);
  } else {
    if (!function.extension.empty()) {
      const Id extension = catalog_.find(ObjectKind::extension, Catalog::none, function.extension);
      if (extension != Catalog::none) needs.push_back(extension);
    }
    expr->can_fail = !is_safe(function.name);
  }
  if (!found.outputs.empty()) {
    std::vector<std::pair<std::string_view, TypeId>>& outputs = outputs_[expr];
    for (std::size_t i = 0; i < found.outputs.size(); ++i) {
      std::string_view own;
      if (i < function.output_names.size()) own = function.output_names[i];
      outputs.emplace_back(own, found.outputs[i]);
    }
  }
  if (node.text("funcformat") == "COERCE_SQL_SYNTAX" && function.schema == "pg_catalog") {
    expr->form = Form::sql_syntax;
  }
  for (std::size_t i = 0; i < args.size(); ++i) {
    if (i >= found.targets.size()) break;
    const TypeRef target{found.targets[i], -1};
    if (args[i]->kind == Kind::named_arg) {
      Expr* const named = arena.copy(*args[i]);
      named->args = {coerce_type(&state, args[i]->args[0], target, CoercionContext::implicit,
                                 Form::implicit_cast)};
      named->type = named->args[0]->type;
      args[i] = named;
    } else {
      args[i] =
          coerce_type(&state, args[i], target, CoercionContext::implicit, Form::implicit_cast);
    }
  }
  if (found.variadic_count > 0) {
    Expr* const list = arena.make(Kind::array);
    const std::size_t first = args.size() - found.variadic_count;
    list->args.assign(args.begin() + static_cast<std::ptrdiff_t>(first), args.end());
    TypeId array = 0;
    if (!list->args.empty()) array = array_type(scope_, list->args.front()->type);
    if (array == 0) fail("42704", "could not find array type for data type of a VARIADIC argument");
    list->type = array;
    args.resize(first);
    args.push_back(list);
    expr->is_variadic = true;
  } else if (node.flag("func_variadic")) {
    expr->is_variadic = true;
  }
  expr->args = std::move(args);
  if (expr->name == "nextval" && expr->args.size() == 1) {
    // One that has limits of its own may be at its end.
    const Id sequence = expr->args[0]->routine;
    if (sequence != Catalog::none &&
        (catalog_.has(sequence, "maximum") || catalog_.has(sequence, "minimum") ||
         (!session_.is_superuser && !session_.has_right(sequence, "USAGE") &&
          !session_.has_right(sequence, "UPDATE")))) {
      expr->can_fail = true;
    }
  }
  if (node["over"]) return finish_window(state, node, *expr, filter);
  switch (function.kind) {
    case 'h':
      unknown("hypothetical-set aggregates are not followed");
    case 'a':
    case 'o':
      return finish_aggregate(state, node, *expr, filter);
    case 'w':
      fail("42P20", "window function " + std::string(function.name) + " requires an OVER clause");
    default:
      break;
  }
  if (state.kind == ExprKind::from_function &&
      std::ranges::any_of(expr->args, [](const Expr* arg) { return returns_set(*arg); })) {
    fail("0A000", "set-returning functions must appear at top level of FROM");
  }
  if (expr->returns_set) {
    check_srf_place(state);
  }
  return expr;
}

void Analyzer::check_srf_place(State& state) {
  if (allows(state.kind, Call::set_returning)) {
    if (state.query != nullptr && state.kind != ExprKind::from_function) {
      state.query->has_set_functions = true;
    }
    state.has_target_srf = true;
    return;
  }
  fail("0A000",
       "set-returning functions are not allowed in " + std::string(plural_name(state.kind)));
}

/// The state whose query the aggregate belongs to: that of its innermost variable.
State* Analyzer::state_of_call(State& state, const Expr& expr) {
  State* found = nullptr;
  int found_depth = -1;
  walk_deep(expr, [&](const Expr& inner) {
    if (inner.kind != Kind::var) return false;
    int depth = 0;
    for (State* at = &state; at != nullptr; at = at->parent, ++depth) {
      if (at->query == inner.level && (found == nullptr || depth < found_depth)) {
        found = at;
        found_depth = depth;
      }
    }
    return false;
  });
  return found == nullptr ? &state : found;
}

Expr* Analyzer::finish_aggregate(State& state, const Node& node, Expr& made, Expr* filter) {
  made.kind = Kind::aggregate;
  CallDetails* const details = arena.make_details();
  made.details = details;
  details->filter = filter;
  details->is_star = node.flag("agg_star");
  details->is_distinct = node.flag("agg_distinct");
  details->is_within_group = node.flag("agg_within_group");
  if (made.returns_set) fail("42P13", "aggregates cannot return sets");
  if (details->is_within_group) {
    const std::size_t count = node["agg_order"].size();
    if (made.is_variadic || made.args.size() < count) {
      unknown("a variadic ordered-set aggregate is not followed");
    }
    details->direct_count = made.args.size() - count;
    std::size_t i = details->direct_count;
    for (const Node sort : node["agg_order"]) {
      details->order.push_back(sort_item(state, sort, made.args[i], -1));
      ++i;
    }
    made.args.resize(details->direct_count);
  } else {
    for (const Node sort : node["agg_order"]) {
      Expr* key = transform(state, sort["node"], ExprKind::order_by);
      if (key->type == types::unknown) {
        key = coerce_type(&state, key, {types::text, -1}, CoercionContext::implicit,
                          Form::implicit_cast);
      }
      Expr* same = nullptr;
      for (Expr* const arg : made.args) {
        if (is_equal(arg, key)) same = arg;
      }
      if (same == nullptr && details->is_distinct) {
        fail("42P10",
             "in an aggregate with DISTINCT, ORDER BY expressions must appear in argument list");
      }
      details->order.push_back(sort_item(state, sort, same == nullptr ? key : same, -1));
    }
    if (details->is_distinct) {
      for (const Expr* const arg : made.args) {
        if (arg->type == types::unknown) continue;  // becomes text
        const Ordering ordering = ordering_of(scope_, arg->type);
        if (!ordering.has_less || !ordering.has_equal) {
          fail("42883", "could not identify an ordering operator for type " +
                            display_type(scope_, arg->type));
        }
      }
    }
  }
  State* const owner = state_of_call(state, made);
  details->level = owner->query;
  for (const Expr* const arg : made.args) check_inside_aggregate(*arg, owner->query);
  if (filter != nullptr) check_inside_aggregate(*filter, owner->query);
  check_aggregate_place(*owner, "aggregate functions");
  if (owner->query != nullptr) owner->query->has_aggregates = true;
  return &made;
}

void Analyzer::check_inside_aggregate(const Expr& expr, const QueryTree* level) {
  walk(expr, [&](const Expr& inner) {
    if (inner.kind == Kind::aggregate && inner.details->level == level) {
      fail("42803", "aggregate function calls cannot be nested");
    }
    if (inner.kind == Kind::window) {
      fail("42803", "aggregate function calls cannot contain window function calls");
    }
    if (inner.returns_set) {
      fail("0A000", "aggregate function calls cannot contain set-returning function calls");
    }
    return false;
  });
}

void Analyzer::check_aggregate_place(const State& state, std::string_view what) {
  if (state.kind == ExprKind::from_subselect && !state.is_lateral_active) return;
  if (state.kind == ExprKind::from_subselect) {
    fail("42803", std::string(what) + " are not allowed in FROM clause of their own query level");
  }
  if (allows(state.kind, Call::aggregate)) return;
  fail("42803", std::string(what) + " are not allowed in " +
                    std::string(state.kind == ExprKind::where ? "WHERE" : plural_name(state.kind)));
}

void Analyzer::check_window_place(const State& state) {
  if (allows(state.kind, Call::window)) return;
  fail("42P20", "window functions are not allowed in " + std::string(plural_name(state.kind)));
}

Expr* Analyzer::finish_window(State& state, const Node& node, Expr& made, Expr* filter) {
  made.kind = Kind::window;
  CallDetails* const details = arena.make_details();
  made.details = details;
  details->filter = filter;
  details->is_star = node.flag("agg_star");
  details->level = state.query;
  if (made.returns_set) fail("42P20", "window functions cannot return sets");
  for (const Expr* const arg : made.args) {
    if (returns_set(*arg)) {
      fail("0A000", "window function calls cannot contain set-returning function calls");
    }
    if (has_call(*arg, Kind::window)) fail("42P20", "window function calls cannot be nested");
  }
  check_window_place(state);
  const Node over = node["over"];
  if (const std::string_view name = over.text("name"); !name.empty()) {
    int index = -1;
    for (std::size_t i = 0; i < state.windows.size(); ++i) {
      if (state.windows[i].text("name") == name) index = static_cast<int>(i);
    }
    if (index < 0) fail("42704", "window \"" + std::string(name) + "\" does not exist");
    details->window = index;
  } else {
    details->window = static_cast<int>(state.windows.size());
    state.windows.push_back(over);
  }
  if (state.query != nullptr) state.query->has_windows = true;
  return &made;
}

Expr* Analyzer::grouping_func(State& state, const Node& node) {
  Expr* const expr = arena.make(Kind::grouping);
  expr->type = types::int4;
  for (const Node arg : node["args"]) expr->args.push_back(recurse(state, arg));
  if (expr->args.size() > 31) fail("54023", "GROUPING must have fewer than 32 arguments");
  State* const owner = state_of_call(state, *expr);
  check_aggregate_place(*owner, "grouping operations");
  if (owner->query != nullptr) {
    owner->query->has_aggregates = true;
    expr->level = owner->query;
  }
  return expr;
}

}  // namespace plumbline::sql::analysis
