/// CREATE RULE. Rules: transformRuleStmt (parser/parse_utilcmd.c), DefineQueryRewrite
/// (rewrite/rewriteDefine.c).
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "sql/analysis/analyzer.hpp"
#include "sql/any_within.hpp"
#include "sql/quoted.hpp"
#include "sql/visit/query.hpp"

namespace plumbline::sql {

namespace {

/// `new.a`, `old.*`, and what else has such a word.
bool speaks_of_rows(const Node& action) {
  return any_within(action, [](const Node& node) {
    return node.size() == 0 && (node.as_text() == "new" || node.as_text() == "old");
  });
}

/// What its actions need, and thus the rule.
std::vector<Id> read_actions(Session& session, const Node& actions) {
  static constexpr std::array types = {"InsertStmt", "UpdateStmt", "DeleteStmt"};
  std::vector<Id> needs;
  for (const Node action : actions) {
    const bool is_plain = std::ranges::find(types, action.type()) != types.end() &&
                          !action["returningList"] && !action["withClause"];
    if (!is_plain || speaks_of_rows(action)) unknown("what a rule does is not followed");
    const Scope none;
    analysis::Analyzer analyzer(session, none);
    analyzer.checks_rights = false;  // its owner's are asked for when it runs
    const analysis::QueryTree* const tree = analyzer.select(action, nullptr, nullptr, true);
    const Query query = analysis::query_of(analyzer, *tree);
    for (const auto* const some : {&query.needs, &query.reads, &query.writes})
      needs.insert(needs.end(), some->begin(), some->end());
  }
  return needs;
}

}  // namespace

void apply_rule(const Node& statement, Session& session) {
  Catalog& catalog = session.catalog;
  const Node range = statement["relation"];
  if (!session.system_relation(range).empty()) unknown("a rule on a relation of the system");
  const Id relation = session.relation(range);
  const std::string own = Session::identifier(statement.text("rulename"));
  const ObjectKind kind = catalog[relation].kind;
  if (kind != ObjectKind::table && kind != ObjectKind::view) {
    fail("42809", "relation " + quoted(catalog[relation].own) + " cannot have rules");
  }
  // Its actions are looked at before anybody asks whose the relation is.
  if (statement["actions"].empty() && !statement["whereClause"]) session.require_owner(relation);
  const std::string_view event = statement.text("event");
  if (event == "CMD_SELECT") unknown("rules for SELECT are not followed");
  if (statement["whereClause"]) unknown("what a rule does is not followed");
  const std::vector<Id> needs = read_actions(session, statement["actions"]);
  if (!statement["actions"].empty()) session.require_owner(relation);
  if (own == "_RETURN") unknown("rules for SELECT are not followed");
  const Id old = catalog.part(relation, ObjectKind::rule, own);
  if (old != Catalog::none && !statement.flag("replace")) {
    fail("42710", "rule " + quoted(own) + " for relation " + quoted(catalog[relation].own) +
                      " already exists");
  }
  const Id rule = old == Catalog::none ? catalog.create_part(ObjectKind::rule, relation, own) : old;
  const std::string word = event == "CMD_INSERT"   ? "INSERT"
                           : event == "CMD_UPDATE" ? "UPDATE"
                                                   : "DELETE";
  const std::vector<Catalog::Need> before = catalog[rule].needs;
  for (const Catalog::Need& need : before) {
    if (need.tie == Tie::normal) catalog.forget_need(rule, need.on);
  }
  for (const Id id : needs) {
    if (id != relation && catalog[id].parent != relation) catalog.need(rule, id);
  }
  if (!needs.empty()) return catalog.set(rule, "definition", "?", false);
  catalog.set(rule, "definition",
              "CREATE RULE " + catalog.quote(own) + " AS\n    ON " + word + " TO " +
                  catalog.sql_name(relation) + " DO " +
                  (statement.flag("instead") ? "INSTEAD " : "") + "NOTHING;");
}

void describe_rule(const Node& statement, EffectsOf& effects) {
  const std::string table = effects.name_of(statement["relation"]);
  effects.requires_("table", table);
  effects.creates("rule", table + "." + std::string(statement.text("rulename")));
}

}  // namespace plumbline::sql
