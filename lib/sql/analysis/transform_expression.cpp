/// transformExprRecurse of parse_expr.c: all kinds of nodes but operators and calls.
#include <array>

#include "core/schema/quote.hpp"
#include "sql/analysis/analyzer.hpp"

namespace plumbline::sql::analysis {

namespace {

constexpr int max_depth = 1'000;

struct Deeper {
  explicit Deeper(int& depth) : depth_(depth) {
    if (++depth_ > max_depth) unknown("an expression is nested too deeply");
  }
  ~Deeper() { --depth_; }
  Deeper(const Deeper&) = delete;
  Deeper& operator=(const Deeper&) = delete;
  int& depth_;
};

std::string hex_bits(std::string_view digits) {
  std::string bits;
  for (const char c : digits) {
    const int value = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : -1;
    if (value < 0) {
      fail("22P02", "\"" + std::string(1, c) + "\" is not a valid hexadecimal digit");
    }
    for (int bit = 3; bit >= 0; --bit) bits.push_back((value >> bit & 1) != 0 ? '1' : '0');
  }
  return bits;
}

bool is_int8(std::string_view text) {
  if (text.find_first_not_of("-0123456789") != std::string_view::npos) return false;
  const bool is_negative = text.starts_with('-');
  if (is_negative) text.remove_prefix(1);
  while (text.size() > 1 && text.starts_with('0')) text.remove_prefix(1);
  if (text.empty() || text.size() > 19) return false;
  return text.size() < 19 || text <= (is_negative ? "9223372036854775808" : "9223372036854775807");
}

std::string plain_integer(std::string_view text) {
  std::string result = text.starts_with('-') ? "-" : "";
  if (!result.empty()) text.remove_prefix(1);
  while (text.size() > 1 && text.starts_with('0')) text.remove_prefix(1);
  return result + std::string(text);
}

}  // namespace

Expr* Analyzer::transform(State& state, const Node& node, ExprKind kind) {
  const ExprKind outer = state.kind;
  state.kind = kind;
  Expr* const result = recurse(state, node);
  state.kind = outer;
  return result;
}

Expr* Analyzer::transform_where(State& state, const Node& node, ExprKind kind,
                                std::string_view construct) {
  if (!node) return nullptr;
  Expr* const expr = transform(state, node, kind);
  return coerce_to_boolean(state, expr, construct);
}

Expr* Analyzer::constant(TypeId type, std::string text) {
  Expr* const expr = arena.make(Kind::constant);
  expr->type = type;
  expr->text = arena.keep(std::move(text));
  return expr;
}

Expr* Analyzer::null_constant(TypeRef type) {
  Expr* const expr = arena.make(Kind::constant);
  expr->type = type.id;
  expr->typmod = type.typmod;
  expr->is_null = true;
  return expr;
}

Expr* Analyzer::recurse(State& state, const Node& node) {
  const Deeper deeper(depth_);
  Expr* const expr = recurse_here(state, node);
  if (expr->location < 0) expr->location = node.location();
  return expr;
}

Expr* Analyzer::recurse_here(State& state, const Node& node) {
  const std::string_view type = node.type();
  if (type == "ColumnRef") return column_ref(state, node);
  if (type == "A_Const") return constant_node(node);
  if (type == "A_Expr") return a_expr(state, node);
  if (type == "BoolExpr") return bool_expr(state, node);
  if (type == "FuncCall") return func_call(state, node);
  if (type == "TypeCast") return type_cast(state, node);
  if (type == "NullTest") return null_test(state, node);
  if (type == "SubLink") return sublink(state, node);
  if (type == "CaseExpr") return case_expr(state, node);
  if (type == "CoalesceExpr") return coalesce(state, node);
  if (type == "A_ArrayExpr") return array(state, node, 0, 0, -1);
  if (type == "SQLValueFunction") return sql_value(node);
  return recurse_rare(state, node);
}

Expr* Analyzer::recurse_rare(State& state, const Node& node) {
  const std::string_view type = node.type();
  if (type == "MinMaxExpr") return min_max(state, node);
  if (type == "RowExpr") return row(state, node);
  if (type == "BooleanTest") return boolean_test(state, node);
  if (type == "CollateClause") return collate_clause(state, node);
  if (type == "A_Indirection") return indirection(state, node);
  if (type == "ParamRef") return param_ref(state, node);
  if (type == "GroupingFunc") return grouping_func(state, node);
  if (type == "NamedArgExpr") {
    Expr* const expr = arena.make(Kind::named_arg);
    expr->args = {recurse(state, node["arg"])};
    expr->text = arena.keep(std::string(node.text("name")));
    expr->type = expr->args[0]->type;
    expr->typmod = expr->args[0]->typmod;
    return expr;
  }
  if (type == "SetToDefault") {
    // Where it may stand it is taken before.
    if (state.kind == ExprKind::update_source || state.kind == ExprKind::values_single ||
        state.kind == ExprKind::values || state.kind == ExprKind::insert_target) {
      fail("42601", "DEFAULT is not allowed in this context");
    }
    fail("42601", "DEFAULT is not allowed in this context");
  }
  if (type == "MultiAssignRef") unknown("an assignment of several columns at once is not followed");
  if (type == "List") return row(state, node);
  unknown("an expression of kind " + std::string(type) + " is not known");
}

Expr* Analyzer::constant_node(const Node& node) {
  if (node.flag("isnull")) return null_constant({types::unknown, -1});
  if (const Node value = node["ival"]; value) {
    return constant(types::int4, std::to_string(value.as_number()));
  }
  if (const Node value = node["fval"]; value) {
    const std::string_view text = value.as_text();
    if (text == "-2147483648") return constant(types::int4, std::string(text));
    if (is_int8(text)) return constant(types::int8, plain_integer(text));
    Expr* const expr = constant(types::numeric, "");
    expr->text = arena.keep(literal(scope_, text, {types::numeric, -1}).text);
    return expr;
  }
  if (const Node value = node["boolval"]; value) {
    return constant(types::boolean, value.flag("boolval") ? "t" : "f");
  }
  if (const Node value = node["bsval"]; value) {
    const std::string_view text = value.as_text();
    const std::string_view digits = text.empty() ? text : text.substr(1);
    if (text.starts_with('x')) return constant(types::bit, hex_bits(digits));
    for (const char c : digits) {
      if (c != '0' && c != '1') {
        fail("22P02", "\"" + std::string(1, c) + "\" is not a valid binary digit");
      }
    }
    return constant(types::bit, std::string(digits));
  }
  if (const Node value = node["sval"]; value) {
    return constant(types::unknown, std::string(value.as_text()));
  }
  unknown("a constant of an unknown kind");
}

Expr* Analyzer::param_ref(State& state, const Node& node) {
  const std::int64_t number = node.number("number");
  const Scope* scope = &names_;
  if (number < 1 || number > static_cast<std::int64_t>(scope->parameters.size())) {
    fail("42P02", "there is no parameter $" + std::to_string(number));
  }
  (void)state;
  Expr* const expr = arena.make(Kind::param);
  const TypeRef type = types_.parse(scope->parameters[static_cast<std::size_t>(number - 1)].second);
  expr->type = type.id;
  expr->number = static_cast<int>(number);
  expr->text = arena.keep("$" + std::to_string(number));
  return expr;
}

Expr* Analyzer::bool_expr(State& state, const Node& node) {
  const std::string_view op = node.text("boolop");
  const BoolOp kind = op == "AND_EXPR"  ? BoolOp::and_
                      : op == "OR_EXPR" ? BoolOp::or_
                                        : BoolOp::not_;
  const std::string_view name = op == "AND_EXPR" ? "AND" : op == "OR_EXPR" ? "OR" : "NOT";
  std::vector<Expr*> args;
  for (const Node arg : node["args"]) {
    args.push_back(coerce_to_boolean(state, recurse(state, arg), name));
  }
  return make_bool(kind, std::move(args));
}

Expr* Analyzer::make_bool(BoolOp op, std::vector<Expr*> args) {
  Expr* const expr = arena.make(Kind::boolean);
  expr->number = static_cast<int>(op);
  expr->type = types::boolean;
  expr->args = std::move(args);
  return expr;
}

Expr* Analyzer::case_expr(State& state, const Node& node) {
  Expr* const expr = arena.make(Kind::case_);
  Expr* placeholder = nullptr;
  if (node["arg"]) {
    Expr* arg = recurse(state, node["arg"]);
    // Unknown literals are text here.
    if (arg->type == types::unknown) {
      arg = coerce(&state, arg, {types::text, -1}, CoercionContext::implicit, Form::implicit_cast);
    }
    assign_collation(arg);
    placeholder = arena.make(Kind::case_test);
    placeholder->type = arg->type;
    placeholder->typmod = arg->typmod;
    placeholder->collation = arg->collation;
    placeholder->form = Form::call;
    expr->extra = arg;
  }
  std::vector<Expr*> results;
  for (const Node when : node["args"]) {
    Expr* condition = nullptr;
    if (placeholder != nullptr) {
      condition = make_named_op(state, "=", placeholder, recurse(state, when["expr"]));
    } else {
      condition = recurse(state, when["expr"]);
    }
    condition = coerce_to_boolean(state, condition, "CASE/WHEN");
    Expr* const result = recurse(state, when["result"]);
    expr->args.push_back(condition);
    expr->args.push_back(result);
    results.push_back(result);
  }
  Expr* const otherwise =
      node["defresult"] ? recurse(state, node["defresult"]) : null_constant({types::unknown, -1});
  // The server looks at ELSE first.
  results.insert(results.begin(), otherwise);
  expr->type = common_type(results, "CASE");
  for (std::size_t i = 1; i < expr->args.size(); i += 2) {
    expr->args[i] = coerce_to_common(state, expr->args[i], expr->type, "CASE/WHEN");
  }
  expr->args.push_back(coerce_to_common(state, otherwise, expr->type, "CASE/ELSE"));
  expr->typmod = expr->args.back()->typmod;
  for (std::size_t i = 1; i < expr->args.size(); i += 2) {
    if (expr->args[i]->type != expr->type || expr->args[i]->typmod != expr->typmod) {
      expr->typmod = -1;
    }
  }
  return expr;
}

Expr* Analyzer::coalesce(State& state, const Node& node) {
  Expr* const expr = arena.make(Kind::coalesce);
  const bool had_srf = state.has_target_srf;
  for (const Node arg : node["args"]) expr->args.push_back(recurse(state, arg));
  expr->type = common_type(expr->args, "COALESCE");
  for (Expr*& arg : expr->args) arg = coerce_to_common(state, arg, expr->type, "COALESCE");
  if (!had_srf && state.has_target_srf) {
    fail("0A000", "set-returning functions are not allowed in COALESCE");
  }
  expr->typmod = common_typmod(expr->args, expr->type);
  return expr;
}

Expr* Analyzer::min_max(State& state, const Node& node) {
  Expr* const expr = arena.make(Kind::min_max);
  expr->flag = node.text("op") == "IS_GREATEST";
  const std::string_view name = expr->flag ? "GREATEST" : "LEAST";
  for (const Node arg : node["args"]) expr->args.push_back(recurse(state, arg));
  expr->type = common_type(expr->args, name);
  for (Expr*& arg : expr->args) arg = coerce_to_common(state, arg, expr->type, name);
  expr->typmod = common_typmod(expr->args, expr->type);
  return expr;
}

Expr* Analyzer::array(State& state, const Node& node, TypeId array, TypeId element, int typmod) {
  Expr* const expr = arena.make(Kind::array);
  std::vector<Expr*> elements;
  for (const Node item : node["elements"]) {
    Expr* made = nullptr;
    if (item.is_a("A_ArrayExpr")) {
      made = this->array(state, item, array, element, typmod);
      expr->is_multidim = true;
    } else {
      made = recurse(state, item);
      // Of arrays of arrays of a domain the elements are arrays.
      if (made->type == array && array != 0) expr->is_multidim = true;
      if (!expr->is_multidim && element_type(scope_, made->type) != 0 &&
          made->type != types::int2vector && made->type != types::oidvector) {
        expr->is_multidim = true;
      }
    }
    elements.push_back(made);
  }
  TypeId coerce_type_id = 0;
  bool is_hard = false;
  if (array != 0) {
    coerce_type_id = expr->is_multidim ? array : element;
    is_hard = true;
  } else {
    if (elements.empty()) fail("42P18", "cannot determine type of empty array");
    coerce_type_id = common_type(elements, "ARRAY");
    if (expr->is_multidim) {
      array = coerce_type_id;
      element = element_type(scope_, array);
      if (element == 0) {
        fail("42704", "could not find element type for data type " + display_type(scope_, array));
      }
    } else {
      element = coerce_type_id;
      array = array_type(scope_, element);
      if (array == 0) {
        fail("42704", "could not find array type for data type " + display_type(scope_, element));
      }
    }
  }
  for (Expr*& item : elements) {
    if (is_hard) {
      Expr* const coerced = coerce(&state, item, {coerce_type_id, typmod},
                                   CoercionContext::explicit_, Form::explicit_cast);
      if (coerced == nullptr) {
        fail("42846", "cannot cast type " + display_type(scope_, item->type) + " to " +
                          display_type(scope_, coerce_type_id));
      }
      item = coerced;
    } else {
      item = coerce_to_common(state, item, coerce_type_id, "ARRAY");
    }
  }
  expr->type = array;
  expr->args = std::move(elements);
  if (!expr->args.empty()) {
    expr->typmod = expr->args.front()->typmod;
    for (const Expr* const item : expr->args) {
      if (item->typmod != expr->typmod) expr->typmod = -1;
    }
  }
  return expr;
}

Expr* Analyzer::row(State& state, const Node& node) {
  Expr* const expr = arena.make(Kind::row);
  const bool is_list = node.is_a("List");
  for (const Node arg : is_list ? node : node["args"]) {
    if (arg.is_a("ColumnRef")) {
      const Node fields = arg["fields"];
      if (fields.at(fields.size() - 1).is_a("A_Star")) {
        unknown("a row of all columns of a table is not followed");
      }
    }
    expr->args.push_back(recurse(state, arg));
  }
  if (expr->args.size() > 1664) fail("54011", "ROW expressions can have at most 1664 entries");
  expr->type = types::record;
  expr->form = node.text("row_format") == "COERCE_IMPLICIT_CAST" ? Form::implicit_cast : Form::call;
  return expr;
}

Expr* Analyzer::type_cast(State& state, const Node& node) {
  const Node type_name = node["typeName"];
  if (!serial_type(type_name).empty()) {
    fail("42704",
         "type \"" + std::string(type_name["names"].at(0).as_text()) + "\" does not exist");
  }
  if (type_name.flag("pct_type") || type_name.flag("setof")) {
    unknown("a cast to a type like a column's is not followed");
  }
  const TypeRef target = resolve_type_name(scope_, type_name);
  Expr* expr = nullptr;
  const Node arg = node["arg"];
  const TypeRef base = base_type(scope_, target);
  const TypeId element = element_type(scope_, base.id);
  if (arg.is_a("A_ArrayExpr") && element != 0) {
    const Deeper deeper(depth_);
    expr = array(state, arg, base.id, element, base.typmod);
  } else {
    expr = recurse(state, arg);
  }
  Expr* const result =
      coerce(&state, expr, target, CoercionContext::explicit_, Form::explicit_cast);
  if (result == nullptr) {
    fail("42846", "cannot cast type " + display_type(scope_, expr->type) + " to " +
                      display_type(scope_, target.id));
  }
  return result;
}

std::string Analyzer::collation_name(const Node& names) {
  const std::string_view own = names.at(names.size() - 1).as_text();
  const auto is_system = [&] { return has_system_name(NameKind::collation, own, version()); };
  if (names.size() > 2) unknown("a collation of another database");
  if (names.size() == 2) {
    const std::string_view schema = names.at(0).as_text();
    if (schema == "pg_catalog") {
      if (is_system()) return own == "default" ? "\"default\"" : core::quote_identifier(own, 0);
      unknown("the collations of the server decide");
    }
    const Id in = session_.schema(schema);
    const Id found = catalog_.find(ObjectKind::collation, in, own);
    if (found == Catalog::none) {
      fail("42704", "collation \"" + std::string(schema) + "." + std::string(own) +
                        "\" for encoding \"UTF8\" does not exist");
    }
    needs.push_back(found);
    return catalog_.sql_name(found);
  }
  if (is_system()) return core::quote_identifier(own, catalog_.server_version());
  for (const Id schema : session_.search_path()) {
    const Id found = catalog_.find(ObjectKind::collation, schema, own);
    if (found == Catalog::none) continue;
    needs.push_back(found);
    return catalog_.sql_name(found);
  }
  unknown("the collations of the server decide");
}

Expr* Analyzer::collate_clause(State& state, const Node& node) {
  Expr* const arg = recurse(state, node["arg"]);
  const TypeInfo info = type_info(scope_, arg->type);
  const TypeId base = base_type(scope_, arg->type);
  bool is_collatable = info.collatable || type_info(scope_, base).collatable;
  if (const TypeId element = element_type(scope_, base); element != 0) {
    is_collatable = is_collatable || type_info(scope_, element).collatable;
  }
  if (!is_collatable && arg->type != types::unknown) {
    fail("42804", "collations are not supported by type " + display_type(scope_, arg->type));
  }
  Expr* const expr = arena.make(Kind::collate);
  expr->args = {arg};
  expr->type = arg->type;
  expr->typmod = arg->typmod;
  expr->text = arena.keep(collation_name(node["collname"]));
  expr->collation = expr->text;
  return expr;
}

Expr* Analyzer::sql_value(const Node& node) {
  struct Row {
    std::string_view op;
    std::string_view text;
    TypeId type;
    bool has_precision;
  };
  static constexpr std::array rows = {
      Row{"SVFOP_CURRENT_DATE", "CURRENT_DATE", types::date, false},
      Row{"SVFOP_CURRENT_TIME", "CURRENT_TIME", types::timetz, false},
      Row{"SVFOP_CURRENT_TIME_N", "CURRENT_TIME", types::timetz, true},
      Row{"SVFOP_CURRENT_TIMESTAMP", "CURRENT_TIMESTAMP", types::timestamptz, false},
      Row{"SVFOP_CURRENT_TIMESTAMP_N", "CURRENT_TIMESTAMP", types::timestamptz, true},
      Row{"SVFOP_LOCALTIME", "LOCALTIME", types::time, false},
      Row{"SVFOP_LOCALTIME_N", "LOCALTIME", types::time, true},
      Row{"SVFOP_LOCALTIMESTAMP", "LOCALTIMESTAMP", types::timestamp, false},
      Row{"SVFOP_LOCALTIMESTAMP_N", "LOCALTIMESTAMP", types::timestamp, true},
      Row{"SVFOP_CURRENT_ROLE", "CURRENT_ROLE", types::name, false},
      Row{"SVFOP_CURRENT_USER", "CURRENT_USER", types::name, false},
      Row{"SVFOP_USER", "USER", types::name, false},
      Row{"SVFOP_SESSION_USER", "SESSION_USER", types::name, false},
      Row{"SVFOP_CURRENT_CATALOG", "CURRENT_CATALOG", types::name, false},
      Row{"SVFOP_CURRENT_SCHEMA", "CURRENT_SCHEMA", types::name, false},
  };
  const std::string_view op = node.text("op");
  for (const Row& row : rows) {
    if (row.op != op) continue;
    Expr* const expr = arena.make(Kind::sql_value);
    expr->type = row.type;
    std::string text(row.text);
    if (row.has_precision) {
      expr->typmod = static_cast<int>(node.number("typmod"));
      if (expr->typmod > 6) expr->typmod = 6;
      text += "(" + std::to_string(expr->typmod) + ")";
    }
    expr->text = arena.keep(std::move(text));
    return expr;
  }
  unknown("a function of SQL is not known");
}

Expr* Analyzer::null_test(State& state, const Node& node) {
  Expr* const expr = arena.make(Kind::null_test);
  expr->args = {recurse(state, node["arg"])};
  expr->flag = node.text("nulltesttype") == "IS_NOT_NULL";
  expr->is_row = is_complex(scope_, expr->args[0]->type) || expr->args[0]->type == types::record;
  expr->type = types::boolean;
  return expr;
}

Expr* Analyzer::boolean_test(State& state, const Node& node) {
  struct Row {
    std::string_view kind;
    std::string_view text;
  };
  static constexpr std::array rows = {
      Row{"IS_TRUE", " IS TRUE"},       Row{"IS_NOT_TRUE", " IS NOT TRUE"},
      Row{"IS_FALSE", " IS FALSE"},     Row{"IS_NOT_FALSE", " IS NOT FALSE"},
      Row{"IS_UNKNOWN", " IS UNKNOWN"}, Row{"IS_NOT_UNKNOWN", " IS NOT UNKNOWN"},
  };
  const std::string_view kind = node.text("booltesttype");
  for (const Row& row : rows) {
    if (row.kind != kind) continue;
    Expr* const expr = arena.make(Kind::bool_test);
    expr->text = row.text;
    expr->args = {coerce_to_boolean(state, recurse(state, node["arg"]), row.text.substr(1))};
    expr->type = types::boolean;
    return expr;
  }
  unknown("a test of a boolean is not known");
}

}  // namespace plumbline::sql::analysis
