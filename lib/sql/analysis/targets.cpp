/// Target lists: parse_target.c.
#include "sql/analysis/analyzer.hpp"

namespace plumbline::sql::analysis {

namespace {

/// FigureColnameInternal: how good the name is, 0 to 2.
int figure(const Node& node, std::string& name, const SublinkNames& sublinks) {
  const std::string_view type = node.type();
  const auto is = [&](std::string_view text) {
    name = std::string(text);
    return 2;
  };
  if (type == "ColumnRef") {
    for (const Node field : node["fields"]) {
      if (!field.is_a("A_Star")) name = std::string(field.as_text());
    }
    return name.empty() ? 0 : 2;
  }
  if (type == "A_Indirection") {
    std::string last;
    for (const Node item : node["indirection"]) {
      if (!item.is_a("A_Indices") && !item.is_a("A_Star")) last = std::string(item.as_text());
    }
    if (!last.empty()) return is(last);
    return figure(node["arg"], name, sublinks);
  }
  if (type == "FuncCall") {
    const Node names = node["funcname"];
    return is(names.at(names.size() - 1).as_text());
  }
  if (type == "A_Expr") return node.text("kind") == "AEXPR_NULLIF" ? is("nullif") : 0;
  if (type == "TypeCast") {
    const int strength = figure(node["arg"], name, sublinks);
    if (strength > 1) return strength;
    const Node names = node["typeName"]["names"];
    name = std::string(names.at(names.size() - 1).as_text());
    return 1;
  }
  if (type == "CollateClause") return figure(node["arg"], name, sublinks);
  if (type == "GroupingFunc") return is("grouping");
  if (type == "SubLink") {
    const std::string_view kind = node.text("subLinkType");
    if (kind == "EXISTS_SUBLINK") return is("exists");
    if (kind == "ARRAY_SUBLINK") return is("array");
    if (kind == "EXPR_SUBLINK") {
      const auto found = sublinks.find(&node.item());
      if (found != sublinks.end()) return is(found->second);
    }
    return 0;
  }
  if (type == "CaseExpr") {
    const int strength = node["defresult"] ? figure(node["defresult"], name, sublinks) : 0;
    if (strength > 1) return strength;
    name = "case";
    return 1;
  }
  if (type == "A_ArrayExpr") return is("array");
  if (type == "RowExpr") return is("row");
  if (type == "CoalesceExpr") return is("coalesce");
  if (type == "MinMaxExpr") return is(node.text("op") == "IS_GREATEST" ? "greatest" : "least");
  if (type == "SQLValueFunction") {
    std::string op(node.text("op"));
    op = op.substr(op.find('_') + 1);
    if (op.ends_with("_N")) op.resize(op.size() - 2);
    for (char& c : op) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    return is(op);
  }
  return 0;
}

}  // namespace

std::string Analyzer::figure_name(const Node& node) const {
  std::string name;
  figure(node, name, sublink_names_);
  if (version() < 14 && name == "extract" && node.is_a("FuncCall")) return "date_part";
  return name.empty() ? "?column?" : name;
}

/// ExpandColumnRefStar; false when the node is none.
bool Analyzer::expand_star(State& state, const Node& value, std::vector<Target>& targets) {
  if (!value.is_a("ColumnRef")) {
    if (value.is_a("A_Indirection")) {
      const Node list = value["indirection"];
      if (list.at(list.size() - 1).is_a("A_Star")) {
        unknown("the columns of a composite value are not followed");
      }
    }
    return false;
  }
  const Node fields = value["fields"];
  const std::size_t count = fields.size();
  if (!fields.at(count - 1).is_a("A_Star")) return false;
  const auto add = [&](State& owner, const Visible& item) {
    for (const VisibleColumn& column : item.columns) {
      Target target;
      target.expr = column.merged != nullptr
                        ? column.merged
                        : make_var(state, owner.query, column.rte, column.column);
      target.name = std::string(column.name);
      targets.push_back(std::move(target));
    }
  };
  if (count == 1) {
    bool has_any = false;
    for (const Visible& item : state.names) {
      if (!item.is_columns || item.is_lateral_only) continue;
      has_any = true;
      add(state, item);
    }
    if (!has_any) fail("42601", "SELECT * with no tables specified is not valid");
    return true;
  }
  if (count > 4) fail("42601", "improper qualified name (too many dotted names)");
  if (count == 4) unknown("a table of another database");
  const std::string_view schema = count == 3 ? fields.at(0).as_text() : std::string_view();
  const std::string_view name = fields.at(count - 2).as_text();
  State* owner = nullptr;
  const Visible* const table = visible_table(state, schema, name, owner);
  if (table == nullptr) {
    fail("42P01", "missing FROM-clause entry for table \"" + std::string(name) + "\"");
  }
  add(*owner, *table);
  return true;
}

void Analyzer::target_list(State& state, const Node& list, std::vector<Target>& targets,
                           ExprKind kind) {
  const ExprKind outer = state.kind;
  state.kind = kind;
  for (const Node item : list) {
    const Node value = item["val"];
    if (expand_star(state, value, targets)) continue;
    Target target;
    target.expr = recurse(state, value);
    const std::string_view name = item.text("name");
    target.name = name.empty() ? figure_name(value) : std::string(name);
    targets.push_back(std::move(target));
  }
  state.kind = outer;
  if (targets.size() > 1664) fail("54011", "target lists can have at most 1664 entries");
}

// -- Sublinks

Expr* Analyzer::sublink(State& state, const Node& node) {
  const std::string_view refused = refuses_subquery(state.kind);
  if (!refused.empty()) {
    fail("0A000", "cannot use subquery in " + std::string(refused));
  }
  const std::string_view type = node.text("subLinkType");
  if (state.query != nullptr) state.query->has_sublinks = true;
  const Node statement = node["subselect"];
  QueryTree* const query = select(statement, &state);
  if (query->command != Command::select) unknown("a subquery that changes data");
  Expr* const expr = arena.make(Kind::sublink);
  expr->query = query;
  expr->type = types::boolean;
  std::vector<const Target*> columns;
  for (const Target& target : query->targets) {
    if (!target.is_junk) columns.push_back(&target);
  }
  if (type == "EXISTS_SUBLINK") {
    expr->number = static_cast<int>(SublinkType::exists);
    return expr;
  }
  if (type == "EXPR_SUBLINK" || type == "ARRAY_SUBLINK") {
    if (columns.size() != 1) fail("42601", "subquery must return only one column");
    sublink_names_[&node.item()] = columns[0]->name;
    const Expr& column = *columns[0]->expr;
    const bool is_array = type == "ARRAY_SUBLINK";
    expr->number = static_cast<int>(is_array ? SublinkType::array : SublinkType::expr);
    expr->type = column.type;
    expr->typmod = column.typmod;
    expr->collation = column.collation;
    if (is_array) {
      expr->type =
          type_info(scope_, column.type).is_array ? column.type : array_type(scope_, column.type);
      if (expr->type == 0) {
        fail("42704",
             "could not find array type for data type " + display_type(scope_, column.type));
      }
    }
    return expr;
  }
  if (type != "ANY_SUBLINK" && type != "ALL_SUBLINK") unknown("a subquery of another kind");
  expr->number = static_cast<int>(type == "ANY_SUBLINK" ? SublinkType::any : SublinkType::all);
  Expr* const left = recurse(state, node["testexpr"]);
  const std::vector<Expr*> left_list =
      left->kind == Kind::row ? left->args : std::vector<Expr*>{left};
  expr->extra = sublink_test(state, node["operName"], left_list, columns);
  return expr;
}

/// The comparison of the left side with stand-ins for the query's columns.
Expr* Analyzer::sublink_test(State& state, const Node& name, const std::vector<Expr*>& left,
                             const std::vector<const Target*>& columns) {
  std::vector<Expr*> right;
  for (const Target* const target : columns) {
    Expr* const param = arena.make(Kind::param);
    param->type = target->expr->type;
    param->typmod = target->expr->typmod;
    param->collation = target->expr->collation;
    right.push_back(param);
  }
  if (left.size() < right.size()) fail("42601", "subquery has too many columns");
  if (left.size() > right.size()) fail("42601", "subquery has too few columns");
  if (name) return make_row_op(state, name, left, right);
  // IN
  std::vector<Expr*> pairs;
  for (std::size_t i = 0; i < left.size(); ++i) {
    Expr* const pair = make_named_op(state, "=", left[i], right[i]);
    if (pair->type != types::boolean) {
      fail("42804", "row comparison operator must yield type boolean, not type " +
                        display_type(scope_, pair->type));
    }
    pairs.push_back(pair);
  }
  if (pairs.size() == 1) return pairs.front();
  return make_bool(BoolOp::and_, std::move(pairs));
}

/// `(a, b) = (SELECT …)`.
Expr* Analyzer::row_sublink(State& state, const Node& name, const Node& left, const Node& right) {
  const std::string_view refused = refuses_subquery(state.kind);
  if (!refused.empty()) fail("0A000", "cannot use subquery in " + std::string(refused));
  Expr* const expr = arena.make(Kind::sublink);
  expr->number = static_cast<int>(SublinkType::row_compare);
  expr->type = types::boolean;
  Expr* const row = recurse(state, left);
  expr->query = select(right["subselect"], &state);
  std::vector<const Target*> columns;
  for (const Target& target : expr->query->targets) {
    if (!target.is_junk) columns.push_back(&target);
  }
  expr->extra = sublink_test(state, name, row->args, columns);
  if (state.query != nullptr) state.query->has_sublinks = true;
  return expr;
}

}  // namespace plumbline::sql::analysis
