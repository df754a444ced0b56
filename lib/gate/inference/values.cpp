#include "gate/inference/values.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "core/schema/builder.hpp"
#include "core/schema/qualified_name.hpp"
#include "core/schema/quote.hpp"
#include "gate/inference/pattern.hpp"
#include "sql/analysis/catalog_types.hpp"
#include "sql/parse.hpp"
#include "sql/visit/row_check.hpp"
#include "system/format.hpp"

namespace plumbline::gate {

using sql::Catalog;
using sql::Id;
using sql::Node;
using sql::TypeId;
using sql::TypeInfo;
using sql::TypeRef;
namespace types = sql::types;

namespace {

using Values = std::vector<std::string>;

struct SimpleType {
  TypeId type;
  std::string_view value;
  std::string_view other;  ///< a second one; "" for none
};

/// What needs neither numbers nor lengths.
constexpr SimpleType simple_types[] = {
    {types::boolean, "f", "t"},
    {types::json, "{}", "[]"},
    {types::jsonb, "{}", "[]"},
    {types::xml, "<seed/>", ""},
    {types::bytea, "\\x", "\\x73656564"},
    {types::date, "2000-01-01", "2100-01-01"},
    {types::timestamp, "2000-01-01 00:00:00", "2100-01-01 00:00:00"},
    {types::timestamptz, "2000-01-01 00:00:00+00", "2100-01-01 00:00:00+00"},
    {types::time, "00:00:00", "12:00:00"},
    {types::timetz, "00:00:00+00", "12:00:00+00"},
    {types::interval, "1 day", "00:00:00"},
    {types::inet, "192.0.2.1", ""},
    {types::cidr, "192.0.2.0/24", ""},
    {types::macaddr, "00:00:5e:00:53:01", ""},
    {types::macaddr8, "00:00:5e:00:53:00:00:01", ""},
    {types::point, "(0,0)", ""},
    {types::lseg, "[(0,0),(1,1)]", ""},
    {types::path, "((0,0),(1,1))", ""},
    {types::box, "(1,1),(0,0)", ""},
    {types::polygon, "((0,0),(0,1),(1,1))", ""},
    {types::line, "{1,0,0}", ""},
    {types::circle, "<(0,0),1>", ""},
    {types::tsvector, "", ""},
    {types::tsquery, "'seed'", ""},
    {types::pg_lsn, "0/0", ""},
    {types::oid, "0", "1"},
    {types::xid, "0", ""},
    {types::char_, "s", ""},
};

bool is_whole(TypeId type) {
  return type == types::int2 || type == types::int4 || type == types::int8;
}

bool is_number(TypeId type) {
  return is_whole(type) || type == types::numeric || type == types::float4 ||
         type == types::float8 || type == types::money;
}

bool is_text(TypeId type) {
  return type == types::text || type == types::varchar || type == types::bpchar ||
         type == types::name;
}

Values texts(int number, std::int32_t typmod) {
  const std::size_t longest = typmod >= 4 ? static_cast<std::size_t>(typmod - 4) : 1000;
  Values values;
  const auto add = [&](std::string value) {
    if (value.size() <= longest) values.push_back(std::move(value));
  };
  if (number > 0) {
    const std::string digits = std::to_string(number);
    add("seed-" + digits);
    add("seed-" + digits + "@example.com");
    add("s" + digits);
    add(digits);
    add("Z");
    return values;
  }
  for (const char* const value : {"seed", "Seed", "SEED", "s", "S", "seed@example.com",
                                  "https://example.com/", "00", "USD", "0000", ""}) {
    add(value);
  }
  return values;
}

/// High ones for keys, out of the way of those that sequences and scripts give.
Values numbers(TypeId type, int number) {
  if (number == 0) return {"0", "1"};
  const int base = type == types::int2 ? 30'000 : 1'000'000'000;
  return {std::to_string(base + number), std::to_string(number)};
}

Values uuids(int number) { return {system::format("00000000-0000-4000-8000-{:012x}", number)}; }

Values labels_of(const Catalog& catalog, Id enumeration) {
  Values labels;
  for (const std::string_view item : core::list_items(catalog.value(enumeration, "values"))) {
    std::string label;
    for (std::size_t at = 1; at + 1 < item.size(); ++at) {
      label += item[at];
      if (item[at] == '\'') ++at;
    }
    labels.push_back(std::move(label));
  }
  return labels;
}

Values values_of_type(const sql::CatalogTypes& catalog_types, const Catalog& catalog, TypeRef type,
                      int number) {
  const TypeInfo info = sql::type_info(catalog_types.scope(), type.id);
  if (info.is_array) return {"{}"};
  if (info.kind == 'e') return labels_of(catalog, sql::object_of_type(type.id));
  if (info.kind == 'r') return {"empty"};
  if (info.kind == 'm') return {"{}"};
  if (info.kind == 'c') {
    const std::size_t count = sql::composite_attributes(catalog_types.scope(), type.id).size();
    return {"(" + std::string(count == 0 ? 0 : count - 1, ',') + ")"};
  }
  if (is_text(type.id)) return texts(number, type.typmod);
  if (is_number(type.id)) return numbers(type.id, number);
  if (type.id == types::uuid) return uuids(number);
  if (type.id == types::bit || type.id == types::varbit) {
    return {std::string(static_cast<std::size_t>(std::max(1, type.typmod)), '0')};
  }
  for (const SimpleType& simple : simple_types) {
    if (simple.type != type.id) continue;
    Values values = {std::string(simple.value)};
    if (!simple.other.empty()) values.emplace_back(simple.other);
    return values;
  }
  if (info.name == "citext" || info.name == "ltree")
    return {number > 0 ? "seed" + std::to_string(number) : "seed"};
  if (info.name == "hstore") return {""};
  return {};
}

/// Domains over domains, the outermost first.
void read_domain(const sql::CatalogTypes& catalog_types, const Catalog& catalog, TypeRef& type,
                 ValueChoice& choice, std::vector<Id>& domains) {
  while (true) {
    const TypeInfo info = sql::type_info(catalog_types.scope(), type.id);
    if (info.kind != 'd' || info.is_array) return;
    const Id domain = sql::object_of_type(type.id);
    domains.push_back(domain);
    choice.is_not_null = choice.is_not_null || catalog.has(domain, "not_null");
    choice.has_default = choice.has_default || catalog.has(domain, "default");
    type = info.base;
  }
}

/// What a domain's check says of the value, asked of a table with one column "value".
bool domain_takes(sql::Session& session, const std::vector<Id>& domains, std::string_view base_text,
                  const std::string& value) {
  Catalog& catalog = session.catalog;
  const Catalog::Mark mark = catalog.mark();
  const Id table = catalog.create_temporary(ObjectKind::table, "value");
  const Id column = catalog.create_part(ObjectKind::column, table, "value");
  catalog.set(column, "type", base_text);
  sql::KnownRow row;
  row[column] = {sql::KnownValue::State::text, value, false};
  bool takes = true;
  for (const Id domain : domains) {
    for (const Id check : catalog.parts(domain, ObjectKind::constraint)) {
      takes = takes && sql::check_row(session, table, check, row) != sql::CheckOutcome::fails;
    }
  }
  catalog.undo(mark);
  return takes;
}

void collect(const Node& node, Values& values, int depth) {
  if (depth > 40) return;
  if (node.is_a("A_Const")) {
    if (node.flag("isnull")) return;
    if (node["ival"]) {
      for (const int step : {0, 1, -1}) values.push_back(std::to_string(node.as_number() + step));
      // Of length(…): a text of that length.
      if (node.as_number() > 0 && node.as_number() <= 64) {
        values.emplace_back(static_cast<std::size_t>(node.as_number()), 'x');
        values.emplace_back(static_cast<std::size_t>(node.as_number()) + 1, 'x');
      }
    } else if (!node["boolval"]) {
      std::string text(node.as_text());
      values.push_back(text);
      std::erase(text, '%');
      values.push_back("seed" + text + "seed");
    }
    return;
  }
  for (std::size_t at = 0; at < node.size(); ++at) collect(node.at(at), values, depth + 1);
}

}  // namespace

namespace {

void collect_patterns(const Node& node, Values& values, int depth) {
  if (depth > 40) return;
  if (node.is_a("A_Expr")) {
    const std::string_view op = node["name"].at(node["name"].size() - 1).as_text();
    Node right = node["rexpr"];
    while (right.is_a("TypeCast")) right = right["arg"];
    if ((op == "~" || op == "~*") && right.is_a("A_Const")) {
      if (auto text = text_of_pattern(right.as_text())) values.push_back(std::move(*text));
      return;
    }
  }
  for (std::size_t at = 0; at < node.size(); ++at) {
    collect_patterns(node.at(at), values, depth + 1);
  }
}

}  // namespace

Values values_of_patterns(std::string_view expression) {
  Values values;
  const sql::ParseResult parsed = sql::parse("SELECT " + std::string(expression));
  collect_patterns(parsed.ast.root()["targetList"], values, 0);
  return values;
}

Values values_of_check(std::string_view expression) {
  Values values;
  const sql::ParseResult parsed = sql::parse("SELECT " + std::string(expression));
  collect(parsed.ast.root()["targetList"], values, 0);
  return values;
}

ValueChoice choose_values(sql::Session& session, Id column, int number) {
  const Catalog& catalog = session.catalog;
  ValueChoice choice;
  choice.type = catalog.value(column, "type");
  Values candidates;
  std::vector<Id> domains;
  std::string base_text = choice.type;
  try {
    const sql::CatalogTypes catalog_types(session);
    TypeRef type = catalog_types.parse(choice.type);
    read_domain(catalog_types, catalog, type, choice, domains);
    if (!domains.empty()) base_text = catalog.value(domains.back(), "type");
    candidates = values_of_type(catalog_types, catalog, type, number);
    for (const Id domain : domains) {
      for (const Id check : catalog.parts(domain, ObjectKind::constraint)) {
        std::ranges::move(values_of_check(catalog.value(check, "expression")),
                          std::back_inserter(candidates));
      }
    }
  } catch (const sql::Unknown&) {
    return choice;
  } catch (const sql::Failure&) {
    return choice;
  }
  for (std::string& value : candidates) {
    if (domains.empty() || domain_takes(session, domains, base_text, value)) {
      choice.values.push_back(std::move(value));
    }
  }
  return choice;
}

std::string value_sql(sql::Session& session, Id column, const std::string& value) {
  try {
    const sql::CatalogTypes catalog_types(session);
    const TypeId type = sql::base_type(
        catalog_types.scope(), catalog_types.parse(session.catalog.value(column, "type")).id);
    if (type == types::boolean) return value == "t" ? "true" : "false";
    const bool is_plain =
        !value.empty() && value.find_first_not_of("-0123456789.") == std::string::npos;
    if (is_number(type) && type != types::money && is_plain) return value;
  } catch (const sql::Unknown&) {
    // Quoted, every type reads its own text.
  } catch (const sql::Failure&) {
  }
  return core::quote_literal(value);
}

bool mentions_column(const Catalog& catalog, std::string_view expression, Id column) {
  const std::vector<std::string> names = core::bare_names(expression);
  return std::ranges::find(names, core::name_part(catalog[column].own)) != names.end();
}

}  // namespace plumbline::gate
