/// parse_coerce.c: which nodes turn one type into another. Whether there is a way is sql/types'
/// matter.
#include <algorithm>
#include <array>

#include "sql/analysis/analyzer.hpp"

namespace plumbline::sql::analysis {

namespace {

/// Types that have a cast to themselves, which applies a modifier.
bool has_length_cast(TypeId type) {
  static constexpr std::array list = {
      types::bpchar,   types::varchar, types::time, types::timestamp, types::timestamptz,
      types::interval, types::timetz,  types::bit,  types::varbit,    types::numeric};
  return std::find(list.begin(), list.end(), type) != list.end();
}

bool takes_anything(TypeId type) {
  return type == types::any || type == types::anyelement || type == types::anynonarray ||
         type == types::anycompatible || type == types::anycompatiblenonarray;
}

bool hides(Kind kind) {
  return kind == Kind::function || kind == Kind::relabel || kind == Kind::via_io ||
         kind == Kind::array_coerce || kind == Kind::convert_row || kind == Kind::row ||
         kind == Kind::domain;
}

/// Casts between these never raise an error.
bool is_safe_cast(TypeId from, TypeId to) {
  const auto is_text = [](TypeId type) {
    return type == types::text || type == types::varchar || type == types::bpchar ||
           type == types::name;
  };
  if (is_text(to)) return from < first_user_type;
  const auto width = [](TypeId type) {
    switch (type) {
      case types::int2:
        return 1;
      case types::int4:
        return 2;
      case types::int8:
        return 3;
      case types::numeric:
        return 4;
      case types::float8:
        return 5;
      default:
        return 0;
    }
  };
  if (width(from) != 0 && width(to) != 0) return width(from) < width(to) && to != types::float8;
  if (to == types::boolean) return from == types::int4;
  return (from == types::timestamptz || from == types::timestamp || from == types::date) &&
         (to == types::timestamptz || to == types::timestamp || to == types::date ||
          to == types::time);
}

}  // namespace

Expr* Analyzer::coerce(State* state, Expr* expr, TypeRef target, CoercionContext context, Form form,
                       std::int64_t location) {
  if (!can_coerce(scope_, expr->type, target.id, context)) return nullptr;
  Expr* const original = expr;
  while (expr->kind == Kind::collate) expr = expr->args[0];
  Expr* result = coerce_type(state, expr, target, context, form);
  result = coerce_typmod(result, target, context, form,
                         result != expr && result->kind != Kind::constant);
  if (expr != original && type_info(scope_, target.id).collatable) {
    Expr* const top = arena.copy(*original);
    top->args = {result};
    top->type = result->type;
    top->typmod = result->typmod;
    result = top;
  }
  if (location >= 0) result->location = location;
  return result;
}

Expr* Analyzer::coerce_type(State* state, Expr* expr, TypeRef target, CoercionContext context,
                            Form form) {
  const TypeId source = expr->type;
  if (target.id == source || takes_anything(target.id)) return expr;
  if (is_polymorphic(target.id)) {
    if (source == types::unknown) unknown("a literal of an unknown type for a polymorphic one");
    const TypeId base = base_type(scope_, source);
    if (base == source) return expr;
    Expr* const relabel = arena.make(Kind::relabel);
    relabel->args = {expr};
    relabel->type = base;
    relabel->form = Form::implicit_cast;
    return relabel;
  }
  const TypeRef base = base_type(scope_, target);
  const auto to_domain = [&](Expr* arg, bool hide_input) {
    if (base.id == target.id) return arg;
    if (hide_input && hides(arg->kind)) arg->form = Form::implicit_cast;
    arg = coerce_typmod(arg, base, context, Form::implicit_cast, false);
    Expr* const domain = arena.make(Kind::domain);
    domain->args = {arg};
    domain->type = target.id;
    domain->form = form;
    domain->can_fail = true;
    return domain;
  };
  if (source == types::unknown && expr->kind == Kind::constant) {
    Expr* const made = arena.copy(*expr);
    made->type = base.id;
    made->typmod = base.id == types::interval ? base.typmod : -1;
    if (!expr->is_null && base.id == types::regclass) {
      read_regclass(*made);
    } else if (!expr->is_null) {
      const Literal read = literal(scope_, expr->text, {base.id, made->typmod});
      if (!read.is_exact) is_exact = false;
      made->text = arena.keep(read.text);
    }
    return to_domain(made, false);
  }
  if (source == types::unknown && expr->kind == Kind::collate) {
    Expr* const inner = coerce_type(state, expr->args[0], target, context, form);
    if (!type_info(scope_, target.id).collatable) return inner;
    Expr* const top = arena.copy(*expr);
    top->args = {inner};
    top->type = inner->type;
    return top;
  }
  const Coercion way = find_coercion(scope_, target.id, source, context);
  if (way && way.path != CoercionPath::relabel) {
    Expr* const cast = arena.make(way.path == CoercionPath::array ? Kind::array_coerce
                                  : way.path == CoercionPath::io  ? Kind::via_io
                                                                  : Kind::function);
    cast->args = {expr};
    cast->type = base.id;
    cast->form = form;
    cast->text = arena.keep(std::string(way.function));
    cast->volatility = way.volatility;
    cast->can_fail = !is_safe_cast(source, base.id);
    if (base.id == types::bit && way.path == CoercionPath::function) cast->typmod = base.typmod;
    if (way.path == CoercionPath::array) cast->typmod = base.typmod;
    if (source >= first_user_type || target.id >= first_user_type) note_cast(source, target.id);
    if (way.path == CoercionPath::array && base.typmod >= 0 &&
        !has_length_cast(element_type(scope_, base.id))) {
      cast->typmod = base.typmod;
    }
    return to_domain(cast, true);
  }
  if (way) {
    Expr* const result = to_domain(expr, false);
    if (result != expr) return result;
    Expr* const relabel = arena.make(Kind::relabel);
    relabel->args = {expr};
    relabel->type = target.id;
    relabel->form = form;
    return relabel;
  }
  if (source == types::record && is_complex(scope_, target.id)) {
    if (expr->kind != Kind::row) unknown("a record becomes a row of a type");
    std::vector<AttributeInfo> attributes =
        composite_attributes(scope_, base_type(scope_, target.id));
    if (attributes.size() != expr->args.size()) {
      fail("42846", "cannot cast type record to " + display_type(scope_, target.id));
    }
    Expr* const row = arena.copy(*expr);
    for (std::size_t i = 0; i < attributes.size(); ++i) {
      Expr* const item =
          coerce(state, expr->args[i], attributes[i].type, context, Form::implicit_cast);
      if (item == nullptr) {
        fail("42846", "cannot cast type record to " + display_type(scope_, target.id));
      }
      row->args[i] = item;
    }
    row->type = base.id;
    row->form = form;
    return to_domain(row, true);
  }
  if (target.id == types::record && is_complex(scope_, source)) return expr;
  if (target.id == types::record_array) return expr;
  if (is_complex(scope_, source) && is_complex(scope_, target.id)) {
    Expr* const row = arena.make(Kind::convert_row);
    row->args = {expr};
    row->type = target.id;
    row->form = form;
    return row;
  }
  unknown("how one type becomes another is not known");
}

Expr* Analyzer::coerce_typmod(Expr* expr, TypeRef target, CoercionContext context, Form form,
                              bool hide_input) {
  if (target.typmod == expr->typmod) return expr;
  if (target.typmod < 0 && version() < 14) return expr;
  if (hide_input && hides(expr->kind)) expr->form = Form::implicit_cast;
  const TypeId element = element_type(scope_, target.id);
  const bool is_array = element != 0 && type_info(scope_, target.id).is_array;
  if (target.typmod >= 0 && has_length_cast(is_array ? element : target.id)) {
    Expr* const cast = arena.make(is_array ? Kind::array_coerce : Kind::function);
    cast->args = {expr};
    cast->type = target.id;
    cast->typmod = target.typmod;
    cast->form = form;
    const TypeId what = is_array ? element : target.id;
    cast->can_fail = what == types::numeric || (context != CoercionContext::explicit_ &&
                                                (what == types::varchar || what == types::bpchar ||
                                                 what == types::bit || what == types::varbit));
    return cast;
  }
  // applyRelabelType
  Expr* inner = expr;
  while (inner->kind == Kind::relabel) inner = inner->args[0];
  if (inner->kind == Kind::constant) {
    Expr* const made = arena.copy(*inner);
    made->type = target.id;
    made->typmod = target.typmod;
    return made;
  }
  if (inner->type == target.id && inner->typmod == target.typmod) return inner;
  Expr* const relabel = arena.make(Kind::relabel);
  relabel->args = {inner};
  relabel->type = target.id;
  relabel->typmod = target.typmod;
  relabel->form = form;
  return relabel;
}

Expr* Analyzer::coerce_to_boolean(State& state, Expr* expr, std::string_view construct) {
  return coerce_to_specific(state, expr, types::boolean, construct);
}

Expr* Analyzer::coerce_to_specific(State& state, Expr* expr, TypeId target,
                                   std::string_view construct) {
  if (expr->type != target) {
    Expr* const made =
        coerce(&state, expr, {target, -1}, CoercionContext::assignment, Form::implicit_cast);
    if (made == nullptr) {
      fail("42804", "argument of " + std::string(construct) + " must be type " +
                        display_type(scope_, target) + ", not type " +
                        display_type(scope_, expr->type));
    }
    expr = made;
  }
  if (returns_set(*expr)) {
    fail("42804", "argument of " + std::string(construct) + " must not return a set");
  }
  return expr;
}

Expr* Analyzer::coerce_to_common(State& state, Expr* expr, TypeId target,
                                 std::string_view context) {
  if (expr->type == target) return expr;
  if (!can_coerce(scope_, expr->type, target, CoercionContext::implicit)) {
    fail("42846", std::string(context) + " could not convert type " +
                      display_type(scope_, expr->type) + " to " + display_type(scope_, target));
  }
  return coerce_type(&state, expr, {target, -1}, CoercionContext::implicit, Form::implicit_cast);
}

TypeId Analyzer::common_type(const std::vector<Expr*>& exprs, std::string_view context) {
  std::vector<TypeId> inputs;
  inputs.reserve(exprs.size());
  for (const Expr* const expr : exprs) inputs.push_back(expr->type);
  return sql::common_type(scope_, inputs, context);
}

int Analyzer::common_typmod(const std::vector<Expr*>& exprs, TypeId type) const {
  int typmod = -1;
  bool is_first = true;
  for (const Expr* const expr : exprs) {
    if (expr->type != type) return -1;
    if (is_first) {
      typmod = expr->typmod;
      is_first = false;
    } else if (expr->typmod != typmod) {
      return -1;
    }
  }
  return typmod;
}

bool Analyzer::returns_set(const Expr& expr) {
  if (expr.returns_set) return true;
  if (expr.kind == Kind::aggregate || expr.kind == Kind::window || expr.kind == Kind::sublink) {
    return false;
  }
  if (expr.extra != nullptr && returns_set(*expr.extra)) return true;
  for (const Expr* const arg : expr.args) {
    if (arg != nullptr && returns_set(*arg)) return true;
  }
  return false;
}

/// regclassin(): a name, over the path unless it is qualified.
void Analyzer::read_regclass(Expr& made) {
  const std::string written(made.text);
  if (written.empty()) fail("42602", "invalid name syntax");
  if (written.find_first_not_of("0123456789") == std::string::npos || written == "-") {
    is_exact = false;
    return;
  }
  std::vector<std::string> parts;
  std::string part;
  bool is_quoted = false;
  bool was_quoted = false;
  for (std::size_t i = 0; i <= written.size(); ++i) {
    const char c = i < written.size() ? written[i] : '.';
    if (i < written.size() && c == '"') {
      if (is_quoted && i + 1 < written.size() && written[i + 1] == '"') {
        part.push_back('"');
        ++i;
        continue;
      }
      is_quoted = !is_quoted;
      was_quoted = true;
    } else if (c == '.' && !is_quoted) {
      if (part.empty() && !was_quoted) fail("42602", "invalid name syntax");
      parts.push_back(std::move(part));
      part.clear();
      was_quoted = false;
    } else if (is_quoted) {
      part.push_back(c);
    } else if (c == ' ') {
      unknown("a name with blanks in a literal");
    } else {
      part.push_back(static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c));
    }
  }
  if (is_quoted) fail("42602", "invalid name syntax");
  if (parts.size() > 2) unknown("a relation of another database");
  Id found = Catalog::none;
  if (parts.size() == 2) {
    if (version() >= 16 && catalog_.schema(parts[0]) == Catalog::none)
      fail("42P01", "relation \"" + parts[0] + '.' + parts[1] + "\" does not exist");
    const Id schema = session_.schema(parts[0]);
    if (catalog_[schema].is_system) {
      is_exact = false;
      return;
    }
    found = catalog_.relation(schema, parts[1]);
  } else {
    if (find_system_relation("pg_catalog", parts[0], version())) {
      made.text = arena.keep(parts[0]);
      return;
    }
    if (const auto temporary = session_.temporary.find(parts[0]);
        temporary != session_.temporary.end() && catalog_.is_alive(temporary->second)) {
      is_exact = false;
      made.routine = temporary->second;
      return;
    }
    for (const Id schema : session_.search_path()) {
      found = catalog_.relation(schema, parts[0]);
      if (found != Catalog::none) break;
    }
  }
  if (found == Catalog::none) {
    std::string name = parts[0];
    if (parts.size() == 2) name += "." + parts[1];
    fail("42P01", "relation \"" + name + "\" does not exist");
  }
  made.routine = found;
  made.text = arena.keep(catalog_.sql_name(found));
}

/// What a cast over a user's type cannot be without.
void Analyzer::note_cast(TypeId source, TypeId target) {
  const std::string name =
      format_type(scope_, {source, -1}) + " AS " + format_type(scope_, {target, -1});
  const Id cast = catalog_.find(ObjectKind::cast, Catalog::none, name);
  if (cast == Catalog::none) return;
  needs.push_back(cast);
  calls_user_code = true;
}

}  // namespace plumbline::sql::analysis
