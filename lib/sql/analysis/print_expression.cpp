/// get_rule_expr of ruleutils.c, without PRETTYFLAG_PAREN.
#include <algorithm>

#include "core/schema/quote.hpp"
#include "sql/analysis/printer.hpp"
#include "sql/failure.hpp"
#include "sql/types/type_name.hpp"

namespace plumbline::sql::analysis {

std::string Printer::quote(std::string_view identifier) const {
  return core::quote_identifier(identifier, version_ * 10'000);
}

std::string Printer::type_text(TypeId type, int typmod) const {
  return format_type(scope_, {type, typmod});
}

std::string Printer::expression(const Expr& expr, const QueryTree* names) {
  out_.clear();
  levels_.clear();
  indent_ = 0;
  prefix_ = false;
  if (names != nullptr) levels_.push_back(make_level(*names));
  print(expr, false);
  return std::move(out_);
}

void Printer::remove_spaces() {
  while (!out_.empty() && out_.back() == ' ') out_.pop_back();
}

/// appendContextKeyword; indentation starts over from half-way beyond 40 columns.
void Printer::keyword(std::string_view text, int before, int after, int plus) {
  constexpr int limit = 40;
  indent_ += before;
  remove_spaces();
  out_.push_back('\n');
  int amount = 0;
  if (indent_ < limit) {
    amount = std::max(indent_, 0) + plus;
  } else {
    amount = (limit + (indent_ - limit) / 4) % limit + plus;
  }
  out_.append(static_cast<std::size_t>(std::max(amount, 0)), ' ');
  out_.append(text);
  indent_ = std::max(indent_ + after, 0);
}

void Printer::list(const std::vector<Expr*>& exprs, std::size_t first, std::size_t end,
                   bool show_implicit) {
  for (std::size_t i = first; i < end; ++i) {
    if (i != first) append(", ");
    print(*exprs[i], show_implicit);
  }
}

void Printer::print(const Expr& expr, bool show_implicit) {
  switch (expr.kind) {
    case Kind::var:
      variable(expr, false);
      break;
    case Kind::constant:
      constant(expr, 0);
      break;
    case Kind::param:
    case Kind::sql_value:
      append(expr.text);
      break;
    case Kind::function:
      function(expr, show_implicit);
      break;
    case Kind::op:
      oper(expr);
      break;
    case Kind::distinct:
      append("(");
      print(*expr.args[0], true);
      append(" IS DISTINCT FROM ");
      print(*expr.args[1], true);
      append(")");
      break;
    case Kind::nullif:
      append("NULLIF(");
      list(expr.args, 0, expr.args.size(), true);
      append(")");
      break;
    case Kind::array_op:
      append("(");
      print(*expr.args[0], true);
      append(" ");
      append(expr.text);
      append(expr.flag ? " ANY (" : " ALL (");
      print(*expr.args[1], true);
      // "x = ANY ((SELECT …))" would be read as a sublink of its own.
      if (expr.args[1]->kind == Kind::sublink &&
          expr.args[1]->number == static_cast<int>(SublinkType::expr)) {
        append("::");
        append(type_text(expr.args[1]->type, expr.args[1]->typmod));
      }
      append("))");
      break;
    case Kind::boolean:
      boolean(expr);
      break;
    case Kind::relabel:
    case Kind::via_io:
    case Kind::array_coerce:
    case Kind::convert_row:
    case Kind::domain:
      implicit(expr, show_implicit);
      break;
    default:
      other(expr, show_implicit);
  }
}

void Printer::boolean(const Expr& expr) {
  const auto op = static_cast<BoolOp>(expr.number);
  append("(");
  if (op == BoolOp::not_) append("NOT ");
  for (std::size_t i = 0; i < expr.args.size(); ++i) {
    if (i != 0) append(op == BoolOp::and_ ? " AND " : " OR ");
    print(*expr.args[i], false);
  }
  append(")");
}

void Printer::other(const Expr& expr, bool show_implicit) {
  switch (expr.kind) {
    case Kind::domain_value:
      append("VALUE");
      break;
    case Kind::collate:
      append("(");
      print(*expr.args[0], show_implicit);
      append(" COLLATE ");
      append(expr.text);
      append(")");
      break;
    case Kind::case_:
      case_expr(expr);
      break;
    case Kind::case_test:
      append("CASE_TEST_EXPR");
      break;
    case Kind::array:
      append("ARRAY[");
      list(expr.args, 0, expr.args.size(), true);
      append("]");
      if (expr.args.empty()) {
        append("::");
        append(type_text(expr.type, -1));
      }
      break;
    case Kind::row:
      append("ROW(");
      list(expr.args, 0, expr.args.size(), true);
      append(")");
      if (expr.form == Form::explicit_cast) {
        append("::");
        append(type_text(expr.type, -1));
      }
      break;
    case Kind::row_compare: {
      const std::size_t half = expr.args.size() / 2;
      append("(ROW(");
      list(expr.args, 0, half, true);
      append(") ");
      append(expr.text);
      append(" ROW(");
      list(expr.args, half, expr.args.size(), true);
      append("))");
      break;
    }
    case Kind::coalesce:
      append("COALESCE(");
      list(expr.args, 0, expr.args.size(), true);
      append(")");
      break;
    case Kind::min_max:
      append(expr.flag ? "GREATEST(" : "LEAST(");
      list(expr.args, 0, expr.args.size(), true);
      append(")");
      break;
    case Kind::null_test:
      append("(");
      print(*expr.args[0], true);
      if (expr.is_row || !is_complex(scope_, expr.args[0]->type)) {
        append(expr.flag ? " IS NOT NULL)" : " IS NULL)");
      } else {
        append(expr.flag ? " IS DISTINCT FROM NULL)" : " IS NOT DISTINCT FROM NULL)");
      }
      break;
    case Kind::bool_test:
      append("(");
      print(*expr.args[0], false);
      append(expr.text);
      append(")");
      break;
    case Kind::sublink:
      sublink(expr);
      break;
    case Kind::aggregate:
      aggregate(expr);
      break;
    case Kind::window:
      window_call(expr);
      break;
    case Kind::grouping:
      append("GROUPING(");
      list(expr.args, 0, expr.args.size(), true);
      append(")");
      break;
    case Kind::subscript:
      subscripts(expr, show_implicit);
      break;
    case Kind::field: {
      const Kind inner = expr.args[0]->kind;
      const bool needs_parens = inner != Kind::subscript && inner != Kind::field;
      if (needs_parens) append("(");
      print(*expr.args[0], true);
      if (needs_parens) append(")");
      append(".");
      append(quote(expr.text));
      break;
    }
    case Kind::named_arg:
      append(quote(expr.text));
      append(" => ");
      print(*expr.args[0], show_implicit);
      break;
    case Kind::set_default:
      append("DEFAULT");
      break;
    default:
      unknown("an expression cannot be printed");
  }
}

void Printer::constant(const Expr& expr, int show_type) {
  bool needs_label = true;
  if (expr.is_null) {
    append("NULL");
    needs_label = show_type >= 0;
    if (show_type < 0) return;
  } else {
    const std::string_view text = expr.text;
    const auto quoted = [&] { append(core::quote_standard_literal(text)); };
    switch (expr.type) {
      case types::int4:
        needs_label = text.starts_with('-');
        if (needs_label) {
          quoted();
        } else {
          append(text);
        }
        break;
      case types::numeric: {
        const bool is_float = !text.empty() && text.front() >= '0' && text.front() <= '9' &&
                              text.find_first_of("eE.") != std::string_view::npos;
        needs_label = !is_float || expr.typmod >= 0;
        if (is_float) {
          append(text);
        } else {
          quoted();
        }
        break;
      }
      case types::boolean:
        needs_label = false;
        append(text == "t" || text == "true" ? "true" : "false");
        break;
      case types::unknown:
        needs_label = false;
        quoted();
        break;
      default:
        quoted();
    }
    if (show_type < 0) return;
  }
  if (needs_label || show_type > 0) {
    append("::");
    append(type_text(expr.type, expr.typmod));
  }
}

/// get_coercion_expr.
void Printer::coercion(const Expr& arg, const Expr& cast, int typmod) {
  if (arg.kind == Kind::constant && arg.type == cast.type && arg.typmod == -1) {
    constant(arg, -1);
  } else {
    append("(");
    print(arg, false);
    append(")");
  }
  append("::");
  append(type_text(cast.type, typmod));
}

void Printer::implicit(const Expr& expr, bool show_implicit) {
  if (expr.form == Form::implicit_cast && !show_implicit) {
    print(*expr.args[0], false);
  } else {
    coercion(*expr.args[0], expr, expr.typmod);
  }
}

void Printer::function(const Expr& expr, bool show_implicit) {
  if (expr.form == Form::implicit_cast || expr.form == Form::explicit_cast) {
    implicit(expr, show_implicit);
    return;
  }
  if (expr.form == Form::sql_syntax && version_ >= 14 && sql_function(expr)) return;
  append(expr.text);
  append("(");
  arguments(expr, true);
  append(")");
}

void Printer::arguments(const Expr& expr, bool show_implicit) {
  for (std::size_t i = 0; i < expr.args.size(); ++i) {
    if (i != 0) append(", ");
    if (expr.is_variadic && i + 1 == expr.args.size()) append("VARIADIC ");
    print(*expr.args[i], show_implicit);
  }
}

/// get_func_sql_syntax, by name: only the grammar marks a call so, and the names are the system's.
bool Printer::sql_function(const Expr& expr) {
  const std::string_view name = expr.name;
  const std::vector<Expr*>& args = expr.args;
  const auto arg = [&](std::size_t i) { print(*args[i], false); };
  if (name == "timezone" && args.size() == 1) {
    append("(");
    arg(0);
    append(" AT LOCAL)");
  } else if (name == "timezone") {
    append("(");
    arg(1);
    append(" AT TIME ZONE ");
    arg(0);
    append(")");
  } else if (name == "overlaps") {
    append("((");
    arg(0);
    append(", ");
    arg(1);
    append(") OVERLAPS (");
    arg(2);
    append(", ");
    arg(3);
    append("))");
  } else if (name == "extract") {
    append("EXTRACT(");
    append(args[0]->text);
    append(" FROM ");
    arg(1);
    append(")");
  } else if (name == "is_normalized") {
    append("(");
    arg(0);
    append(" IS");
    if (args.size() == 2) {
      append(" ");
      append(args[1]->text);
    }
    append(" NORMALIZED)");
  } else if (name == "pg_collation_for") {
    append("COLLATION FOR (");
    arg(0);
    append(")");
  } else if (name == "normalize") {
    append("NORMALIZE(");
    arg(0);
    if (args.size() == 2) {
      append(", ");
      append(args[1]->text);
    }
    append(")");
  } else if (name == "overlay") {
    append("OVERLAY(");
    arg(0);
    append(" PLACING ");
    arg(1);
    append(" FROM ");
    arg(2);
    if (args.size() == 4) {
      append(" FOR ");
      arg(3);
    }
    append(")");
  } else if (name == "position") {
    append("POSITION((");
    arg(1);
    append(") IN (");
    arg(0);
    append("))");
  } else if (name == "substring" && (args.size() == 3 || args[1]->type == types::int4)) {
    append("SUBSTRING(");
    arg(0);
    const bool is_pattern = args.size() == 3 && args[2]->type == types::text;
    append(is_pattern ? " SIMILAR " : " FROM ");
    arg(1);
    if (args.size() == 3) {
      append(is_pattern ? " ESCAPE " : " FOR ");
      arg(2);
    }
    append(")");
  } else if (name == "xmlexists") {
    append("XMLEXISTS((");
    arg(0);
    append(") PASSING (");
    arg(1);
    append("))");
  } else if (name == "btrim" || name == "ltrim" || name == "rtrim") {
    append(name == "btrim" ? "TRIM(BOTH" : name == "ltrim" ? "TRIM(LEADING" : "TRIM(TRAILING");
    if (args.size() == 2) {
      append(" ");
      arg(1);
    }
    append(" FROM ");
    arg(0);
    append(")");
  } else {
    return false;
  }
  return true;
}

void Printer::oper(const Expr& expr) {
  append("(");
  if (expr.args.size() == 2) {
    print(*expr.args[0], true);
    append(" ");
    append(expr.text);
    append(" ");
    print(*expr.args[1], true);
  } else if (expr.flag) {  // a postfix operator, before 14
    print(*expr.args[0], true);
    append(" ");
    append(expr.text);
  } else {
    append(expr.text);
    append(" ");
    print(*expr.args[0], true);
  }
  append(")");
}

void Printer::case_expr(const Expr& expr) {
  keyword("CASE", 0, 4, 0);
  if (expr.extra != nullptr) {
    append(" ");
    print(*expr.extra, true);
  }
  for (std::size_t i = 0; i + 1 < expr.args.size(); i += 2) {
    const Expr* when = expr.args[i];
    if (expr.extra != nullptr && when->kind == Kind::op && when->args.size() == 2) {
      const Expr* left = when->args[0];
      while (left->form == Form::implicit_cast && left->args.size() >= 1) left = left->args[0];
      if (left->kind == Kind::case_test) when = when->args[1];
    }
    keyword("WHEN ", 0, 0, 0);
    print(*when, false);
    append(" THEN ");
    print(*expr.args[i + 1], true);
  }
  keyword("ELSE ", 0, 0, 0);
  print(*expr.args.back(), true);
  keyword("END", -4, 0, 0);
}

void Printer::subscripts(const Expr& expr, bool show_implicit) {
  const bool needs_parens = expr.extra->kind != Kind::var && expr.extra->kind != Kind::field;
  if (needs_parens) append("(");
  print(*expr.extra, show_implicit);
  if (needs_parens) append(")");
  for (std::size_t i = 0; i + 1 < expr.args.size(); i += 2) {
    append("[");
    if (expr.is_multidim) {  // slices
      if (expr.args[i] != nullptr) print(*expr.args[i], false);
      append(":");
    }
    if (expr.args[i + 1] != nullptr) print(*expr.args[i + 1], false);
    append("]");
  }
}

void Printer::sublink(const Expr& expr) {
  const auto type = static_cast<SublinkType>(expr.number);
  append(type == SublinkType::array ? "ARRAY(" : "(");
  std::string_view op;
  if (expr.extra != nullptr) {
    const Expr& test = *expr.extra;
    if (test.kind == Kind::op) {
      print(*test.args[0], true);
      op = test.text;
    } else if (test.kind == Kind::boolean) {
      append("(");
      for (std::size_t i = 0; i < test.args.size(); ++i) {
        if (i != 0) append(", ");
        print(*test.args[i]->args[0], true);
      }
      append(")");
      op = test.args[0]->text;
    } else {
      append("(");
      list(test.args, 0, test.args.size() / 2, true);
      append(")");
      op = test.text;
    }
  }
  bool needs_parens = true;
  switch (type) {
    case SublinkType::exists:
      append("EXISTS ");
      break;
    case SublinkType::any:
      if (op == "=") {
        append(" IN ");
      } else {
        append(" ");
        append(op);
        append(" ANY ");
      }
      break;
    case SublinkType::all:
      append(" ");
      append(op);
      append(" ALL ");
      break;
    case SublinkType::row_compare:
      append(" ");
      append(op);
      append(" ");
      break;
    default:
      needs_parens = false;
  }
  if (needs_parens) append("(");
  query(*expr.query, nullptr, false);
  append(needs_parens ? "))" : ")");
}

void Printer::aggregate(const Expr& expr) {
  const CallDetails& details = *expr.details;
  append(expr.text);
  append("(");
  if (details.is_distinct) append("DISTINCT ");
  const QueryTree& tree = *details.level;
  if (details.is_within_group) {
    list(expr.args, 0, details.direct_count, true);
    append(") WITHIN GROUP (ORDER BY ");
    order(tree, details.order, false);
  } else {
    if (details.is_star) {
      append("*");
    } else {
      arguments(expr, true);
    }
    if (!details.order.empty()) {
      append(" ORDER BY ");
      order(tree, details.order, false);
    }
  }
  if (details.filter != nullptr) {
    append(") FILTER (WHERE ");
    print(*details.filter, false);
  }
  append(")");
}

void Printer::window_call(const Expr& expr) {
  const CallDetails& details = *expr.details;
  append(expr.text);
  append("(");
  if (details.is_star) {
    append("*");
  } else {
    list(expr.args, 0, expr.args.size(), true);
  }
  if (details.filter != nullptr) {
    append(") FILTER (WHERE ");
    print(*details.filter, false);
  }
  append(") OVER ");
  const QueryTree& tree = *details.level;
  const Window& window = tree.windows[static_cast<std::size_t>(details.window)];
  if (window.name.empty()) {
    window_spec(tree, window);
  } else {
    append(quote(window.name));
  }
}

}  // namespace plumbline::sql::analysis
