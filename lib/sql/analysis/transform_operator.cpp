/// A_Expr: operators and what is written like them. As parse_expr.c and parse_oper.c.
#include <array>

#include "core/schema/quote.hpp"
#include "sql/analysis/analyzer.hpp"
#include "sql/analysis/walk.hpp"

namespace plumbline::sql::analysis {

namespace {

struct OperatorName {
  std::string_view schema;
  std::string_view name;
};

OperatorName operator_name(const Node& names) {
  if (names.size() == 1) return {{}, names.at(0).as_text()};
  if (names.size() == 2) return {names.at(0).as_text(), names.at(1).as_text()};
  unknown("an operator of another database");
}

bool is_comparison(std::string_view name) {
  return name == "=" || name == "<>" || name == "<" || name == "<=" || name == ">" || name == ">=";
}

/// Of those that are surely right: letters, classes, groups, alternatives, each repeated at most
/// once.
bool is_plain_regex(std::string_view text) {
  int depth = 0;
  bool is_after_atom = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    bool is_atom = true;
    if (c == '(') {
      if (at + 1 < text.size() && (text[at + 1] == '?' || text[at + 1] == '*')) return false;
      ++depth;
      is_atom = false;
    } else if (c == ')') {
      if (--depth < 0) return false;
    } else if (c == '|' || c == '^') {
      is_atom = false;
    } else if (c == '*' || c == '+' || c == '?') {
      if (!is_after_atom) return false;
      is_atom = false;
    } else if (c == '{' || c == '}') {
      return false;
    } else if (c == '\\') {
      if (++at == text.size()) return false;
      static constexpr std::string_view plain = "dswDSW.-+*?()[]{}|^$/@";
      if (plain.find(text[at]) == std::string_view::npos) return false;
    } else if (c == '[') {
      const std::size_t end = text.find(']', at + 2);
      const std::string_view inner =
          end == std::string_view::npos ? "[" : text.substr(at + 1, end - at - 1);
      // No class within, and ranges only of what is in this order everywhere.
      if (inner.find_first_of("[\\") != std::string_view::npos) return false;
      for (std::size_t dash = inner.find('-', 1);
           dash != std::string_view::npos && dash + 1 < inner.size();
           dash = inner.find('-', dash + 1)) {
        if (inner[dash - 1] >= inner[dash + 1]) return false;
      }
      at = end;
    } else if (c == '$') {
      is_atom = false;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      return false;
    }
    is_after_atom = is_atom;
  }
  return depth == 0 && !text.starts_with("***");
}

/// Whether it never raises an error, whatever the values.
bool is_safe(const ResolvedOperator& op, const Expr* right) {
  const std::string_view name = op.found.name;
  const TypeId type = op.left;
  if (is_comparison(name)) {
    return type < first_user_type && type != types::record && type != types::anyarray;
  }
  const bool is_pattern = name == "~~" || name == "!~~" || name == "~~*" || name == "!~~*" ||
                          name == "~" || name == "!~" || name == "~*" || name == "!~*";
  if (is_pattern) {
    if (right == nullptr || right->kind != Kind::constant) return false;
    const bool is_like = name.find("~~") != std::string_view::npos;
    return is_like ? !right->text.ends_with('\\') : right->is_null || is_plain_regex(right->text);
  }
  if (name == "||") return op.found.result == types::text;
  if (type == types::jsonb || type == types::json) return name != "-" && name != "#-";
  return name == "&&" || name == "@>" || name == "<@" || name == "^@" || name == "@@";
}

bool is_null_literal(const Node& node) { return node.is_a("A_Const") && node.flag("isnull"); }

}  // namespace

Expr* Analyzer::a_expr(State& state, const Node& node) {
  const std::string_view kind = node.text("kind");
  if (kind == "AEXPR_OP" || kind == "AEXPR_LIKE" || kind == "AEXPR_ILIKE" ||
      kind == "AEXPR_SIMILAR") {
    return plain_op(state, node);
  }
  if (kind == "AEXPR_OP_ANY" || kind == "AEXPR_OP_ALL") {
    Expr* const left = recurse(state, node["lexpr"]);
    Expr* const right = recurse(state, node["rexpr"]);
    return make_array_op(state, node["name"], kind == "AEXPR_OP_ANY", left, right);
  }
  if (kind == "AEXPR_DISTINCT" || kind == "AEXPR_NOT_DISTINCT") return distinct(state, node);
  if (kind == "AEXPR_NULLIF") return nullif(state, node);
  if (kind == "AEXPR_IN") return in(state, node);
  if (kind.starts_with("AEXPR_BETWEEN") || kind.starts_with("AEXPR_NOT_BETWEEN")) {
    return between(state, node);
  }
  unknown("an operator of kind " + std::string(kind) + " is not known");
}

Expr* Analyzer::plain_op(State& state, const Node& node) {
  const Node left = node["lexpr"];
  const Node right = node["rexpr"];
  if (left.is_a("RowExpr") && right.is_a("SubLink") &&
      right.text("subLinkType") == "EXPR_SUBLINK") {
    return row_sublink(state, node["name"], left, right);
  }
  if (left.is_a("RowExpr") && right.is_a("RowExpr")) {
    Expr* const left_row = recurse(state, left);
    Expr* const right_row = recurse(state, right);
    return make_row_op(state, node["name"], left_row->args, right_row->args);
  }
  Expr* const left_expr = left ? recurse(state, left) : nullptr;
  Expr* const right_expr = right ? recurse(state, right) : nullptr;
  return make_op(state, node["name"], left_expr, right_expr);
}

Expr* Analyzer::make_op(State& state, const Node& name, Expr* left, Expr* right) {
  const OperatorName parts = operator_name(name);
  return make_op_named(state, parts.schema, parts.name, left, right);
}

Expr* Analyzer::make_named_op(State& state, std::string_view name, Expr* left, Expr* right) {
  return make_op_named(state, {}, name, left, right);
}

std::string_view Analyzer::printed_operator(const OperatorInfo& found) {
  if (found.schema == "pg_catalog") return arena.keep(std::string(found.name));
  return arena.keep("OPERATOR(" + core::quote_identifier(found.schema, catalog_.server_version()) +
                    "." + std::string(found.name) + ")");
}

void Analyzer::note_operator(const ResolvedOperator& op, Expr& expr, const Expr* right) {
  expr.text = printed_operator(op.found);
  expr.volatility = op.found.volatility;
  expr.can_fail = !is_safe(op, right);
  if (op.found.function == "textanycat" || op.found.function == "anytextcat") {
    // Written in SQL: the output function of the other side decides.
    const TypeId other =
        op.found.function == "textanycat" ? expr.args[1]->type : expr.args[0]->type;
    const Coercion cast = find_coercion(scope_, types::text, other, CoercionContext::explicit_);
    expr.planned = cast && cast.path != CoercionPath::relabel ? cast.volatility : 'i';
  }
  if (op.found.id != 0) {
    expr.routine = static_cast<Id>(op.found.id - 1);
    expr.can_fail = true;
    calls_user_code = true;
    needs.push_back(expr.routine);
  } else if (op.found.schema != "pg_catalog") {
    // Of an extension, which the operand's type needs as well.
    expr.can_fail = true;
  }
}

Expr* Analyzer::make_op_named(State& state, std::string_view schema, std::string_view name,
                              Expr* left, Expr* right) {
  if (right == nullptr) unknown("postfix operators are not known");
  const ResolvedOperator op = resolve_operator(
      scope_, schema, name, left == nullptr ? types::none : left->type, right->type);
  Expr* const expr = arena.make(Kind::op);
  expr->type = op.result;
  if (left != nullptr) {
    expr->args.push_back(
        coerce_type(&state, left, {op.left, -1}, CoercionContext::implicit, Form::implicit_cast));
  }
  expr->args.push_back(
      coerce_type(&state, right, {op.right, -1}, CoercionContext::implicit, Form::implicit_cast));
  note_operator(op, *expr, expr->args.back());
  if (op.found.returns_set) {
    check_srf_place(state);
    expr->returns_set = true;
  }
  return expr;
}

Expr* Analyzer::make_array_op(State& state, const Node& name, bool use_or, Expr* left,
                              Expr* right) {
  const OperatorName parts = operator_name(name);
  const ResolvedOperator op =
      resolve_array_operator(scope_, parts.schema, parts.name, left->type, right->type);
  Expr* const expr = arena.make(Kind::array_op);
  expr->flag = use_or;
  expr->type = types::boolean;
  expr->args = {
      coerce_type(&state, left, {op.left, -1}, CoercionContext::implicit, Form::implicit_cast),
      coerce_type(&state, right, {op.right, -1}, CoercionContext::implicit, Form::implicit_cast)};
  note_operator(op, *expr, expr->args.back());
  return expr;
}

Expr* Analyzer::make_row_op(State& state, const Node& name, const std::vector<Expr*>& left,
                            const std::vector<Expr*>& right) {
  if (left.size() != right.size()) {
    fail("42601", "unequal number of entries in row expressions");
  }
  if (left.empty()) fail("0A000", "cannot compare rows of zero length");
  std::vector<Expr*> pairs;
  for (std::size_t i = 0; i < left.size(); ++i) {
    Expr* const pair = make_op(state, name, left[i], right[i]);
    if (pair->type != types::boolean) {
      fail("42804", "row comparison operator must yield type boolean, not type " +
                        display_type(scope_, pair->type));
    }
    if (pair->returns_set) {
      fail("42804", "row comparison operator must not return a set");
    }
    pairs.push_back(pair);
  }
  if (pairs.size() == 1) return pairs.front();
  const std::string_view op = operator_name(name).name;
  if (op == "=") return make_bool(BoolOp::and_, std::move(pairs));
  if (op == "<>") return make_bool(BoolOp::or_, std::move(pairs));
  if (!is_comparison(op)) {
    unknown("whether a row can be compared by \"" + std::string(op) + "\" is not known");
  }
  Expr* const expr = arena.make(Kind::row_compare);
  expr->type = types::boolean;
  expr->text = pairs.front()->text;
  for (const Expr* const pair : pairs) expr->args.push_back(pair->args[0]);
  for (const Expr* const pair : pairs) expr->args.push_back(pair->args[1]);
  for (const Expr* const pair : pairs) expr->can_fail = expr->can_fail || pair->can_fail;
  return expr;
}

Expr* Analyzer::distinct(State& state, const Node& node) {
  const bool is_negated = node.text("kind") == "AEXPR_NOT_DISTINCT";
  const Node left = node["lexpr"];
  const Node right = node["rexpr"];
  if (is_null_literal(right) || is_null_literal(left)) {
    Expr* const expr = arena.make(Kind::null_test);
    expr->args = {recurse(state, is_null_literal(right) ? left : right)};
    expr->flag = !is_negated;
    expr->type = types::boolean;
    return expr;
  }
  Expr* const left_expr = recurse(state, left);
  Expr* const right_expr = recurse(state, right);
  Expr* result = nullptr;
  if (left_expr->kind == Kind::row && right_expr->kind == Kind::row) {
    if (left_expr->args.size() != right_expr->args.size()) {
      fail("42601", "unequal number of entries in row expressions");
    }
    for (std::size_t i = 0; i < left_expr->args.size(); ++i) {
      Expr* const pair =
          make_distinct(state, node["name"], left_expr->args[i], right_expr->args[i]);
      result = result == nullptr ? pair : make_bool(BoolOp::or_, {result, pair});
    }
    if (result == nullptr) result = constant(types::boolean, "f");
  } else {
    result = make_distinct(state, node["name"], left_expr, right_expr);
  }
  return is_negated ? make_bool(BoolOp::not_, {result}) : result;
}

Expr* Analyzer::make_distinct(State& state, const Node& name, Expr* left, Expr* right) {
  Expr* const expr = make_op(state, name, left, right);
  if (expr->type != types::boolean) {
    fail("42804", "IS DISTINCT FROM requires = operator to yield boolean");
  }
  expr->kind = Kind::distinct;
  return expr;
}

Expr* Analyzer::nullif(State& state, const Node& node) {
  Expr* const left = recurse(state, node["lexpr"]);
  Expr* const right = recurse(state, node["rexpr"]);
  Expr* const expr = make_op(state, node["name"], left, right);
  if (expr->type != types::boolean) {
    fail("42804", "NULLIF requires = operator to yield boolean");
  }
  expr->kind = Kind::nullif;
  expr->type = expr->args[0]->type;
  expr->typmod = expr->args[0]->typmod;
  return expr;
}

Expr* Analyzer::in(State& state, const Node& node) {
  const bool use_or = node["name"].at(node["name"].size() - 1).as_text() != "<>";
  Expr* const left = recurse(state, node["lexpr"]);
  std::vector<Expr*> plain;
  std::vector<Expr*> variable;
  std::vector<Expr*> all;
  for (const Node item : node["rexpr"]) {
    Expr* const expr = recurse(state, item);
    all.push_back(expr);
    const bool has_vars = walk_deep(*expr, [&](const Expr& inner) {
      return inner.kind == Kind::var && inner.level == state.query;
    });
    (has_vars ? variable : plain).push_back(expr);
  }
  Expr* result = nullptr;
  const std::vector<Expr*>* rest = &all;
  if (plain.size() > 1) {
    std::vector<TypeId> inputs = {left->type};
    for (const Expr* const expr : plain) inputs.push_back(expr->type);
    TypeId scalar = sql::common_type(scope_, inputs, {});
    if (scalar != 0 && !all_become(scope_, inputs, scalar)) scalar = 0;
    const TypeId array =
        scalar != 0 && scalar != types::record ? array_type(scope_, scalar) : TypeId{0};
    if (array != 0) {
      Expr* const list = arena.make(Kind::array);
      list->type = array;
      for (Expr* const expr : plain) {
        list->args.push_back(coerce_to_common(state, expr, scalar, "IN"));
      }
      result = make_array_op(state, node["name"], use_or, left, list);
      rest = &variable;
    }
  }
  for (Expr* const right : *rest) {
    Expr* test = nullptr;
    if (left->kind == Kind::row) {
      if (right->kind != Kind::row) unknown("a row IN something that is no row");
      test = make_row_op(state, node["name"], left->args, right->args);
    } else {
      test = make_op(state, node["name"], left, right);
    }
    test = coerce_to_boolean(state, test, "IN");
    result =
        result == nullptr ? test : make_bool(use_or ? BoolOp::or_ : BoolOp::and_, {result, test});
  }
  return result;
}

Expr* Analyzer::between(State& state, const Node& node) {
  const std::string_view kind = node.text("kind");
  const Node value = node["lexpr"];
  const Node low = node["rexpr"].at(0);
  const Node high = node["rexpr"].at(1);
  const auto compare = [&](std::string_view op, const Node& bound) {
    Expr* const left = recurse(state, value);
    Expr* const right = recurse(state, bound);
    if (left->kind == Kind::row && right->kind == Kind::row) {
      unknown("rows between rows are not followed");
    }
    return make_named_op(state, op, left, right);
  };
  const auto both = [&](BoolOp op, std::string_view first, std::string_view second, const Node& a,
                        const Node& b) {
    Expr* const one = compare(first, a);
    return make_bool(op, {one, compare(second, b)});
  };
  if (kind == "AEXPR_BETWEEN") return both(BoolOp::and_, ">=", "<=", low, high);
  if (kind == "AEXPR_NOT_BETWEEN") return both(BoolOp::or_, "<", ">", low, high);
  if (kind == "AEXPR_BETWEEN_SYM") {
    Expr* const one = both(BoolOp::and_, ">=", "<=", low, high);
    return make_bool(BoolOp::or_, {one, both(BoolOp::and_, ">=", "<=", high, low)});
  }
  Expr* const one = both(BoolOp::or_, "<", ">", low, high);
  return make_bool(BoolOp::and_, {one, both(BoolOp::or_, "<", ">", high, low)});
}

}  // namespace plumbline::sql::analysis
