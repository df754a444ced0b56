/// Extended statistics. Source of what CREATE STATISTICS leaves out: pg_get_statisticsobj_worker in
/// ruleutils.c.
#include "postgres/catalog/array_text.hpp"
#include "postgres/catalog/row.hpp"

namespace plumbline::postgres {

namespace {

constexpr FixedSql statistics =
    "SELECT s.oid, s.stxname, s.stxnamespace, s.stxowner, s.stxrelid, s.stxkind,"
    " NULLIF(@{s.stxstattarget}, -1), @{s.stxexprs} IS NOT NULL,"
    " (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' ORDER BY a.attnum)"
    " FROM pg_catalog.pg_attribute a"
    " WHERE a.attrelid = s.stxrelid AND a.attnum = ANY(s.stxkeys::pg_catalog.int2[])),"
    " pg_catalog.cardinality(s.stxkeys::pg_catalog.int2[])"
    " FROM pg_catalog.pg_statistic_ext s WHERE s.oid >= 16384"
    " AND ($1::pg_catalog.oid[] IS NULL OR s.stxnamespace = ANY($1::pg_catalog.oid[]))";

/// "{d,f,m,e}"; "" when there are all of them.
std::string kinds_of(std::string_view letters) {
  std::string kinds;
  int count = 0;
  for (const auto& [letter, word] :
       {std::pair('d', "ndistinct"), std::pair('f', "dependencies"), std::pair('m', "mcv")}) {
    if (letters.find(letter) == std::string_view::npos) continue;
    kinds.append(kinds.empty() ? "" : ", ").append(word);
    ++count;
  }
  return count == 3 ? "" : kinds;
}

void take_statistics(Catalog& catalog, const Row& row) {
  const Id id = add_object(catalog, ObjectKind::statistics, catalogs::statistics, row.oid(0),
                           row.oid(2), row.text(1));
  if (id == no_id) return;
  catalog.set_owner(id, row.oid(3));
  const Oid table = row.oid(4);
  catalog.want_relation(table);
  catalog.later.emplace_back(
      [id, table](Catalog& all) { all.builder.set(id, "table", all.relation_name(table)); });
  const bool has_expressions = row.is_true(7);
  const bool is_of_one_expression = has_expressions && row.number(9) == 0;
  const std::string kinds = kinds_of(row.text(5));
  // Of a single expression there is only its own kind, of several there are all.
  if (!is_of_one_expression || !kinds.empty()) catalog.builder.set(id, "kinds", kinds);
  catalog.builder.set(id, "target", row.text(6));
  if (has_expressions) {
    catalog.expressions.want(Text::statistics, row.oid(0), table, id, "columns");
  } else {
    catalog.builder.set(id, "columns", row.text(8));
  }
}

constexpr Step steps[] = {{"extended statistics", 12, statistics, each_row<take_statistics>}};

}  // namespace

std::span<const Step> statistics_steps() { return steps; }

}  // namespace plumbline::postgres
