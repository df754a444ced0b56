/// Composite, range and base types, enums and domains with their constraints. What the server made
/// along with them (array types, multiranges, constructor functions) stands for them in
/// dependencies. Source of what is said: dumpType and its like in pg_dump.c.
#include <algorithm>

#include "core/schema/quote.hpp"
#include "postgres/catalog/array_text.hpp"
#include "postgres/catalog/row.hpp"

namespace plumbline::postgres {

namespace {

/// All but row types and arrays, of which every table has one.
constexpr FixedSql types =
    "SELECT t.oid, t.typname, t.typnamespace, t.typowner, t.typacl, t.typtype, t.typisdefined,"
    " t.typarray, t.typlen, t.typbyval, t.typalign, t.typstorage, t.typcategory, t.typispreferred,"
    " t.typdelim, t.typdefault,"
    " t.typinput::pg_catalog.regproc, t.typoutput::pg_catalog.regproc,"
    " t.typreceive::pg_catalog.regproc, t.typsend::pg_catalog.regproc,"
    " t.typmodin::pg_catalog.regproc, t.typmodout::pg_catalog.regproc,"
    " t.typanalyze::pg_catalog.regproc, (@{t.typsubscript})::pg_catalog.oid::pg_catalog.regproc,"
    " t.typelem::pg_catalog.regtype, t.typcollation <> 0"
    " FROM pg_catalog.pg_type t"
    " WHERE t.oid >= 16384 AND t.typtype IN ('b', 'e', 'p', 'r')"
    " AND (t.typcategory <> 'A' OR t.typinput <> 'pg_catalog.array_in'::pg_catalog.regproc)"
    " AND ($1::pg_catalog.oid[] IS NULL OR t.typnamespace = ANY($1::pg_catalog.oid[]))";

constexpr FixedSql labels =
    "SELECT e.enumtypid, e.enumlabel FROM pg_catalog.pg_enum e"
    " WHERE e.enumtypid >= 16384 ORDER BY e.enumtypid, e.enumsortorder";

constexpr FixedSql ranges =
    "SELECT r.rngtypid, r.rngsubtype::pg_catalog.regtype, o.nspname, o.opcname, c.nspname,"
    " c.collname, r.rngcanonical::pg_catalog.regproc, r.rngsubdiff::pg_catalog.regproc,"
    " m.oid, m.typarray, m.nspname, m.typname, m.typnamespace = t.typnamespace, t.typname"
    " FROM pg_catalog.pg_range r"
    " JOIN pg_catalog.pg_type t ON t.oid = r.rngtypid"
    " JOIN pg_catalog.pg_type s ON s.oid = r.rngsubtype"
    " LEFT JOIN (SELECT o.oid, n.nspname, o.opcname FROM pg_catalog.pg_opclass o"
    " JOIN pg_catalog.pg_namespace n ON n.oid = o.opcnamespace WHERE NOT o.opcdefault) o"
    " ON o.oid = r.rngsubopc"
    " LEFT JOIN (SELECT c.oid, n.nspname, c.collname FROM pg_catalog.pg_collation c"
    " JOIN pg_catalog.pg_namespace n ON n.oid = c.collnamespace) c"
    " ON c.oid = r.rngcollation AND r.rngcollation <> s.typcollation"
    " LEFT JOIN (SELECT m.oid, m.typarray, n.nspname, m.typname, m.typnamespace"
    " FROM pg_catalog.pg_type m JOIN pg_catalog.pg_namespace n ON n.oid = m.typnamespace"
    " WHERE m.typtype = 'm') m ON m.oid = @{r.rngmultitypid}"
    " WHERE r.rngtypid >= 16384";

/// A row for each attribute, or one without any.
constexpr FixedSql composites =
    "SELECT t.oid, t.typname, t.typnamespace, t.typowner, t.typacl, t.typarray, c.oid,"
    " a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), n.nspname, l.collname,"
    " d.description"
    " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_type t ON t.oid = c.reltype"
    " LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0"
    " AND NOT a.attisdropped"
    " LEFT JOIN pg_catalog.pg_type u ON u.oid = a.atttypid"
    " LEFT JOIN pg_catalog.pg_collation l ON l.oid = a.attcollation"
    " AND a.attcollation <> u.typcollation"
    " LEFT JOIN pg_catalog.pg_namespace n ON n.oid = l.collnamespace"
    " LEFT JOIN pg_catalog.pg_description d ON d.objoid = c.oid AND d.objsubid = a.attnum"
    " AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass"
    " WHERE c.relkind = 'c' AND c.oid >= 16384"
    " AND ($1::pg_catalog.oid[] IS NULL OR c.relnamespace = ANY($1::pg_catalog.oid[]))"
    " ORDER BY c.oid, a.attnum";

constexpr FixedSql domains =
    "SELECT t.oid, t.typname, t.typnamespace, t.typowner, t.typacl, t.typarray,"
    " pg_catalog.format_type(t.typbasetype, t.typtypmod), n.nspname, l.collname, t.typnotnull,"
    " t.typdefault, t.typdefaultbin IS NOT NULL"
    " FROM pg_catalog.pg_type t JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype"
    " LEFT JOIN pg_catalog.pg_collation l ON l.oid = t.typcollation"
    " AND t.typcollation <> b.typcollation"
    " LEFT JOIN pg_catalog.pg_namespace n ON n.oid = l.collnamespace"
    " WHERE t.oid >= 16384 AND t.typtype = 'd'"
    " AND ($1::pg_catalog.oid[] IS NULL OR t.typnamespace = ANY($1::pg_catalog.oid[]))";

constexpr FixedSql domain_constraints =
    "SELECT c.oid, c.contypid, c.conname, c.contype, c.convalidated, t.typname"
    " FROM pg_catalog.pg_type t"
    " JOIN pg_catalog.pg_constraint c ON c.contypid = t.oid"
    " WHERE t.oid >= 16384 AND t.typtype = 'd'"
    " AND ($1::pg_catalog.oid[] IS NULL OR t.typnamespace = ANY($1::pg_catalog.oid[]))";

/// Names of the columns of `types`.
enum : std::size_t { length = 8, by_value, alignment, storage, category, preferred, delimiter };
enum : std::size_t { default_value = 15, input, output, receive, send, modifier_in, modifier_out };
enum : std::size_t { analyze = 22, subscript, element, collatable };

Id add_type(Catalog& catalog, ObjectKind kind, const Row& row, Oid array) {
  const Id id = add_object(catalog, kind, catalogs::type, row.oid(0), row.oid(2), row.text(1));
  if (id == no_id) return id;
  catalog.set_owner(id, row.oid(3));
  catalog.set_grants(id, GrantKind::type, row.oid(3), row.text(4));
  if (array != 0) catalog.stand_for(catalogs::type, array, id);
  return id;
}

std::string_view alignment_word(char letter) {
  switch (letter) {
    case 'c':
      return "char";
    case 's':
      return "int2";
    case 'd':
      return "double";
    default:
      return "";
  }
}

std::string_view storage_word(char letter) {
  switch (letter) {
    case 'e':
      return "external";
    case 'm':
      return "main";
    case 'x':
      return "extended";
    default:
      return "";
  }
}

void set_base_type(core::SchemaBuilder& builder, Id id, const Row& row) {
  builder.set(id, "sort", "base");
  builder.set(id, "input", row.name(input));
  builder.set(id, "output", row.name(output));
  builder.set(id, "receive", row.name(receive));
  builder.set(id, "send", row.name(send));
  builder.set(id, "typmod_in", row.name(modifier_in));
  builder.set(id, "typmod_out", row.name(modifier_out));
  builder.set(id, "analyze", row.name(analyze));
  builder.set(id, "subscript", row.name(subscript));
  if (row.number(length) != -1) builder.set(id, "length", row.text(length));
  builder.set_flag(id, "by_value", row.is_true(by_value));
  builder.set(id, "alignment", alignment_word(row.letter(alignment)));
  builder.set(id, "storage", storage_word(row.letter(storage)));
  if (row.text(category) != "U") builder.set(id, "category", row.text(category));
  builder.set_flag(id, "preferred", row.is_true(preferred));
  if (row.text(delimiter) != ",") builder.set(id, "delimiter", row.text(delimiter));
  builder.set(id, "element", row.name(element));
  if (!row.is_null(default_value))
    builder.set(id, "default", core::quote_standard_literal(row.text(default_value)));
  builder.set_flag(id, "collatable", row.is_true(collatable));
}

void take_type(Catalog& catalog, const Row& row) {
  const char type = row.letter(5);
  const Id id =
      add_type(catalog, type == 'e' ? ObjectKind::enumeration : ObjectKind::type, row, row.oid(7));
  if (id == no_id || type == 'e') return;
  if (type == 'r') {
    catalog.builder.set(id, "sort", "range");
  } else if (!row.is_true(6)) {
    catalog.builder.set(id, "sort", "shell");
  } else {
    set_base_type(catalog.builder, id, row);
  }
}

/// Runs of rows of one type.
void take_labels(Catalog& catalog, const RowView& rows) {
  std::string values;
  for (std::size_t row = 0; row < rows.count(); ++row) {
    const Oid oid = rows.oid(row, 0);
    if (!values.empty()) values += ", ";
    values += core::quote_standard_literal(rows.text(row, 1));
    if (row + 1 < rows.count() && rows.oid(row + 1, 0) == oid) continue;
    const Id id = catalog.find(catalogs::type, oid);
    if (id != no_id) catalog.builder.set(id, "values", values);
    values.clear();
  }
}

/// As makeMultirangeTypeName.
std::string usual_multirange(std::string_view range) {
  std::string name(range);
  const std::size_t at = name.find("range");
  return at == std::string::npos ? name + "_multirange" : name.insert(at, "multi");
}

void take_range(Catalog& catalog, const Row& row) {
  const Id id = catalog.find(catalogs::type, row.oid(0));
  if (id == no_id) return;
  core::SchemaBuilder& builder = catalog.builder;
  builder.set(id, "subtype", row.name(1));
  builder.set(id, "operator_class", sql_name(catalog, row.text(2), row.text(3)));
  builder.set(id, "collation", sql_name(catalog, row.text(4), row.text(5)));
  builder.set(id, "canonical", row.name(6));
  builder.set(id, "subtype_diff", row.name(7));
  if (row.is_null(8)) return;
  catalog.stand_for(catalogs::type, row.oid(8), id);
  catalog.stand_for(catalogs::type, row.oid(9), id);
  if (!row.is_true(12) || row.text(11) != usual_multirange(row.text(13)))
    builder.set(id, "multirange", sql_name(catalog, row.text(10), row.text(11)));
}

Id add_composite(Catalog& catalog, const Row& row) {
  const Id id = add_type(catalog, ObjectKind::type, row, row.oid(5));
  if (id == no_id) return id;
  catalog.builder.set(id, "sort", "composite");
  catalog.stand_for(catalogs::relation, row.oid(6), id);
  return id;
}

/// Runs of rows of one type.
void take_composites(Catalog& catalog, const RowView& rows) {
  Id id = no_id;
  std::string list;
  for (std::size_t at = 0; at < rows.count(); ++at) {
    const Row row(rows, at);
    if (at == 0 || rows.oid(at - 1, 0) != row.oid(0)) id = add_composite(catalog, row);
    if (id == no_id || row.is_null(7)) continue;
    if (!list.empty()) list += ", ";
    list += catalog.quoted(row.text(7));
    list.append(" ").append(row.text(8));
    if (!row.is_null(10)) list += " COLLATE " + sql_name(catalog, row.text(9), row.text(10));
    if (!row.is_null(11))
      catalog.builder.set_keyed(id, "attribute_comment", row.text(7), row.text(11));
    if (at + 1 < rows.count() && rows.oid(at + 1, 0) == row.oid(0)) continue;
    catalog.builder.set(id, "attributes", list);
    list.clear();
  }
}

void take_domain(Catalog& catalog, const Row& row) {
  const Id id = add_type(catalog, ObjectKind::domain, row, row.oid(5));
  if (id == no_id) return;
  catalog.builder.set(id, "type", row.text(6));
  catalog.builder.set(id, "collation", sql_name(catalog, row.text(7), row.text(8)));
  catalog.builder.set_flag(id, "not_null", row.is_true(9));
  if (row.is_true(11)) {
    catalog.expressions.want(Text::type_default, row.oid(0), 0, id, "default");
  } else if (!row.is_null(10)) {
    catalog.builder.set(id, "default", core::quote_standard_literal(row.text(10)));
  }
}

void take_domain_constraint(Catalog& catalog, const Row& row) {
  const Id domain = catalog.find(catalogs::type, row.oid(1));
  if (domain == no_id) return;
  const bool is_check = row.letter(3) == 'c';
  // As of columns: a name that the server gave says no more than the domain's own not_null.
  if (!is_check && row.text(2) == std::string(row.text(5)) + "_not_null") return;
  const Id id = catalog.builder.add(ObjectKind::constraint, catalog.builder.schema(domain),
                                    row.text(2), domain);
  catalog.remember(catalogs::constraint, row.oid(0), id);
  catalog.builder.set(id, "type", is_check ? "check" : "not null");
  catalog.builder.set_flag(id, "not_valid", !row.is_true(4));
  if (is_check) catalog.expressions.want(Text::check, row.oid(0), 0, id, "expression");
}

constexpr Step steps[] = {
    {"types", 12, types, each_row<take_type>},
    {"values of enums", 12, labels, take_labels},
    {"ranges", 12, ranges, each_row<take_range>},
    {"composite types", 12, composites, take_composites},
    {"domains", 12, domains, each_row<take_domain>},
    {"constraints of domains", 12, domain_constraints, each_row<take_domain_constraint>},
};

}  // namespace

std::span<const Step> type_steps() { return steps; }

}  // namespace plumbline::postgres
