#include "postgres/catalog/row.hpp"

#include <algorithm>

#include "core/schema/quote.hpp"
#include "core/schema/secrets.hpp"
#include "postgres/catalog/array_text.hpp"

namespace plumbline::postgres {

namespace {

constexpr std::string_view system_prefix = "pg_catalog.";

}  // namespace

std::string_view Row::name(std::size_t column) const {
  std::string_view name = text(column);
  if (name == "-" || name == "0") return {};
  if (name.starts_with(system_prefix)) name.remove_prefix(system_prefix.size());
  return name;
}

std::string Row::signature(std::size_t column) const {
  std::string spaced;
  bool is_quoted = false;
  for (const char c : name(column)) {
    spaced += c;
    is_quoted ^= c == '"';
    if (c == ',' && !is_quoted) spaced += ' ';
  }
  return spaced;
}

std::string sql_name(const Catalog& catalog, std::string_view schema, std::string_view name) {
  if (name.empty()) return {};
  return schema == "pg_catalog" ? catalog.quoted(name) : catalog.qualified(schema, name);
}

std::string operator_name(const Catalog& catalog, std::string_view schema, std::string_view name) {
  if (name.empty() || schema == "pg_catalog") return std::string(name);
  return catalog.quoted(schema) + '.' + std::string(name);
}

void set_each(Catalog& catalog, Id id, core::PropertyName prefix, std::string_view array,
              std::string_view behind_key) {
  for (const std::string& option : read_array(array)) {
    const std::size_t equals = std::min(option.find('='), option.size());
    const std::string_view value = std::string_view(option).substr(equals);
    const std::string key = option.substr(0, equals);
    catalog.builder.set_keyed(
        id, prefix, key + std::string(behind_key),
        core::guarded_value(key, value.substr(std::min<std::size_t>(1, value.size()))));
  }
}

std::string_view enabled_word(char letter) {
  switch (letter) {
    case 'D':
      return "disabled";
    case 'R':
      return "replica";
    case 'A':
      return "always";
    default:
      return "";
  }
}

Id add_object(Catalog& catalog, ObjectKind kind, Oid address_of, Oid oid, Oid schema,
              std::string_view own) {
  return add_object_as(catalog, kind, address_of, oid, schema, core::name_part(own));
}

Id add_object_as(Catalog& catalog, ObjectKind kind, Oid address_of, Oid oid, Oid schema,
                 std::string_view text) {
  const std::string* in = schema == 0 ? nullptr : catalog.schema(schema);
  if ((schema != 0 && in == nullptr) || catalog.is_left_out(address_of, oid)) return no_id;
  const Id id = catalog.builder.add_as(
      kind, in == nullptr ? std::string_view() : std::string_view(*in), text);
  catalog.remember(address_of, oid, id);
  return id;
}

}  // namespace plumbline::postgres
