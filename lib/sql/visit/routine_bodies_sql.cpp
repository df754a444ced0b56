/// Bodies of functions in SQL. Rules: fmgr_sql_validator (catalog/pg_proc.c), check_sql_fn_retval
/// (executor/functions.c), interpret_AS_clause (commands/functioncmds.c).
#include "core/schema/qualified_name.hpp"
#include "sql/analysis/catalog_types.hpp"
#include "sql/analysis/expression.hpp"
#include "sql/analysis/query.hpp"
#include "sql/parse.hpp"
#include "sql/split.hpp"
#include "sql/types/coercion.hpp"
#include "sql/types/type_name.hpp"
#include "sql/visit/routine_bodies.hpp"

namespace plumbline::sql {

namespace {

bool is_query(const Node& statement) {
  return statement.is_a("SelectStmt") || statement.is_a("InsertStmt") ||
         statement.is_a("UpdateStmt") || statement.is_a("DeleteStmt") ||
         statement.is_a("MergeStmt");
}

Scope scope_of(const Routine& routine) {
  Scope scope;
  for (const Parameter& one : routine.list.parameters) {
    if (one.is_input()) scope.parameters.emplace_back(one.name, one.type);
  }
  scope.function_name = routine.own;
  return scope;
}

/// The function's own search_path holds while its body is looked at.
class OwnPath {
 public:
  OwnPath(Session& session, const Routine& routine)
      : session_(session), kept_(session.current_settings()) {
    for (const Setting& one : routine.options.settings) {
      if (one.name != "search_path" || one.is_reset) continue;
      std::vector<std::string> names;
      for (const std::string_view item : core::list_items(one.value)) {
        if (item.empty() || item == "\"\"") continue;
        names.push_back(core::name_parts(item).front());
      }
      session.set_search_path(std::move(names));
    }
  }
  ~OwnPath() { session_.restore(kept_); }
  OwnPath(const OwnPath&) = delete;
  OwnPath& operator=(const OwnPath&) = delete;

 private:
  Session& session_;
  Session::Settings kept_;
};

[[noreturn]] void fail_mismatch(const Session& session, const Routine& routine) {
  const CatalogTypes source(session);
  fail("42P13", "return type mismatch in function declared to return " +
                    display_type(source.scope(), routine.result_id));
}

/// The types of the columns that the last statement has to give; empty when any will do.
std::vector<TypeId> wanted_columns(const Session& session, const Routine& routine) {
  const CatalogTypes source(session);
  if (routine.result_id == types::record) {
    std::vector<TypeId> wanted;
    for (const Parameter& one : routine.list.parameters) {
      if (one.is_output()) wanted.push_back(one.type_id);
    }
    return wanted;
  }
  if (!is_complex(source.scope(), routine.result_id)) return {routine.result_id};
  std::vector<TypeId> wanted;
  for (const AttributeInfo& one : composite_attributes(source.scope(), routine.result_id))
    wanted.push_back(one.type.id);
  return wanted;
}

void check_columns(const Session& session, const Routine& routine, const Query& last) {
  const std::vector<TypeId> wanted = wanted_columns(session, routine);
  if (wanted.empty()) return;
  const CatalogTypes source(session);
  const auto fits = [&](const QueryColumn& column, TypeId target) {
    const auto type = parse_type(source.scope(), column.type);
    if (!type) unknown("the type of a function's result");
    if (type->id != target && session.version() < 130000)
      unknown("what PostgreSQL 12 takes as a function's result");
    return type->id == target || (type->id == types::record && target != types::record) ||
           can_coerce(source.scope(), type->id, target, CoercionContext::assignment);
  };
  if (routine.result_id == types::record && wanted.size() > 1 && last.columns.size() == 1) {
    const auto type = parse_type(source.scope(), last.columns.front().type);
    if (!type || is_complex(source.scope(), type->id)) unknown("a row as a function's result");
    if (type->id == types::record) return;
  }
  const bool is_row = is_complex(source.scope(), routine.result_id) && last.columns.size() == 1;
  if (is_row && fits(last.columns.front(), routine.result_id)) return;
  if (last.columns.size() != wanted.size()) fail_mismatch(session, routine);
  for (std::size_t at = 0; at < wanted.size(); ++at) {
    if (!fits(last.columns[at], wanted[at])) fail_mismatch(session, routine);
  }
}

bool returns_rows(const Node& statement) {
  return statement.is_a("SelectStmt") || statement["returningList"].size() > 0;
}

void check_result(const Session& session, const Routine& routine, const Node& last,
                  const Query& query) {
  if (routine.kind == RoutineKind::procedure && routine.result == "void") return;
  if (routine.result_id == types::void_) return;
  if (!last || !is_query(last) || !returns_rows(last) || last["intoClause"])
    fail_mismatch(session, routine);
  check_columns(session, routine, query);
}

bool is_polymorphic_routine(const Routine& routine) {
  for (const Parameter& one : routine.list.parameters) {
    if (is_polymorphic(one.type_id)) return true;
  }
  return false;
}

/// What a statement that is no query may be: those that would act on a transaction are found when
/// the function runs.
void check_utility(const Session& session, const Node& statement) {
  static_cast<void>(session);
  if (statement.is_a("CallStmt") || statement.is_a("ExplainStmt") ||
      statement.is_a("DeclareCursorStmt") || statement.is_a("CreateTableAsStmt"))
    unknown("a statement within a function's body");
}

// -- BEGIN ATOMIC and RETURN

/// Names of statements as its message has them.
[[noreturn]] void fail_unquoted(const Node& statement) {
  struct Name {
    std::string_view node, tag;
  };
  constexpr Name names[] = {{"CreateStmt", "CREATE TABLE"},
                            {"IndexStmt", "CREATE INDEX"},
                            {"DropStmt", "DROP TABLE"},
                            {"AlterTableStmt", "ALTER TABLE"}};
  for (const Name& one : names) {
    if (statement.is_a(one.node))
      fail("0A000", std::string(one.tag) + " is not yet supported in unquoted SQL function body");
  }
  fail("0A000", "this statement is not yet supported in unquoted SQL function body");
}

std::string indented(const std::string& text) {
  std::string result;
  for (const char c : text) {
    result += c;
    if (c == '\n') result += ' ';
  }
  return result;
}

void check_return(Session& session, Routine& routine, const Node& statement) {
  if (statement["returnval"].is_a("SubLink")) unknown("a body that returns a query's row");
  const Expression value =
      analyze_expression(session, statement["returnval"], scope_of(routine), Place::call_argument);
  Query query;
  query.columns.push_back({.name = "", .type = value.type, .collation = ""});
  if (routine.result_id != types::void_) check_columns(session, routine, query);
  // Whether a coercion is printed is not told by the type alone.
  const bool is_same = value.type == routine.result;
  routine.body = "RETURN " + value.text;
  routine.is_body_exact = value.is_exact && is_same;
  routine.needs.insert(routine.needs.end(), value.needs.begin(), value.needs.end());
}

void check_atomic(Session& session, Routine& routine, const Node& statements) {
  std::string text = "BEGIN ATOMIC\n";
  Node last;
  Query query;
  routine.is_body_exact = false;
  for (const Node statement : statements) {
    if (statement.is_a("ReturnStmt")) {
      check_return(session, routine, statement);
      unknown("RETURN within BEGIN ATOMIC");
    }
    if (!is_query(statement)) fail_unquoted(statement);
    last = statement;
    query = analyze_query(session, statement, QueryPlace::function_body, scope_of(routine));
    routine.needs.insert(routine.needs.end(), query.needs.begin(), query.needs.end());
    routine.needs.insert(routine.needs.end(), query.writes.begin(), query.writes.end());
    text += ' ' + indented(query.text) + ";\n";
  }
  check_result(session, routine, last, query);
  routine.body = text + "END";
}

}  // namespace

void check_sql_body(Session& session, Routine& routine) {
  const OwnPath path(session, routine);
  if (routine.sql_body) {
    const Node body = routine.sql_body;
    for (const Parameter& one : routine.list.parameters) {
      if (!one.is_input() || !is_polymorphic(one.type_id)) continue;
      fail("42P13", "SQL function with unquoted function body cannot have polymorphic arguments");
    }
    if (body.is_a("ReturnStmt")) return check_return(session, routine, body);
    return check_atomic(session, routine, body.size() == 1 ? body.at(0) : body);
  }
  std::vector<ParseResult> parsed;
  for (const Piece& piece : split(routine.body)) {
    parsed.push_back(parse(std::string_view(routine.body).substr(piece.offset, piece.length)));
    if (!parsed.back().sqlstate.empty()) fail(parsed.back().sqlstate, parsed.back().message);
  }
  if (is_polymorphic_routine(routine)) return;
  Node last;
  Query query;
  for (const ParseResult& one : parsed) {
    last = one.ast.root();
    if (is_query(last)) {
      query = analyze_query(session, last, QueryPlace::function_body, scope_of(routine));
    } else {
      check_utility(session, last);
    }
  }
  check_result(session, routine, last, query);
}

}  // namespace plumbline::sql
