/// Which collation each expression has: parse_collate.c.
#include "sql/analysis/analyzer.hpp"

namespace plumbline::sql::analysis {

namespace {

enum class Strength { none, implicit, conflict, explicit_ };

struct Derived {
  Strength strength = Strength::none;
  std::string_view collation;
};

/// merge_collation_state.
void merge(Derived& into, const Derived& other) {
  if (other.strength == Strength::none) return;
  if (other.strength > into.strength) {
    into = other;
    return;
  }
  if (other.strength < into.strength || other.collation == into.collation) return;
  if (into.strength == Strength::implicit) {
    // Any other one beats the default.
    if (into.collation == "default") {
      into.collation = other.collation;
    } else if (other.collation != "default") {
      into.strength = Strength::conflict;
    }
  } else if (into.strength == Strength::explicit_) {
    fail("42P21", "collation mismatch between explicit collations \"" +
                      std::string(into.collation) + "\" and \"" + std::string(other.collation) +
                      "\"");
  }
}

}  // namespace

class CollationWalk {
 public:
  explicit CollationWalk(Analyzer& analyzer) : analyzer_(analyzer) {}

  Derived visit(Expr& expr) {
    switch (expr.kind) {
      case Kind::collate:
        visit(*expr.args[0]);
        expr.collation = expr.text;
        return {Strength::explicit_, expr.text};
      case Kind::var:
      case Kind::case_test:
      case Kind::param:
      case Kind::domain_value:
      case Kind::field:
        for (Expr* const arg : expr.args) visit(*arg);
        if (expr.collation.empty()) expr.collation = analyzer_.collation_of_type(expr.type);
        return leaf(expr);
      case Kind::constant:
      case Kind::sql_value:
        expr.collation = analyzer_.collation_of_type(expr.type);
        return leaf(expr);
      case Kind::sublink:
        if (expr.extra != nullptr) visit(*expr.extra);
        return leaf(expr);
      case Kind::row:
      case Kind::row_compare:
        for (Expr* const arg : expr.args) visit(*arg);
        expr.collation = {};
        return {};
      default:
        return merged(expr);
    }
  }

 private:
  Derived leaf(const Expr& expr) {
    if (expr.collation.empty()) return {};
    // Two of them may conflict in a sort, a comparison or a set operation.
    if (expr.collation != "default") {
      std::string& first = analyzer_.first_collation_;
      if (first.empty()) first = expr.collation;
      if (first != expr.collation) analyzer_.session_.may_fail("whether collations conflict");
    }
    return {Strength::implicit, expr.collation};
  }

  Derived merged(Expr& expr) {
    Derived state;
    if (expr.kind == Kind::subscript) {
      for (Expr* const arg : expr.args) {
        if (arg != nullptr) visit(*arg);
      }
      merge(state, visit(*expr.extra));
    } else if (expr.kind == Kind::case_) {
      if (expr.extra != nullptr) visit(*expr.extra);
      for (std::size_t i = 0; i < expr.args.size(); ++i) {
        const bool is_result = i % 2 == 1 || i + 1 == expr.args.size();
        const Derived derived = visit(*expr.args[i]);
        if (is_result) merge(state, derived);
      }
    } else {
      for (Expr* const arg : expr.args) {
        if (arg != nullptr) merge(state, visit(*arg));
      }
    }
    if (expr.details != nullptr) {
      if (expr.details->filter != nullptr) visit(*expr.details->filter);
      for (const SortItem& item : expr.details->order) {
        if (item.expr != nullptr) visit(*item.expr);
      }
    }
    const std::string_view own = analyzer_.collation_of_type(expr.type);
    if (own.empty()) {
      expr.collation = {};
      return {};
    }
    if (state.strength == Strength::none) {
      expr.collation = own;
      return {Strength::implicit, own};
    }
    expr.collation = state.strength == Strength::conflict ? std::string_view() : state.collation;
    return state;
  }

  Analyzer& analyzer_;
};

void Analyzer::assign_collation(Expr* expr) {
  if (expr != nullptr) CollationWalk(*this).visit(*expr);
}

}  // namespace plumbline::sql::analysis
