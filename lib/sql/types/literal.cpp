#include "sql/types/literal.hpp"

#include <algorithm>

#include "core/format.hpp"
#include "core/schema/quote.hpp"
#include "sql/failure.hpp"
#include "sql/parse.hpp"
#include "sql/types/literal_containers.hpp"
#include "sql/types/literal_text.hpp"
#include "sql/types/type_name.hpp"

namespace plumbline::sql {

namespace {

using namespace literal_text;

/// The value is of the moment, or prints by settings that are not known.
Literal inexact(std::string_view text, char volatility = 'i') {
  return {.text = std::string(text), .is_exact = false, .volatility = volatility};
}

Literal read_char(std::string_view text) {
  if (text.empty()) return {};
  if (text.size() == 4 && text.front() == '\\') unknown("a byte in octal digits");
  if ((static_cast<unsigned char>(text.front()) & 0x80U) != 0) unknown("a byte of another script");
  return {std::string(text.substr(0, 1))};
}

Literal read_enum(const TypeScope& scope, std::string_view text, TypeId type) {
  if (!scope.source->has_label(type, text)) {
    fail("22P02",
         core::format("invalid input value for enum {}: \"{}\"", display_type(scope, type), text));
  }
  return {std::string(text)};
}

/// stringToQualifiedNameList().
std::vector<std::string> names_in(std::string_view text) {
  std::vector<std::string> names;
  std::string_view rest = trimmed(text);
  for (;;) {
    std::string name;
    if (rest.starts_with('"')) {
      std::size_t at = 1;
      for (; at < rest.size(); ++at) {
        if (rest[at] != '"') {
          name += rest[at];
        } else if (rest.substr(at).starts_with("\"\"")) {
          name += '"';
          ++at;
        } else {
          break;
        }
      }
      if (at >= rest.size()) fail("42602", "invalid name syntax");
      rest.remove_prefix(at + 1);
    } else {
      const std::size_t end = std::min(rest.find_first_of(". \t\n\r\v\f"), rest.size());
      name = lower(rest.substr(0, end));
      rest.remove_prefix(end);
    }
    if (name.empty()) fail("42602", "invalid name syntax");
    for (const char c : name) {
      if ((static_cast<unsigned char>(c) & 0x80U) != 0) unknown("a name in another script");
    }
    names.push_back(std::move(name));
    rest = trimmed(rest);
    if (rest.empty()) return names;
    if (!rest.starts_with('.')) fail("42602", "invalid name syntax");
    rest = trimmed(rest.substr(1));
  }
}

bool is_number(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

Literal read_regclass(const TypeScope& scope, std::string_view text) {
  if (text == "-" || is_number(text)) unknown("a relation's oid");
  const std::vector<std::string> names = names_in(text);
  if (names.size() > 2) unknown("a relation of a database");
  const auto made = [&](std::string_view schema) {
    const std::string_view shown = schema == "pg_catalog" ? std::string_view() : schema;
    return Literal{core::quote_qualified(shown, names.back(), scope.version * 10'000)};
  };
  const auto has = [&](std::string_view schema) {
    if (schema == "pg_catalog" || schema == "information_schema") {
      if (find_system_relation(schema, names.back(), scope.version)) return true;
    }
    return scope.source != nullptr && scope.source->has_relation(schema, names.back());
  };
  if (names.size() == 2) {
    require_schema(scope, names[0]);
    if (has(names[0])) return made(names[0]);
    fail("42P01", core::format("relation \"{}.{}\" does not exist", names[0], names[1]));
  }
  if (!scope.temporary_schema.empty()) unknown("a temporary relation may be meant");
  for (const std::string& schema : scope.path) {
    if (has(schema)) return made(schema);
  }
  fail("42P01", core::format("relation \"{}\" does not exist", names[0]));
}

Literal read_regtype(const TypeScope& scope, std::string_view text) {
  if (text == "-" || is_number(text)) unknown("a type's oid");
  const ParseResult parsed = parse(core::format("SELECT CAST(NULL AS {})", text));
  const Node targets = parsed.ast.root()["targetList"];
  const Node cast = targets.at(0)["val"];
  if (!parsed.sqlstate.empty() || targets.size() != 1 || !cast.is_a("TypeCast") ||
      cast["typeName"].flag("setof")) {
    unknown("a name of a type that cannot be read");
  }
  TypeScope bare = scope;
  bare.path = {"pg_catalog"};
  bare.temporary_schema.clear();
  return {display_type(bare, resolve_type_name(scope, cast["typeName"]).id)};
}

/// Text search configurations and dictionaries of the system.
Literal read_system_name(const TypeScope& scope, std::string_view text, NameKind kind) {
  const std::vector<std::string> names = names_in(text);
  const bool may_be_systems = names.size() == 1
                                  ? !scope.path.empty() && scope.path.front() == "pg_catalog"
                                  : names.size() == 2 && names[0] == "pg_catalog";
  if (!may_be_systems || !has_system_name(kind, names.back(), scope.version)) {
    unknown("a name that is not the system's");
  }
  return {core::quote_identifier(names.back(), scope.version * 10'000)};
}

Literal read_regnamespace(const TypeScope& scope, std::string_view text) {
  const std::vector<std::string> names = names_in(text);
  if (names.size() != 1 || is_number(text)) unknown("a schema's oid");
  require_schema(scope, names[0]);
  return {core::quote_identifier(names[0], scope.version * 10'000)};
}

/// A type of an extension that reads whatever text is sure to be.
Literal read_extension_type(std::string_view name, std::string_view text) {
  if (name == "citext") return {std::string(text)};
  if (text.empty() && (name == "hstore" || name == "ltree")) return {};
  unknown(core::format("literals of type \"{}\"", name));
}

Literal read_system_type(const TypeScope& scope, std::string_view text, TypeRef type) {
  switch (type.id) {
    case types::text:
    case types::varchar:
    case types::bpchar:
    case types::cstring:
    case types::unknown:
    case types::refcursor:
      return {std::string(text)};
    case types::name:
      if (text.size() > 63) unknown("a name that is cut");
      return {std::string(text)};
    case types::char_:
      return read_char(text);
    case types::boolean:
      return {read_boolean(text)};
    case types::int2:
    case types::int4:
    case types::int8:
    case types::oid:
      return {read_integer(text, type.id, scope.version)};
    case types::numeric:
      return {read_numeric(text, scope.version)};
    case types::float4:
    case types::float8:
      return {read_float(text, type.id)};
    case types::bytea:
      return {read_bytea(text)};
    case types::uuid:
      return {read_uuid(text)};
    case types::bit:
    case types::varbit:
      return {read_bits(text)};
    case types::inet:
    case types::cidr:
      return {read_inet(text, type.id == types::cidr)};
    case types::json:
      (void)read_jsonb(text, false);
      return {std::string(text)};
    case types::jsonb:
      return {read_jsonb(text, true)};
    case types::date:
      return read_date(text);
    case types::time:
      return read_time(text);
    case types::timestamp:
    case types::timestamptz:
      return read_timestamp(text, type.id == types::timestamptz);
    case types::interval:
      return read_interval(text, type.typmod);
    case types::regclass:
      return read_regclass(scope, text);
    case types::regtype:
      return read_regtype(scope, text);
    case types::regnamespace:
      return read_regnamespace(scope, text);
    case types::regconfig:
      return read_system_name(scope, text, NameKind::configuration);
    case types::regdictionary:
      return read_system_name(scope, text, NameKind::dictionary);
    case types::tsvector:
      if (trimmed(text).empty()) return {};
      // One word without what tsvectorin gives a meaning.
      if (text.size() < 100 && std::ranges::all_of(text, [](char c) {
            return c > ' ' && c < '\x7f' && c != '\'' && c != '\\' && c != ':';
          }))
        return {"'" + std::string(text) + "'"};
      break;
    case types::money:
      if (is_number(text) && text.size() < 16) return inexact(text);
      break;
    default:
      break;
  }
  unknown("literals of this type");
}

}  // namespace

Literal literal(const TypeScope& scope, std::string_view text, TypeRef type) {
  type = base_type(scope, type);
  const TypeInfo info = type_info(scope, type.id);
  if (info.is_array && type.id != types::int2vector && type.id != types::oidvector) {
    return read_array(scope, text, info);
  }
  if (info.kind == 'e') return read_enum(scope, text, type.id);
  if (info.kind == 'r') return read_range(scope, text, info);
  if (type.id < 10000) return read_system_type(scope, text, type);
  if (type.id < first_user_type) return read_extension_type(info.name, text);
  // record_in.
  if (info.kind == 'c' && !trimmed(text).starts_with('('))
    fail("22P02", core::format("malformed record literal: \"{}\"", text));
  unknown(core::format("literals of type \"{}\"", info.name));
}

}  // namespace plumbline::sql
