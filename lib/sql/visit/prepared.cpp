/// PREPARE, EXECUTE, DEALLOCATE, cursors and EXPLAIN. What the session holds of them is not kept:
/// whether a name is known there decides.
#include <utility>

#include "sql/visit/query.hpp"
#include "sql/visitor.hpp"

namespace plumbline::sql {

namespace {

void check_query(const Node& query, Session& session) {
  analyze_query(session, query, QueryPlace::statement);
}

bool is_query(const Node& node) {
  return node.is_a("SelectStmt") || node.is_a("InsertStmt") || node.is_a("UpdateStmt") ||
         node.is_a("DeleteStmt") || node.is_a("MergeStmt");
}

}  // namespace

void apply_prepare(const Node& statement, Session& session) {
  if (!is_query(statement["query"])) fail("42601", "utility statements cannot be prepared");
  if (statement["argtypes"].empty()) {
    // Types of parameters that are not given follow from how they are used.
    try {
      check_query(statement["query"], session);
    } catch (const Failure& failure) {
      if (failure.sqlstate != "42P02") throw;
    }
    session.may_fail("what has been prepared before decides");
    return;
  }
  session.may_fail("what has been prepared before decides");
}

void apply_execute(const Node& statement, Session& session) {
  (void)statement;
  (void)session;
  unknown("what was prepared is not followed");
}

void apply_deallocate(const Node& statement, Session& session) {
  if (statement.text("name").empty()) return;
  session.may_fail("what has been prepared before decides");
}

void apply_declare_cursor(const Node& statement, Session& session) {
  if (statement["query"]["intoClause"]) {
    fail("42601", "SELECT ... INTO is not allowed here");
  }
  const std::string before = std::exchange(session.doubt, {});
  check_query(statement["query"], session);
  const std::string doubt = std::exchange(session.doubt, before);
  constexpr std::int64_t with_hold = 0x20;
  const bool is_held = (statement.number("options") & with_hold) != 0;
  if (!is_held && !session.in_transaction()) {
    fail("25P01", "DECLARE CURSOR can only be used in transaction blocks");
  }
  const std::string name = Session::identifier(statement.text("portalname"));
  if (session.cursors.contains(name)) fail("42P03", "cursor \"" + name + "\" already exists");
  if (is_held || session.has_other_cursors || !doubt.empty()) {
    session.has_other_cursors = true;
    return session.may_fail("the session's cursors decide");
  }
  session.cursors.emplace(name, doubt);
}

namespace {

void find_cursor(std::string_view written, Session& session) {
  const std::string name = Session::identifier(written);
  const auto found = session.cursors.find(name);
  if (found == session.cursors.end() && !session.has_other_cursors) {
    fail("34000", "cursor \"" + name + "\" does not exist");
  }
  if (session.has_other_cursors) session.may_fail("the session's cursors decide");
}

}  // namespace

void apply_fetch(const Node& statement, Session& session) {
  find_cursor(statement.text("portalname"), session);
  // Not each kind of cursor goes backwards.
  const bool is_plain =
      statement.text("direction") == "FETCH_FORWARD" && statement.number("howMany") > 0;
  if (!is_plain) session.may_fail("the cursor's plan decides");
}

void apply_close(const Node& statement, Session& session) {
  if (statement.text("portalname").empty()) {
    session.cursors.clear();
    return;
  }
  find_cursor(statement.text("portalname"), session);
  session.cursors.erase(Session::identifier(statement.text("portalname")));
}

namespace {

bool is_boolean(const Node& value) {
  if (!value) return true;
  const std::string_view word = value.as_text();
  return word == "on" || word == "off" || word == "true" || word == "false" ||
         (value.is_a("Integer") && (value.as_number() == 0 || value.as_number() == 1));
}

/// Options that are right together and by themselves, whatever the query.
bool is_known_option(const Node& option, int version) {
  const std::string_view name = option.text("defname");
  const Node value = option["arg"];
  if (name == "format") {
    const std::string_view word = value.as_text();
    return word == "text" || word == "json" || word == "xml" || word == "yaml";
  }
  const bool is_one = name == "analyze" || name == "verbose" || name == "costs" ||
                      name == "settings" || name == "summary" ||
                      (name == "buffers" && version >= 130000);
  return is_one && is_boolean(value);
}

bool is_on(const Node& option) {
  const Node value = option["arg"];
  const std::string_view word = value.as_text();
  return word != "off" && word != "false" && !(value.is_a("Integer") && value.as_number() == 0);
}

}  // namespace

void describe_explain(const Node& statement, EffectsOf& effects) {
  const Node query = statement["query"];
  if (query.is_a("CreateTableAsStmt")) return describe_table_as(query, effects);
  describe_query(query, effects);
}

void apply_explain(const Node& statement, Session& session) {
  const Node query = statement["query"];
  bool runs = false;
  bool is_known = true;
  for (const Node option : statement["options"]) {
    if (option.text("defname") == "analyze") runs = is_on(option);
    is_known = is_known && is_known_option(option, session.version());
  }
  if (!is_query(query) || query["intoClause"]) {
    unknown("an EXPLAIN of another statement is not followed");
  }
  if (!is_known) session.may_fail("its options are not followed");
  if (runs) {
    const Visitor* const visitor = find_visitor(query.type());
    visitor->apply(query, session);
    return;
  }
  const Query read = analyze_query(session, query, QueryPlace::statement);
  // What does not depend on rows is worked out when the plan is made.
  if (read.can_fail) session.may_fail("its values decide");
  for (const Id relation : read.reads) {
    if (session.catalog[relation].kind != ObjectKind::table)
      session.may_fail("what stands behind \"" + std::string(session.catalog[relation].own) +
                       "\" decides");
  }
}

}  // namespace plumbline::sql
