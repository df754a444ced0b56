/// Data preflight: bounded counting queries for what pending statements take for granted. The
/// query's text is put together by the server from quoted names. Of a check the expression is ours:
/// printed by the analysis from nothing but the table's columns and the system's immutable
/// functions.
#include <string>
#include <vector>

#include "plumbline/error.hpp"
#include "postgres/connection.hpp"
#include "project/simulate.hpp"
#include "system/format.hpp"

namespace plumbline::project {

namespace {

constexpr std::int64_t most_rows = 1'000;

std::string array_literal(const std::vector<std::string>& names) {
  std::string text = "{";
  for (const std::string& name : names) {
    if (text.size() > 1) text += ',';
    text += '"';
    for (const char c : name) {
      if (c == '"' || c == '\\') text += '\\';
      text += c;
    }
    text += '"';
  }
  return text + '}';
}

constexpr postgres::FixedSql null_rows =
    "SELECT (pg_catalog.xpath('/table/row/c/text()', pg_catalog.query_to_xml(pg_catalog.format("
    "'SELECT pg_catalog.count(*) AS c FROM (SELECT FROM %I.%I WHERE %I IS NULL LIMIT %s) AS x',"
    " $1::text, $2::text, ($3::text[])[1], $4::text), true, false, '')))[1]::text";
constexpr postgres::FixedSql repeated_rows =
    "SELECT (pg_catalog.xpath('/table/row/c/text()', pg_catalog.query_to_xml(pg_catalog.format("
    "'SELECT pg_catalog.count(*) AS c FROM (SELECT FROM %I.%I WHERE (%s) IS NOT NULL GROUP BY %s"
    " HAVING pg_catalog.count(*) > 1 LIMIT %s) AS x', $1::text, $2::text, n.names, n.names, "
    "$4::text),"
    " true, false, '')))[1]::text"
    " FROM (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(c), ', ') AS names"
    " FROM pg_catalog.unnest($3::text[]) AS c) AS n";
constexpr postgres::FixedSql orphaned_rows =
    "SELECT (pg_catalog.xpath('/table/row/c/text()', pg_catalog.query_to_xml(pg_catalog.format("
    "'SELECT pg_catalog.count(*) AS c FROM (SELECT FROM %I.%I AS a WHERE %s AND NOT EXISTS"
    " (SELECT FROM %I.%I AS b WHERE %s) LIMIT %s) AS x', $1::text, $2::text, n.present, $5::text,"
    " $6::text, n.equal, $4::text), true, false, '')))[1]::text"
    " FROM (SELECT pg_catalog.string_agg(pg_catalog.format('a.%I IS NOT NULL', c), ' AND ') AS "
    "present,"
    " pg_catalog.string_agg(pg_catalog.format('a.%I = b.%I', c, d), ' AND ') AS equal"
    " FROM ROWS FROM (pg_catalog.unnest($3::text[]), pg_catalog.unnest($7::text[])) AS u(c, d)) AS "
    "n";
constexpr postgres::FixedSql unfit_rows =
    "SELECT (pg_catalog.xpath('/table/row/c/text()', pg_catalog.query_to_xml(pg_catalog.format("
    "'SELECT pg_catalog.count(*) AS c FROM (SELECT FROM %I.%I WHERE NOT %s LIMIT %s) AS x',"
    " $1::text, $2::text, $3::text, $4::text), true, false, '')))[1]::text";

std::int64_t ask(const checks::RowQuestion& question, postgres::Connection& connection) {
  using Kind = checks::RowQuestion::Kind;
  std::vector<std::optional<std::string>> parameters = {
      question.schema, question.table, array_literal(question.columns), std::to_string(most_rows)};
  postgres::FixedSql sql = null_rows;
  switch (question.kind) {
    case Kind::not_null:
      break;
    case Kind::unique:
      sql = repeated_rows;
      break;
    case Kind::foreign_key:
      sql = orphaned_rows;
      parameters.insert(parameters.end(), {question.other_schema, question.other_table,
                                           array_literal(question.other_columns)});
      break;
    case Kind::check:
      sql = unfit_rows;
      parameters[2] = question.expression;
      break;
  }
  const postgres::Rows rows = connection.query(sql, {}, parameters);
  return std::stoll(rows.text(0, 0));
}

}  // namespace

void count_violations(checks::Crossing& crossing, postgres::Connection& connection) {
  for (checks::RowQuestion& question : crossing.questions) {
    try {
      question.violations = ask(question, connection);
      question.at_least = *question.violations == most_rows;
    } catch (const Error& error) {
      if (error.status() != Status::server) throw;
      crossing.unchecked.push_back(
          {.what = system::format("rows of {}.{} for {}:{}", question.schema, question.table,
                                  question.where.file, question.where.line),
           .why = error.fields().message});
    }
  }
}

}  // namespace plumbline::project
