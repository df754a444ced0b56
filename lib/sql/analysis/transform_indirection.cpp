/// Fields and subscripts behind an expression: transformIndirection of parse_expr.c and
/// transformContainerSubscripts of parse_node.c.
#include <array>

#include "core/schema/quote.hpp"
#include "sql/analysis/analyzer.hpp"

namespace plumbline::sql::analysis {

// -- A_Indirection

Expr* Analyzer::indirection(State& state, const Node& node) {
  return apply_indirection(state, recurse(state, node["arg"]), node["indirection"]);
}

Expr* Analyzer::apply_indirection(State& state, Expr* base, const Node& list) {
  std::vector<Node> subscripts;
  for (const Node item : list) {
    if (item.is_a("A_Indices")) {
      subscripts.push_back(item);
      continue;
    }
    if (item.is_a("A_Star")) {
      fail("0A000", "row expansion via \"*\" is not supported here");
    }
    if (!subscripts.empty()) base = subscript(state, base, subscripts);
    subscripts.clear();
    base = select_field(state, base, item.as_text(), base->location);
  }
  if (!subscripts.empty()) base = subscript(state, base, subscripts);
  return base;
}

Expr* Analyzer::select_field(State& state, Expr* base, std::string_view field,
                             std::int64_t location) {
  (void)location;
  if (base->kind == Kind::var && base->column == 0) {
    const Rte& rte = base->level->rtable[static_cast<std::size_t>(base->rte)];
    int number = 0;
    for (const Column& column : rte.columns) {
      ++number;
      if (column.name == field) return make_var(state, base->level, base->rte, number);
    }
  }
  if (!is_complex(scope_, base->type)) {
    if (base->type == types::record) unknown("the columns of a record are not followed");
    fail("42809", "column notation ." + std::string(field) + " applied to type " +
                      display_type(scope_, base->type) + ", which is not a composite type");
  }
  for (const AttributeInfo& attribute :
       composite_attributes(scope_, base_type(scope_, base->type))) {
    if (attribute.name != field) continue;
    Expr* const expr = arena.make(Kind::field);
    expr->args = {base};
    expr->type = attribute.type.id;
    expr->typmod = attribute.type.typmod;
    expr->text = arena.keep(std::string(field));
    return expr;
  }
  // f(x) may be written x.f
  unknown("a field that is no column of its type may be a function");
}

Expr* Analyzer::subscript(State& state, Expr* base, const std::vector<Node>& subscripts) {
  const TypeRef container = base_type(scope_, {base->type, base->typmod});
  const TypeInfo info = type_info(scope_, container.id);
  const bool is_json = container.id == types::jsonb && version() >= 14;
  if (!info.is_array && !is_json) {
    if (info.element != 0 && info.kind == 'b') unknown("a subscript of a fixed-length type");
    fail("42804", "cannot subscript type " + display_type(scope_, base->type) +
                      " because it does not support subscripting");
  }
  if (subscripts.size() > 6) unknown("how many dimensions the array has");
  Expr* const expr = arena.make(Kind::subscript);
  expr->extra = base;
  if (container.id != base->type) {
    Expr* const relabel = arena.make(Kind::relabel);
    relabel->args = {base};
    relabel->type = container.id;
    relabel->typmod = container.typmod;
    relabel->form = Form::implicit_cast;
    expr->extra = relabel;
  }
  bool is_slice = false;
  for (const Node& item : subscripts) is_slice = is_slice || item.flag("is_slice");
  if (is_json && is_slice) fail("42804", "jsonb subscript does not support slices");
  for (const Node& item : subscripts) {
    const auto bound = [&](const Node& value) -> Expr* {
      if (!value) return nullptr;
      Expr* const raw = recurse(state, value);
      if (is_json) {
        const TypeId target =
            raw->type == types::int4 || raw->type == types::int8 || raw->type == types::int2
                ? types::int4
                : types::text;
        Expr* const coerced =
            coerce(&state, raw, {target, -1},
                   target == types::int4 ? CoercionContext::assignment : CoercionContext::implicit,
                   Form::implicit_cast);
        if (coerced == nullptr) unknown("a subscript of jsonb");
        return coerced;
      }
      Expr* const coerced =
          coerce(&state, raw, {types::int4, -1}, CoercionContext::assignment, Form::implicit_cast);
      if (coerced == nullptr) fail("42804", "array subscript must have type integer");
      return coerced;
    };
    Expr* lower = bound(item["lidx"]);
    Expr* const upper = bound(item["uidx"]);
    if (is_slice && !item.flag("is_slice")) lower = constant(types::int4, "1");
    expr->args.push_back(lower);
    expr->args.push_back(upper);
  }
  expr->is_multidim = is_slice;
  expr->type = is_slice || is_json ? container.id : info.element;
  expr->typmod = container.typmod;
  return expr;
}

}  // namespace plumbline::sql::analysis
