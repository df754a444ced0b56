#include "sql/visit/query.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "core/schema/quote.hpp"
#include "sql/quoted.hpp"
#include "sql/visit/session.hpp"
#include "sql/visitor.hpp"

namespace plumbline::sql {

namespace {

void collect_ctes(const Node& node, std::set<std::string, std::less<>>& names) {
  if (node.is_a("CommonTableExpr")) names.emplace(node.text("ctename"));
  for (const Node child : node) collect_ctes(child, names);
}

void collect_reads(const Node& node, const std::set<std::string, std::less<>>& ctes,
                   EffectsOf& effects) {
  if (node.is_a("RangeVar")) {
    if (node.text("schemaname").empty() && ctes.contains(node.text("relname"))) return;
    effects.reads("table", effects.name_of(node));
    return;
  }
  // The relation that a statement within WITH writes has no type of its own in the tree.
  if (node.is_a("InsertStmt") || node.is_a("UpdateStmt") || node.is_a("DeleteStmt") ||
      node.is_a("MergeStmt")) {
    effects.writes("table", effects.name_of(node["relation"]));
  }
  for (const Node child : node) collect_reads(child, ctes, effects);
}

/// Words of a routine's body that may change more than rows.
bool may_change_schema(std::string_view body) {
  static constexpr std::array words = {"create",   "alter",    "drop",    "grant",  "revoke",
                                       "execute",  "truncate", "comment", "call",   "refresh",
                                       "reassign", "security", "perform", "cluster"};
  std::string word;
  for (std::size_t i = 0; i <= body.size(); ++i) {
    const char c = i < body.size() ? body[i] : ' ';
    if ((c >= 'a' && c <= 'z') || c == '_') {
      word.push_back(c);
    } else if (c >= 'A' && c <= 'Z') {
      word.push_back(static_cast<char>(c - 'A' + 'a'));
    } else {
      if (std::find(words.begin(), words.end(), word) != words.end()) return true;
      word.clear();
    }
  }
  return false;
}

}  // namespace

void describe_query(const Node& statement, EffectsOf& effects) {
  if (statement.is_a("SelectStmt") && statement["intoClause"]) {
    effects.creates("table", effects.name_of(statement["intoClause"]["rel"]));
  }
  std::set<std::string, std::less<>> ctes;
  collect_ctes(statement, ctes);
  collect_reads(statement, ctes, effects);
}

void note_user_code(Session& session, const std::vector<Id>& called) {
  for (const Id id : called) {
    const Catalog::Object& object = session.catalog[id];
    const bool is_routine = object.kind == ObjectKind::function ||
                            object.kind == ObjectKind::procedure ||
                            object.kind == ObjectKind::aggregate;
    if (!is_routine) continue;
    const std::string name = session.catalog.sql_name(id);
    session.may_fail("what " + name + " does decides");
    const std::string_view volatility = session.catalog.value(id, "volatility");
    if (!volatility.empty()) continue;
    if (may_change_schema(session.catalog.value(id, "body")) ||
        (session.catalog.value(id, "language") != "sql" &&
         session.catalog.value(id, "language") != "plpgsql")) {
      const std::string why = "what " + name + " changes is not known";
      session.catalog.doubt_everything(why);
      unknown(why);
    }
    // Rows may have come and gone anywhere.
    for (const Id table : session.catalog.all(ObjectKind::table)) {
      session.catalog.set_rows(table, Rows::unknown);
    }
  }
}

std::vector<Id> behind_view(const Catalog& catalog, Id view) {
  std::vector<Id> found = {view};
  for (std::size_t at = 0; at < found.size(); ++at) {
    if (catalog[found[at]].kind != ObjectKind::view) continue;
    for (const Catalog::Need& need : catalog[found[at]].needs) {
      const Id whole = catalog.whole(need.on);
      if (std::ranges::find(found, whole) == found.end()) found.push_back(whole);
    }
  }
  return found;
}

void require_populated(Session& session, const Query& query) {
  const Catalog& catalog = session.catalog;
  for (const Id id : query.reads) {
    if (catalog.has(id, "not_populated"))
      fail("55000", "materialized view " + quoted(catalog[id].own) + " has not been populated");
  }
  for (const Id id : query.reads) {
    for (const Id other : behind_view(catalog, id)) {
      if (catalog.has(other, "not_populated"))
        session.may_fail("what stands behind " + quoted(catalog[id].own) + " decides");
    }
  }
}

void note_query(Session& session, const Query& query) {
  require_populated(session, query);
  if (query.calls_user_code) {
    note_user_code(session, query.needs);
    session.may_fail("code of users decides");
  } else if (query.can_fail) {
    session.may_fail("its values decide");
  }
}

std::span<const Visitor> query_visitors() {
  static constexpr std::array visitors = {
      Visitor{"CallStmt", describe_call, apply_call},
      Visitor{"ClosePortalStmt", describe_nothing, apply_close},
      Visitor{"CopyStmt", describe_query, apply_copy},
      Visitor{"CreateTableAsStmt", describe_table_as, apply_table_as},
      Visitor{"DeallocateStmt", describe_nothing, apply_deallocate},
      Visitor{"DeclareCursorStmt", describe_query, apply_declare_cursor},
      Visitor{"DeleteStmt", describe_query, apply_delete},
      Visitor{"ExecuteStmt", describe_nothing, apply_execute},
      Visitor{"ExplainStmt", describe_explain, apply_explain},
      Visitor{"FetchStmt", describe_nothing, apply_fetch},
      Visitor{"InsertStmt", describe_query, apply_insert},
      Visitor{"MergeStmt", describe_query, apply_merge},
      Visitor{"PrepareStmt", describe_nothing, apply_prepare},
      Visitor{"RefreshMatViewStmt", describe_refresh, apply_refresh},
      Visitor{"RuleStmt", describe_rule, apply_rule},
      Visitor{"SelectStmt", describe_query, apply_select},
      Visitor{"TruncateStmt", describe_truncate, apply_truncate},
      Visitor{"UpdateStmt", describe_query, apply_update},
      Visitor{"ViewStmt", describe_view, apply_view},
  };
  return visitors;
}

}  // namespace plumbline::sql
