/// SELECT, UPDATE, DELETE, MERGE, TRUNCATE, COPY, CALL.
#include <algorithm>

#include "sql/analysis/analyzer.hpp"
#include "sql/analysis/facts.hpp"
#include "sql/quoted.hpp"
#include "sql/visit/query.hpp"
#include "sql/visit/replica_identity.hpp"

namespace plumbline::sql {

namespace {

/// `SELECT set_config('search_path', '…', false)`, which every dump begins with.
bool is_set_config(const Node& statement) {
  const Node targets = statement["targetList"];
  for (const Node target : targets) {
    const Node call = target["val"];
    if (!call.is_a("FuncCall")) continue;
    const Node names = call["funcname"];
    if (names.at(names.size() - 1).as_text() == "set_config") return true;
  }
  return false;
}

void set_config(const Node& statement, Session& session) {
  const Node targets = statement["targetList"];
  const Node call = targets.at(0)["val"];
  const Node args = call["args"];
  if (targets.size() != 1 || !statement["fromClause"].empty() || args.size() != 3 ||
      !args.at(0).is_a("A_Const") || !args.at(1).is_a("A_Const")) {
    unknown("a setting is changed within a query");
  }
  const std::string name(args.at(0)["sval"].as_text());
  const std::string value(args.at(1)["sval"].as_text());
  if (name != "search_path") unknown("a setting is changed within a query");
  if (value.find_first_of("\"'$") != std::string::npos) {
    unknown("a search_path with quoted names");
  }
  std::vector<std::string> names;
  std::string part;
  for (const char c : value + ",") {
    if (c == ',') {
      if (!part.empty()) names.push_back(std::move(part));
      part.clear();
    } else if (c != ' ') {
      part.push_back(static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c));
    }
  }
  session.set_search_path(std::move(names));
}

bool is_constraint_free(const Catalog& catalog, Id table, const std::vector<Id>& columns) {
  for (const Id column : columns) {
    if (catalog.has(column, "not_null") || catalog.has(column, "generated")) return false;
    for (const Id id : catalog.dependents(column)) {
      const ObjectKind kind = catalog[id].kind;
      if (kind == ObjectKind::constraint || kind == ObjectKind::index) return false;
      if (kind == ObjectKind::column) return false;  // a generated one
    }
  }
  for (const Id part : catalog.parts(table, ObjectKind::constraint)) {
    if (catalog.value(part, "type") == "check" || catalog.value(part, "type") == "exclude") {
      return false;
    }
  }
  return catalog.parts(table, ObjectKind::index).empty();
}

/// Whether anything but the statement itself acts on the table.
bool has_helpers(const Session& session, Id table) {
  const Catalog& catalog = session.catalog;
  return catalog[table].kind != ObjectKind::table ||
         !catalog.parts(table, ObjectKind::trigger).empty() ||
         !catalog.parts(table, ObjectKind::rule).empty() || catalog.has(table, "partition_key") ||
         catalog.has(table, "partition_of") ||
         (catalog.has(table, "row_security") && !session.is_superuser);
}

void note_trigger_code(Session& session, Id table) {
  for (const Id trigger : session.catalog.parts(table, ObjectKind::trigger)) {
    std::vector<Id> called;
    for (const Catalog::Need& need : session.catalog[trigger].needs) called.push_back(need.on);
    note_user_code(session, called);
  }
}

/// Constraints of other tables that refer to this one.
std::vector<Id> referring(const Catalog& catalog, Id table) {
  std::vector<Id> found;
  const auto look = [&](Id on) {
    for (const Id id : catalog.dependents(on)) {
      if (catalog[id].kind != ObjectKind::constraint || catalog[id].parent == table) continue;
      if (catalog.value(id, "type") != "foreign key") continue;
      if (std::find(found.begin(), found.end(), id) == found.end()) found.push_back(id);
    }
  };
  look(table);
  for (const Id part : catalog.parts(table, ObjectKind::column)) look(part);
  for (const Id part : catalog.parts(table, ObjectKind::constraint)) look(part);
  for (const Id part : catalog.parts(table, ObjectKind::index)) look(part);
  return found;
}

bool has_children(const Catalog& catalog, Id table) {
  const std::vector<Id> all = catalog.dependents(table);
  return std::any_of(all.begin(), all.end(), [&](Id id) {
    return catalog[id].kind == ObjectKind::table || catalog[id].kind == ObjectKind::foreign_table;
  });
}

}  // namespace

void apply_select(const Node& statement, Session& session) {
  if (statement["intoClause"]) {
    apply_select_into(statement, session);
    return;
  }
  const Query query = analyze_query(session, statement, QueryPlace::statement);
  if (is_set_config(statement)) {
    set_config(statement, session);
    return;
  }
  note_query(session, query);
  if (query.has_modifying_with) session.may_fail("rows decide");
  for (const Id table : query.writes) session.catalog.set_rows(table, Rows::unknown);
  for (const Id view : query.reads) {
    if (session.catalog[view].kind == ObjectKind::view ||
        session.catalog[view].kind == ObjectKind::foreign_table) {
      session.may_fail("what stands behind " + quoted(session.catalog[view].own) + " decides");
    }
  }
}

void apply_update(const Node& statement, Session& session) {
  const Scope none;
  analysis::Analyzer analyzer(session, none);
  const analysis::QueryTree* const tree = analyzer.select(statement, nullptr, nullptr, true);
  const analysis::Rte& rte = tree->rtable[static_cast<std::size_t>(tree->target)];
  const Id table = rte.relation;
  Catalog& catalog = session.catalog;
  require_replica_identity(session, table, "update");
  if (has_helpers(session, table) || tree->has_modifying_cte) {
    note_trigger_code(session, table);
    session.may_fail("what stands behind " + quoted(catalog[table].own) + " decides");
    return;
  }
  if (catalog[table].rows == Rows::none && !has_children(catalog, table)) return;
  const analysis::Facts facts = analysis::facts_of(*tree);
  bool is_safe = !facts.can_fail && !facts.calls_user_code && !analyzer.calls_user_code;
  std::vector<Id> columns;
  for (const analysis::Target& target : tree->targets) {
    const analysis::Column& column = rte.columns[static_cast<std::size_t>(target.column - 1)];
    columns.push_back(column.id);
    if (type_info(analyzer.scope(), column.type).kind == 'd') is_safe = false;
  }
  if (!is_safe || has_children(catalog, table) || !is_constraint_free(catalog, table, columns)) {
    session.may_fail("the rows of " + quoted(catalog[table].own) + " decide");
  }
  if (facts.calls_user_code || analyzer.calls_user_code) note_user_code(session, analyzer.needs);
}

void apply_delete(const Node& statement, Session& session) {
  const Scope none;
  analysis::Analyzer analyzer(session, none);
  const analysis::QueryTree* const tree = analyzer.select(statement, nullptr, nullptr, true);
  const Id table = tree->rtable[static_cast<std::size_t>(tree->target)].relation;
  Catalog& catalog = session.catalog;
  require_replica_identity(session, table, "delete");
  if (has_helpers(session, table) || tree->has_modifying_cte) {
    note_trigger_code(session, table);
    session.may_fail("what stands behind " + quoted(catalog[table].own) + " decides");
    if (catalog[table].kind == ObjectKind::table) catalog.set_rows(table, Rows::unknown);
    return;
  }
  const bool has_more = has_children(catalog, table);
  if (catalog[table].rows == Rows::none && !has_more) return;
  const analysis::Facts facts = analysis::facts_of(*tree);
  if (facts.can_fail || facts.calls_user_code || has_more) session.may_fail("rows decide");
  bool is_sure = session.doubt.empty();
  for (const Id constraint : referring(catalog, table)) {
    const Id other = catalog[constraint].parent;
    if (catalog[other].rows == Rows::none && !catalog.has(other, "partition_key")) continue;
    session.may_fail("rows that refer to those of " + quoted(catalog[table].own) + " decide");
    catalog.set_rows(other, Rows::unknown);
    is_sure = false;
  }
  const bool is_all = tree->where == nullptr && is_sure;
  catalog.set_rows(table, is_all ? Rows::none : Rows::unknown);
}

void apply_merge(const Node& statement, Session& session) {
  const Query query = analyze_query(session, statement, QueryPlace::statement);
  session.may_fail("rows decide");
  for (const Id table : query.writes) session.catalog.set_rows(table, Rows::unknown);
}

// -- TRUNCATE

void apply_truncate(const Node& statement, Session& session) {
  Catalog& catalog = session.catalog;
  std::vector<Id> tables;
  const auto add = [&](Id id) {
    if (std::find(tables.begin(), tables.end(), id) == tables.end()) tables.push_back(id);
  };
  for (const Node range : statement["relations"]) {
    if (!session.system_relation(range).empty()) unknown("a truncation of the system's tables");
    const Id table = session.relation(range);
    const ObjectKind kind = catalog[table].kind;
    if (kind == ObjectKind::foreign_table) unknown("a foreign server decides");
    if (kind != ObjectKind::table) fail("42809", quoted(catalog[table].own) + " is not a table");
    session.require_right(table, "TRUNCATE");
    add(table);
    if (!range.flag("inh") && catalog.has(table, "partition_key")) {
      fail("42809", "cannot truncate only a partitioned table");
    }
  }
  // Partitions and children go along.
  for (std::size_t i = 0; i < tables.size(); ++i) {
    for (const Id child : catalog.dependents(tables[i])) {
      if (i < statement["relations"].size() && !statement["relations"].at(i).flag("inh")) continue;
      if (catalog[child].kind == ObjectKind::foreign_table) unknown("a foreign server decides");
      if (catalog[child].kind == ObjectKind::table) add(child);
    }
  }
  const bool cascades = statement.text("behavior") == "DROP_CASCADE";
  for (std::size_t i = 0; i < tables.size(); ++i) {
    for (const Id constraint : referring(catalog, tables[i])) {
      const Id other = catalog[constraint].parent;
      if (std::find(tables.begin(), tables.end(), other) != tables.end()) continue;
      if (!cascades) {
        fail("0A000", "cannot truncate a table referenced in a foreign key constraint");
      }
      session.require_right(other, "TRUNCATE");
      tables.push_back(other);
    }
  }
  for (const Id table : tables) {
    for (const Id trigger : catalog.parts(table, ObjectKind::trigger)) {
      if (catalog.value(trigger, "events").find("TRUNCATE") == std::string_view::npos) continue;
      std::vector<Id> called;
      for (const Catalog::Need& need : catalog[trigger].needs) called.push_back(need.on);
      session.may_fail("triggers decide");
      note_user_code(session, called);
    }
  }
  for (const Id table : tables) {
    catalog.set_rows(table, session.doubt.empty() ? Rows::none : Rows::unknown);
  }
}

void describe_truncate(const Node& statement, EffectsOf& effects) {
  for (const Node range : statement["relations"]) {
    effects.writes("table", effects.name_of(range));
  }
}

// -- COPY

void apply_copy(const Node& statement, Session& session) {
  Catalog& catalog = session.catalog;
  const bool is_from = statement.flag("is_from");
  const Node range = statement["relation"];
  if (!range) {
    Node first = statement["query"];
    while (first["larg"]) first = first["larg"];
    if (first["intoClause"]) fail("0A000", "COPY (SELECT INTO) is not supported");
    const Query query = analyze_query(session, statement["query"], QueryPlace::statement);
    note_query(session, query);
    if (!query.writes.empty()) session.may_fail("rows decide");
  } else {
    if (!session.system_relation(range).empty()) unknown("a copy of the system's tables");
    const Id table = session.relation(range);
    const ObjectKind kind = catalog[table].kind;
    const std::string name = quoted(catalog[table].own);
    if (kind == ObjectKind::index) fail("42809", "cannot open relation " + name);
    session.require_right(table, is_from ? "INSERT" : "SELECT");
    std::vector<std::string_view> seen;
    for (const Node item : statement["attlist"]) {
      const std::string_view own = item.as_text();
      const Id column = catalog.part(table, ObjectKind::column, own);
      if (column == Catalog::none) {
        fail("42703", "column " + quoted(own) + " of relation " + name + " does not exist");
      }
      if (catalog.has(column, "generated")) {
        fail("42P10", "column " + quoted(own) + " is a generated column");
      }
      if (std::find(seen.begin(), seen.end(), own) != seen.end()) {
        fail("42701", "column " + quoted(own) + " specified more than once");
      }
      seen.push_back(own);
    }
    if (kind == ObjectKind::view && !is_from) {
      fail("42809", "cannot copy from view " + name);
    }
    if (kind == ObjectKind::sequence) {
      fail("42809", std::string("cannot copy ") + (is_from ? "to" : "from") + " sequence " + name);
    }
    if (kind == ObjectKind::materialized_view && is_from) {
      fail("42809", "cannot copy to materialized view " + name);
    }
    if (is_from) {
      note_trigger_code(session, table);
      if (kind == ObjectKind::table) {
        catalog.set_rows(table, Rows::unknown);
        for (const Id child : catalog.dependents(table)) {
          if (catalog[child].kind == ObjectKind::table) catalog.set_rows(child, Rows::unknown);
        }
      }
      session.may_fail("the copied rows decide");
    }
  }
  if (!statement.text("filename").empty() || statement.flag("is_program")) {
    session.may_fail("files of the server decide");
  }
  if (!statement["options"].empty()) session.may_fail("its options are not followed");
}

// -- CALL

void apply_call(const Node& statement, Session& session) {
  const Scope none;
  analysis::Analyzer analyzer(session, none);
  analysis::State state;
  state.query = analyzer.arena.make_query();
  state.kind = analysis::ExprKind::call_argument;
  const Node call = statement["funccall"];
  std::vector<analysis::Expr*> args;
  for (const Node arg : call["args"]) {
    args.push_back(analyzer.transform(state, arg, analysis::ExprKind::call_argument));
  }
  analyzer.call(state, call, std::move(args), true);
  session.may_fail("what the procedure does decides");
  note_user_code(session, analyzer.needs);
}

void describe_call(const Node& statement, EffectsOf& effects) {
  (void)statement;
  effects.unknown("what the procedure does is not followed");
}

}  // namespace plumbline::sql
