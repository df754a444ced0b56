/// Columns of tables, views, materialized views and foreign tables.
#include <algorithm>
#include <compare>

#include "postgres/catalog/array_text.hpp"
#include "postgres/catalog/catalog.hpp"

namespace plumbline::postgres {

namespace {

/// Of indexes only what a user has set. Not in order: sorting wide rows costs the server more than
/// sorting their numbers costs us.
constexpr FixedSql attributes =
    "SELECT a.attrelid, a.attnum, a.attname, a.atttypid, a.atttypmod, a.attnotnull, a.attidentity,"
    " a.attgenerated, a.attcollation, a.attstorage, @{a.attcompression}, a.attstattarget,"
    " a.attoptions, a.attfdwoptions, a.attinhcount > 0 AND NOT a.attislocal, a.attacl"
    " FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid"
    " WHERE a.attrelid >= 16384 AND a.attnum > 0 AND NOT a.attisdropped"
    " AND (c.relkind IN ('r', 'p', 'v', 'm', 'f') OR c.relkind IN ('i', 'I')"
    " AND (a.attoptions IS NOT NULL OR a.attstattarget >= 0))"
    " AND ($1::pg_catalog.oid[] IS NULL OR c.relnamespace = ANY($1::pg_catalog.oid[]))";

/// What ALTER TABLE … ALTER COLUMN … SET takes. Others, such as Debian's pg_attver, are the
/// server's own.
std::string user_options(std::string_view array) {
  std::string kept = "{";
  for (const std::string& option : read_array(array)) {
    if (!option.starts_with("n_distinct")) continue;
    if (kept.size() > 1) kept += ',';
    kept += option;
  }
  return read_options(kept + '}');
}

/// Options of an index's column belong to its operator class.
std::string class_options(std::string_view array) {
  std::string kept = "{";
  for (const std::string& option : read_array(array)) {
    if (option.starts_with("pg_attver=")) continue;
    if (kept.size() > 1) kept += ',';
    kept += '"' + option + '"';
  }
  return read_options(kept + '}');
}

void take_index_column(Catalog& catalog, Oid index, const RowView& rows, std::size_t row) {
  const auto number = static_cast<int>(rows.number(row, 1));
  if (std::string options = class_options(rows.text(row, 12)); !options.empty())
    catalog.indexes.class_options.emplace(std::pair(index, number), std::move(options));
  if (!rows.is_null(row, 11) && rows.number(row, 11) >= 0)
    catalog.indexes.statistics.emplace(std::pair(index, number), rows.text(row, 11));
}

std::string_view compression_name(char letter) {
  return letter == 'p' ? "pglz" : letter == 'l' ? "lz4" : "";
}

void set_facts(Catalog& catalog, const Relation& relation, const Column& column,
               const RowView& rows, std::size_t row) {
  core::SchemaBuilder& builder = catalog.builder;
  builder.set_flag(column.id, "not_null", rows.is_true(row, 5));
  if (const char identity = rows.letter(row, 6); identity != '\0')
    builder.set(column.id, "identity", identity == 'a' ? "always" : "by default");
  if (column.generated != '\0')
    builder.set(column.id, "generated", column.generated == 'v' ? "virtual" : "stored");
  builder.set(column.id, "compression", compression_name(rows.letter(row, 10)));
  if (!rows.is_null(row, 11) && rows.number(row, 11) >= 0)
    builder.set(column.id, "statistics", rows.text(row, 11));
  if (!rows.is_null(row, 12)) builder.set(column.id, "options", user_options(rows.text(row, 12)));
  for (const std::string& option : read_array(rows.text(row, 13))) {
    const std::size_t equals = option.find('=');
    builder.set_keyed(column.id, "option", option.substr(0, equals), option.substr(equals + 1));
  }
  builder.set_flag(column.id, "inherited", rows.is_true(row, 14));
  catalog.set_grants(column.id, GrantKind::column, relation.owner, rows.text(row, 15));
}

/// A row of the answer, by relation and number.
struct Place {
  Oid relation;
  std::int32_t number;
  std::uint32_t row;

  auto operator<=>(const Place&) const = default;
};

std::vector<Place> in_order(const RowView& rows) {
  std::vector<Place> places;
  places.reserve(rows.count());
  for (std::size_t row = 0; row < rows.count(); ++row) {
    places.push_back({.relation = rows.oid(row, 0),
                      .number = static_cast<std::int32_t>(rows.number(row, 1)),
                      .row = static_cast<std::uint32_t>(row)});
  }
  std::ranges::sort(places);
  return places;
}

void take_columns(Catalog& catalog, const RowView& rows) {
  catalog.columns.reserve(rows.count());
  Relation* relation = nullptr;
  Oid relation_oid = 0;
  int position = 0;
  for (const auto& [oid, number, row] : in_order(rows)) {
    if (oid != relation_oid) {
      relation = catalog.relation(oid);
      relation_oid = oid;
      position = 0;
      if (relation != nullptr) relation->first_column = catalog.columns.size();
    }
    if (relation == nullptr) continue;
    if (relation->id == no_id) {
      take_index_column(catalog, oid, rows, row);
      continue;
    }
    Column column;
    column.number = static_cast<std::int16_t>(number);
    column.storage = rows.letter(row, 9);
    column.generated = rows.letter(row, 7);
    column.type = rows.oid(row, 3);
    column.modifier = static_cast<std::int32_t>(rows.number(row, 4));
    column.collation = rows.oid(row, 8);
    column.name = catalog.builder.keep(rows.text(row, 2));
    column.id = catalog.builder.add(ObjectKind::column, catalog.builder.schema(relation->id),
                                    column.name, relation->id);
    catalog.builder.set_position(column.id, ++position);
    catalog.want_type(column.type, column.modifier);
    set_facts(catalog, *relation, column, rows, row);
    catalog.columns.push_back(column);
    ++relation->column_count;
  }
}

std::string_view storage_name(char letter) {
  switch (letter) {
    case 'e':
      return "external";
    case 'm':
      return "main";
    case 'x':
      return "extended";
    default:
      return "plain";
  }
}

constexpr Step steps[] = {
    {"columns", 12, attributes, take_columns},
};

}  // namespace

std::span<const Step> column_steps() { return steps; }

void finish_columns(Catalog& catalog) {
  for (const Column& column : catalog.columns) {
    const Catalog::TypeName& type = catalog.type(column.type, column.modifier);
    catalog.builder.set(column.id, "type", type.text);
    if (column.collation != 0 && column.collation != type.collation) {
      const auto found = catalog.collations.find(column.collation);
      if (found != catalog.collations.end())
        catalog.builder.set(column.id, "collation", found->second);
    }
    const ObjectKind of = catalog.builder.kind(catalog.builder.parent(column.id));
    if (column.storage != type.storage && of != ObjectKind::view)
      catalog.builder.set(column.id, "storage", storage_name(column.storage));
  }
}

}  // namespace plumbline::postgres
