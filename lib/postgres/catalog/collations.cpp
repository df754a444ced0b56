/// Collations and conversions.
#include "postgres/catalog/row.hpp"

namespace plumbline::postgres {

namespace {

/// Without those of other encodings, which cannot be used in this database.
constexpr FixedSql collations =
    "SELECT c.oid, c.collname, c.collnamespace, c.collowner, c.collprovider,"
    " c.collisdeterministic, c.collcollate, c.collctype,"
    " COALESCE(@{c.colllocale}, @{c.colliculocale}), @{c.collicurules}, c.collversion"
    " FROM pg_catalog.pg_collation c WHERE c.oid >= 16384"
    " AND c.collencoding IN (-1, pg_catalog.pg_char_to_encoding(pg_catalog.getdatabaseencoding()))"
    " AND ($1::pg_catalog.oid[] IS NULL OR c.collnamespace = ANY($1::pg_catalog.oid[]))";

constexpr FixedSql conversions =
    "SELECT c.oid, c.conname, c.connamespace, c.conowner,"
    " pg_catalog.pg_encoding_to_char(c.conforencoding),"
    " pg_catalog.pg_encoding_to_char(c.contoencoding), c.conproc::pg_catalog.regproc,"
    " c.condefault FROM pg_catalog.pg_conversion c WHERE c.oid >= 16384"
    " AND ($1::pg_catalog.oid[] IS NULL OR c.connamespace = ANY($1::pg_catalog.oid[]))";

Id add_owned(Catalog& catalog, ObjectKind kind, Oid address_of, const Row& row) {
  const Id id = add_object(catalog, kind, address_of, row.oid(0), row.oid(2), row.text(1));
  if (id != no_id) catalog.set_owner(id, row.oid(3));
  return id;
}

void take_collation(Catalog& catalog, const Row& row) {
  const Id id = add_owned(catalog, ObjectKind::collation, catalogs::collation, row);
  if (id == no_id) return;
  core::SchemaBuilder& builder = catalog.builder;
  const char provider = row.letter(4);
  builder.set(id, "provider", provider_word(provider));
  builder.set_flag(id, "not_deterministic", !row.is_true(5));
  builder.set(id, "rules", row.text(9));
  builder.set(id, "version", row.text(10));
  // Before 15 the locale of ICU stood in both of the others.
  if (provider == 'i' && catalog.version < 150'000) {
    builder.set(id, "locale", row.text(6));
  } else {
    builder.set(id, "collate", row.text(6));
    builder.set(id, "ctype", row.text(7));
    builder.set(id, "locale", row.text(8));
  }
}

void take_conversion(Catalog& catalog, const Row& row) {
  const Id id = add_owned(catalog, ObjectKind::conversion, catalogs::conversion, row);
  if (id == no_id) return;
  catalog.builder.set(id, "from", row.text(4));
  catalog.builder.set(id, "to", row.text(5));
  catalog.builder.set(id, "function", row.name(6));
  catalog.builder.set_flag(id, "default", row.is_true(7));
}

constexpr Step steps[] = {
    {"collations", 12, collations, each_row<take_collation>},
    {"conversions", 12, conversions, each_row<take_conversion>},
};

}  // namespace

std::string_view provider_word(char letter) {
  switch (letter) {
    case 'i':
      return "icu";
    case 'b':
      return "builtin";
    case 'd':
      return "default";
    default:
      return "libc";
  }
}

std::span<const Step> collation_steps() { return steps; }

}  // namespace plumbline::postgres
