#include "sql/types/type_name.hpp"

#include "core/format.hpp"
#include "core/schema/quote.hpp"
#include "sql/failure.hpp"
#include "sql/types/type_modifier.hpp"

namespace plumbline::sql {

namespace {

std::string joined(Node names) {
  std::string text;
  for (const Node part : names) {
    if (!text.empty()) text += '.';
    text += part.as_text();
  }
  return text;
}

/// LookupTypeName(), without modifiers; 0 when there is none.
TypeId look_up(const TypeScope& scope, Node type_name, bool missing_schema_fails) {
  const QualifiedName name = qualified_name(type_name["names"]);
  TypeId id = 0;
  if (name.schema.empty()) {
    id = find_type(scope, name.name);
  } else if (schema_exists(scope, name.schema)) {
    id = find_type_in(scope, name.schema, name.name);
  } else if (missing_schema_fails) {
    require_schema(scope, name.schema);
  }
  // Of several dimensions there is one type.
  return !type_name["arrayBounds"].empty() && id != 0 ? array_type(scope, id) : id;
}

std::int32_t modifiers(const TypeScope& scope, Node type_name, TypeId id) {
  const Node given = type_name["typmods"];
  if (given.empty()) {
    const Node typmod = type_name["typemod"];
    return typmod ? static_cast<std::int32_t>(typmod.as_number()) : -1;
  }
  const TypeInfo info = type_info(scope, id);
  if (!info.defined) {
    fail("42601", core::format("type modifier cannot be specified for shell type \"{}\"",
                               type_name_text(type_name)));
  }
  if (!info.takes_typmod) {
    fail("42601",
         core::format("type modifier is not allowed for type \"{}\"", type_name_text(type_name)));
  }
  return modifier_in(scope, info.is_array ? info.element : id, given);
}

}  // namespace

std::string type_name_text(Node type_name) {
  std::string text = joined(type_name["names"]);
  if (type_name.flag("pct_type")) text += "%TYPE";
  if (!type_name["arrayBounds"].empty()) text += "[]";
  return text;
}

TypeRef resolve_type_name(const TypeScope& scope, Node type_name) {
  if (type_name.flag("pct_type")) unknown("%TYPE");
  const TypeId id = look_up(scope, type_name, true);
  if (id == 0) {
    fail("42704", core::format("type \"{}\" does not exist", type_name_text(type_name)));
  }
  const std::int32_t typmod = modifiers(scope, type_name, id);
  if (!type_info(scope, id).defined) {
    fail("42704", core::format("type \"{}\" is only a shell", type_name_text(type_name)));
  }
  return {id, typmod};
}

std::optional<TypeRef> try_type_name(const TypeScope& scope, Node type_name, bool shells_too) {
  if (type_name.flag("pct_type")) unknown("%TYPE");
  const TypeId id = look_up(scope, type_name, false);
  if (id == 0) return std::nullopt;
  if (!shells_too && !type_info(scope, id).defined) return std::nullopt;
  return TypeRef{id, modifiers(scope, type_name, id)};
}

namespace {

/// The words that SQL has for a type of the system; "" when it goes by its name.
std::string special_name(TypeId id, std::int32_t typmod, bool typmod_given) {
  const bool with = typmod_given && typmod >= 0;
  const auto modified = [&](std::string_view words) {
    return with ? core::format("{}{}", words, modifier_out(id, typmod)) : std::string(words);
  };
  switch (id) {
    case types::boolean:
      return "boolean";
    case types::json:  // a keyword since 17, but printed bare
      return "json";
    case types::int2:
      return "smallint";
    case types::int4:
      return "integer";
    case types::int8:
      return "bigint";
    case types::float4:
      return "real";
    case types::float8:
      return "double precision";
    case types::numeric:
      return modified("numeric");
    case types::varchar:
      return modified("character varying");
    case types::varbit:
      return modified("bit varying");
    case types::interval:
      return modified("interval");
    // Without a modifier the words mean (1), so the name stands in their place.
    case types::bit:
      return typmod_given && !with ? "" : modified("bit");
    case types::bpchar:
      return typmod_given && !with ? "" : modified("character");
    case types::time:
    case types::timestamp:
      return core::format("{}{} without time zone", id == types::time ? "time" : "timestamp",
                          with ? modifier_out(id, typmod) : std::string());
    case types::timetz:
    case types::timestamptz:
      return core::format("{}{} with time zone", id == types::timetz ? "time" : "timestamp",
                          with ? modifier_out(id, typmod) : std::string());
    default:
      return {};
  }
}

bool is_visible(const TypeScope& scope, const TypeInfo& info) {
  return find_type(scope, info.name) == info.id;
}

std::string print(const TypeScope& scope, TypeRef type, bool typmod_given, bool by_path) {
  if (type.id == 0) return "-";
  TypeInfo info = type_info(scope, type.id);
  // int2vector and oidvector stand for themselves.
  const bool is_array =
      info.is_array && info.id != types::int2vector && info.id != types::oidvector;
  if (is_array) info = type_info(scope, info.element);
  std::string text = special_name(info.id, type.typmod, typmod_given);
  if (text.empty()) {
    const bool bare = by_path ? is_visible(scope, info) : info.schema == "pg_catalog";
    text = core::quote_qualified(bare ? std::string_view() : info.schema, info.name,
                                 scope.version * 10'000);
    if (typmod_given && type.typmod >= 0 && info.takes_typmod) {
      text += modifier_out(info.id, type.typmod);
    }
  }
  if (is_array) text += "[]";
  return text;
}

}  // namespace

std::string format_type(const TypeScope& scope, TypeRef type) {
  return print(scope, type, true, false);
}

std::string display_type(const TypeScope& scope, TypeId type) {
  return print(scope, {type, -1}, false, true);
}

std::string display_type(const TypeScope& scope, TypeRef type) {
  return print(scope, type, true, true);
}

}  // namespace plumbline::sql
