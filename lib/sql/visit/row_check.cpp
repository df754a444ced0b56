#include "sql/visit/row_check.hpp"

#include <algorithm>
#include <cstdlib>
#include <optional>

#include "sql/analysis/analyzer.hpp"
#include "sql/parse.hpp"

namespace plumbline::sql {

namespace {

using analysis::Analyzer;
using analysis::BoolOp;
using analysis::Expr;
using analysis::Kind;

struct Datum {
  enum class State { null, known, unknown } state = State::unknown;
  std::string text;
};

Datum known(std::string text) { return {Datum::State::known, std::move(text)}; }
Datum truth(bool is_so) { return known(is_so ? "t" : "f"); }
Datum null() { return {Datum::State::null, {}}; }

bool is_number(TypeId type) {
  return type == types::int2 || type == types::int4 || type == types::int8 ||
         type == types::numeric;
}
bool is_text(TypeId type) { return type == types::text || type == types::varchar; }

/// -1, 0, 1; nothing where it is not sure.
std::optional<int> compare(TypeId type, const std::string& a, const std::string& b) {
  if (is_number(type)) {
    const auto is_plain = [](const std::string& text) {
      return !text.empty() && text.size() <= 17 &&
             text.find_first_not_of("-0123456789.") == std::string::npos;
    };
    if (!is_plain(a) || !is_plain(b)) return std::nullopt;
    const long double left = std::strtold(a.c_str(), nullptr);
    const long double right = std::strtold(b.c_str(), nullptr);
    return left < right ? -1 : left > right ? 1 : 0;
  }
  // As they are printed, without fractions: "2000-01-01", "2000-01-01 12:00:00+00".
  const std::size_t printed = type == types::date          ? 10
                              : type == types::timestamp   ? 19
                              : type == types::timestamptz ? 22
                              : type == types::time        ? 8
                                                           : 0;
  if (printed != 0 && a.size() == printed && b.size() == printed) {
    if (type == types::timestamptz && (!a.ends_with("+00") || !b.ends_with("+00"))) return {};
    return a < b ? -1 : a > b ? 1 : 0;
  }
  return std::nullopt;
}

class Evaluator {
 public:
  Evaluator(const analysis::QueryTree& query, const KnownRow& row) : query_(query), row_(row) {}

  Datum visit(const Expr& expr) {
    switch (expr.kind) {
      case Kind::constant:
        return expr.is_null ? null() : known(std::string(expr.text));
      case Kind::var:
        return variable(expr);
      case Kind::relabel:
        return visit(*expr.args[0]);
      case Kind::function:
        return function(expr);
      case Kind::boolean:
        return boolean(expr);
      case Kind::null_test: {
        const Datum arg = visit(*expr.args[0]);
        if (arg.state == Datum::State::unknown || expr.is_row) return {};
        return truth((arg.state == Datum::State::null) != expr.flag);
      }
      case Kind::op:
        return comparison(expr.text, *expr.args[0], expr.args.size() == 2 ? expr.args[1] : nullptr);
      case Kind::array_op:
        return array(expr);
      default:
        return {};
    }
  }

 private:
  Datum variable(const Expr& expr) {
    if (expr.level != &query_ || expr.column <= 0) return {};
    const Id id = query_.rtable[static_cast<std::size_t>(expr.rte)]
                      .columns[static_cast<std::size_t>(expr.column - 1)]
                      .id;
    const auto found = row_.find(id);
    if (found == row_.end()) return {};
    if (found->second.is_null()) return null();
    if (found->second.state == KnownValue::State::text) return known(found->second.text);
    return {};
  }

  Datum function(const Expr& expr) {
    if (expr.args.size() != 1) return {};
    const Datum arg = visit(*expr.args[0]);
    if (arg.state != Datum::State::known) return arg;
    if (expr.form != analysis::Form::call && is_number(expr.type) &&
        is_number(expr.args[0]->type)) {
      return arg;
    }
    if (!is_text(expr.args[0]->type)) return {};
    if (expr.name == "lower" || expr.name == "upper")
      return in_case(arg.text, expr.name == "upper");
    if (expr.name == "btrim") return known(trimmed(arg.text));
    if (expr.name == "length" || expr.name == "char_length" || expr.name == "character_length") {
      return known(std::to_string(std::count_if(arg.text.begin(), arg.text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
      })));
    }
    return {};
  }

  /// Letters outside of ASCII are the locale's, and so are I and i: Turkish has two of each.
  static Datum in_case(std::string text, bool is_upper) {
    for (char& c : text) {
      if (static_cast<unsigned char>(c) >= 0x80 || c == (is_upper ? 'i' : 'I')) return {};
      if (is_upper && c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
      if (!is_upper && c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return known(std::move(text));
  }

  static std::string trimmed(const std::string& text) {
    const std::size_t first = text.find_first_not_of(' ');
    if (first == std::string::npos) return {};
    return text.substr(first, text.find_last_not_of(' ') - first + 1);
  }

  Datum boolean(const Expr& expr) {
    const auto op = static_cast<BoolOp>(expr.number);
    if (op == BoolOp::not_) {
      Datum arg = visit(*expr.args[0]);
      if (arg.state == Datum::State::known) arg.text = arg.text == "t" ? "f" : "t";
      return arg;
    }
    const std::string_view decides = op == BoolOp::and_ ? "f" : "t";
    bool has_null = false;
    bool has_unknown = false;
    for (const Expr* const arg : expr.args) {
      const Datum datum = visit(*arg);
      if (datum.state == Datum::State::known && datum.text == decides) return datum;
      has_null = has_null || datum.state == Datum::State::null;
      has_unknown = has_unknown || datum.state == Datum::State::unknown;
    }
    if (has_unknown) return {};
    if (has_null) return null();
    return truth(op == BoolOp::and_);
  }

  Datum comparison(std::string_view op, const Expr& left, const Expr* right) {
    if (right == nullptr) return {};
    return compared(op, left.type, right->type, visit(left), visit(*right));
  }

  static Datum compared(std::string_view op, TypeId type, TypeId other, const Datum& a,
                        const Datum& b) {
    const bool is_comparison =
        op == "=" || op == "<>" || op == "<" || op == "<=" || op == ">" || op == ">=";
    const bool is_match = op == "~~" || op == "!~~" || op == "~" || op == "~*" || op == "!~" ||
                          op == "!~*" || op == "~~*" || op == "!~~*";
    if (!is_comparison && !is_match) return {};
    if (a.state == Datum::State::null || b.state == Datum::State::null) return null();
    if (a.state == Datum::State::unknown || b.state == Datum::State::unknown) return {};
    if (is_match) return matched(op, type, other, a.text, b.text);
    if (is_text(type) && is_text(other)) {
      if (op == "=") return truth(a.text == b.text);
      if (op == "<>") return truth(a.text != b.text);
      return {};
    }
    if (type != other && !(is_number(type) && is_number(other))) return {};
    const std::optional<int> order = compare(type, a.text, b.text);
    if (!order) return {};
    if (op == "=") return truth(*order == 0);
    if (op == "<>") return truth(*order != 0);
    if (op == "<") return truth(*order < 0);
    if (op == "<=") return truth(*order <= 0);
    return truth(op == ">" ? *order > 0 : *order >= 0);
  }

  /// LIKE without escapes; characters of several bytes are left alone.
  static Datum matched(std::string_view op, TypeId type, TypeId other, std::string_view text,
                       std::string_view pattern) {
    const auto is_plain = [](std::string_view some) {
      return std::ranges::all_of(
          some, [](char c) { return c != '\\' && static_cast<unsigned char>(c) < 0x80; });
    };
    if ((op != "~~" && op != "!~~") || !is_text(type) || !is_text(other)) return {};
    if (!is_plain(text) || !is_plain(pattern)) return {};
    return truth(is_like(text, pattern) == (op == "~~"));
  }

  static bool is_like(std::string_view text, std::string_view pattern) {
    std::size_t at = 0;
    std::size_t in = 0;
    std::size_t star = std::string_view::npos;
    std::size_t resumed = 0;
    while (at < text.size()) {
      if (in < pattern.size() && pattern[in] == '%') {
        star = in++;
        resumed = at;
      } else if (in < pattern.size() && (pattern[in] == '_' || pattern[in] == text[at])) {
        ++in;
        ++at;
      } else if (star != std::string_view::npos) {
        in = star + 1;
        at = ++resumed;
      } else {
        return false;
      }
    }
    return pattern.find_first_not_of('%', in) == std::string_view::npos;
  }

  Datum array(const Expr& expr) {
    const Expr* list = expr.args[1];
    while ((list->kind == Kind::array_coerce || list->kind == Kind::relabel) &&
           !list->args.empty()) {
      list = list->args[0];
    }
    if (list->kind != Kind::array) return {};
    const Datum left = visit(*expr.args[0]);
    bool has_null = false;
    for (const Expr* const item : list->args) {
      const TypeId type = expr.args[0]->type;
      const Datum one = compared(expr.text, type, item->type, left, visit(*item));
      if (one.state == Datum::State::unknown) return {};
      has_null = has_null || one.state == Datum::State::null;
      if (one.state == Datum::State::known && (one.text == "t") == expr.flag) return one;
    }
    if (has_null) return null();
    return truth(!expr.flag);
  }

  const analysis::QueryTree& query_;
  const KnownRow& row_;
};

}  // namespace

CheckOutcome check_row(Session& session, Id table, Id constraint, const KnownRow& row) {
  const std::string text = "SELECT " + std::string(session.catalog.value(constraint, "expression"));
  const ParseResult parsed = parse(text);
  const Node node = parsed.ast.root()["targetList"].at(0)["val"];
  if (!node) return CheckOutcome::unknown;
  const Scope none;
  Analyzer analyzer(session, none);
  analysis::State state;
  state.query = analyzer.arena.make_query();
  analyzer.add_relation(state, table, {}, false);
  Datum datum;
  try {
    const Expr* const expr =
        analyzer.transform_where(state, node, analysis::ExprKind::check, "CHECK");
    datum = Evaluator(*state.query, row).visit(*expr);
  } catch (const Failure&) {
    return CheckOutcome::unknown;
  } catch (const Unknown&) {
    return CheckOutcome::unknown;
  }
  if (datum.state == Datum::State::unknown) return CheckOutcome::unknown;
  if (datum.state == Datum::State::null || datum.text == "t") return CheckOutcome::holds;
  return CheckOutcome::fails;
}

}  // namespace plumbline::sql
