/// INSERT, UPDATE and DELETE: analyze.c, parse_target.c; what the rewriter refuses of generated and
/// identity columns.
#include <algorithm>

#include "sql/analysis/analyzer.hpp"
#include "sql/analysis/facts.hpp"
#include "sql/analysis/walk.hpp"
#include "sql/quoted.hpp"
#include "sql/rights.hpp"

namespace plumbline::sql::analysis {

namespace {

void add(std::vector<Id>& list, Id id) {
  if (std::find(list.begin(), list.end(), id) == list.end()) list.push_back(id);
}

bool is_default(const Node& node) { return node.is_a("SetToDefault"); }

/// A query does not tell a missing schema from a missing table (parserOpenTable).
void refuse_missing_schema(const Session& session, const Node& range) {
  const std::string_view schema = range.text("schemaname");
  if (schema.empty() || schema == "pg_temp" || session.catalog.schema(schema) != Catalog::none)
    return;
  fail("42P01", "relation \"" + Session::written(range) + "\" does not exist");
}

bool has_unique_index(const Catalog& catalog, Id relation) {
  return !catalog.parts(relation, ObjectKind::constraint).empty() ||
         std::ranges::any_of(catalog.parts(relation, ObjectKind::index),
                             [&](Id index) { return catalog.has(index, "unique"); });
}

/// infer_arbiter_indexes: 42P10 when no unique index fits.
void match_arbiter(const Catalog& catalog, const Node& infer, Id relation) {
  if (const std::string_view name = infer.text("conname"); !name.empty()) {
    const Id constraint = catalog.part(relation, ObjectKind::constraint, name);
    const std::string_view type = catalog.value(constraint, "type");
    if (type != "primary key" && type != "unique" && type != "exclude") {
      fail("42809", "constraint in ON CONFLICT clause has no associated index");
    }
    return;
  }
  std::vector<std::string> wanted;
  bool is_simple = true;
  for (const Node element : infer["indexElems"]) {
    if (element["expr"] || !element["collation"].empty() || !element["opclass"].empty()) {
      is_simple = false;
      continue;
    }
    wanted.push_back(
        catalog.sql_name(catalog.part(relation, ObjectKind::column, element.text("name"))));
  }
  if (catalog[relation].kind == ObjectKind::view) unknown("the indexes under a view");
  if (!is_simple && has_unique_index(catalog, relation))
    unknown("whether a unique index fits to ON CONFLICT");
  std::sort(wanted.begin(), wanted.end());
  wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
  const auto is_same = [&](std::string_view list) {
    std::vector<std::string> columns;
    while (!list.empty()) {
      const std::size_t comma = list.find(", ");
      columns.emplace_back(list.substr(0, comma));
      if (comma == std::string_view::npos) break;
      list = list.substr(comma + 2);
    }
    std::sort(columns.begin(), columns.end());
    return columns == wanted;
  };
  bool is_maybe = false;
  for (const Id constraint : catalog.parts(relation, ObjectKind::constraint)) {
    const std::string_view type = catalog.value(constraint, "type");
    if (type != "primary key" && type != "unique") continue;
    if (!is_same(catalog.value(constraint, "columns"))) continue;
    if (!catalog.value(constraint, "deferrable").empty()) {
      is_maybe = true;
      continue;
    }
    return;
  }
  for (const Id index : catalog.parts(relation, ObjectKind::index)) {
    if (!catalog.has(index, "unique")) continue;
    const std::string_view columns = catalog.value(index, "columns");
    if (is_same(columns)) {
      if (catalog.value(index, "predicate").empty()) return;
      if (infer["whereClause"]) is_maybe = true;
    } else if (columns.find_first_of("( ") != std::string_view::npos) {
      is_maybe = true;
    }
  }
  if (is_maybe) unknown("whether a unique index fits to ON CONFLICT");
  fail("42P10",
       "there is no unique or exclusion constraint matching the ON CONFLICT specification");
}

/// Who reads columns of what is changed needs more than the right to change it.
void require_right_to_read(const Session& session, const QueryTree& query, const Node& statement) {
  if (session.is_superuser || query.target < 0) return;
  const Catalog& catalog = session.catalog;
  const Id relation = query.rtable[static_cast<std::size_t>(query.target)].relation;
  const std::vector<Id> columns = facts_of(query).columns;
  if (columns.empty() || session.has_right(relation, "SELECT")) return;
  const bool is_plain = statement.is_a("UpdateStmt") || statement.is_a("DeleteStmt");
  for (const Id column : columns) {
    if (catalog[column].parent != relation) continue;
    if ((Acl::read(catalog, column).held(session.role) & *right_named("SELECT")) != 0) continue;
    const bool has_others = std::ranges::any_of(
        catalog[column].values,
        [](const Catalog::Value& value) { return value.name.starts_with("grant:"); });
    if (has_others || !is_plain) unknown("rights on columns");
    session.require_right(relation, "SELECT");
  }
}

}  // namespace

QueryTree* Analyzer::modify(const Node& statement, State* parent, Cte* cte) {
  State state;
  state.parent = parent;
  state.parent_cte = cte;
  state.query = arena.make_query();
  state.query->parent = parent == nullptr ? nullptr : parent->query;
  with_clause(state, statement["withClause"]);
  if (statement.is_a("InsertStmt")) {
    insert(state, statement);
  } else if (statement.is_a("UpdateStmt")) {
    update(state, statement);
  } else if (statement.is_a("DeleteStmt")) {
    delete_from(state, statement);
  } else if (statement.is_a("MergeStmt")) {
    merge(state, statement);
  } else {
    unknown("a statement of kind " + std::string(statement.type()) + " is not followed");
  }
  finish(state);
  if (checks_rights) require_right_to_read(session_, *state.query, statement);
  return state.query;
}

/// setTargetTable, and what CheckValidResultRel refuses.
int Analyzer::target_table(State& state, const Node& range, std::string_view right,
                           std::string_view verb) {
  if (!session_.system_relation(range).empty()) {
    unknown("a change of the system's own tables");
  }
  refuse_missing_schema(session_, range);
  const Id relation = session_.relation(range);
  const Catalog::Object& object = catalog_[relation];
  const std::string name = quoted(object.own);
  switch (object.kind) {
    case ObjectKind::table:
    case ObjectKind::view:
    case ObjectKind::foreign_table:
    case ObjectKind::sequence:
    case ObjectKind::materialized_view:
      break;
    default:
      fail("42809", "cannot open relation " + name);
  }
  require_right(relation, right);
  const bool is_sequence = object.kind == ObjectKind::sequence;
  if (is_sequence) refused_target_ = "cannot change sequence " + name;
  if (object.kind == ObjectKind::materialized_view)
    refused_target_ = "cannot change materialized view " + name;
  (void)verb;
  Rte rte;
  is_sequence ? fill_sequence(rte, relation) : fill_relation(rte, relation);
  rte.is_only = !range.flag("inh");
  apply_alias(rte, range["alias"], "table");
  add(writes, relation);
  const int index = add_rte(state, std::move(rte));
  state.query->target = index;
  return index;
}

/// transformAssignedExpr.
Expr* Analyzer::assign(State& state, Expr* expr, const Column& column, std::string_view name) {
  Expr* const made = coerce(&state, expr, {column.type, column.typmod}, CoercionContext::assignment,
                            Form::implicit_cast);
  if (made == nullptr) {
    fail("42804", "column " + quoted(name) + " is of type " + display_type(scope_, column.type) +
                      " but expression is of type " + display_type(scope_, expr->type));
  }
  return made;
}

// -- INSERT

/// checkInsertTargets: numbers of columns from 1.
std::vector<int> Analyzer::insert_columns(const Rte& rte, const Node& list) {
  std::vector<int> numbers;
  if (list.empty()) {
    for (std::size_t i = 0; i < rte.columns.size(); ++i) {
      numbers.push_back(static_cast<int>(i) + 1);
    }
    return numbers;
  }
  for (const Node target : list) {
    const std::string_view name = target.text("name");
    int number = 0;
    for (std::size_t i = 0; i < rte.columns.size(); ++i) {
      if (rte.columns[i].name == name) number = static_cast<int>(i) + 1;
    }
    if (number == 0) {
      fail("42703", "column " + quoted(name) + " of relation " +
                        quoted(catalog_[rte.relation].own) + " does not exist");
    }
    if (!target["indirection"].empty()) unknown("a part of a column is assigned to");
    if (std::find(numbers.begin(), numbers.end(), number) != numbers.end()) {
      fail("42701", "column " + quoted(name) + " specified more than once");
    }
    numbers.push_back(number);
  }
  return numbers;
}

void Analyzer::insert(State& state, const Node& statement) {
  QueryTree& query = *state.query;
  query.command = Command::insert;
  const int target = target_table(state, statement["relation"], "INSERT", "insert");
  const std::vector<int> columns =
      insert_columns(query.rtable[static_cast<std::size_t>(target)], statement["cols"]);
  const Node source = statement["selectStmt"];
  has_insert_list_ = !statement["cols"].empty();
  if (!source) {
    query.is_insert_default = true;
  } else {
    insert_rows(state, source, target, columns);
  }
  check_generated_targets(state, statement.text("override"));
  // Its columns are visible from here on, not to what is inserted.
  state.names.clear();
  Visible visible = visible_rte(state, target);
  if (statement["onConflictClause"]) {
    state.names.push_back(visible);
    on_conflict(state, statement["onConflictClause"], target);
    state.names.clear();
  }
  state.names.push_back(std::move(visible));
  returning(state, statement["returningList"]);
  // Looked for when the plan is made, behind all that is wrong in the text.
  const Node infer = statement["onConflictClause"]["infer"];
  if (infer) {
    match_arbiter(catalog_, infer, query.rtable[static_cast<std::size_t>(target)].relation);
  }
}

void Analyzer::insert_rows(State& state, const Node& source, int target,
                           const std::vector<int>& columns) {
  QueryTree& query = *state.query;
  const bool is_plain_values = !source["valuesLists"].empty() && source["sortClause"].empty() &&
                               !source["limitOffset"] && !source["limitCount"] &&
                               source["lockingClause"].empty() && !source["withClause"];
  const auto column_of_target = [&](std::size_t i) {
    return query.rtable[static_cast<std::size_t>(target)]
        .columns[static_cast<std::size_t>(columns[i] - 1)];
  };
  const auto check_count = [&](std::size_t count) {
    if (count > columns.size()) {
      fail("42601", "INSERT has more expressions than target columns");
    }
  };
  const auto check_enough = [&](std::size_t count, bool has_list) {
    if (has_list && count < columns.size()) {
      fail("42601", "INSERT has more target columns than expressions");
    }
  };
  if (!is_plain_values) {
    query.is_insert_select = true;
    QueryTree* const from = select(source, &state, nullptr, false, false);
    Rte rte;
    rte.kind = RteKind::subquery;
    rte.query = from;
    rte.name = "*SELECT*";
    rte.columns = columns_of(*from);
    const std::size_t count = rte.columns.size();
    check_count(count);
    std::vector<Expr*> literals(count);
    std::size_t number = 0;
    for (const Target& item : from->targets) {
      if (item.is_junk) continue;
      // A bare literal takes the type of its column.
      if (item.expr->kind == Kind::constant && item.expr->type == types::unknown) {
        literals[number] = item.expr;
      }
      ++number;
    }
    const int index = add_rte(state, std::move(rte));
    check_enough(count, has_insert_list_);
    for (std::size_t i = 0; i < count; ++i) {
      Expr* const value = literals[i] != nullptr
                              ? literals[i]
                              : make_var(state, state.query, index, static_cast<int>(i) + 1);
      const Column column = column_of_target(i);
      Target made;
      made.expr = assign(state, value, column, column.name);
      made.name = std::string(column.name);
      made.column = columns[i];
      query.targets.push_back(std::move(made));
    }
    return;
  }
  const bool allows_default = true;
  const Node lists = source["valuesLists"];
  const ExprKind kind = lists.size() == 1 ? ExprKind::values_single : ExprKind::values;
  Rte rte;
  rte.kind = RteKind::values;
  rte.name = "*VALUES*";
  for (const Node list : lists) {
    std::vector<Expr*> row;
    for (const Node item : list) {
      if (is_default(item) && allows_default) {
        row.push_back(arena.make(Kind::set_default));
        continue;
      }
      row.push_back(transform(state, item, kind));
    }
    if (!rte.values.empty() && rte.values.front().size() != row.size()) {
      fail("42601", "VALUES lists must all be the same length");
    }
    rte.values.push_back(std::move(row));
    check_count(rte.values.back().size());
    check_enough(rte.values.back().size(), has_insert_list_);
    for (std::size_t i = 0; i < rte.values.back().size(); ++i) {
      Expr*& value = rte.values.back()[i];
      if (value->kind == Kind::set_default) continue;
      const Column column = column_of_target(i);
      value = assign(state, value, column, column.name);
    }
  }
  const std::size_t width = rte.values.front().size();
  for (std::size_t i = 0; i < width; ++i) {
    Target made;
    made.expr = rte.values.front()[i];
    made.name = std::string(column_of_target(i).name);
    made.column = columns[i];
    query.targets.push_back(std::move(made));
  }
  add_rte(state, std::move(rte));
}

/// rewriteTargetListIU: 428C9.
void Analyzer::check_generated_targets(State& state, std::string_view overriding) {
  QueryTree& query = *state.query;
  const Rte& rte = query.rtable[static_cast<std::size_t>(query.target)];
  if (catalog_[rte.relation].kind == ObjectKind::view) return;
  const Rte* values = nullptr;
  for (const Rte& other : query.rtable) {
    if (other.kind == RteKind::values && other.name == "*VALUES*") values = &other;
  }
  std::size_t number = 0;
  for (const Target& target : query.targets) {
    const std::size_t place = number++;
    const Column& column = rte.columns[static_cast<std::size_t>(target.column - 1)];
    bool is_all_default = target.expr->kind == Kind::set_default;
    if (values != nullptr && query.command == Command::insert) {
      is_all_default = true;
      for (const std::vector<Expr*>& row : values->values) {
        if (row[place]->kind != Kind::set_default) is_all_default = false;
      }
    }
    if (is_all_default) continue;
    const std::string_view identity = catalog_.value(column.id, "identity");
    const bool is_generated = catalog_.has(column.id, "generated");
    const bool is_always = identity == "always";
    const bool is_overridden =
        overriding == "OVERRIDING_SYSTEM_VALUE" || overriding == "OVERRIDING_USER_VALUE";
    if (is_generated && version() < 14) {
      fail("42601", query.command == Command::insert
                        ? "cannot insert into column " + quoted(column.name)
                        : "column " + quoted(column.name) + " can only be updated to DEFAULT");
    }
    if (query.command == Command::insert) {
      if (is_generated || (is_always && !is_overridden)) {
        fail("428C9", "cannot insert a non-DEFAULT value into column " + quoted(column.name));
      }
    } else if (is_generated || is_always) {
      fail("428C9", "column " + quoted(column.name) + " can only be updated to DEFAULT");
    }
  }
}

void Analyzer::returning(State& state, const Node& list) {
  if (list.empty()) return;
  target_list(state, list, state.query->returning, ExprKind::returning);
  resolve_unknowns(state, state.query->returning);
}

// -- ON CONFLICT

void Analyzer::on_conflict(State& state, const Node& clause, int target) {
  const Rte& rte = state.query->rtable[static_cast<std::size_t>(target)];
  const Id relation = rte.relation;
  const bool is_update = clause.text("action") == "ONCONFLICT_UPDATE";
  const Node infer = clause["infer"];
  if (is_update && !infer) {
    fail("42601", "ON CONFLICT DO UPDATE requires inference specification or constraint name");
  }
  if (catalog_[relation].kind == ObjectKind::foreign_table) {
    unknown("what the foreign server says of ON CONFLICT");
  }
  if (infer) infer_arbiter(state, infer, target);
  if (!is_update) return;
  require_right(relation, "UPDATE");
  Rte excluded;
  fill_relation(excluded, relation);
  excluded.name = "excluded";
  excluded.has_alias = true;
  const int index = add_rte(state, std::move(excluded));
  Visible visible = visible_rte(state, index);
  state.names.push_back(std::move(visible));
  std::vector<Target> targets;
  update_targets(state, clause["targetList"], target, targets);
  state.query->returning.clear();
  Expr* const where = transform_where(state, clause["whereClause"], ExprKind::where, "WHERE");
  state.query->conflict = std::move(targets);
  state.query->where = where;
}

/// resolve_unique_index_expr.
void Analyzer::infer_arbiter(State& state, const Node& infer, int target) {
  const Id relation = state.query->rtable[static_cast<std::size_t>(target)].relation;
  if (const std::string_view name = infer.text("conname"); !name.empty()) {
    if (catalog_.part(relation, ObjectKind::constraint, name) == Catalog::none) {
      fail("42704", "constraint " + quoted(name) + " for table " + quoted(catalog_[relation].own) +
                        " does not exist");
    }
    return;
  }
  for (const Node element : infer["indexElems"]) {
    if (element["expr"]) {
      transform(state, element["expr"], ExprKind::index_expression);
    } else if (catalog_.part(relation, ObjectKind::column, element.text("name")) == Catalog::none) {
      fail("42703", "column " + quoted(element.text("name")) + " does not exist");
    }
  }
  if (infer["whereClause"]) {
    transform_where(state, infer["whereClause"], ExprKind::index_predicate, "WHERE");
  }
}

// -- UPDATE, DELETE

/// transformUpdateTargetList.
void Analyzer::update_targets(State& state, const Node& list, int target,
                              std::vector<Target>& targets) {
  const auto facts = [&](std::string_view name) {
    const Rte& rte = state.query->rtable[static_cast<std::size_t>(target)];
    for (std::size_t i = 0; i < rte.columns.size(); ++i) {
      if (rte.columns[i].name == name) return static_cast<int>(i) + 1;
    }
    fail("42703", "column " + quoted(name) + " of relation " + quoted(catalog_[rte.relation].own) +
                      " does not exist");
  };
  std::vector<Target> made;
  for (const Node item : list) {
    Target pair;
    const Node value = item["val"];
    if (is_default(value)) {
      pair.expr = arena.make(Kind::set_default);
    } else if (value.is_a("MultiAssignRef")) {
      const Node source = value["source"];
      if (!source.is_a("RowExpr")) unknown("several columns are set from a subquery");
      for (const Node part : source["args"]) {
        const Node fields = part["fields"];
        if (part.is_a("ColumnRef") && fields.at(fields.size() - 1).is_a("A_Star")) {
          unknown("several columns are set from a whole row");
        }
      }
      const std::int64_t count = value.number("ncolumns");
      if (static_cast<std::int64_t>(source["args"].size()) != count) {
        fail("42601", "number of columns does not match number of values");
      }
      const std::int64_t number = value.number("colno");
      const Node part = source["args"].at(static_cast<std::size_t>(number - 1));
      pair.expr = is_default(part) ? arena.make(Kind::set_default)
                                   : transform(state, part, ExprKind::update_source);
    } else {
      pair.expr = transform(state, value, ExprKind::update_source);
    }
    pair.name = std::string(item.text("name"));
    made.push_back(std::move(pair));
  }
  std::size_t i = 0;
  for (const Node item : list) {
    Target& pair = made[i++];
    const int number = facts(pair.name);
    if (!item["indirection"].empty()) unknown("a part of a column is assigned to");
    pair.column = number;
    if (pair.expr->kind == Kind::set_default) continue;
    const Column column = state.query->rtable[static_cast<std::size_t>(target)]
                              .columns[static_cast<std::size_t>(number - 1)];
    pair.expr = assign(state, pair.expr, column, column.name);
  }
  for (std::size_t a = 0; a < made.size(); ++a) {
    for (std::size_t b = a + 1; b < made.size(); ++b) {
      if (made[a].column == made[b].column) {
        fail("42601", "multiple assignments to same column " + quoted(made[a].name));
      }
    }
  }
  targets = std::move(made);
}

void Analyzer::update(State& state, const Node& statement) {
  QueryTree& query = *state.query;
  query.command = Command::update;
  const int target = target_table(state, statement["relation"], "UPDATE", "update");
  std::vector<Visible> names = {visible_rte(state, target)};
  state.names = names;
  from_clause(state, statement["fromClause"]);
  query.where = transform_where(state, statement["whereClause"], ExprKind::where, "WHERE");
  returning(state, statement["returningList"]);
  update_targets(state, statement["targetList"], target, query.targets);
  check_generated_targets(state, {});
}

void Analyzer::delete_from(State& state, const Node& statement) {
  QueryTree& query = *state.query;
  query.command = Command::delete_;
  const int target = target_table(state, statement["relation"], "DELETE", "delete from");
  state.names = {visible_rte(state, target)};
  from_clause(state, statement["usingClause"]);
  query.where = transform_where(state, statement["whereClause"], ExprKind::where, "WHERE");
  returning(state, statement["returningList"]);
}

// -- MERGE

void Analyzer::merge(State& state, const Node& statement) {
  QueryTree& query = *state.query;
  query.command = Command::merge;
  const int target = target_table(state, statement["relation"], "UPDATE", "merge into");
  if (catalog_[query.rtable[static_cast<std::size_t>(target)].relation].kind != ObjectKind::table) {
    unknown("a MERGE into what is no table");
  }
  std::vector<Visible> source;
  from_item(state, statement["sourceRelation"], source);
  std::vector<Visible> own = {visible_rte(state, target)};
  check_conflicts(own, source);
  std::vector<Visible> both = own;
  both.insert(both.end(), source.begin(), source.end());
  state.names = both;
  query.where = transform_where(state, statement["joinCondition"], ExprKind::join_on, "JOIN/ON");
  for (const Node clause : statement["mergeWhenClauses"]) {
    const std::string_view command = clause.text("commandType");
    const bool is_matched = clause.flag("matched");
    state.names = is_matched ? both : source;
    transform_where(state, clause["condition"], ExprKind::merge_when, "WHEN");
    if (command == "CMD_UPDATE") {
      std::vector<Target> targets;
      update_targets(state, clause["targetList"], target, targets);
    } else if (command == "CMD_INSERT") {
      const std::vector<int> columns =
          insert_columns(query.rtable[static_cast<std::size_t>(target)], clause["targetList"]);
      const Node values = clause["values"];
      if (values.size() > columns.size()) {
        fail("42601", "INSERT has more expressions than target columns");
      }
      if (!clause["targetList"].empty() && values.size() < columns.size()) {
        fail("42601", "INSERT has more target columns than expressions");
      }
      std::size_t i = 0;
      for (const Node value : values) {
        const Column column = query.rtable[static_cast<std::size_t>(target)]
                                  .columns[static_cast<std::size_t>(columns[i++] - 1)];
        if (is_default(value)) continue;
        assign(state, transform(state, value, ExprKind::values_single), column, column.name);
      }
    }
  }
}

}  // namespace plumbline::sql::analysis
