#include <algorithm>

#include "checks/script/simulated.hpp"
#include "core/format.hpp"
#include "sql/parse.hpp"
#include "sql/session.hpp"

namespace plumbline::checks::script {

namespace {

using sql::Node;

/// "email = 'operator@example.com'" for each plain equality; "" when there is none.
std::string conditions(const Node& where) {
  if (where.is_a("BoolExpr") && where.text("boolop") == "AND_EXPR") {
    std::string all;
    for (const Node part : where["args"]) {
      const std::string one = conditions(part);
      if (!one.empty()) all += (all.empty() ? "" : " and ") + one;
    }
    return all;
  }
  if (!where.is_a("A_Expr") || !where["lexpr"].is_a("ColumnRef")) return {};
  const Node fields = where["lexpr"]["fields"];
  const std::string_view column = fields.at(fields.size() - 1).as_text();
  const Node value = where["rexpr"];
  if (!value.is_a("A_Const")) return std::string(column) + " = …";
  const std::string_view text = value.as_text();
  return core::format(
      "{} = {}", column,
      text.empty() ? std::to_string(value.as_number()) : "'" + std::string(text) + "'");
}

}  // namespace

std::vector<Finding> seed_dependent(const Plan& plan, const ChangeState& state, const Crossing&) {
  std::vector<Finding> findings;
  for (const Statement& statement : state.from_nothing.list.statements) {
    if (!statement.needs_rows) continue;
    const sql::ParseResult parsed = sql::parse(statement.sql);
    const Node select = parsed.ast.root();
    const Node from = select["fromClause"].at(0);
    if (!from.is_a("RangeVar")) continue;
    const std::string table = sql::Session::written(from);
    const std::string wanted = conditions(select["whereClause"]);
    std::string parents;
    for (const std::string& parent : state.change->parents) {
      const Change* const found = find_change(plan, parent);
      parents += (parents.empty() ? " after " : " and ") + std::string("\"") +
                 (found == nullptr ? parent : change_label(plan, *found)) + '"';
    }
    Finding finding = make_finding(
        "script/seed-dependent",
        core::format("\"{}\" stops without a row in \"{}\"{}: an empty database needs it{}",
                     change_label(plan, *state.change), table,
                     wanted.empty() ? "" : " with " + wanted, parents),
        statement.where);
    finding.end_line = statement.end_line;
    finding.change = state.change->id;
    finding.object = table;
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace plumbline::checks::script
