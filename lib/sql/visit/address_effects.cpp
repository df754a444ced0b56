/// Names of objects for describe: from the text alone.
#include <array>

#include "core/schema/builder.hpp"
#include "sql/visit/address.hpp"

namespace plumbline::sql {

namespace {

struct Row {
  std::string_view object_type;
  std::string_view kind;
};
constexpr std::array<Row, 42> kinds = {{
    {"OBJECT_ACCESS_METHOD", "access-method"},
    {"OBJECT_AGGREGATE", "aggregate"},
    {"OBJECT_ATTRIBUTE", "column"},
    {"OBJECT_CAST", "cast"},
    {"OBJECT_COLLATION", "collation"},
    {"OBJECT_COLUMN", "column"},
    {"OBJECT_CONVERSION", "conversion"},
    {"OBJECT_DATABASE", "database"},
    {"OBJECT_DOMAIN", "domain"},
    {"OBJECT_DOMCONSTRAINT", "constraint"},
    {"OBJECT_EVENT_TRIGGER", "event-trigger"},
    {"OBJECT_EXTENSION", "extension"},
    {"OBJECT_FDW", "foreign-data-wrapper"},
    {"OBJECT_FOREIGN_SERVER", "server"},
    {"OBJECT_FOREIGN_TABLE", "foreign-table"},
    {"OBJECT_FUNCTION", "function"},
    {"OBJECT_INDEX", "index"},
    {"OBJECT_LANGUAGE", "language"},
    {"OBJECT_LARGEOBJECT", "large-object"},
    {"OBJECT_MATVIEW", "matview"},
    {"OBJECT_OPCLASS", "operator-class"},
    {"OBJECT_OPERATOR", "operator"},
    {"OBJECT_OPFAMILY", "operator-family"},
    {"OBJECT_PARAMETER_ACL", "parameter"},
    {"OBJECT_POLICY", "policy"},
    {"OBJECT_PROCEDURE", "procedure"},
    {"OBJECT_PUBLICATION", "publication"},
    {"OBJECT_ROLE", "role"},
    {"OBJECT_ROUTINE", "function"},
    {"OBJECT_RULE", "rule"},
    {"OBJECT_SCHEMA", "schema"},
    {"OBJECT_SEQUENCE", "sequence"},
    {"OBJECT_STATISTIC_EXT", "statistics"},
    {"OBJECT_SUBSCRIPTION", "subscription"},
    {"OBJECT_TABCONSTRAINT", "constraint"},
    {"OBJECT_TABLE", "table"},
    {"OBJECT_TABLESPACE", "tablespace"},
    {"OBJECT_TRANSFORM", "transform"},
    {"OBJECT_TRIGGER", "trigger"},
    {"OBJECT_TSCONFIGURATION", "text-search-configuration"},
    {"OBJECT_TYPE", "type"},
    {"OBJECT_VIEW", "view"},
}};

struct TypeRow {
  std::string_view internal;
  std::string_view printed;
};
/// As format_type spells what the grammar or the catalog calls otherwise.
constexpr std::array<TypeRow, 17> spelled = {{
    {"bool", "boolean"},
    {"int2", "smallint"},
    {"int4", "integer"},
    {"int8", "bigint"},
    {"float4", "real"},
    {"float8", "double precision"},
    {"varchar", "character varying"},
    {"bpchar", "character"},
    {"char", "\"char\""},
    {"timestamptz", "timestamp with time zone"},
    {"timestamp", "timestamp without time zone"},
    {"timetz", "time with time zone"},
    {"time", "time without time zone"},
    {"varbit", "bit varying"},
    {"decimal", "numeric"},
    {"dec", "numeric"},
    {"int", "integer"},
}};

/// Names without a schema that are the system's and not in the default schema.
constexpr std::string_view system_types[] = {
    "anyarray",  "anyelement", "bit",           "box",       "bytea",         "cidr",
    "circle",    "cstring",    "date",          "inet",      "interval",      "json",
    "jsonb",     "jsonpath",   "line",          "lseg",      "macaddr",       "money",
    "name",      "numeric",    "oid",           "path",      "point",         "polygon",
    "record",    "regclass",   "regtype",       "text",      "trigger",       "tsquery",
    "tsvector",  "uuid",       "void",          "xml",       "event_trigger", "int4range",
    "int8range", "numrange",   "tsrange",       "tstzrange", "daterange",     "internal",
    "hash",      "pg_lsn",     "txid_snapshot", "regproc"};

std::string list_name(EffectsOf& effects, const Node& list, std::size_t count) {
  std::string name;
  if (count == 1) name = core::name_part(effects.state().default_schema);
  for (std::size_t at = count > 2 ? count - 2 : 0; at < count; ++at) {
    if (!name.empty()) name += '.';
    name += core::name_part(Session::identifier(list.at(at).as_text()));
  }
  return name;
}

std::string part_of_list(EffectsOf& effects, const Node& list) {
  const std::size_t count = list.size();
  return list_name(effects, list, count - 1) + '.' +
         core::name_part(Session::identifier(list.at(count - 1).as_text()));
}

std::string argument_list(EffectsOf& effects, const Node& types) {
  std::string text = "(";
  for (const Node type : types) {
    if (text.size() > 1) text += ", ";
    text += type.empty() ? "none" : effect_type(effects, type);
  }
  return text + ')';
}

}  // namespace

std::string_view effect_kind(std::string_view object_type) noexcept {
  for (const Row& row : kinds) {
    if (row.object_type == object_type) return row.kind;
  }
  if (object_type == "OBJECT_TSDICTIONARY") return "text-search-dictionary";
  if (object_type == "OBJECT_TSPARSER") return "text-search-parser";
  if (object_type == "OBJECT_TSTEMPLATE") return "text-search-template";
  return "object";
}

std::string effect_type(EffectsOf& effects, const Node& type_name) {
  const Node names = type_name["names"];
  const std::size_t count = names.size();
  const std::string own = Session::identifier(names.at(count - 1).as_text());
  std::string text;
  const bool is_system = count == 2 && names.at(0).as_text() == "pg_catalog";
  if (is_system || count == 1) {
    for (const TypeRow& row : spelled) {
      if (row.internal == own && (is_system || own != "char")) text = row.printed;
    }
    for (const std::string_view name : system_types) {
      if (name == own) text = own;
    }
  }
  if (text.empty()) text = is_system ? own : list_name(effects, names, count);
  for (const Node bound : type_name["arrayBounds"]) {
    (void)bound;
    text += "[]";
    break;
  }
  return text;
}

std::string effect_function(EffectsOf& effects, const Node& object) {
  const Node names = object["objname"];
  const std::string name = list_name(effects, names, names.size());
  return object.flag("args_unspecified") ? name : name + argument_list(effects, object["objargs"]);
}

std::string effect_part(EffectsOf& effects, const Node& range_var, std::string_view part) {
  return effects.name_of(range_var) + '.' + core::name_part(Session::identifier(part));
}

std::string effect_name(EffectsOf& effects, std::string_view object_type, const Node& object) {
  if (object.is_a("ObjectWithArgs")) {
    if (object_type != "OBJECT_OPERATOR") return effect_function(effects, object);
    const Node names = object["objname"];
    std::string schema = names.size() > 1 ? Session::identifier(names.at(0).as_text())
                                          : std::string(effects.state().default_schema);
    return core::name_part(schema) + '.' + std::string(names.at(names.size() - 1).as_text()) +
           argument_list(effects, object["objargs"]);
  }
  if (object.is_a("TypeName")) return effect_type(effects, object);
  if (object_type == "OBJECT_COLUMN" || object_type == "OBJECT_TRIGGER" ||
      object_type == "OBJECT_RULE" || object_type == "OBJECT_POLICY" ||
      object_type == "OBJECT_TABCONSTRAINT") {
    return part_of_list(effects, object);
  }
  if (object_type == "OBJECT_DOMCONSTRAINT") {
    return effect_type(effects, object.at(0)) + '.' +
           core::name_part(Session::identifier(object.at(1).as_text()));
  }
  if (object_type == "OBJECT_CAST")
    return effect_type(effects, object.at(0)) + " AS " + effect_type(effects, object.at(1));
  if (object_type == "OBJECT_TRANSFORM")
    return effect_type(effects, object.at(0)) + " FOR " + std::string(object.at(1).as_text());
  if (object_type == "OBJECT_OPCLASS" || object_type == "OBJECT_OPFAMILY") {
    const std::size_t count = object.size();
    const std::string schema = count > 2 ? Session::identifier(object.at(count - 2).as_text())
                                         : std::string(effects.state().default_schema);
    return core::name_part(schema) + '.' +
           core::name_part(Session::identifier(object.at(count - 1).as_text())) + " USING " +
           std::string(object.at(0).as_text());
  }
  if (object.is_list() || object.is_a("List") || object.is_a("ObjectWithArgs"))
    return list_name(effects, object, object.size());
  if (object.is_a("Integer") || object.is_a("Float")) return std::to_string(object.as_number());
  return core::name_part(Session::identifier(object.as_text()));
}

}  // namespace plumbline::sql
