/// CREATE TYPE in all its forms, and CREATE DOMAIN.
#include <utility>

#include "core/schema/definition/kinds.hpp"
#include "core/schema/quote.hpp"

namespace plumbline::core {

namespace {

std::string range_attributes(const Subject& type) {
  SqlList list;
  list.entry("subtype", type.value("subtype"))
      .entry("multirange_type_name", type.value("multirange"))
      .entry("subtype_opclass", type.value("operator_class"))
      .entry("collation", type.value("collation"))
      .entry("canonical", type.value("canonical"))
      .entry("subtype_diff", type.value("subtype_diff"));
  return list.text();
}

std::string base_attributes(const Subject& type) {
  constexpr std::pair<std::string_view, std::string_view> names[] = {
      {"INPUT", "input"},           {"OUTPUT", "output"},
      {"RECEIVE", "receive"},       {"SEND", "send"},
      {"TYPMOD_IN", "typmod_in"},   {"TYPMOD_OUT", "typmod_out"},
      {"ANALYZE", "analyze"},       {"SUBSCRIPT", "subscript"},
      {"INTERNALLENGTH", "length"}, {"ALIGNMENT", "alignment"},
      {"STORAGE", "storage"},       {"ELEMENT", "element"},
      {"COLLATABLE", "collatable"}, {"PREFERRED", "preferred"},
      {"DEFAULT", "default"}};
  SqlList list;
  for (const auto& [name, property] : names) list.entry(name, type.value(property));
  for (const auto& [name, property] :
       {std::pair("CATEGORY", "category"), std::pair("DELIMITER", "delimiter")}) {
    if (type.has(property)) list.entry(name, quote_standard_literal(type.value(property)));
  }
  if (type.has("by_value")) list.item("PASSEDBYVALUE");
  return list.text();
}

}  // namespace

std::string type_definition(const Subject& type) {
  const std::string_view sort = type.value("sort");
  Sql text("CREATE TYPE ");
  text.add(type.name());
  if (sort == "composite") text.add(" AS (").add(type.value("attributes")).add(")");
  if (sort == "range") text.add(" AS RANGE (").add(range_attributes(type)).add(")");
  if (sort == "base") text.add(" (").add(base_attributes(type)).add(")");
  return std::move(text).take();
}

std::string enum_definition(const Subject& type) {
  return "CREATE TYPE " + type.name() + " AS ENUM (" + std::string(type.value("values")) + ')';
}

std::string domain_definition(const Subject& domain) {
  std::string not_null;
  if (domain.has("not_null")) not_null = " NOT NULL";
  for (const ObjectIndex child : domain.object().children) {
    const Subject part(domain.schema(), domain.schema().objects()[child]);
    if (part.value("type") == "not null") not_null = " CONSTRAINT " + part.own_name() + " NOT NULL";
  }
  Sql text("CREATE DOMAIN ");
  text.add(domain.name())
      .clause(" AS ", domain.value("type"))
      .clause(" COLLATE ", domain.value("collation"))
      .clause(" DEFAULT ", domain.value("default"))
      .add(not_null);
  return std::move(text).take();
}

std::string collation_definition(const Subject& collation) {
  SqlList list;
  list.entry("provider", collation.value("provider"));
  if (collation.has("not_deterministic")) list.entry("deterministic", "false");
  for (const auto& [name, property] :
       {std::pair("locale", "locale"), std::pair("lc_collate", "collate"),
        std::pair("lc_ctype", "ctype"), std::pair("rules", "rules")}) {
    if (collation.has(property))
      list.entry(name, quote_standard_literal(collation.value(property)));
  }
  return "CREATE COLLATION " + collation.name() + " (" + list.text() + ')';
}

std::string conversion_definition(const Subject& conversion) {
  Sql text(conversion.has("default") ? "CREATE DEFAULT CONVERSION " : "CREATE CONVERSION ");
  text.add(conversion.name())
      .clause(" FOR ", quote_standard_literal(conversion.value("from")))
      .clause(" TO ", quote_standard_literal(conversion.value("to")))
      .clause(" FROM ", conversion.value("function"));
  return std::move(text).take();
}

std::string cast_definition(const Subject& cast) {
  const std::string_view method = cast.value("method");
  Sql text("CREATE CAST (");
  text.add(cast.object().name)
      .add(method == "binary"  ? ") WITHOUT FUNCTION"
           : method == "inout" ? ") WITH INOUT"
                               : ") WITH FUNCTION ")
      .add(cast.value("function"))
      .clause(" AS ", cast.words("context"));
  return std::move(text).take();
}

}  // namespace plumbline::core
