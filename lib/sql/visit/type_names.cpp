#include "sql/visit/type_names.hpp"

#include <array>
#include <utility>

#include "core/schema/builder.hpp"
#include "core/schema/quote.hpp"
#include "sql/types/system_tables.hpp"
#include "sql/visit/definition_options.hpp"

namespace plumbline::sql {

namespace {

/// What the grammar writes for its own words, and how format_type prints it.
constexpr std::array<std::pair<std::string_view, std::string_view>, 20> printed_names = {
    {{"bit", "bit"},
     {"bool", "boolean"},
     {"bpchar", "character"},
     {"char", "\"char\""},
     {"decimal", "numeric"},
     {"float4", "real"},
     {"float8", "double precision"},
     {"int", "integer"},
     {"int2", "smallint"},
     {"int4", "integer"},
     {"int8", "bigint"},
     {"interval", "interval"},
     {"numeric", "numeric"},
     {"time", "time without time zone"},
     {"timestamp", "timestamp without time zone"},
     {"timestamptz", "timestamp with time zone"},
     {"timetz", "time with time zone"},
     {"varbit", "bit varying"},
     {"varchar", "character varying"},
     {"name", "name"}}};

/// System types that are written bare most often; any other bare name is taken for a user's.
constexpr std::array<std::string_view, 48> bare_names = {"text",
                                                         "uuid",
                                                         "json",
                                                         "jsonb",
                                                         "bytea",
                                                         "date",
                                                         "inet",
                                                         "cidr",
                                                         "macaddr",
                                                         "macaddr8",
                                                         "money",
                                                         "oid",
                                                         "regclass",
                                                         "regproc",
                                                         "regtype",
                                                         "regrole",
                                                         "regnamespace",
                                                         "xml",
                                                         "point",
                                                         "line",
                                                         "lseg",
                                                         "box",
                                                         "path",
                                                         "polygon",
                                                         "circle",
                                                         "tsvector",
                                                         "tsquery",
                                                         "int4range",
                                                         "int8range",
                                                         "numrange",
                                                         "tsrange",
                                                         "tstzrange",
                                                         "daterange",
                                                         "record",
                                                         "void",
                                                         "trigger",
                                                         "event_trigger",
                                                         "anyelement",
                                                         "anyarray",
                                                         "anyenum",
                                                         "anynonarray",
                                                         "anycompatible",
                                                         "cstring",
                                                         "internal",
                                                         "any",
                                                         "refcursor",
                                                         "language_handler",
                                                         "xid"};

/// The multirange that a range of the schema brought along.
Id range_of_multirange(const Catalog& catalog, Id schema, std::string_view own) {
  const std::string name(own);
  for (std::size_t at = name.find("multi"); at != std::string::npos;
       at = name.find("multi", at + 1)) {
    const Id range = catalog.type(schema, name.substr(0, at) + name.substr(at + 5));
    if (range != Catalog::none && catalog.value(range, "sort") == "range" &&
        !catalog.has(range, "multirange") && multirange_name(catalog[range].own) == own)
      return range;
  }
  if (!name.ends_with("_multirange")) return Catalog::none;
  const Id range = catalog.type(schema, name.substr(0, name.size() - 11));
  const bool is_so = range != Catalog::none && catalog.value(range, "sort") == "range" &&
                     !catalog.has(range, "multirange") &&
                     multirange_name(catalog[range].own) == own;
  return is_so ? range : Catalog::none;
}

/// A multirange that was given that name.
bool has_named_multirange(const Catalog& catalog, Id schema, std::string_view own) {
  const std::string name =
      core::quote_qualified(catalog[schema].own, own, catalog.server_version());
  for (const Id type : catalog.all(ObjectKind::type)) {
    if (catalog.value(type, "multirange") == name) return true;
  }
  return false;
}

/// Types and row types that an extension brought to the schema.
bool has_member_type(const Session& session, Id schema, std::string_view own) {
  const Catalog& catalog = session.catalog;
  const int version = session.version() / 10'000;
  for (const Id extension : catalog.all(ObjectKind::extension)) {
    if (catalog.value(extension, "schema") != catalog.quote(catalog[schema].own)) continue;
    const std::uint8_t number = system_tables::extension_number(catalog[extension].own);
    if (number == 0) {
      unknown("what extension \"" + std::string(catalog[extension].own) + "\" brings");
    }
    for (const std::uint16_t place : system_tables::types_named(own)) {
      const system_rows::Type& type = system_tables::types()[place];
      const bool is_array = (type.flags & system_rows::type_is_array) != 0;
      if (type.extension == number && type.versions.has(version) && !is_array) return true;
    }
  }
  return false;
}

}  // namespace

Id require_free_type_name(const Session& session, Id schema, std::string_view own) {
  const Catalog& catalog = session.catalog;
  const Id there = catalog.type(schema, own);
  if (there != Catalog::none) {
    if (catalog.value(there, "sort") == "shell") return there;
    fail("42710", "type \"" + std::string(own) + "\" already exists");
  }
  if (range_of_multirange(catalog, schema, own) != Catalog::none ||
      has_named_multirange(catalog, schema, own) || has_member_type(session, schema, own))
    fail("42710", "type \"" + std::string(own) + "\" already exists");
  return Catalog::none;
}

Id make_type(Session& session, ObjectKind kind, Id schema, std::string_view own, Id shell) {
  Catalog& catalog = session.catalog;
  if (shell != Catalog::none && catalog.value(shell, "owner") != session.role)
    fail("42501", "must be owner of type " + std::string(own));
  if (shell != Catalog::none && kind == ObjectKind::type) return shell;
  if (shell != Catalog::none) {
    if (!catalog.dependents(shell).empty()) unknown("a shell type that is used becomes another");
    catalog.remove(shell);
  }
  const Id type = catalog.create(kind, schema, own);
  session.own(type);
  return type;
}

std::string multirange_name(std::string_view range) {
  std::string name(range);
  const std::size_t at = name.find("range");
  name = at == std::string::npos ? name + "_multirange" : name.insert(at, "multi");
  return Session::identifier(name);
}

std::string without_modifier(std::string_view type) {
  std::string text;
  int depth = 0;
  bool is_quoted = false;
  for (const char c : type) {
    if (c == '"') is_quoted = !is_quoted;
    if (!is_quoted && c == '(') ++depth;
    if (depth == 0) text += c;
    if (!is_quoted && c == ')') --depth;
  }
  if (text == "bpchar") return "character";
  if (text.starts_with("bpchar[")) return "character" + text.substr(6);
  if (text.starts_with("interval ") && text.find('"') == std::string::npos) {
    const std::size_t bracket = text.find('[');
    return bracket == std::string::npos ? "interval" : "interval" + text.substr(bracket);
  }
  return text;
}

std::string described_type(const Node& type_name, const EffectsOf& effects) {
  const std::vector<std::string> names = texts_of(type_name["names"]);
  std::string text;
  const std::string own = names.empty() ? "" : names.back();
  if (names.size() == 1 || (names.size() == 2 && names.front() == "pg_catalog")) {
    for (const auto& [name, printed] : printed_names) {
      if (own == name) text = printed;
    }
    for (const std::string_view name : bare_names) {
      if (own == name) text = name == "any" ? "\"any\"" : name;
    }
    if (text.empty() && names.size() == 2) text = own;
  }
  if (text.empty()) text = effects.name_of_list(type_name["names"]);
  if (type_name["arrayBounds"].size() > 0) text += "[]";
  return text;
}

std::string described_function(const Node& names, const Node& arguments, const EffectsOf& effects) {
  std::string text = effects.name_of_list(names) + '(';
  bool is_first = true;
  for (const Node argument : arguments) {
    const std::string_view mode = argument.text("mode");
    if (mode == "FUNC_PARAM_OUT" || mode == "FUNC_PARAM_TABLE") continue;
    if (!is_first) text += ", ";
    is_first = false;
    text += described_type(argument.is_a("FunctionParameter") ? argument["argType"] : argument,
                           effects);
  }
  return text + ')';
}

void require_type_usage(const Session& session, const std::vector<Id>& types) {
  if (session.is_superuser) return;
  for (const Id type : types) {
    const ObjectKind kind = session.catalog[type].kind;
    const bool has_rights =
        kind == ObjectKind::type || kind == ObjectKind::enumeration || kind == ObjectKind::domain;
    if (has_rights) session.require_right(type, "USAGE");
  }
}

}  // namespace plumbline::sql
