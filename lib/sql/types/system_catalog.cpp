#include "sql/types/system_catalog.hpp"

#include <algorithm>

#include "sql/types/system_tables.hpp"

namespace plumbline::sql {

namespace {

namespace rows = system_rows;
using system_tables::text;

/// 255, which no row has, for an extension that is not known.
std::uint8_t number_of(std::string_view extension) noexcept {
  if (extension.empty()) return 0;
  const std::uint8_t number = system_tables::extension_number(extension);
  return number == 0 ? std::uint8_t{255} : number;
}

}  // namespace

bool has_system_name(NameKind kind, std::string_view name, int version,
                     std::string_view extension) noexcept {
  const std::uint8_t number = number_of(extension);
  return std::any_of(system_tables::names().begin(), system_tables::names().end(),
                     [&](const rows::Named& row) {
                       return row.kind == kind && row.extension == number &&
                              row.versions.has(version) && text(row.name) == name;
                     });
}

std::vector<std::string_view> system_names(NameKind kind, int version, std::string_view extension) {
  std::vector<std::string_view> names;
  const std::uint8_t number = number_of(extension);
  for (const rows::Named& row : system_tables::names()) {
    if (row.kind == kind && row.extension == number && row.versions.has(version)) {
      names.push_back(text(row.name));
    }
  }
  return names;
}

std::optional<AccessMethod> find_access_method(std::string_view name, int version) noexcept {
  for (const rows::Method& row : system_tables::methods()) {
    if (text(row.name) != name || !row.versions.has(version)) continue;
    return AccessMethod{.name = text(row.name),
                        .is_index = row.kind == 'i',
                        .can_order = (row.can & 1) != 0,
                        .can_be_unique = (row.can & 2) != 0,
                        .can_have_columns = (row.can & 4) != 0,
                        .can_exclude = (row.can & 8) != 0,
                        .can_include = (row.can & 16) != 0,
                        .extension = system_tables::extension_name(row.extension)};
  }
  return std::nullopt;
}

std::optional<SystemRelation> find_system_relation(std::string_view schema, std::string_view name,
                                                   int version) {
  const int wanted = schema == "pg_catalog" ? 0 : schema == "information_schema" ? 1 : 2;
  for (const rows::Relation& row : system_tables::relations()) {
    if (row.schema != wanted || text(row.name) != name || !row.versions.has(version)) continue;
    SystemRelation relation{.schema = wanted == 2 ? std::string_view() : schema,
                            .name = text(row.name),
                            .kind = row.kind,
                            .extension = system_tables::extension_name(row.extension),
                            .columns = {}};
    for (const rows::Column& column :
         system_tables::columns().subspan(row.first_column, row.columns)) {
      if (!column.versions.has(version)) continue;
      relation.columns.push_back({text(column.name), column.type, column.not_null != 0});
    }
    return relation;
  }
  return std::nullopt;
}

std::optional<ExtensionFacts> find_extension(std::string_view name, int version) {
  for (const rows::Extension& row : system_tables::extensions()) {
    if (text(row.name) != name || !row.versions.has(version)) continue;
    ExtensionFacts facts{.name = text(row.name),
                         .version = text(row.version),
                         .schema = text(row.schema),
                         .needs = {},
                         .for_superusers = (row.flags & 1) != 0,
                         .relocatable = (row.flags & 2) != 0,
                         .trusted = (row.flags & 4) != 0};
    std::string_view needs = text(row.needs);
    while (!needs.empty()) {
      const std::size_t comma = std::min(needs.find(','), needs.size());
      facts.needs.push_back(needs.substr(0, comma));
      needs.remove_prefix(std::min(comma + 1, needs.size()));
    }
    return facts;
  }
  return std::nullopt;
}

ExtensionMembers extension_members(std::string_view name, int version) {
  ExtensionMembers members;
  const std::uint8_t number = number_of(name);
  if (number == 0) return members;
  const auto is_member = [&](const auto& row) {
    return row.extension == number && row.versions.has(version);
  };
  for (const rows::Type& row : system_tables::types()) {
    if (is_member(row)) members.types.push_back(row.id);
  }
  for (const rows::Function& row : system_tables::functions()) {
    if (!is_member(row)) continue;
    const auto arguments = system_tables::list(row.types, row.inputs);
    members.functions.push_back({text(row.name), {arguments.begin(), arguments.end()}, row.kind});
  }
  for (const rows::Operator& row : system_tables::operators()) {
    if (is_member(row)) members.operators.push_back({text(row.name), row.left, row.right});
  }
  for (const rows::OperatorClass& row : system_tables::classes()) {
    if (is_member(row)) members.classes.push_back({text(row.method), text(row.name)});
  }
  for (const rows::Relation& row : system_tables::relations()) {
    if (is_member(row)) members.relations.push_back(text(row.name));
  }
  return members;
}

bool is_reserved_role_name(std::string_view name) noexcept {
  return name.starts_with("pg_") || name == "public" || name == "none";
}

}  // namespace plumbline::sql
