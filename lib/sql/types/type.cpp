#include "sql/types/type.hpp"

#include <algorithm>

#include "core/format.hpp"
#include "sql/failure.hpp"
#include "sql/types/system_tables.hpp"

namespace plumbline::sql {

namespace {

namespace rows = system_rows;

/// Nothing when it is of an extension that is not installed.
std::optional<std::string_view> schema_of(const TypeScope& scope, const rows::Type& row) {
  if (row.extension == 0) {
    return row.in_information_schema != 0 ? "information_schema" : "pg_catalog";
  }
  if (scope.source == nullptr) return std::nullopt;
  return scope.source->extension_schema(system_tables::extension_name(row.extension));
}

TypeInfo info_of(const rows::Type& row, std::string_view schema) {
  TypeInfo info{.id = row.id,
                .schema = schema,
                .name = system_tables::text(row.name),
                .kind = row.kind,
                .category = row.category,
                .preferred = (row.flags & rows::type_preferred) != 0,
                .collatable = (row.flags & rows::type_collatable) != 0,
                .takes_typmod = (row.flags & rows::type_takes_typmod) != 0,
                .is_array = (row.flags & rows::type_is_array) != 0,
                .input_volatility = (row.flags & rows::type_input_not_immutable) != 0 ? 's' : 'i',
                .output_volatility = (row.flags & rows::type_output_not_immutable) != 0 ? 's' : 'i',
                .array = row.array,
                .element = row.element,
                .not_null = (row.flags & rows::type_not_null) != 0,
                .is_relation = row.relation != 0};
  if (row.kind == 'd') info.base = {row.related, row.typmod};
  if (row.kind == 'r') {
    info.subtype = row.related;
    info.multirange = row.second;
  }
  if (row.kind == 'm') {
    info.range = row.second;
    const auto range = system_tables::types_of_id(row.second);
    if (!range.empty()) info.subtype = range.front().related;
  }
  return info;
}

TypeInfo array_info(const TypeScope& scope, TypeId id) {
  TypeInfo info = type_info(scope, id & ~array_bit);
  TypeInfo array{.id = id,
                 .schema = info.schema,
                 .name = info.name,
                 .kind = 'b',
                 .category = 'A',
                 .collatable = info.collatable,
                 .takes_typmod = info.takes_typmod,
                 .is_array = true,
                 .element = info.id};
  return array;
}

TypeInfo user_type_info(const TypeScope& scope, TypeId id) {
  if (scope.source == nullptr) unknown("a type that nobody has made");
  if ((id & array_bit) != 0) return array_info(scope, id);
  const TypeInfo range = scope.source->type(id & ~multirange_bit);
  if ((id & multirange_bit) != 0) {
    return {.id = id,
            .schema = range.schema,
            .name = scope.source->multirange_name(range.id),
            .kind = 'm',
            .category = 'R',
            .array = id | array_bit,
            .subtype = range.subtype,
            .range = range.id};
  }
  TypeInfo info = range;
  if (info.kind == 'r' && scope.version >= 14) info.multirange = id | multirange_bit;
  if (info.kind != 'p') info.array = id | array_bit;
  if (info.kind == 'd') {
    const TypeInfo base = type_info(scope, base_type(scope, info.base.id));
    info.category = base.category;
    info.output_volatility = base.output_volatility;
    info.collatable = base.collatable;
    info.preferred = false;
  } else if (info.kind == 'e') {
    info.category = 'E';
  } else if (info.kind == 'c') {
    info.category = 'C';
  } else if (info.kind == 'r') {
    info.category = 'R';
  }
  return info;
}

TypeId find_user_type(const TypeScope& scope, std::string_view schema, std::string_view name) {
  if (scope.source == nullptr) return 0;
  if (const TypeId id = scope.source->find_type(schema, name); id != 0) return id;
  if (scope.version >= 14) {
    if (const TypeId range = scope.source->find_multirange(schema, name); range != 0) {
      return range | multirange_bit;
    }
  }
  if (name.size() > 1 && name.front() == '_') {
    const TypeId element = scope.source->find_type(schema, name.substr(1));
    if (element != 0 && type_info(scope, element).array != 0) return element | array_bit;
  }
  return 0;
}

}  // namespace

void TypeSource::unknown_relation() { unknown("the relation that a literal names"); }

TypeInfo type_info(const TypeScope& scope, TypeId id) {
  if (id >= first_user_type) return user_type_info(scope, id);
  if (const rows::Type* const row = system_tables::find_type_row(id, scope.version)) {
    return info_of(*row, schema_of(scope, *row).value_or("pg_catalog"));
  }
  unknown("a type that this server version does not have");
}

TypeId find_type_in(const TypeScope& scope, std::string_view schema, std::string_view name) {
  for (const std::uint16_t place : system_tables::types_named(name)) {
    const rows::Type& row = system_tables::types()[place];
    if (row.versions.has(scope.version) && schema_of(scope, row) == schema) return row.id;
  }
  return find_user_type(scope, schema, name);
}

TypeId find_type(const TypeScope& scope, std::string_view name) {
  if (!scope.temporary_schema.empty()) {
    if (const TypeId id = find_user_type(scope, scope.temporary_schema, name); id != 0) return id;
  }
  for (const std::string& schema : scope.path) {
    if (const TypeId id = find_type_in(scope, schema, name); id != 0) return id;
  }
  return 0;
}

TypeRef base_type(const TypeScope& scope, TypeRef type) {
  for (int depth = 0; depth < 1000 && type.id != 0; ++depth) {
    // Quick for what is surely none.
    if (type.id < 10000 || (type.id & (array_bit | multirange_bit)) != 0) break;
    const TypeInfo info = type_info(scope, type.id);
    if (info.kind != 'd') break;
    type = info.base;
  }
  return type;
}

TypeId base_type(const TypeScope& scope, TypeId type) {
  return base_type(scope, TypeRef{type, -1}).id;
}

TypeId element_type(const TypeScope& scope, TypeId array) {
  if (array == 0) return 0;
  if (array >= first_user_type) return (array & array_bit) != 0 ? array & ~array_bit : 0;
  const rows::Type* const row = system_tables::find_type_row(array, scope.version);
  return row != nullptr && (row->flags & rows::type_is_array) != 0 ? row->element : 0;
}

TypeId array_type(const TypeScope& scope, TypeId element) {
  if (element == 0) return 0;
  if (element >= first_user_type) return type_info(scope, element).array;
  const rows::Type* const row = system_tables::find_type_row(element, scope.version);
  return row == nullptr ? 0 : row->array;
}

bool is_polymorphic(TypeId type) noexcept {
  switch (type) {
    case types::anyelement:
    case types::anyarray:
    case types::anynonarray:
    case types::anyenum:
    case types::anyrange:
    case types::anymultirange:
    case types::anycompatible:
    case types::anycompatiblearray:
    case types::anycompatiblenonarray:
    case types::anycompatiblerange:
    case types::anycompatiblemultirange:
      return true;
    default:
      return false;
  }
}

bool is_complex(const TypeScope& scope, TypeId type) {
  if (type == 0) return false;
  type = base_type(scope, type);
  if (type >= first_user_type) return type_info(scope, type).kind == 'c';
  const rows::Type* const row = system_tables::find_type_row(type, scope.version);
  return row != nullptr && row->kind == 'c';
}

std::vector<AttributeInfo> composite_attributes(const TypeScope& scope, TypeId type) {
  type = base_type(scope, type);
  if (type >= first_user_type) {
    return scope.source == nullptr ? std::vector<AttributeInfo>() : scope.source->attributes(type);
  }
  std::vector<AttributeInfo> attributes;
  const TypeInfo info = type_info(scope, type);
  const bool of_system = info.schema == "pg_catalog" || info.schema == "information_schema";
  const auto relation =
      find_system_relation(of_system ? info.schema : std::string_view(), info.name, scope.version);
  if (relation) {
    for (const SystemColumn& column : relation->columns) {
      attributes.push_back({column.name, {column.type, -1}});
    }
  } else if (info.kind == 'c') {
    unknown(core::format("the columns of type \"{}\"", info.name));
  }
  return attributes;
}

bool schema_exists(const TypeScope& scope, std::string_view schema) {
  return schema == "pg_catalog" || schema == "information_schema" ||
         (scope.source != nullptr && scope.source->has_schema(schema));
}

void require_schema(const TypeScope& scope, std::string_view schema) {
  if (!schema_exists(scope, schema)) {
    fail("3F000", core::format("schema \"{}\" does not exist", schema));
  }
}

QualifiedName qualified_name(Node names) {
  switch (names.size()) {
    case 1:
      return {{}, names.at(0).as_text()};
    case 2:
      return {names.at(0).as_text(), names.at(1).as_text()};
    case 3:  // it must be the current database, whose name is not known
      unknown("a name with a database's name before it");
    default:
      break;
  }
  std::string all;
  for (const Node part : names) {
    if (!all.empty()) all += '.';
    all += part.as_text();
  }
  fail("42601", core::format("improper qualified name (too many dotted names): {}", all));
}

}  // namespace plumbline::sql
