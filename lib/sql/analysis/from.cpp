/// FROM: transformFromClause of parse_clause.c, addRangeTableEntry… of parse_relation.c.
#include <algorithm>

#include "core/schema/quote.hpp"
#include "sql/analysis/analyzer.hpp"
#include "sql/analysis/walk.hpp"

namespace plumbline::sql::analysis {

namespace {

void add(std::vector<Id>& list, Id id) {
  if (std::find(list.begin(), list.end(), id) == list.end()) list.push_back(id);
}

bool is_row_set(ObjectKind kind) {
  return kind == ObjectKind::table || kind == ObjectKind::foreign_table ||
         kind == ObjectKind::view || kind == ObjectKind::materialized_view ||
         kind == ObjectKind::sequence;
}

/// A query does not tell a missing schema from a missing table (parserOpenTable).
void refuse_missing_schema(const Session& session, const Node& range) {
  const std::string_view schema = range.text("schemaname");
  if (schema.empty() || schema == "pg_temp" || session.catalog.schema(schema) != Catalog::none)
    return;
  fail("42P01", "relation \"" + Session::written(range) + "\" does not exist");
}

}  // namespace

void Analyzer::from_clause(State& state, const Node& list) {
  for (const Node item : list) {
    std::vector<Visible> made;
    const int index = from_item(state, item, made);
    check_conflicts(state.names, made);
    set_lateral(made, true, true);
    state.names.insert(state.names.end(), made.begin(), made.end());
    state.query->from.push_back(index);
  }
  set_lateral(state.names, false, true);
}

void Analyzer::set_lateral(std::vector<Visible>& names, bool is_only, bool is_ok) {
  for (Visible& item : names) {
    item.is_lateral_only = is_only;
    item.is_lateral_ok = is_ok;
  }
}

/// checkNameSpaceConflicts.
void Analyzer::check_conflicts(const std::vector<Visible>& a, const std::vector<Visible>& b) {
  for (const Visible& one : a) {
    if (!one.is_table) continue;
    for (const Visible& other : b) {
      if (!other.is_table || one.name != other.name) continue;
      if (one.plain != Catalog::none && other.plain != Catalog::none && one.plain != other.plain) {
        continue;
      }
      fail("42712", "table name \"" + one.name + "\" specified more than once");
    }
  }
}

int Analyzer::add_rte(State& state, Rte rte) {
  state.query->rtable.push_back(std::move(rte));
  return static_cast<int>(state.query->rtable.size()) - 1;
}

/// The name and columns that an alias gives.
void Analyzer::apply_alias(Rte& rte, const Node& alias, std::string_view what) {
  if (!alias) return;
  rte.has_alias = true;
  rte.alias = std::string(alias.text("aliasname"));
  rte.name = rte.alias;
  const Node names = alias["colnames"];
  if (names.size() > rte.columns.size()) {
    fail("42P10", std::string(what) + " \"" + rte.name + "\" has " +
                      std::to_string(rte.columns.size()) + " columns available but " +
                      std::to_string(names.size()) + " columns specified");
  }
  std::size_t i = 0;
  for (const Node name : names) {
    rte.given.emplace_back(name.as_text());
    rte.columns[i].name = arena.keep(std::string(name.as_text()));
    ++i;
  }
}

Visible Analyzer::visible_rte(const State& state, int index) {
  const Rte& rte = state.query->rtable[static_cast<std::size_t>(index)];
  Visible item;
  item.name = rte.name;
  item.rte = index;
  if (rte.kind == RteKind::relation && !rte.has_alias) item.plain = rte.relation;
  int number = 0;
  for (const Column& column : rte.columns) {
    item.columns.push_back({column.name, index, ++number, nullptr});
  }
  return item;
}

int Analyzer::from_item(State& state, const Node& item, std::vector<Visible>& made) {
  int index = -1;
  if (item.is_a("RangeVar")) {
    index = from_table(state, item);
  } else if (item.is_a("RangeSubselect")) {
    index = from_subselect(state, item);
  } else if (item.is_a("RangeFunction")) {
    index = from_function(state, item);
  } else if (item.is_a("JoinExpr")) {
    return from_join(state, item, made);
  } else if (item.is_a("RangeTableSample")) {
    index = from_item(state, item["relation"], made);
    made.clear();
    Rte& rte = state.query->rtable[static_cast<std::size_t>(index)];
    const Node method = item["method"];
    rte.sample = std::string(method.at(method.size() - 1).as_text());
    if (rte.sample != "system" && rte.sample != "bernoulli") {
      unknown("a sampling method of an extension");
    }
    std::vector<Expr*> arguments;
    for (const Node argument : item["args"]) {
      Expr* const expr = transform(state, argument, ExprKind::from_function);
      Expr* const coerced = coerce(&state, expr, {types::float4, -1}, CoercionContext::assignment,
                                   Form::implicit_cast);
      if (coerced == nullptr) unknown("a sample's argument");
      const auto share = static_cast<std::uint64_t>(argument["ival"].number("ival"));
      if (!argument["ival"] || share > 100) session_.may_fail("the sample's share decides");
      arguments.push_back(coerced);
    }
    if (arguments.size() != 1) {
      fail("2202H", "tablesample method " + rte.sample + " requires 1 argument, not " +
                        std::to_string(arguments.size()));
    }
    Expr* seed = nullptr;
    if (item["repeatable"]) {
      if (!item["repeatable"]["ival"]) session_.may_fail("the sample's seed decides");
      seed = transform(state, item["repeatable"], ExprKind::from_function);
      seed = coerce_to_specific(state, seed, types::float8, "REPEATABLE");
    }
    Rte& again = state.query->rtable[static_cast<std::size_t>(index)];
    again.sample_arguments = std::move(arguments);
    again.sample_repeatable = seed;
  } else {
    unknown("a table function of SQL in FROM is not followed");
  }
  made.push_back(visible_rte(state, index));
  return index;
}

int Analyzer::from_table(State& state, const Node& range) {
  const std::string_view name = range.text("relname");
  if (range.text("schemaname").empty()) {
    if (const int index = from_cte(state, range, name); index >= 0) return index;
  }
  Rte rte;
  if (const std::string system = session_.system_relation(range); !system.empty()) {
    fill_system(rte, system);
  } else {
    refuse_missing_schema(session_, range);
    const Id relation = session_.relation(range);
    if (!is_row_set(catalog_[relation].kind)) {
      fail("42809", "cannot open relation \"" + std::string(catalog_[relation].own) + "\"");
    }
    if (catalog_[relation].kind == ObjectKind::sequence) {
      fill_sequence(rte, relation);
    } else {
      fill_relation(rte, relation);
    }
    require_right(relation, "SELECT");
    note_policies(relation);
    add(reads, relation);
  }
  rte.is_only = !range.flag("inh");
  apply_alias(rte, range["alias"], "table");
  return add_rte(state, std::move(rte));
}

void Analyzer::fill_sequence(Rte& rte, Id relation) {
  rte.kind = RteKind::relation;
  rte.relation = relation;
  rte.printed = catalog_.sql_name(relation);
  rte.name = std::string(catalog_[relation].own);
  const auto add_column = [&](std::string_view name, TypeId type) {
    Column column;
    column.name = name;
    column.type = type;
    rte.columns.push_back(column);
  };
  add_column("last_value", types::int8);
  add_column("log_cnt", types::int8);
  add_column("is_called", types::boolean);
}

void Analyzer::fill_system(Rte& rte, const std::string& system) {
  const std::size_t dot = system.find('.');
  const std::string schema = system.substr(0, dot);
  const std::string name = system.substr(dot + 1);
  const std::optional<SystemRelation> facts = find_system_relation(schema, name, version());
  if (!facts) unknown("the relation \"" + system + "\" of the system is not known");
  rte.kind = RteKind::relation;
  rte.is_system = true;
  // pg_catalog is on the path of what prints.
  rte.printed = schema == "pg_catalog" ? name : system;
  rte.name = name;
  rte.row_type = types::record;
  for (const SystemColumn& column : facts->columns) {
    Column made;
    made.name = column.name;
    made.type = column.type;
    made.collation = collation_of_type(column.type);
    if (facts->kind == 'r' && made.collation == "default") made.collation = "\"C\"";
    rte.columns.push_back(made);
  }
  if (std::find(reads_system.begin(), reads_system.end(), system) == reads_system.end()) {
    reads_system.push_back(system);
  }
}

int Analyzer::from_cte(State& state, const Node& range, std::string_view name) {
  for (State* owner = &state; owner != nullptr; owner = owner->parent) {
    for (const std::string& future : owner->future_ctes) {
      if (future != name) continue;
      unknown("a query in WITH refers to a later one");
    }
    for (Cte* const cte : owner->ctes) {
      if (cte->name != name) continue;
      Rte rte;
      rte.kind = RteKind::cte;
      rte.cte = cte->name;
      rte.name = cte->name;
      rte.row_type = types::record;
      if (cte->result.empty() && cte->is_open) {
        fail("42P19", "recursive reference to query \"" + cte->name +
                          "\" must not appear within its non-recursive term");
      }
      if (cte->is_open) cte->is_self_referenced = true;
      if (cte->result.empty()) {
        fail("0A000", "WITH query \"" + cte->name + "\" does not have a RETURNING clause");
      }
      rte.columns = cte->result;
      apply_alias(rte, range["alias"], "table");
      return add_rte(state, std::move(rte));
    }
  }
  return -1;
}

/// The result columns of a query.
std::vector<Column> Analyzer::columns_of(const QueryTree& tree) {
  std::vector<Column> columns;
  const bool is_select = tree.command == Command::select;
  for (const Target& target : is_select ? tree.targets : tree.returning) {
    if (target.is_junk) continue;
    Column column;
    column.name = target.name;
    column.type = target.expr->type;
    column.typmod = target.expr->typmod;
    column.collation = target.expr->collation;
    columns.push_back(column);
  }
  return columns;
}

int Analyzer::from_subselect(State& state, const Node& item) {
  const ExprKind outer_kind = state.kind;
  const bool was_lateral = state.is_lateral_active;
  state.kind = ExprKind::from_subselect;
  state.is_lateral_active = item.flag("lateral");
  QueryTree* const query = select(item["subquery"], &state);
  state.kind = outer_kind;
  state.is_lateral_active = was_lateral;
  Rte rte;
  rte.kind = RteKind::subquery;
  rte.query = query;
  rte.is_lateral = item.flag("lateral");
  rte.row_type = types::record;
  rte.columns = columns_of(*query);
  rte.name = "unnamed_subquery";
  if (!item["alias"] && version() < 16) fail("42601", "subquery in FROM must have an alias");
  apply_alias(rte, item["alias"], "table");
  return add_rte(state, std::move(rte));
}

// -- Functions

void Analyzer::function_columns(Rte& rte, const Expr& call, const Node& definitions,
                                std::string_view name, bool has_alias) {
  const TypeId type = call.type;
  if (!definitions.empty()) {
    if (type != types::record) {
      fail("42601", "a column definition list is only allowed for functions returning \"record\"");
    }
    std::string text = "(";
    for (const Node definition : definitions) {
      const TypeRef column_type = resolve_type_name(scope_, definition["typeName"]);
      Column column;
      column.name = arena.keep(std::string(definition.text("colname")));
      column.type = column_type.id;
      column.typmod = column_type.typmod;
      column.collation = collation_of_type(column_type.id);
      if (text.size() > 1) text += ", ";
      text += core::quote_identifier(column.name, catalog_.server_version()) + " " +
              format_type(scope_, column_type);
      if (definition["collClause"]) unknown("a collation in a column definition list");
      rte.columns.push_back(column);
    }
    rte.definition = text + ")";
    rte.row_type = types::record;
    return;
  }
  if (is_complex(scope_, type)) {
    for (const AttributeInfo& attribute : composite_attributes(scope_, base_type(scope_, type))) {
      Column column;
      column.name = arena.keep(std::string(attribute.name));
      column.type = attribute.type.id;
      column.typmod = attribute.type.typmod;
      column.collation = collation_of_type(column.type);
      rte.columns.push_back(column);
    }
    rte.row_type = type;
    return;
  }
  const auto outputs = outputs_.find(&call);
  if (type == types::record) {
    if (outputs == outputs_.end() || outputs->second.empty()) {
      fail("42601", "a column definition list is required for functions returning \"record\"");
    }
    int number = 0;
    for (const auto& [own, output] : outputs->second) {
      ++number;
      Column column;
      column.name = own.empty() ? arena.keep("column" + std::to_string(number))
                                : arena.keep(std::string(own));
      column.type = output;
      column.collation = collation_of_type(output);
      rte.columns.push_back(column);
    }
    rte.row_type = types::record;
    return;
  }
  if (type == types::void_ && version() >= 12) {
    // A function that gives nothing has a column all the same.
  }
  Column column;
  column.name = arena.keep(std::string(name));
  if (!has_alias && outputs != outputs_.end() && outputs->second.size() == 1 &&
      !outputs->second[0].first.empty()) {
    column.name = arena.keep(std::string(outputs->second[0].first));
  } else if (outputs != outputs_.end() && outputs->second.size() == 1 &&
             !outputs->second[0].first.empty()) {
    column.name = arena.keep(std::string(outputs->second[0].first));
  }
  column.type = type;
  column.typmod = call.typmod;
  column.collation = call.collation;
  if (column.collation.empty()) column.collation = collation_of_type(type);
  rte.columns.push_back(column);
}

int Analyzer::from_function(State& state, const Node& item) {
  const bool was_lateral = state.is_lateral_active;
  state.is_lateral_active = true;
  Rte rte;
  rte.kind = RteKind::function;
  rte.is_rows_from = item.flag("is_rowsfrom");
  const Node alias = item["alias"];
  std::string name;
  for (const Node pair : item["functions"]) {
    const Node node = pair.at(0);
    const Node definitions = pair.at(1);
    if (node.is_a("FuncCall") && node["args"].size() > 1 &&
        node["funcname"].at(node["funcname"].size() - 1).as_text() == "unnest") {
      unknown("unnest of several arrays is not followed");
    }
    Expr* const call = transform(state, node, ExprKind::from_function);
    assign_collation(call);
    std::string own = figure_name(node);
    if (name.empty()) name = own;
    if (alias && item["functions"].size() == 1) own = std::string(alias.text("aliasname"));
    const bool has_definitions = definitions && definitions.size() > 0;
    function_columns(rte, *call, has_definitions ? definitions : item["coldeflist"], own,
                     static_cast<bool>(alias));
    rte.functions.push_back(call);
  }
  state.is_lateral_active = was_lateral;
  if (rte.functions.size() > 1) rte.row_type = types::record;
  rte.has_ordinality = item.flag("ordinality");
  if (rte.has_ordinality) {
    Column number;
    number.name = "ordinality";
    number.type = types::int8;
    rte.columns.push_back(number);
    rte.row_type = types::record;
  }
  rte.name = name;
  apply_alias(rte, alias, "table");
  rte.is_lateral = item.flag("lateral");
  for (const Expr* const call : rte.functions) {
    walk_deep(*call, [&](const Expr& inner) {
      if (inner.kind == Kind::var && inner.level == state.query) rte.is_lateral = true;
      return false;
    });
  }
  return add_rte(state, std::move(rte));
}

// -- JOIN

Expr* Analyzer::var_of(State& state, const VisibleColumn& column) {
  if (column.merged != nullptr) return column.merged;
  return make_var(state, state.query, column.rte, column.column);
}

/// buildMergedJoinVar.
Expr* Analyzer::merged_column(State& state, JoinKind kind, Expr* left, Expr* right) {
  const TypeId type = common_type({left, right}, "JOIN/USING");
  const auto as = [&](Expr* expr) {
    return expr->type == type ? expr
                              : coerce_type(&state, expr, {type, -1}, CoercionContext::implicit,
                                            Form::implicit_cast);
  };
  Expr* const l = as(left);
  Expr* const r = as(right);
  switch (kind) {
    case JoinKind::left:
      return l;
    case JoinKind::right:
      return r;
    case JoinKind::full: {
      Expr* const expr = arena.make(Kind::coalesce);
      expr->args = {l, r};
      expr->type = type;
      expr->typmod = l->typmod == r->typmod ? l->typmod : -1;
      return expr;
    }
    default:
      return l->kind == Kind::var || r->kind != Kind::var ? l : r;
  }
}

std::vector<std::string> Analyzer::natural_columns(const std::vector<VisibleColumn>& left,
                                                   const std::vector<VisibleColumn>& right) {
  std::vector<std::string> names;
  for (const VisibleColumn& one : left) {
    for (const VisibleColumn& other : right) {
      if (one.name == other.name) {
        names.emplace_back(one.name);
        break;
      }
    }
  }
  return names;
}

int Analyzer::from_join(State& state, const Node& item, std::vector<Visible>& made) {
  const std::string_view type = item.text("jointype");
  Rte rte;
  rte.kind = RteKind::join;
  rte.join = type == "JOIN_LEFT"    ? JoinKind::left
             : type == "JOIN_RIGHT" ? JoinKind::right
             : type == "JOIN_FULL"  ? JoinKind::full
                                    : JoinKind::inner;
  std::vector<Visible> left_names;
  rte.left = from_item(state, item["larg"], left_names);
  const bool is_lateral_ok = rte.join == JoinKind::inner || rte.join == JoinKind::left;
  set_lateral(left_names, true, is_lateral_ok);
  const std::size_t before = state.names.size();
  state.names.insert(state.names.end(), left_names.begin(), left_names.end());
  std::vector<Visible> right_names;
  rte.right = from_item(state, item["rarg"], right_names);
  state.names.resize(before);
  check_conflicts(left_names, right_names);
  // What a side gives is what its last visible entry has: its own columns or the join's.
  const std::vector<VisibleColumn> left = left_names.back().columns;
  const std::vector<VisibleColumn> right = right_names.back().columns;
  std::vector<Visible> names = std::move(left_names);
  names.insert(names.end(), right_names.begin(), right_names.end());

  std::vector<std::string> using_names;
  if (item.flag("isNatural")) {
    rte.is_natural = true;
    using_names = natural_columns(left, right);
  } else {
    for (const Node name : item["usingClause"]) using_names.emplace_back(name.as_text());
  }
  std::vector<VisibleColumn> columns;
  std::vector<bool> is_left_used(left.size());
  std::vector<bool> is_right_used(right.size());
  std::vector<Expr*> merged;
  std::vector<Expr*> equalities;
  for (const std::string& name : using_names) {
    if (std::count(using_names.begin(), using_names.end(), name) > 1) {
      fail("42701", "column name \"" + name + "\" appears more than once in USING clause");
    }
    const auto find = [&](const std::vector<VisibleColumn>& side, std::vector<bool>& used,
                          std::string_view which) {
      int found = -1;
      for (std::size_t i = 0; i < side.size(); ++i) {
        if (side[i].name != name) continue;
        if (found >= 0) {
          fail("42702", "common column name \"" + name + "\" appears more than once in " +
                            std::string(which) + " table");
        }
        found = static_cast<int>(i);
      }
      if (found < 0) {
        fail("42703", "column \"" + name + "\" specified in USING clause does not exist in " +
                          std::string(which) + " table");
      }
      used[static_cast<std::size_t>(found)] = true;
      return var_of(state, side[static_cast<std::size_t>(found)]);
    };
    Expr* const l = find(left, is_left_used, "left");
    Expr* const r = find(right, is_right_used, "right");
    merged.push_back(merged_column(state, rte.join, l, r));
    Expr* const equal = make_named_op(state, "=", l, r);
    equalities.push_back(coerce_to_boolean(state, equal, "JOIN/USING"));
  }
  if (!equalities.empty()) {
    rte.condition = equalities.size() == 1 ? equalities[0] : make_bool(BoolOp::and_, equalities);
  }
  rte.join_using = using_names;
  rte.merged_count = using_names.size();
  if (item["join_using_alias"]) unknown("an alias of USING is not followed");

  if (item["quals"]) {
    std::vector<Visible> saved = std::move(state.names);
    state.names = names;
    set_lateral(state.names, false, true);
    rte.condition = transform_where(state, item["quals"], ExprKind::join_on, "JOIN/ON");
    state.names = std::move(saved);
  }
  if (rte.join == JoinKind::inner && rte.condition == nullptr) rte.join = JoinKind::cross;

  const int index = static_cast<int>(state.query->rtable.size());
  for (std::size_t i = 0; i < using_names.size(); ++i) {
    VisibleColumn column;
    column.name = arena.keep(using_names[i]);
    Expr* expr = merged[i];
    assign_collation(expr);
    Column facts;
    facts.name = column.name;
    facts.type = expr->type;
    facts.typmod = expr->typmod;
    facts.collation = expr->collation;
    facts.merged = expr;
    rte.columns.push_back(facts);
    if (expr->kind == Kind::var) {
      column.merged = expr;
    } else {
      // Referred to by the join's own column.
      column.rte = index;
      column.column = static_cast<int>(i) + 1;
    }
    columns.push_back(column);
  }
  const auto rest = [&](const std::vector<VisibleColumn>& side, const std::vector<bool>& used) {
    for (std::size_t i = 0; i < side.size(); ++i) {
      if (!used[i]) columns.push_back(side[i]);
    }
  };
  rest(left, is_left_used);
  rest(right, is_right_used);
  if (rte.join == JoinKind::full && !using_names.empty()) {
    is_exact = false;  // names would be made unique over the whole query
  }
  Visible visible;
  visible.is_table = false;
  visible.rte = index;
  const Node alias = item["alias"];
  if (alias) {
    rte.has_alias = true;
    rte.alias = std::string(alias.text("aliasname"));
    rte.name = rte.alias;
    std::size_t i = 0;
    for (const Node name : alias["colnames"]) {
      if (i >= columns.size()) {
        fail("42P10", "join expression \"" + rte.alias + "\" has " +
                          std::to_string(columns.size()) + " columns available but " +
                          std::to_string(alias["colnames"].size()) + " columns specified");
      }
      columns[i++].name = arena.keep(std::string(name.as_text()));
    }
    names.clear();
    visible.is_table = true;
    visible.name = rte.alias;
    is_exact = false;
  } else {
    for (Visible& name : names) name.is_columns = false;
  }
  visible.columns = std::move(columns);
  add_rte(state, std::move(rte));
  made = std::move(names);
  made.push_back(std::move(visible));
  return index;
}

}  // namespace plumbline::sql::analysis
