/// CREATE STATISTICS. Rules: CreateStatistics of statscmds.c.
#include <algorithm>
#include <array>

#include "core/schema/expression_name.hpp"
#include "core/schema/qualified_name.hpp"
#include "sql/analysis/catalog_types.hpp"
#include "sql/analysis/expression.hpp"
#include "sql/quoted.hpp"
#include "sql/visit/columns.hpp"
#include "sql/visit/create.hpp"
#include "sql/visit/indexes.hpp"
#include "sql/visit/names.hpp"
#include "sql/visit/operator_classes.hpp"
#include "sql/visit/statistics.hpp"

namespace plumbline::sql {

namespace {

constexpr std::size_t most_columns = 8;  // STATS_MAX_DIMENSIONS

Id find_table(Session& session, const Node& relations) {
  if (relations.size() != 1)
    fail("0A000", "only a single relation is allowed in CREATE STATISTICS");
  const Node relation = relations.at(0);
  if (!relation.is_a("RangeVar"))
    fail("0A000", "only a single relation is allowed in CREATE STATISTICS");
  const Id table = session.relation(relation);
  const ObjectKind kind = session.catalog[table].kind;
  if (kind != ObjectKind::table && kind != ObjectKind::foreign_table &&
      kind != ObjectKind::materialized_view) {
    fail("42809",
         session.version() >= 150000
             ? "cannot define statistics for relation " + quoted(session.catalog[table].own)
             : "relation " + quoted(session.catalog[table].own) +
                   " is not a table, foreign table, or materialized view");
  }
  session.require_owner(table);
  return table;
}

/// ChooseExtendedStatisticName.
std::string choose_name(const Session& session, Id schema, std::string_view table,
                        const std::vector<std::string>& columns) {
  const std::string addition = join_for_name(columns);
  std::string label = "stat";
  for (int number = 1;; ++number) {
    std::string name = make_object_name(table, addition, label);
    if (session.catalog.find(ObjectKind::statistics, schema, name) == Catalog::none) return name;
    label = "stat" + std::to_string(number);
  }
}

struct Found {
  std::vector<Id> columns;
  std::vector<Expression> expressions;
  std::vector<std::string> names;  ///< for the statistics' own
};

void check_comparable(const Session& session, std::string_view type, const std::string& message) {
  const CatalogTypes types(session);
  if (!default_operator_class(session, types, types.parse(type).id, "btree"))
    fail("0A000", message);
}

Found read_elements(Session& session, Id table, const Node& elements) {
  const Catalog& catalog = session.catalog;
  Found found;
  for (const Node element : elements) {
    if (element.is_a("ColumnRef") || element.is_a("FuncCall")) unknown("statistics before 14");
    if (const std::string_view name = element.text("name"); !name.empty()) {
      const Id column = catalog.part(table, ObjectKind::column, name);
      if (column == Catalog::none) {
        if (is_system_column(name))
          fail("0A000", "statistics creation on system columns is not supported");
        fail("42703", "column " + quoted(name) + " does not exist");
      }
      const std::string type(catalog.value(column, "type"));
      check_comparable(session, type,
                       "column " + quoted(name) +
                           " cannot be used in statistics because its type " + type +
                           " has no default btree operator class");
      found.columns.push_back(column);
      found.names.emplace_back(name);
      continue;
    }
    Scope scope;
    scope.relation = table;
    Expression expression = analyze_expression(session, element["expr"], scope, Place::statistics);
    if (expression.is_column) {
      const Id column = expression.columns.at(0);
      found.columns.push_back(column);
      found.names.emplace_back(catalog[column].own);
      continue;
    }
    found.names.emplace_back("expr");
    found.expressions.push_back(std::move(expression));
  }
  return found;
}

void check_count(const Found& found, const Node& kinds) {
  const std::size_t count = found.columns.size() + found.expressions.size();
  if (count > most_columns) fail("54011", "cannot have more than 8 columns in statistics");
  if (found.columns.empty() && found.expressions.size() == 1) {
    if (!kinds.empty()) {
      fail("0A000",
           "when building statistics on a single expression, statistics kinds may not be "
           "specified");
    }
    return;
  }
  if (count < 2) fail("42P17", "extended statistics require at least 2 columns");
  std::vector<Id> columns = found.columns;
  std::ranges::sort(columns);
  if (std::ranges::adjacent_find(columns) != columns.end())
    fail("42701", "duplicate column name in statistics definition");
  for (std::size_t at = 0; at < found.expressions.size(); ++at) {
    for (std::size_t next = at + 1; next < found.expressions.size(); ++next) {
      if (found.expressions[at].text == found.expressions[next].text)
        fail("42701", "duplicate expression in statistics definition");
    }
  }
}

/// "" for all of them.
std::string read_kinds(const Node& kinds) {
  constexpr std::array<std::string_view, 3> known = {"ndistinct", "dependencies", "mcv"};
  std::array<bool, 3> wanted{};
  for (const Node kind : kinds) {
    const auto place = std::ranges::find(known, kind.as_text());
    if (place == known.end())
      fail("42601", "unrecognized statistics kind " + quoted(kind.as_text()));
    wanted[static_cast<std::size_t>(place - known.begin())] = true;
  }
  std::string text;
  bool has_all = true;
  for (std::size_t at = 0; at < known.size(); ++at) {
    if (wanted[at]) text += (text.empty() ? "" : ", ") + std::string(known[at]);
    has_all = has_all && wanted[at];
  }
  return has_all ? "" : text;
}

std::string columns_text(const Session& session, const Found& found) {
  const Catalog& catalog = session.catalog;
  std::vector<Id> columns = found.columns;
  std::ranges::sort(columns, {}, [&](Id id) { return catalog[id].position; });
  std::string text;
  for (const Id column : columns)
    text += (text.empty() ? "" : ", ") + catalog.quote(catalog[column].own);
  for (const Expression& expression : found.expressions)
    text += (text.empty() ? "" : ", ") + expression.text;
  return text;
}

}  // namespace

void apply_create_statistics(const Node& statement, Session& session) {
  Catalog& catalog = session.catalog;
  const Node kinds = statement["stat_types"];
  const Id table = find_table(session, statement["relations"]);
  // Expressions are read before the name is looked at (transformStatsStmt).
  const Found found = read_elements(session, table, statement["exprs"]);
  std::string own;
  Id schema = catalog.schema_of(table);
  if (const Node names = statement["defnames"]) {
    schema = session.creation_schema(names, own);
  } else {
    if (schema == Catalog::none) unknown("statistics of a temporary table");
    own = choose_name(session, schema, catalog[table].own, index_column_names(found.names));
  }
  if (const Id there = catalog.find(ObjectKind::statistics, schema, own); there != Catalog::none) {
    if (statement.flag("if_not_exists")) {
      session.skipped.push_back({there, catalog.name(there)});
      return;
    }
    fail("42710", "statistics object " + quoted(own) + " already exists");
  }
  const std::string kinds_text = read_kinds(kinds);
  check_count(found, kinds);
  if (catalog.schema_of(table) == Catalog::none) unknown("statistics of a temporary table");
  const Id statistics = catalog.create(ObjectKind::statistics, schema, own);
  session.own(statistics);
  catalog.set(statistics, "table", catalog.sql_name(table));
  catalog.set(statistics, "kinds", kinds_text);
  const bool is_exact = std::ranges::all_of(
      found.expressions, [](const Expression& expression) { return expression.is_exact; });
  catalog.set(statistics, "columns", columns_text(session, found), is_exact);
  for (const Id column : found.columns) catalog.need(statistics, column, Tie::automatic);
  for (const Expression& expression : found.expressions) {
    for (const Id column : expression.columns) catalog.need(statistics, column, Tie::automatic);
    for (const Id needed : expression.needs) catalog.need(statistics, needed);
  }
  catalog.need(statistics, table, Tie::automatic);
}

void copy_statistics(Session& session, Id from, Id to, bool with_comments) {
  Catalog& catalog = session.catalog;
  for (const Id one : catalog.dependents(from)) {
    if (catalog[one].kind != ObjectKind::statistics) continue;
    std::vector<std::string> names;
    for (const std::string& name : index_columns(catalog.value(one, "columns")))
      names.push_back(name.empty() ? "expr" : name);
    const Id schema = catalog.schema_of(to);
    const Id copy =
        catalog.create(ObjectKind::statistics, schema,
                       choose_name(session, schema, catalog[to].own, index_column_names(names)));
    session.own(copy);
    catalog.set(copy, "table", catalog.sql_name(to));
    const std::vector<Catalog::Value> values = catalog[one].values;
    for (const Catalog::Value& value : values) {
      if (value.name == "kinds" || value.name == "columns" ||
          (with_comments && value.name == "comment"))
        catalog.set_named(copy, value.name, value.text, value.exact);
    }
    for (const Id column : catalog.parts(to, ObjectKind::column)) {
      const Id source = catalog.part(from, ObjectKind::column, catalog[column].own);
      for (const Catalog::Need& need : catalog[one].needs) {
        if (need.on == source) catalog.need(copy, column, Tie::automatic);
      }
    }
    catalog.need(copy, to, Tie::automatic);
  }
}

}  // namespace plumbline::sql
