/// What was read and is not wanted: registries of the migration tools, and `skip` with a kind.
#include <algorithm>
#include <array>

#include "core/glob.hpp"
#include "plumbline/error.hpp"
#include "postgres/catalog/catalog.hpp"
#include "system/format.hpp"

namespace plumbline::postgres {

namespace {

using Names = std::vector<std::string_view>;

Names columns_of(const Catalog& catalog, const Relation& relation) {
  Names names;
  for (const Column& column :
       std::span(catalog.columns).subspan(relation.first_column, relation.column_count))
    names.push_back(column.name);
  return names;
}

bool has_all(const Names& names, std::initializer_list<std::string_view> wanted) {
  return std::ranges::all_of(
      wanted, [&](std::string_view one) { return std::ranges::find(names, one) != names.end(); });
}

/// Names can be configured, columns cannot.
bool is_alembic(const Names& columns) {
  return columns.size() == 1 && columns.front() == "version_num";
}

bool is_sqlx(const Names& columns) {
  return columns.size() == 6 && has_all(columns, {"version", "description", "installed_on",
                                                  "success", "checksum", "execution_time"});
}

/// The tables of sqitch's registry, and the column that tells each from others of that name.
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> sqitch_tables = {
    {{"changes", "script_hash"},
     {"dependencies", "dependency_id"},
     {"events", "committer_email"},
     {"projects", "creator_email"},
     {"releases", "installer_email"},
     {"tags", "tag_id"}}};

bool is_sqitch(std::string_view name, const Names& columns) {
  return std::ranges::any_of(sqitch_tables, [&](const auto& table) {
    return table.first == name && std::ranges::find(columns, table.second) != columns.end();
  });
}

void leave_out(Catalog& catalog, Id id, std::string_view tool) {
  catalog.source.left_out.push_back({.what = system::format("table {}", catalog.builder.name(id)),
                                     .why = system::format("{} keeps there what it did", tool)});
  catalog.builder.drop(id);
}

bool matches_any(const std::vector<std::string>& patterns, std::string_view kind,
                 std::string_view name) {
  return std::ranges::any_of(patterns, [&](const std::string& pattern) {
    const std::size_t colon = pattern.find(':');
    return colon != std::string::npos && pattern.substr(0, colon) == kind &&
           core::glob_matches(std::string_view(pattern).substr(colon + 1), name);
  });
}

}  // namespace

void leave_registries_out(Catalog& catalog) {
  if (catalog.options.with_registry) return;
  std::vector<Oid> sqitch_schemas;
  for (const Relation& relation : catalog.relations) {
    if (relation.kind != 'r') continue;
    const Names columns = columns_of(catalog, relation);
    if (is_alembic(columns)) leave_out(catalog, relation.id, "Alembic");
    if (is_sqlx(columns)) leave_out(catalog, relation.id, "sqlx");
    if (is_sqitch(relation.name, columns)) {
      leave_out(catalog, relation.id, "sqitch");
      sqitch_schemas.push_back(relation.schema);
    }
  }
  // sqitch makes a schema for them.
  for (const Oid schema : sqitch_schemas) {
    const Id id = catalog.find(catalogs::schema, schema);
    if (id != no_id && catalog.builder.name(id) == "sqitch") catalog.builder.drop(id);
  }
  for (const auto& [sequence, table] : catalog.sequence_owners) {
    if (catalog.builder.is_dropped(table)) catalog.builder.drop(sequence);
  }
  std::ranges::sort(catalog.source.left_out, {}, &Unchecked::what);
}

void leave_schemaless_out(Catalog& catalog) {
  if (catalog.options.schemas.empty()) return;
  for (Id id = 0; id < catalog.builder.count(); ++id) {
    if (catalog.builder.schema(id).empty()) catalog.builder.drop(id);
  }
  catalog.source.left_out.push_back(
      {.what = "what lies in no schema", .why = "schemas were asked for"});
}

void leave_skipped_out(Catalog& catalog) {
  std::vector<std::string> patterns;
  for (const std::string& pattern : catalog.options.skip) {
    const std::size_t colon = pattern.find(':');
    if (colon == std::string::npos) continue;
    if (!find_kind(pattern.substr(0, colon))) {
      throw Error(Status::argument,
                  system::format("\"{}\" of \"{}\" is no kind of object; use one such as table, "
                                 "view, index, function, type or role",
                                 pattern.substr(0, colon), pattern));
    }
    patterns.push_back(pattern);
  }
  if (patterns.empty()) return;
  std::size_t count = 0;
  for (Id id = 0; id < catalog.builder.count(); ++id) {
    if (catalog.builder.is_dropped(id)) continue;
    const std::string_view kind = kind_name(catalog.builder.kind(id));
    if (!matches_any(patterns, kind, catalog.builder.name(id))) continue;
    catalog.builder.drop(id);
    ++count;
  }
  if (count > 0) {
    catalog.source.left_out.push_back(
        {.what = system::format("{} object{}", count, count == 1 ? "" : "s"),
         .why = "skipped as asked"});
  }
}

}  // namespace plumbline::postgres
